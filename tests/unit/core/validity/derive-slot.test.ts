import { describe, expect, test } from "vitest";
import {
  allSpells,
  derive,
  lives,
  livesEdge,
  permutations,
  spellsOf,
  supersede,
  tell,
} from "../../../support/ledger.ts";

describe("deriveState() of a slot", () => {
  test("gives Lisbon two spells around Porto, whatever order the three arrive in", () => {
    const told = [lives("lisbon", 1), lives("porto", 3), lives("lisbon", 5)];
    for (const arrived of permutations(told)) {
      expect(allSpells(derive(arrived))).toEqual({
        lisbon: [
          [1, 3],
          [5, null],
        ],
        porto: [[3, 5]],
      });
    }
  });

  test("puts an old episode that arrives last into its place, closing nothing later", () => {
    const now = [lives("lisbon", 3), lives("porto", 7)];
    const late = lives("madrid", 1, { recordedAt: 9 });
    expect(allSpells(derive([...now, late]))).toEqual({
      madrid: [[1, 3]],
      lisbon: [[3, 7]],
      porto: [[7, null]],
    });
  });

  test("extends a spell when the same value is told again, also between", () => {
    const told = [lives("lisbon", 1), lives("lisbon", 4), lives("lisbon", 2)];
    expect(allSpells(derive(told))).toEqual({ lisbon: [[1, null]] });
  });

  test("lets statements of one time stand side by side", () => {
    const told = [
      lives("lisbon", 1),
      lives("porto", 1, { episodeId: "other" }),
      lives("braga", 1, { episodeId: "third" }),
    ];
    const state = derive(told);
    expect(allSpells(state)).toEqual({
      lisbon: [[1, null]],
      porto: [[1, null]],
      braga: [[1, null]],
    });
    expect(allSpells(derive([...told, lives("faro", 2)]))).toEqual({
      lisbon: [[1, 2]],
      porto: [[1, 2]],
      braga: [[1, 2]],
      faro: [[2, null]],
    });
  });

  test("lets a value go on through a moment at which another one joins it", () => {
    const told = [
      lives("lisbon", 1),
      lives("lisbon", 4),
      lives("porto", 4, { episodeId: "other" }),
    ];
    expect(allSpells(derive(told))).toEqual({ lisbon: [[1, null]], porto: [[4, null]] });
  });

  test("takes a stated start before the time of telling", () => {
    const told = [lives("lisbon", 5), lives("porto", 9, { statedFrom: 2 })];
    expect(allSpells(derive(told))).toEqual({ porto: [[2, 5]], lisbon: [[5, null]] });
  });

  test("ends a spell at its stated end, and not later than the next one begins", () => {
    const until = { statedTo: 4 };
    expect(allSpells(derive([lives("lisbon", 1, until)]))).toEqual({ lisbon: [[1, 4]] });
    const early = [lives("lisbon", 1, until), lives("porto", 3)];
    expect(allSpells(derive(early))).toEqual({ lisbon: [[1, 3]], porto: [[3, null]] });
    const late = [lives("lisbon", 1, until), lives("porto", 6)];
    expect(allSpells(derive(late))).toEqual({ lisbon: [[1, 4]], porto: [[6, null]] });
  });

  test("opens a new spell when a value is told again at or after its stated end", () => {
    const told = [lives("lisbon", 1, { statedTo: 4 }), lives("lisbon", 4), lives("lisbon", 6)];
    expect(allSpells(derive(told))).toEqual({
      lisbon: [
        [1, 4],
        [4, null],
      ],
    });
  });

  test("takes the stated end that was told last", () => {
    const may = lives("lisbon", 1, { statedTo: 5 });
    const june = lives("lisbon", 2, { statedTo: 6 });
    expect(allSpells(derive([may, june]))).toEqual({ lisbon: [[1, 6]] });
    const april = lives("lisbon", 3, { statedTo: 4 });
    expect(allSpells(derive([april, june, may]))).toEqual({ lisbon: [[1, 4]] });
  });

  test("keeps slots of other subjects and relations apart", () => {
    const told = [
      lives("lisbon", 1),
      lives("bob in porto", 2, { slot: { subject: "bob", type: "LIVES_IN", value: "porto" } }),
      lives("works", 3, { slot: { subject: "ana", type: "WORKS_AT", value: "feedzai" } }),
    ];
    expect(allSpells(derive(told))).toEqual({
      lisbon: [[1, null]],
      "bob in porto": [[2, null]],
      works: [[3, null]],
    });
  });

  test("closes nothing across agents or runs: a slot is the tenant's", () => {
    const told = [lives("lisbon", 1, { agentId: "a" }), lives("porto", 2, { agentId: "b" })];
    expect(allSpells(derive(told))).toEqual({ lisbon: [[1, 2]], porto: [[2, null]] });
  });
});

