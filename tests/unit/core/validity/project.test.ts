import { describe, expect, test } from "vitest";
import type { Spell } from "../../../../src/core/records.ts";
import type { LedgerState, StatementState } from "../../../../src/core/validity/derive.ts";
import {
  projectMemory,
  projectRelation,
  projectTurn,
  spellsByAttestation,
  type Telling,
} from "../../../../src/core/validity/project.ts";
import { derive, lives, livesEdge, noIts, tell } from "../../../support/ledger.ts";

function statement(state: LedgerState, id: string): StatementState {
  const found = state.statements.get(id);
  if (!found) throw new Error(`no statement ${id}`);
  return found;
}

describe("projectMemory()", () => {
  test("joins what its attestations carry, the folded ones' too, in the order of telling", () => {
    const state = derive([
      lives("lisbon", 4, { of: "moved", agentId: "spock", runId: "r2", metadata: { a: 2, b: 2 } }),
      lives("lisbon", 1, { text: "Lives in Lisbon", runId: "r1", metadata: { a: 1, c: 1 } }),
      lives("lisbon", 3, { text: "lives in lisbon!", runId: "r1" }),
    ]);
    expect(projectMemory(statement(state, "lisbon"), state, 7)).toEqual({
      revision: 7,
      spells: [{ from: 1, to: null, closedAt: null }],
      retractedAt: null,
      foldedInto: null,
      isAttesting: true,
      text: "Lives in Lisbon",
      evidence: ["turn of episode 1", "turn of episode 3", "turn of episode 4"],
      agentIds: [null, "spock"],
      runIds: ["r1", "r2"],
      metadata: { a: 2, b: 2, c: 1 },
      byAgent: [
        {
          agentId: null,
          text: { rank: 0, value: "Lives in Lisbon" },
          metadata: { a: { rank: 0, value: 1 }, c: { rank: 0, value: 1 } },
        },
        {
          agentId: "spock",
          // Of a folded memory: after the texts of its own tellings.
          text: { rank: 5, value: "moved" },
          metadata: { a: { rank: 2, value: 2 }, b: { rank: 2, value: 2 } },
        },
      ],
    });
    expect(projectMemory(statement(state, "moved"), state, 7)).toMatchObject({
      spells: [],
      foldedInto: "lisbon",
      text: "moved",
      evidence: ["turn of episode 4"],
    });
  });

  test("has the text of its earliest attestation that stands", () => {
    const told = [
      lives("lisbon", 1, { text: "first" }),
      noIts("braga", 2),
      lives("lisbon", 5, { text: "second" }),
    ];
    const state = derive(told);
    expect(projectMemory(statement(state, "lisbon"), state, 1)).toMatchObject({
      text: "second",
      evidence: ["turn of episode 5"],
    });
    const gone = derive(told.slice(0, 2));
    expect(projectMemory(statement(gone, "lisbon"), gone, 1)).toMatchObject({
      text: "first",
      retractedAt: 2,
      spells: [],
    });
  });

  test("keeps a key named __proto__ a key", () => {
    const metadata = JSON.parse('{"__proto__": {"polluted": true}}') as Record<string, never>;
    const state = derive([tell("a", 1, { metadata })]);
    const projected = projectMemory(statement(state, "a"), state, 1).metadata;
    expect(Object.hasOwn(projected, "__proto__")).toBe(true);
    expect(projected["polluted"]).toBeUndefined();
  });

  test("core/visibility.ts MAX_EVIDENCE is 256: of more turns the earliest and the latest half are named", () => {
    const evidenceOf = (count: number): readonly string[] => {
      const state = derive(Array.from({ length: count }, (_, index) => tell("a", index)));
      return projectMemory(statement(state, "a"), state, 1).evidence;
    };
    expect(evidenceOf(256)).toHaveLength(256);
    const ofMore = evidenceOf(257);
    expect(ofMore).toHaveLength(256);
    expect([0, 127, 128, 255].map((index) => ofMore[index])).toEqual(
      [0, 127, 129, 256].map((time) => `turn of episode ${time}`),
    );
  });
});

describe("projectRelation()", () => {
  test("names the memories and turns that tell it, and the first text that is left", () => {
    const state = derive([
      livesEdge("lisbon", 1, { memoryId: "m1", text: null }),
      livesEdge("lisbon", 2, { memoryId: null, text: "Ana lives in Lisbon" }),
      lives("lisbon", 3),
    ]);
    expect(projectRelation(statement(state, "edge to lisbon"), state)).toMatchObject({
      fact: "Ana lives in Lisbon",
      memoryIds: ["m1"],
      turnIds: ["turn of episode 1", "turn of episode 2"],
      spells: [{ from: 1, to: null, closedAt: null }],
    });
  });
});

describe("projectTurn()", () => {
  const turn = { agentId: "spock", runId: null, metadata: { a: 1 } };

  test("holds when anything it attests holds, each spell once, in order", () => {
    const state = derive([
      lives("lisbon", 1, { turnId: "t" }),
      livesEdge("lisbon", 1, { turnId: "t" }),
      lives("porto", 4),
      tell("trip", 1, { form: "event", turnId: "t", statedFrom: 0, statedTo: 2 }),
    ]);
    const spells = spellsByAttestation(state);
    const told = [...state.attestations.values()].filter(
      ({ attestation }) => attestation.turnId === "t",
    );
    const attested = told.map(({ attestation }) => ({
      attestation,
      spells: spells.get(attestation.id) ?? [],
    }));
    const projection = projectTurn(attested, turn, 3);
    expect(projection).toMatchObject({
      revision: 3,
      isAttesting: true,
      agentIds: ["spock"],
      runIds: [],
    });
    expect(projection.spells).toEqual([
      // What happened, happened: the turn that told it stays.
      { from: 0, to: null, closedAt: null },
      { from: 1, to: 4, closedAt: 4 },
    ]);
    expect(projectTurn(attested.toReversed(), turn, 3)).toEqual(projection);
  });

  test("is the same in whatever order its attestations come, also when only closedAt differs", () => {
    const attestation = { statedTo: null, episodeAt: 1 };
    const spell = (closedAt: number): Telling => ({
      attestation,
      spells: [{ from: 1, to: 2, closedAt }],
    });
    expect(projectTurn([spell(5), spell(4)], turn, 1)).toEqual(
      projectTurn([spell(4), spell(5)], turn, 1),
    );
  });

  test("goes on saying of what it told the end of that it has ended, and of nothing else", () => {
    const spells = [{ from: 1, to: 4, closedAt: 4 }];
    const ended = { from: 4, to: null, closedAt: null };
    const project = (statedTo: number | null, episodeAt: number, own: readonly Spell[] = spells) =>
      projectTurn([{ attestation: { statedTo, episodeAt }, spells: own }], turn, 1).spells;
    expect(project(4, 4)).toEqual([...spells, ended]);
    expect(project(4, 9)).toEqual([...spells, ended]);
    // Ended by something else, or at another time than it said; an end that lies ahead may not come.
    expect(project(null, 4)).toEqual(spells);
    expect(project(3, 4)).toEqual(spells);
    expect(project(4, 2)).toEqual(spells);
    // Taken back, it says nothing any more.
    expect(project(4, 4, [])).toEqual([]);
  });

  test("attests nothing when nothing was read from it", () => {
    expect(projectTurn([], turn, 1)).toMatchObject({ isAttesting: false, spells: [] });
  });
});
