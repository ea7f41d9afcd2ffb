import { describe, expect, test } from "vitest";
import {
  allSpells,
  derive,
  lives,
  livesEdge,
  noIts,
  permutations,
  supersede,
  tell,
} from "../../../support/ledger.ts";

describe('deriveState() of "no, it was …" about a slot', () => {
  test("takes back what the slot held and begins where that began", () => {
    const state = derive([lives("lisbon", 1), noIts("braga", 4)]);
    expect(allSpells(state)).toEqual({ braga: [[1, null]] });
    expect(state.statements.get("lisbon")).toMatchObject({
      spells: [],
      retractedAt: 4,
      foldedInto: null,
    });
  });

  test("Lisbon, no Braga, no Lisbon was right: Lisbon throughout, whatever the order", () => {
    const told = [lives("lisbon", 1), noIts("braga", 3), noIts("lisbon", 5)];
    for (const arrived of permutations(told)) {
      const state = derive(arrived);
      expect(allSpells(state)).toEqual({ lisbon: [[1, null]] });
      const retracted = told.map(({ id }) => state.attestations.get(id)?.retractedAt);
      expect(retracted).toEqual([null, 5, null]);
    }
  });

  test("Lisbon, no Braga, no Coimbra: Lisbon does not come back", () => {
    const told = [lives("lisbon", 1), noIts("braga", 3), noIts("coimbra", 5)];
    for (const arrived of permutations(told)) {
      const state = derive(arrived);
      expect(allSpells(state)).toEqual({ coimbra: [[1, null]] });
      expect(state.statements.get("lisbon")?.retractedAt).toBe(5);
    }
  });

  test("a correction that was corrected counts again once that is deleted", () => {
    const told = [lives("lisbon", 1), noIts("braga", 3)];
    expect(allSpells(derive(told))).toEqual({ braga: [[1, null]] });
    const [lisbon] = told;
    expect(allSpells(derive([lisbon!, noIts("coimbra", 5)]))).toEqual({ coimbra: [[1, null]] });
    expect(allSpells(derive([lisbon!]))).toEqual({ lisbon: [[1, null]] });
  });

  test("four corrections in a row leave the last", () => {
    const told = [
      lives("lisbon", 1),
      noIts("braga", 3),
      noIts("coimbra", 5),
      noIts("braga", 7),
      noIts("faro", 9),
    ];
    expect(allSpells(derive(told))).toEqual({ faro: [[1, null]] });
    expect(allSpells(derive(told.slice(0, 4)))).toEqual({ braga: [[1, null]] });
  });

  test("takes back only the spell that was held, not an earlier one", () => {
    const told = [lives("lisbon", 1), lives("porto", 3), lives("lisbon", 5), noIts("braga", 7)];
    expect(allSpells(derive(told))).toEqual({
      lisbon: [[1, 3]],
      porto: [[3, 5]],
      braga: [[5, null]],
    });
  });

  test("takes back what was told before it, not what arrived before it", () => {
    const late = lives("porto", 2, { recordedAt: 99 });
    const told = [lives("lisbon", 1), late, noIts("braga", 4)];
    expect(allSpells(derive(told))).toEqual({ lisbon: [[1, 2]], braga: [[2, null]] });
  });

  test("leaves what was told after it", () => {
    const told = [lives("lisbon", 1), noIts("braga", 3), lives("lisbon", 5)];
    expect(allSpells(derive(told))).toEqual({ braga: [[1, 5]], lisbon: [[5, null]] });
  });

  test("takes back memory and edge alike, once, though both tell the correction", () => {
    const told = [
      lives("lisbon", 1),
      livesEdge("lisbon", 1),
      lives("porto", 3),
      livesEdge("porto", 3),
      noIts("braga", 5),
      livesEdge("braga", 5, { corrects: true }),
    ];
    // Weighed twice, the second would take back Lisbon, which the slot held before Porto.
    expect(allSpells(derive(told))).toEqual({
      lisbon: [[1, 3]],
      "edge to lisbon": [[1, 3]],
      braga: [[3, null]],
      "edge to braga": [[3, null]],
    });
  });

  test("is one word when two memories tell the correcting edge in one turn", () => {
    const told = [
      lives("lisbon", 1),
      lives("porto", 3),
      livesEdge("braga", 5, { corrects: true, memoryId: "a" }),
      livesEdge("braga", 5, { corrects: true, memoryId: "b" }),
    ];
    expect(allSpells(derive(told))).toEqual({
      lisbon: [[1, 3]],
      "edge to braga": [[3, null]],
    });
  });

  test("counts when only the edge corrects and the memory told it first in that turn", () => {
    const told = [lives("lisbon", 1), lives("braga", 5), livesEdge("braga", 5, { corrects: true })];
    expect(allSpells(derive(told))).toEqual({ braga: [[1, null]], "edge to braga": [[1, null]] });
  });

  test("counts as long as one of the attestations that carry it stands", () => {
    const told = [lives("lisbon", 1), noIts("braga", 5), livesEdge("braga", 5, { corrects: true })];
    const denied = { byForm: "turn", mode: "retracted" } as const;
    const memory = supersede("braga", "a turn", 7, denied);
    const edge = supersede("edge to braga", "a turn", 7, denied);
    expect(allSpells(derive([...told, memory]))).toEqual({ "edge to braga": [[1, null]] });
    expect(allSpells(derive([...told, edge]))).toEqual({ braga: [[1, null]] });
    expect(allSpells(derive([...told, memory, edge]))).toEqual({ lisbon: [[1, null]] });
  });

  test("has its own start if it states one", () => {
    const told = [lives("lisbon", 1), noIts("braga", 4, { statedFrom: 2 })];
    expect(allSpells(derive(told))).toEqual({ braga: [[2, null]] });
  });

  test("has no start if it says that it was over before what it corrects began", () => {
    const told = [lives("lisbon", 2010), noIts("braga", 2020, { statedTo: 2005 })];
    expect(allSpells(derive(told))).toEqual({ braga: [[null, 2005]] });
    const inside = [lives("lisbon", 2010), noIts("braga", 2020, { statedTo: 2015 })];
    expect(allSpells(derive(inside))).toEqual({ braga: [[2010, 2015]] });
  });

  test("means what began last if the slot held nothing by then", () => {
    const told = [lives("porto", 1), lives("lisbon", 3, { statedTo: 5 }), noIts("braga", 9)];
    expect(allSpells(derive(told))).toEqual({ porto: [[1, 3]], braga: [[3, null]] });
  });

  test("means what is held, not what is planned, nor what is over at that very time", () => {
    const planned = lives("porto", 2, { statedFrom: 9 });
    expect(allSpells(derive([lives("lisbon", 1), planned, noIts("braga", 4)]))).toEqual({
      braga: [[1, 9]],
      porto: [[9, null]],
    });
    const over = lives("lisbon", 1, { statedTo: 5 });
    const beside = lives("porto", 1, { episodeId: "other" });
    expect(allSpells(derive([over, beside, noIts("braga", 5)]))).toEqual({
      lisbon: [[1, 5]],
      braga: [[1, null]],
    });
  });

  test("means all that began last side by side", () => {
    const until = { statedTo: 5 };
    const told = [
      lives("lisbon", 3, until),
      lives("porto", 3, { ...until, episodeId: "other" }),
      noIts("braga", 9),
    ];
    expect(allSpells(derive(told))).toEqual({ braga: [[3, null]] });
  });

  test("corrects nothing when the slot holds just that, or nothing at all", () => {
    expect(allSpells(derive([lives("lisbon", 1), noIts("lisbon", 4)]))).toEqual({
      lisbon: [[1, null]],
    });
    expect(allSpells(derive([noIts("lisbon", 4)]))).toEqual({ lisbon: [[4, null]] });
  });

  test("takes back an event of the slot too", () => {
    const moved = lives("lisbon", 1, { of: "moved to Lisbon", form: "event", statedTo: 2 });
    const state = derive([moved, noIts("braga", 4)]);
    expect(allSpells(state)).toEqual({ braga: [[1, null]] });
    expect(state.statements.get("moved to Lisbon")?.retractedAt).toBe(4);
  });

  test("reopens what it had taken back when it is itself taken back by a turn", () => {
    const back = supersede("braga", "turn", 6, { byForm: "turn", mode: "retracted" });
    const state = derive([lives("lisbon", 1), noIts("braga", 4), back]);
    expect(allSpells(state)).toEqual({ lisbon: [[1, null]] });
    expect(state.statements.get("braga")?.retractedAt).toBe(6);
  });
});