describe("deriveState() of an end without a start", () => {
  test('closes nothing: "in Madrid until 2015", told in 2020', () => {
    const told = [
      lives("lisbon", 2018),
      lives("madrid", 2020, { statedTo: 2015 }),
      lives("porto", 2010),
    ];
    expect(allSpells(derive(told))).toEqual({
      madrid: [[null, 2015]],
      porto: [[2010, 2018]],
      lisbon: [[2018, null]],
    });
  });

  test("ends what began last before it, if that is the same value", () => {
    const told = [lives("madrid", 2010), lives("madrid", 2020, { statedTo: 2015 })];
    expect(allSpells(derive(told))).toEqual({ madrid: [[2010, 2015]] });
  });

  test("stands by itself if another value began in between", () => {
    const told = [
      lives("madrid", 2010),
      lives("lisbon", 2012),
      lives("madrid", 2020, { statedTo: 2015 }),
    ];
    expect(allSpells(derive(told))).toEqual({
      madrid: [
        [null, 2015],
        [2010, 2012],
      ],
      lisbon: [[2012, null]],
    });
  });

  test("counts as the end that was told last, later or earlier than the one before", () => {
    const began = lives("madrid", 2010);
    const first = lives("madrid", 2020, { statedTo: 2015 });
    for (const statedTo of [2014, 2016]) {
      const second = lives("madrid", 2021, { statedTo });
      for (const arrived of permutations([began, first, second])) {
        expect(allSpells(derive(arrived))).toEqual({ madrid: [[2010, statedTo]] });
      }
      expect(allSpells(derive([first, second]))).toEqual({ madrid: [[null, statedTo]] });
    }
  });

  test("begins again when it is told again after that end", () => {
    const told = [
      lives("madrid", 2010),
      lives("madrid", 2016, { statedTo: 2015 }),
      lives("madrid", 2018),
    ];
    expect(allSpells(derive(told))).toEqual({
      madrid: [
        [2010, 2015],
        [2018, null],
      ],
    });
  });
});

describe("deriveState() of statements that tell the same", () => {
  test("folds other words for one value into the earliest told, within a spell", () => {
    const state = derive([
      lives("lisbon", 1, { of: "lives in Lisbon" }),
      lives("lisbon", 2, { of: "moved to Lisbon" }),
    ]);
    expect(allSpells(state)).toEqual({ "lives in Lisbon": [[1, null]] });
    expect(state.statements.get("moved to Lisbon")).toMatchObject({
      foldedInto: "lives in Lisbon",
      retractedAt: null,
      spells: [],
    });
  });

  test("folds by the order of telling, so that an earlier start does not change who tells it", () => {
    const state = derive([
      lives("lisbon", 5, { of: "lives in Lisbon" }),
      lives("lisbon", 9, { of: "moved to Lisbon in 2", statedFrom: 2 }),
    ]);
    expect(allSpells(state)).toEqual({ "lives in Lisbon": [[2, null]] });
  });

  test("does not fold across spells", () => {
    const state = derive([
      lives("lisbon", 1, { of: "lives in Lisbon" }),
      lives("porto", 3),
      lives("lisbon", 5, { of: "moved back to Lisbon" }),
    ]);
    expect(allSpells(state)).toEqual({
      "lives in Lisbon": [[1, 3]],
      porto: [[3, 5]],
      "moved back to Lisbon": [[5, null]],
    });
    expect(state.statements.get("moved back to Lisbon")?.foldedInto).toBeNull();
  });

  test("unfolds what told the same when the memory it was folded into is deleted", () => {
    const other = lives("lisbon", 2, { of: "moved to Lisbon" });
    expect(allSpells(derive([other]))).toEqual({ "moved to Lisbon": [[2, null]] });
  });

  test("lets a memory and an edge of one value both speak", () => {
    const told = [lives("lisbon", 1), livesEdge("lisbon", 1), lives("porto", 3)];
    expect(allSpells(derive(told))).toEqual({
      lisbon: [[1, 3]],
      "edge to lisbon": [[1, 3]],
      porto: [[3, null]],
    });
  });

  test("rests a spell on the folded attestations too", () => {
    const told = [lives("lisbon", 1), lives("lisbon", 2, { of: "moved to Lisbon" })];
    const [spell] = derive(told).statements.get("lisbon")?.spells ?? [];
    expect(spell?.attestationIds).toEqual(told.map(({ id }) => id));
  });

  test("places a memory told once with its slot and once without in the slot both times", () => {
    const told = [
      tell("lisbon", 1),
      lives("porto", 2),
      lives("lisbon", 3),
      tell("lisbon", 5, { episodeId: "again" }),
      lives("porto", 7),
    ];
    for (const arrived of [told, told.toReversed()]) {
      expect(allSpells(derive(arrived))).toEqual({
        lisbon: [
          [1, 2],
          [3, 7],
        ],
        porto: [
          [2, 3],
          [7, null],
        ],
      });
    }
  });
});

