/** Bounds on what a profile is made of. */
import { expect, test } from "vitest";

import { runSync } from "../../../../src/core/awaitable.ts";
import { resolveScope } from "../../../../src/core/scope.ts";
import type { PointOutline } from "../../../../src/vector/vector-store.ts";
import { endedTraits } from "../../../../src/pipeline/profile/outliving.ts";
import {
  type OutlivingInput,
  readOutliving,
} from "../../../../src/pipeline/profile/read-outliving.ts";
import { seeing } from "../../../support/points.ts";
import { SplitServers } from "../../../support/split-memory.ts";
import { relation, spell } from "../search/builders.ts";

const KIRK = { userId: "kirk" };

/** A trait that ended at a time. */
function ended(to: number): PointOutline {
  return { id: `ended at ${to}`, kind: "trait", at: 0, spells: [spell(0, to)] };
}

test("pipeline/profile/outliving.ts MAX_ENDED is 200: relations are asked of so many memories, the latest ended", () => {
  const idsOf = (count: number): readonly string[] =>
    endedTraits(
      Array.from({ length: count }, (_, index) => ended(index + 1)),
      seeing({ asOf: 1_000 }),
    );
  expect(idsOf(200)).toHaveLength(200);
  expect(idsOf(201)).toHaveLength(200);
  expect(idsOf(201).at(-1)).toBe("ended at 2");
});

test("pipeline/profile/read-outliving.ts MAX_RELATION_TURNS is 4: so many turns are read of a relation", () => {
  const turnIds = ["t1", "t2", "t3", "t4", "t5"];
  const told = { ...relation("Ana", "SISTER_OF", "Kirk"), memoryIds: ["ended at 1"], turnIds };
  const input = {
    request: { scope: resolveScope(KIRK, "look"), traitLimit: 10 },
    visibility: seeing({ asOf: 1_000 }),
    stores: {
      graph: {
        relationsOfMemories: () => [told],
        listRelations: () => ({ items: [], cursor: null }),
      },
    },
    // Nothing else is looked at.
  } as unknown as OutlivingInput;
  expect(runSync(readOutliving([ended(1)], input)).turnIds).toEqual(turnIds.slice(0, 4));
});

test("pipeline/profile/read-profile.ts MAX_OUTLINED is 100,000: so many traits and events are asked for", async () => {
  const servers = new SplitServers();
  const memory = await servers.open();
  await memory.profile(KIRK);
  const [call] = servers.calls.vector.callsOf("outline");
  expect(call?.parameters[1]).toMatchObject({ limit: 100_000 });
});
