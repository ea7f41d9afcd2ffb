/** Random operations of several tenants whose names, ids, keys and texts collide, at once, on every store. */
import * as fc from "fast-check";

import { operations } from "../../tests/support/tenant-operations.ts";
import {
  type BySizeAndPlace,
  type Campaign,
  inEachPlace,
  sizeOf,
  type Trial,
} from "../campaign.ts";
import type { ProvePlace } from "../places.ts";
import { leaveUntidied } from "../untidied.ts";
import { mixTenants, TENANT_SABOTAGES } from "./mixed-tenants.ts";
import { readSentences, TenantWorld } from "./tenant-world.ts";

/** Random lives. */
const LIVES: BySizeAndPlace = {
  file: { full: 400, quick: 25, test: 8 },
  servers: { full: 40, quick: 2, test: 1 },
};
const MAX_ROUNDS = 6;
/** Operations of one round, of all tenants together. */
const MAX_OPERATIONS = 8;

/** Rounds of operations that run side by side. */
export const rounds: fc.Arbitrary<Parameters<TenantWorld["run"]>[0][]> = fc.array(
  fc.array(operations, { minLength: 1, maxLength: MAX_OPERATIONS }),
  { maxLength: MAX_ROUNDS, size: "max" },
);

/** The campaign `tenants`. */
export const tenantsCampaign: Campaign = {
  about: "no call tells, changes or counts anything of another tenant",
  sabotages: TENANT_SABOTAGES,
  run: async (run) => {
    const read = await readSentences();
    return inEachPlace(run, async (place, trial) => live(place, read, trial));
  },
};

/** Lives random lives in one kind of place; a failure is shrunk to the smallest that fails. */
async function live(
  place: ProvePlace,
  read: Awaited<ReturnType<typeof readSentences>>,
  { run, findings }: Trial,
): Promise<void> {
  let operationCount = 0;
  const outcome = await fc.check(
    fc.asyncProperty(rounds, async (all) => {
      const house = await place.build();
      const world = await TenantWorld.create({ house, read, change: mixTenants(run.sabotage) });
      try {
        await leaveUntidied(house);
        for (const round of all) await world.run(round);
        await world.compareAll();
        operationCount += all.flat().length;
        run.say(`${place.name}: ${operationCount} operations`);
      } finally {
        await world.close();
        await house.remove();
      }
    }),
    // The smallest failing life is looked for only in files: on servers each takes long.
    { numRuns: sizeOf(LIVES, place, run.size), seed: run.seed, endOnFailure: place.isServer },
  );
  findings.figure(`lives, ${place.name}`, outcome.numRuns);
  findings.figure(`operations, ${place.name}`, operationCount);
  if (!outcome.failed) return;
  const { errorInstance, counterexample } = outcome;
  findings.breach(
    `${place.name}, seed ${run.seed}: ${String(errorInstance)} in ${JSON.stringify(counterexample)}`,
  );
}
