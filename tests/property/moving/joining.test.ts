/** Two memories that went their own ways and then took in each other's records hold the same. */
import * as fc from "fast-check";
import { expect, test } from "vitest";

import { Memory } from "../../../src/index.ts";
import { stateOf, withoutFields } from "../../support/memory-state.ts";
import { NOW, performAll } from "../../support/moving.ts";
import { type Operation, operations, SCOPES } from "../../support/tenant-operations.ts";
import { TimedClock } from "../../support/timed-clock.ts";

/** What was there first stays as it is: when a memory or edge was first recorded differs, and how it was put. */
const FIRST: ReadonlySet<string> = new Set(["recordedAt"]);
/** Of fewer tenants, so that they meet more often. */
const operation = operations.map((one): Operation => ({ ...one, tenant: one.tenant % 2 }));
/** A memory that is deleted on one side and told again on the other stays whole there: see decision 0028. */
const isKept = ({ does }: Operation): boolean => does !== "delete" && does !== "delete all";
const lives = fc.array(operation, { minLength: 1, maxLength: 12 });
const livesOn = fc.array(operation.filter(isKept), { minLength: 1, maxLength: 12 });

const TOLD = {
  tenant: 1,
  does: "add",
  key: 0,
  facts: [],
  relations: [],
  names: [],
  isNarrow: false,
} as const;
/** What is there already comes with what is new, and the new changes what is there. */
const KNOWN_AMONG_NEW: [Operation[], Operation[], Operation[]] = [
  [{ ...TOLD, facts: [1], day: 0 }],
  [{ ...TOLD, relations: [1], day: 2 }],
  [{ ...TOLD, relations: [0], day: 1 }],
];

/** Keys of its own: one key for two episodes is a conflict. */
function withKeys(all: readonly Operation[], more: number): Operation[] {
  return all.map((one) => ("key" in one ? { ...one, key: one.key + more } : one));
}

test("what is told on either side is the same on both, once each has the other's", async () => {
  await fc.assert(
    fc.asyncProperty(lives, livesOn, livesOn, async (shared, one, other) => {
      const clock = new TimedClock(NOW + 86_400_000);
      const left = await Memory.open({ path: ":memory:", clock });
      const right = await Memory.open({ path: ":memory:", clock });
      try {
        const from = await performAll(left, shared, { clock });
        await right.import(left.export());
        await performAll(left, withKeys(one, 100), { clock, from });
        await performAll(right, withKeys(other, 200), { clock, from: from + 30_000 });
        const lines: string[] = [];
        for await (const line of left.export()) lines.push(line);
        await left.import(right.export());
        await right.import(lines);
        for (const scope of SCOPES) {
          const [own, its] = [await stateOf(left, scope), await stateOf(right, scope)];
          expect(withoutFields(own, FIRST)).toEqual(withoutFields(its, FIRST));
        }
        for (const memory of [left, right]) {
          expect(await memory.verify()).toMatchObject({ isSound: true, faults: [] });
        }
      } finally {
        await left.close();
        await right.close();
      }
    }),
    { numRuns: 30, endOnFailure: false, examples: [KNOWN_AMONG_NEW] },
  );
});
