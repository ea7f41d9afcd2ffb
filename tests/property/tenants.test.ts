/** Several tenants in one memory, side by side, against each alone: the small version of `npm run prove -- tenants`. */
import * as fc from "fast-check";
import { beforeAll, expect, test } from "vitest";

import { mixTenants, TENANT_SABOTAGES } from "../../prove/tenants/mixed-tenants.ts";
import { rounds } from "../../prove/tenants/run.ts";
import { readSentences, TenantWorld, type WorldOptions } from "../../prove/tenants/tenant-world.ts";
import { CANARIES, type Operation, SCOPES } from "../support/tenant-operations.ts";

/** A sabotage shows within a few lives. */
const MAX_LIVES = 60;

let read: WorldOptions["read"] = [];

beforeAll(async () => {
  read = await readSentences();
});

async function live(
  all: Parameters<TenantWorld["run"]>[0][],
  change?: WorldOptions["change"],
): Promise<void> {
  const world = await TenantWorld.create({ read, change });
  try {
    for (const round of all) await world.run(round);
    await world.compareAll();
  } finally {
    await world.close();
  }
}

test("no tenant sees, changes or counts anything of another, whatever they do at once", async () => {
  await fc.assert(
    fc.asyncProperty(rounds, async (all) => live(all)),
    { numRuns: 40, endOnFailure: false },
  );
});

test("this test sees it when an answer holds what is another's", async () => {
  const world = await TenantWorld.create({ read });
  await world.run([{ tenant: 0, does: "add note", key: 1, day: 1 }]);
  await world.shared.add(`A note with ${CANARIES[1]}`, { ...SCOPES[0], infer: false });
  const listing: Operation = {
    tenant: 0,
    does: "list",
    includeClosed: true,
    day: null,
    isNarrow: false,
  };
  await expect(world.run([listing])).rejects.toThrow(/qzbravo/);
  await world.close();
});

test.each(Object.entries(TENANT_SABOTAGES))(
  "this test sees stores that mix up %s: one %s",
  async (sabotage) => {
    const lives = fc.asyncProperty(rounds, async (all) => live(all, mixTenants(sabotage)));
    const { failed } = await fc.check(lives, { numRuns: MAX_LIVES, endOnFailure: true });
    expect(failed).toBe(true);
  },
);
