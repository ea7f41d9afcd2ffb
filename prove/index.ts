/** The campaigns: `npm run prove` for all, `npm run prove -- <name> [options]` for one. */
import { runProve } from "./command-line.ts";
import { killCampaign } from "./kill/run.ts";
import { readerCampaign } from "./reader/run.ts";
import { tenantsCampaign } from "./tenants/run.ts";

const CAMPAIGNS = { kill: killCampaign, reader: readerCampaign, tenants: tenantsCampaign };

process.exitCode = await runProve(process.argv.slice(2), CAMPAIGNS);
