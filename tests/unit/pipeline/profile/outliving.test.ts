import { describe, expect, test } from "vitest";

import { runSync } from "../../../../src/core/awaitable.ts";
import { resolveScope } from "../../../../src/core/scope.ts";
import type { Relation } from "../../../../src/graph/graph-store.ts";
import { outlivingRelations } from "../../../../src/pipeline/profile/outliving.ts";
import {
  type OutlivingInput,
  readOutliving,
  type ReadOutliving,
} from "../../../../src/pipeline/profile/read-outliving.ts";
import type { PointOutline } from "../../../../src/vector/vector-store.ts";
import { seeing } from "../../../support/points.ts";
import { relation, spell } from "../search/builders.ts";

const visibility = seeing({ asOf: 100 });
const over: PointOutline = { id: "over", kind: "trait", at: 0, spells: [spell(0, 50)] };
const held: PointOutline = { id: "held", kind: "trait", at: 0, spells: [spell(0)] };

function toldBy(memoryIds: readonly string[], more: Partial<Relation> = {}): Relation {
  return relation("Ana", "SIBLING_OF", "Kirk", { memoryIds, ...more });
}

describe("outlivingRelations()", () => {
  const countOf = (told: Relation, points: readonly PointOutline[]): number =>
    outlivingRelations([told], points, visibility).length;

  test("has what no memory tells any more, and not what one still tells", () => {
    expect(countOf(toldBy(["over"]), [over, held])).toBe(1);
    expect(countOf(toldBy(["over", "held"]), [over, held])).toBe(0);
  });

  test("takes no account of a memory that whoever asks does not see", () => {
    expect(countOf(toldBy(["over", "of another agent"]), [over, held])).toBe(1);
  });

  test("leaves out what does not hold itself", () => {
    expect(countOf(toldBy(["over"], { spells: [spell(0, 50)] }), [over])).toBe(0);
  });
});

describe("readOutliving()", () => {
  function readOf(told: readonly Relation[]): ReadOutliving {
    const input = {
      request: { scope: resolveScope({ userId: "kirk" }, "look"), traitLimit: 10 },
      visibility,
      stores: {
        graph: {
          relationsOfMemories: () => told,
          listRelations: () => ({ items: [], cursor: null }),
        },
      },
      // Nothing else is looked at.
    } as unknown as OutlivingInput;
    return runSync(readOutliving([over], input));
  }

  test("tells when the next one ends", () => {
    const told = toldBy(["over"], { spells: [spell(0, 300)] });
    expect(readOf([told]).nextChangeAt).toBe(300);
  });

  test("shows of a relation the turns that are read of it, and no others", () => {
    const turnIds = ["t1", "t2", "t3", "t4", "t5"];
    const { relations, turnIds: read } = readOf([toldBy(["over"], { turnIds })]);
    expect(relations.map(({ relation: one }) => one.turnIds)).toEqual([read]);
  });
});
