/** The campaigns: `npm run prove` for all, `npm run prove -- <name> [options]` for one. */
import { runProve } from "./command-line.ts";
import { killCampaign } from "./kill/run.ts";

const CAMPAIGNS = { kill: killCampaign };

process.exitCode = await runProve(process.argv.slice(2), CAMPAIGNS);