describe("deriveState() of a correction that names what it corrects", () => {
  const no = (old: string, by: string, at: number): ReturnType<typeof supersede> =>
    supersede(old, by, at, { mode: "retracted" });

  test("takes back its attestations told before, and has their start", () => {
    const state = derive([
      tell("tea", 1),
      tell("tea", 2),
      tell("coffee", 4),
      no("tea", "coffee", 4),
    ]);
    expect(allSpells(state)).toEqual({ coffee: [[1, null]] });
    expect(state.statements.get("tea")?.retractedAt).toBe(4);
  });

  test("gives every attestation of its episode that start, also one of a later turn", () => {
    const state = derive([
      lives("lisbon", 1),
      lives("porto", 3, { of: "someone else's words", slot: null }),
      lives("faro", 4),
      tell("coffee", 5, { episodeId: "e", turnId: "turn 0", index: 0 }),
      tell("coffee", 5, { episodeId: "e", turnId: "turn 1", index: 100 }),
      tell("tea", 2),
      supersede("tea", "coffee", 5, { episodeId: "e", index: 0, mode: "retracted" }),
    ]);
    const starts = [...state.attestations.values()]
      .filter(({ attestation }) => attestation.of === "coffee")
      .map(({ start }) => start);
    expect(starts).toEqual([2, 2]);
  });

  test("leaves what is told again later", () => {
    const told = [tell("tea", 1), tell("coffee", 4), no("tea", "coffee", 4), tell("tea", 7)];
    const state = derive(told);
    expect(allSpells(state)).toEqual({ coffee: [[1, null]], tea: [[7, null]] });
    expect(state.statements.get("tea")?.retractedAt).toBeNull();
  });

  test("is void without its own attestation", () => {
    const elsewhere = tell("coffee", 9);
    const state = derive([tell("tea", 1), no("tea", "coffee", 4), elsewhere]);
    expect(allSpells(state)).toEqual({ tea: [[1, null]], coffee: [[9, null]] });
  });

  test("tea, no coffee, no cocoa: tea does not come back; no tea: it does", () => {
    const told = [tell("tea", 1), tell("coffee", 3), no("tea", "coffee", 3)];
    const cocoa = [tell("cocoa", 5), no("coffee", "cocoa", 5)];
    expect(allSpells(derive([...told, ...cocoa]))).toEqual({ cocoa: [[1, null]] });
    const tea = [tell("tea", 5), no("coffee", "tea", 5)];
    expect(allSpells(derive([...told, ...tea]))).toEqual({ tea: [[1, null]] });
    const state = derive([...told, ...tea]);
    expect(state.statements.get("tea")?.retractedAt).toBeNull();
  });

  test("takes back the earlier tellings, not itself, when it names its own memory", () => {
    const told = [tell("tea", 1), tell("tea", 4)];
    const state = derive([...told, supersede("tea", "tea", 4, { mode: "retracted", index: 1 })]);
    expect(allSpells(state)).toEqual({ tea: [[1, null]] });
    expect(told.map(({ id }) => state.attestations.get(id)?.retractedAt)).toEqual([4, null]);
  });

  test("takes back what was recorded before it if all of that was told only later", () => {
    const told = [
      tell("tea", 8, { recordedAt: 1 }),
      tell("coffee", 4, { recordedAt: 5 }),
      supersede("tea", "coffee", 4, { mode: "retracted", recordedAt: 5 }),
    ];
    expect(allSpells(derive(told))).toEqual({ coffee: [[8, null]] });
  });

  test("takes back what told the same in its spell, in other words or as an edge", () => {
    const told = [
      lives("lisbon", 1),
      livesEdge("lisbon", 1),
      lives("lisbon", 2, { of: "moved to Lisbon" }),
      lives("braga", 4),
      no("lisbon", "braga", 4),
    ];
    const state = derive(told);
    expect(allSpells(state)).toEqual({ braga: [[1, null]] });
    for (const id of ["lisbon", "edge to lisbon", "moved to Lisbon"]) {
      expect(state.statements.get(id)?.retractedAt).toBe(4);
    }
  });

  test("takes nothing back of other spells", () => {
    const told = [lives("lisbon", 1), lives("porto", 3), lives("braga", 5)];
    expect(allSpells(derive([...told, no("lisbon", "braga", 5)]))).toEqual({
      porto: [[3, null]],
      braga: [[1, 3]],
    });
  });

  test("takes back only the named words if it states the same value, or nothing in its place", () => {
    const told = [lives("lisbon", 1), lives("lisbon", 2, { of: "moved to Lisbon" })];
    const reworded = [
      lives("lisbon", 4, { of: "rents in Lisbon" }),
      no("lisbon", "rents in Lisbon", 4),
    ];
    expect(allSpells(derive([...told, ...reworded]))).toEqual({ "moved to Lisbon": [[1, null]] });
    const denied = supersede("lisbon", "turn", 4, { byForm: "turn", mode: "retracted" });
    expect(allSpells(derive([...told, denied]))).toEqual({ "moved to Lisbon": [[2, null]] });
  });

  test("two that name each other end with the later one", () => {
    const told = [
      tell("tea", 1),
      tell("coffee", 3),
      no("tea", "coffee", 3),
      tell("tea", 5),
      no("coffee", "tea", 5),
    ];
    for (const arrived of permutations(told)) {
      expect(allSpells(derive(arrived))).toEqual({ tea: [[1, null]] });
    }
  });

  test("a circle of corrections that name what was told only later ends", () => {
    const told = ["a", "b", "c"].map((id, index) => tell(id, index + 1, { recordedAt: index }));
    const circle = [
      supersede("b", "a", 1, { mode: "retracted", recordedAt: 9 }),
      supersede("c", "b", 2, { mode: "retracted", recordedAt: 9 }),
      supersede("a", "c", 3, { mode: "retracted", recordedAt: 9 }),
    ];
    const once = allSpells(derive([...told, ...circle]));
    for (const arrived of permutations(circle)) {
      expect(allSpells(derive([...arrived, ...told.toReversed()]))).toEqual(once);
    }
  });

  test("keeps the time at which an attestation was first taken back", () => {
    const told = [
      tell("tea", 1),
      tell("coffee", 4),
      no("tea", "coffee", 4),
      supersede("tea", "turn", 6, { byForm: "turn", mode: "retracted" }),
    ];
    expect(derive(told).statements.get("tea")?.retractedAt).toBe(4);
  });
});
