import { describe, expect, test } from "vitest";
import { fold, MAX_SHOWN_EVIDENCE } from "../../../../src/pipeline/search/fold.ts";
import { memory, projection, scored, spell, turn } from "./builders.ts";

const told = (id: string, evidence: readonly string[], changes = {}) =>
  memory(id, { projection: projection({ evidence }), ...changes });

describe("fold()", () => {
  test("a turn folds into the better-ranked memory that cites it", () => {
    const folded = fold(
      [scored(told("m", ["t1"]), 2), scored(turn("t1"), 1), scored(turn("t2"), 0.5)],
      10,
    );
    expect(folded.map(({ candidate: { point } }) => point.id)).toEqual(["m", "t2"]);
    expect(folded[0]?.evidence).toEqual(["t1"]);
  });

  test("a turn that ranks better stays", () => {
    const folded = fold([scored(turn("t1"), 2), scored(told("m", ["t1"]), 1)], 10);
    expect(folded.map(({ candidate: { point } }) => point.id)).toEqual(["t1", "m"]);
  });

  test("the memory that says just what a turn of its evidence says takes its place", () => {
    const folded = fold(
      [
        scored(turn("t1", { text: "Ana likes tea." }), 3),
        scored(turn("t2", { text: "Ana likes tea" }), 2),
        scored(told("m", ["t1"], { text: "Ana likes tea" }), 1),
      ],
      10,
    );
    expect(folded.map(({ candidate: { point }, score }) => [point.id, score])).toEqual([
      ["m", 3],
      ["t2", 2],
    ]);
    expect(folded[0]?.parts["turn"]).toBe(2);
    expect(folded[0]?.evidence).toEqual(["t1"]);
  });

  test("near-duplicates fold into the best, with their evidence", () => {
    const folded = fold(
      [
        scored(told("a", ["t1"], { text: "Ana likes tea." }), 2),
        scored(told("b", ["t2"], { text: "ana likes TEA" }), 1),
      ],
      10,
    );
    expect(folded).toHaveLength(1);
    expect(folded[0]).toMatchObject({ evidence: ["t1", "t2"], folded: ["b"] });
  });

  test("the same words at another time are another statement", () => {
    const early = memory("a", {
      text: "Ana is ill",
      projection: projection({ spells: [spell(0, 5)] }),
    });
    const late = memory("b", {
      text: "Ana is ill",
      projection: projection({ spells: [spell(9)] }),
    });
    expect(fold([scored(early, 2), scored(late, 1)], 10)).toHaveLength(2);
  });

  test("a turn said again is named as evidence of the first", () => {
    const folded = fold(
      [scored(turn("t1", { text: "Hello" }), 2), scored(turn("t2", { text: "hello!" }), 1)],
      10,
    );
    expect(folded.map(({ evidence }) => evidence)).toEqual([["t1", "t2"]]);
  });

  test("evidence of one memory is bounded to its earliest and latest", () => {
    const ids = Array.from({ length: 100 }, (_, index) => `t${index}`);
    const [hit] = fold([scored(told("m", ids), 1)], 10);
    expect(hit?.evidence).toHaveLength(MAX_SHOWN_EVIDENCE);
    expect(hit?.evidence.at(0)).toBe("t0");
    expect(hit?.evidence.at(-1)).toBe("t99");
  });

  test("stops at the limit", () => {
    const ranking = ["a", "b", "c"].map((id, index) => scored(memory(id), 3 - index));
    expect(fold(ranking, 2)).toHaveLength(2);
    expect(fold(ranking, 0)).toEqual([]);
  });
});

describe("the bound of a hit's evidence", () => {
  const turns = (count: number) => Array.from({ length: count }, (_, index) => `t${index}`);
  const shown = (count: number) => fold([scored(told("m", turns(count)), 1)], 10)[0]?.evidence;

  test("pipeline/search/fold.ts MAX_SHOWN_EVIDENCE: 24 turns are named; of 25 the middle one is not", () => {
    expect(shown(24)).toEqual(turns(24));
    expect(shown(25)).toEqual(turns(25).toSpliced(12, 1));
  });
});
