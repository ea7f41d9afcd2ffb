/** The campaigns: `npm run prove` for all, `npm run prove -- <name> [options]` for one. */
import { CAMPAIGNS } from "./campaigns.ts";
import { runProve } from "./command-line.ts";

process.exitCode = await runProve(process.argv.slice(2), CAMPAIGNS);
