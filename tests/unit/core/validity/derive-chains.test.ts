import { describe, expect, test } from "vitest";
import {
  allSpells,
  derive,
  lives,
  permutations,
  supersede,
  tell,
} from "../../../support/ledger.ts";

describe("deriveState() of chains of supersessions", () => {
  const chain = [
    tell("a", 1),
    tell("b", 3),
    supersede("a", "b", 3),
    tell("c", 5),
    supersede("b", "c", 5),
  ];

  test("closes a memory where the one that superseded it begins", () => {
    for (const arrived of permutations(chain)) {
      expect(allSpells(derive(arrived))).toEqual({ a: [[1, 3]], b: [[3, 5]], c: [[5, null]] });
    }
  });

  test("without B, A ends where C begins; without C too, A holds", () => {
    const links = chain.filter((one) => "old" in one);
    const told = (...ids: string[]): typeof chain =>
      chain.filter((one) => "of" in one && ids.includes(one.of));
    expect(allSpells(derive([...links, ...told("a", "c")]))).toEqual({
      a: [[1, 5]],
      c: [[5, null]],
    });
    expect(allSpells(derive([...links, ...told("a")]))).toEqual({ a: [[1, null]] });
    expect(allSpells(derive([...links, ...told("a", "b")]))).toEqual({
      a: [[1, 3]],
      b: [[3, null]],
    });
  });

  test("takes the successor's start, as told with the supersession", () => {
    const told = [
      tell("a", 1),
      tell("b", 6, { statedFrom: 4 }),
      tell("b", 8, { statedFrom: 2 }),
      supersede("a", "b", 6),
    ];
    expect(allSpells(derive(told))).toEqual({ a: [[1, 4]], b: [[2, null]] });
  });

  test("closes at once what began after its successor", () => {
    const told = [tell("a", 5), tell("b", 6, { statedFrom: 2 }), supersede("a", "b", 6)];
    expect(allSpells(derive(told))).toEqual({ a: [[5, 5]], b: [[2, null]] });
  });

  test("opens a new spell when it is told again after the end", () => {
    expect(allSpells(derive([...chain, tell("a", 7)]))).toEqual({
      a: [
        [1, 3],
        [7, null],
      ],
      b: [[3, 5]],
      c: [[5, null]],
    });
  });

  test("closes what the ending turn itself told again, wherever in that turn", () => {
    const turnId = "turn of episode 3";
    for (const index of [0, 1, 2]) {
      const told = [
        tell("a", 1),
        tell("b", 3, { index: 1 }),
        supersede("a", "b", 3, { index: 1 }),
        tell("a", 3, { turnId, index, id: "again" }),
      ];
      expect(allSpells(derive(told))).toEqual({ a: [[1, 3]], b: [[3, null]] });
    }
  });

  test("ends what was recorded before if all of it was told only later, and else nothing told later", () => {
    const later = tell("a", 8, { recordedAt: 1 });
    const told = [tell("b", 4, { recordedAt: 5 }), supersede("a", "b", 4, { recordedAt: 5 })];
    expect(allSpells(derive([later, ...told]))).toEqual({ a: [[8, 8]], b: [[4, null]] });
    expect(allSpells(derive([later, tell("a", 1), ...told]))).toEqual({
      a: [
        [1, 4],
        [8, null],
      ],
      b: [[4, null]],
    });
    const after = tell("a", 8, { recordedAt: 9 });
    expect(allSpells(derive([after, ...told]))).toEqual({ a: [[8, null]], b: [[4, null]] });
  });

  test("a turn ends a memory when it was said", () => {
    const over = supersede("a", "turn of episode 4", 4, { byForm: "turn" });
    expect(allSpells(derive([tell("a", 1), over]))).toEqual({ a: [[1, 4]] });
    expect(allSpells(derive([lives("lisbon", 1), { ...over, old: "lisbon" }]))).toEqual({
      lisbon: [[1, 4]],
    });
  });

  test("an event ends a trait, and is not ended itself", () => {
    const told = [
      tell("a", 1),
      tell("quit", 4, { form: "event" }),
      supersede("a", "quit", 4),
      tell("b", 6),
      supersede("quit", "b", 6),
    ];
    expect(allSpells(derive(told))).toEqual({ a: [[1, 4]], quit: [[4, null]], b: [[6, null]] });
  });

  test("a relation ends a relation", () => {
    const slot = (value: string): ReturnType<typeof tell>["slot"] => ({
      subject: "ana",
      type: "KNOWS",
      value,
    });
    const edge = { form: "relation" as const };
    const told = [
      tell("knows bob", 1, { ...edge, slot: slot("bob") }),
      tell("knows eve", 4, { ...edge, slot: slot("eve") }),
      supersede("knows bob", "knows eve", 4, { byForm: "relation" }),
    ];
    expect(allSpells(derive(told))).toEqual({ "knows bob": [[1, 4]], "knows eve": [[4, null]] });
  });

  test("takes the earliest of several ends, its own included", () => {
    const told = [
      tell("a", 1, { statedTo: 6 }),
      tell("b", 4),
      supersede("a", "b", 4),
      tell("c", 5),
      supersede("a", "c", 5),
    ];
    expect(allSpells(derive(told))["a"]).toEqual([[1, 4]]);
    expect(allSpells(derive([tell("a", 1, { statedTo: 3 }), ...told.slice(1)]))["a"]).toEqual([
      [1, 3],
    ]);
  });

  test("leads through what a correction took back to what that put in its place", () => {
    const told = [
      tell("a", 1),
      tell("b", 3),
      supersede("a", "b", 3),
      tell("c", 5),
      supersede("b", "c", 5, { mode: "retracted" }),
    ];
    const state = derive(told);
    expect(allSpells(state)).toEqual({ a: [[1, 3]], c: [[3, null]] });
    expect(state.statements.get("b")?.retractedAt).toBe(5);
  });

  test("reopens what a statement had ended that a turn took back without another", () => {
    const told = [
      tell("a", 1),
      tell("b", 3),
      supersede("a", "b", 3),
      supersede("b", "turn", 5, { byForm: "turn", mode: "retracted" }),
    ];
    expect(allSpells(derive(told))).toEqual({ a: [[1, null]] });
  });

  test("closedAt is when the supersession was recorded", () => {
    const told = [tell("a", 1), tell("b", 3), supersede("a", "b", 3, { recordedAt: 77 })];
    expect(derive(told).statements.get("a")?.spells[0]?.closedAt).toBe(77);
  });

  test("circles end", () => {
    const told = [
      tell("a", 1),
      tell("b", 3),
      supersede("a", "b", 3),
      tell("a", 5),
      supersede("b", "a", 5),
    ];
    expect(allSpells(derive(told))).toEqual({
      a: [
        [1, 3],
        [5, null],
      ],
      b: [[3, 5]],
    });
    const gone = ["b", "c", "d"];
    const links = gone.flatMap((old) => gone.map((by) => supersede(old, by, 3)));
    expect(allSpells(derive([tell("a", 1), supersede("a", "b", 2), ...links]))).toEqual({
      a: [[1, null]],
    });
  });

  test("does not walk every path through what is gone", () => {
    const gone = Array.from({ length: 40 }, (_, index) => `gone ${index}`);
    const links = gone.flatMap((old) => gone.map((by) => supersede(old, by, 3)));
    const told = [
      tell("a", 1),
      supersede("a", "gone 0", 2),
      tell("z", 9),
      supersede("gone 39", "z", 9),
    ];
    expect(allSpells(derive([...told, ...links]))).toEqual({ a: [[1, 9]], z: [[9, null]] });
  });
});
