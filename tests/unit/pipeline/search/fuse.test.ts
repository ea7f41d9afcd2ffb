import { describe, expect, test } from "vitest";
import { fuse, relevanceOf } from "../../../../src/pipeline/search/fuse.ts";
import { PART_WEIGHTS } from "../../../../src/pipeline/search/part-weights.ts";
import { candidate, found, memory, projection, relation, turn } from "./builders.ts";

const settings = { level: 0.3, isModel: true, weights: PART_WEIGHTS };
const ids = (scored: ReturnType<typeof fuse>) => scored.map(({ candidate: { point } }) => point.id);
const dense = (score: number, rank = 1) => ({ dense: { id: "x", rank, score } });
/** A turn whose conversation says nothing of the query. */
const UNHEARD = {
  share: 0,
  nearShare: 0,
  wideShare: 0,
  talkShare: 0,
  answerShare: 0,
  bestNeighbour: null,
  meant: new Map<string, number>(),
};

describe("fuse()", () => {
  test("orders by score, ties by id", () => {
    const points = ["b", "a", "c"].map((id) =>
      candidate(memory(id), { share: id === "c" ? 0.5 : 0.2 }),
    );
    expect(ids(fuse(points, settings))).toEqual(["c", "a", "b"]);
  });

  test("an arm that is flat adds nothing", () => {
    const flat = fuse(
      [candidate(memory("a"), dense(0.3)), candidate(memory("b"), dense(0.3))],
      settings,
    );
    expect(flat.map(({ score }) => score)).toEqual([0, 0]);
  });

  test("meaning counts by how far it is from the level to the query's own", () => {
    const [near, far] = fuse(
      [candidate(memory("far"), dense(0.4)), candidate(memory("near"), dense(0.8))],
      settings,
    );
    expect(near?.candidate.point.id).toBe("near");
    expect(near?.score).toBeCloseTo((0.5 / 0.7) * PART_WEIGHTS.dense);
    expect(far?.score).toBeCloseTo((0.1 / 0.7) * PART_WEIGHTS.dense);
  });

  test("a turn gets of what the turns around it mean", () => {
    const answer = { ...UNHEARD, meant: new Map([["question", 0.25]]) };
    const [, second] = fuse(
      [
        candidate(turn("question"), dense(0.8)),
        candidate(turn("answer"), { conversation: answer }),
        candidate(turn("other")),
      ],
      settings,
    );
    expect(second?.candidate.point.id).toBe("answer");
    expect(second?.parts["meant"]).toBeCloseTo((0.25 * 0.5 * PART_WEIGHTS.dense) / 0.7);
  });

  test("a turn has the words of the question that it answers as it has its own, and what was read from it too", () => {
    const fact = memory("m", { projection: projection({ evidence: ["t"] }) });
    const scored = fuse(
      [
        candidate(turn("t"), { conversation: { ...UNHEARD, answerShare: 0.4 } }),
        candidate(turn("other"), { share: 0.4, conversation: { ...UNHEARD, share: 0.4 } }),
        candidate(fact, { share: 0.1 }),
      ],
      settings,
    );
    const [first, ...rest] = scored;
    expect(first?.bestTurn).toBe("t");
    expect(rest[0]?.score).toBe(rest[1]?.score);
  });

  test("letters alone count less than a model", () => {
    const [byModel] = fuse([candidate(memory("a"), dense(0.8))], settings);
    const [byLetters] = fuse([candidate(memory("a"), dense(0.8))], { ...settings, isModel: false });
    expect(byLetters?.score).toBeLessThan(byModel?.score ?? 0);
  });

  test("a memory goes before the turn it was read from", () => {
    const told = memory("m", { projection: projection({ evidence: ["t"] }) });
    const said = { ...UNHEARD, share: 0.4, nearShare: 0.4, wideShare: 0.4, talkShare: 0.4 };
    const scored = fuse(
      [candidate(turn("t"), { share: 0.4, conversation: said }), candidate(told, { share: 0.1 })],
      settings,
    );
    expect(ids(scored)).toEqual(["m", "t"]);
    expect(scored[0]?.bestTurn).toBe("t");
  });

  test("a path that explains the question goes before words that do not", () => {
    const graph = { rank: 1, found: found(relation("Ana", "LIVES_IN", "Porto"), 1) };
    const scored = fuse(
      [candidate(memory("words"), { share: 0.5 }), candidate(memory("path"), { graph })],
      settings,
    );
    expect(ids(scored)).toEqual(["path", "words"]);
  });

  test("the parts add up to the score", () => {
    const graph = { rank: 1, found: found(relation("Ana", "LIVES_IN", "Porto"), 0.7) };
    const [one] = fuse(
      [candidate(memory("a"), { share: 0.3, closeness: 0.5, graph, ...dense(0.6) })],
      settings,
    );
    const sum = Object.values(one?.parts ?? {}).reduce((total, part) => total + part, 0);
    expect(one?.score).toBeCloseTo(sum);
  });
});

describe("relevanceOf()", () => {
  test("is the best of cosine, share and path, within [0, 1]", () => {
    const graph = { rank: 1, found: found(relation("a", "KNOWS", "b"), 0.9) };
    expect(relevanceOf(candidate(memory("a"), { share: 0.4, graph, ...dense(0.6) }))).toBe(0.9);
    expect(relevanceOf(candidate(memory("a"), dense(1.2)))).toBe(1);
    expect(relevanceOf(candidate(memory("a"), dense(-0.5)))).toBe(0);
  });
});
