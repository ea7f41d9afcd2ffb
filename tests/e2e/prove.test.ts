/** Small versions of `npm run prove`: each promise is kept, and each campaign finds what breaks it on purpose. */
import { describe, expect, test } from "vitest";

import type { CampaignRun, Findings } from "../../prove/campaign.ts";
import { CAMPAIGNS } from "../../prove/campaigns.ts";
import { FILE_PLACE } from "../../prove/places.ts";

/** They have small versions of their own: `kill.test.ts`, `property/tenants.test.ts`. */
const ELSEWHERE: ReadonlySet<string> = new Set(["kill", "tenants"]);
const seed = Number(process.env["SEED"] ?? Date.now() % 1_000_000);

async function runOf(name: string, sabotage: CampaignRun["sabotage"]): Promise<Findings> {
  const campaign = CAMPAIGNS[name];
  if (!campaign) throw new Error(`There is no campaign ${name}`);
  const say = (): void => undefined;
  const places = [FILE_PLACE];
  return campaign.run({ seed, size: "test", sabotage, minutes: null, places, say });
}

describe.each(Object.entries(CAMPAIGNS).filter(([name]) => !ELSEWHERE.has(name)))(
  "the campaign %s",
  (name, { about, sabotages }) => {
    test(`finds that ${about} (seed ${seed})`, async () => {
      const { breaches, figures } = await runOf(name, null);
      expect(breaches).toEqual([]);
      expect(figures.size).toBeGreaterThan(0);
    });

    test.each(Object.entries(sabotages))(
      `finds what is %s: it %s (seed ${seed})`,
      async (sabotage) => {
        expect((await runOf(name, sabotage)).breachCount).toBeGreaterThan(0);
      },
    );
  },
);
