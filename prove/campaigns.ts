/** Every campaign, by name. */
import type { Campaign } from "./campaign.ts";
import { concurrencyCampaign } from "./concurrency/run.ts";
import { deletionCampaign } from "./deletion/run.ts";
import { injectionCampaign } from "./injection/run.ts";
import { killCampaign } from "./kill/run.ts";
import { limitsCampaign } from "./limits/run.ts";
import { loadCampaign } from "./load/run.ts";
import { outageCampaign } from "./outage/run.ts";
import { readerCampaign } from "./reader/run.ts";
import { tenantsCampaign } from "./tenants/run.ts";

/** In the order in which all of them run. */
export const CAMPAIGNS: Readonly<Record<string, Campaign>> = {
  kill: killCampaign,
  reader: readerCampaign,
  tenants: tenantsCampaign,
  deletion: deletionCampaign,
  injection: injectionCampaign,
  concurrency: concurrencyCampaign,
  outage: outageCampaign,
  load: loadCampaign,
  limits: limitsCampaign,
};