describe("deriveState() of many-valued relations and events", () => {
  const likes = (what: string, at: number): ReturnType<typeof tell> =>
    tell(`likes ${what}`, at, { slot: { subject: "ana", type: "LIKES", value: what } });

  test("likes never closes likes", () => {
    expect(allSpells(derive([likes("tea", 1), likes("skiing", 2), likes("tea", 3)]))).toEqual({
      "likes tea": [[1, null]],
      "likes skiing": [[2, null]],
    });
  });

  test("an event never closes, but it ends what the slot held before", () => {
    const told = [
      lives("lisbon", 1),
      lives("porto", 4, { of: "moved to Porto", form: "event" }),
      lives("braga", 8),
      supersede("moved to Porto", "braga", 8),
    ];
    const state = derive(told);
    expect(allSpells(state)).toEqual({
      lisbon: [[1, 4]],
      "moved to Porto": [[4, null]],
      braga: [[8, null]],
    });
    expect(state.statements.get("moved to Porto")?.spells[0]?.closedAt).toBeNull();
  });

  test("an event's own end does not end what it began", () => {
    const moved = { of: "moved to Lisbon", form: "event", statedFrom: 1, statedTo: 2 } as const;
    const told = [lives("lisbon", 3, moved), lives("lisbon", 4)];
    const expected = { "moved to Lisbon": [[1, 2]], lisbon: [[1, null]] };
    expect(allSpells(derive(told))).toEqual(expected);
    const over = supersede("moved to Lisbon", "turn", 9, { byForm: "turn" });
    expect(allSpells(derive([...told, over]))).toEqual(expected);
  });

  test("an event keeps its stated dates, from the earliest start to the latest end", () => {
    const skiing = { form: "event" as const };
    const state = derive([
      tell("skied", 9, { ...skiing, statedFrom: 3, statedTo: 5 }),
      tell("skied", 10, { ...skiing, statedFrom: 2, statedTo: 4 }),
    ]);
    expect(spellsOf(state, "skied")).toEqual([[2, 5]]);
  });
});

describe("deriveState() and knowledge", () => {
  test("closedAt is when the next value was recorded, not when it began", () => {
    const told = [
      lives("lisbon", 1, { recordedAt: 10 }),
      lives("porto", 3, { recordedAt: 50 }),
      lives("braga", 5, { recordedAt: 40 }),
    ];
    const closedAt = (id: string): unknown => derive(told).statements.get(id)?.spells[0]?.closedAt;
    // That Lisbon had ended was known from Braga on.
    expect([closedAt("lisbon"), closedAt("porto"), closedAt("braga")]).toEqual([40, 50, null]);
  });

  test("closedAt is not before the spell itself was known", () => {
    const told = [lives("lisbon", 1, { recordedAt: 30 }), lives("porto", 3, { recordedAt: 10 })];
    expect(derive(told).statements.get("lisbon")?.spells[0]?.closedAt).toBe(30);
  });

  test("closedAt does not come from a value that ended a later spell of the same value", () => {
    const told = [
      lives("lisbon", 0, { recordedAt: 3 }),
      lives("porto", 3, { recordedAt: 9 }),
      lives("lisbon", 5, { recordedAt: 2 }),
      lives("faro", 7, { recordedAt: 1 }),
    ];
    expect(derive(told).statements.get("lisbon")?.spells).toMatchObject([
      { from: 0, to: 3, closedAt: 9 },
      { from: 5, to: 7, closedAt: 2 },
    ]);
  });

  test("closedAt of a stated end is when that was told", () => {
    const told = [lives("lisbon", 1, { statedTo: 9, recordedAt: 20 })];
    expect(derive(told).statements.get("lisbon")?.spells[0]?.closedAt).toBe(20);
  });

  test("at an earlier knownAt the same function runs over what was recorded by then", () => {
    const told = [
      lives("lisbon", 1, { recordedAt: 1 }),
      lives("porto", 3, { recordedAt: 20 }),
      lives("braga", 2, { recordedAt: 30 }),
    ];
    const knownAt = (time: number): unknown =>
      allSpells(derive(told.filter(({ recordedAt }) => recordedAt <= time)));
    expect(knownAt(10)).toEqual({ lisbon: [[1, null]] });
    expect(knownAt(20)).toEqual({ lisbon: [[1, 3]], porto: [[3, null]] });
    expect(knownAt(30)).toEqual({ lisbon: [[1, 2]], braga: [[2, 3]], porto: [[3, null]] });
  });
});
