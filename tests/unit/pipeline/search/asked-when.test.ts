import { describe, expect, test } from "vitest";
import { asksWhen, raiseDated as raise } from "../../../../src/pipeline/search/asked-when.ts";
import { fuse } from "../../../../src/pipeline/search/fuse.ts";
import { PART_WEIGHTS } from "../../../../src/pipeline/search/part-weights.ts";
import { candidate, memory, projection, turn } from "./builders.ts";

const settings = { level: 0, isModel: false, weights: PART_WEIGHTS };
const WHEN = PART_WEIGHTS.when;
const raiseDated = (ranking: ReturnType<typeof fuse>) => raise(ranking, WHEN);
const ids = (ranking: ReturnType<typeof fuse>) =>
  ranking.map(({ candidate: { point } }) => point.id);

describe("asksWhen()", () => {
  test.each([
    "When did Ana move?",
    "And when did she leave?",
    "Do you know when the course begins?",
    "In which year was that?",
    "How long has she had her dog?",
    "Since when does Rui live there?",
    "安娜什么时候搬家的？",
    "他哪年毕业？",
  ])("%s asks for a time", (text) => {
    expect(asksWhen(text)).toBe(true);
  });

  test.each([
    "Who helped Ana when she moved?",
    "What does Rui do when he is tired?",
    "Where does she live?",
    "安娜住在哪里？",
    "她喜欢哪家公司？",
  ])("%s does not", (text) => {
    expect(asksWhen(text)).toBe(false);
  });
});

describe("raiseDated()", () => {
  test("puts what says when before what is as good but for that", () => {
    const scored = fuse(
      [
        candidate(turn("a", { text: "I love my new dog" }), { share: 0.5 }),
        candidate(turn("b", { text: "I got a dog last week" }), { share: 0.4 }),
        candidate(turn("c", { text: "I was born in 1990" }), { share: 0.1 }),
      ],
      settings,
    );
    const raised = raiseDated(scored);
    expect(ids(raised)).toEqual(["b", "a", "c"]);
    expect(raised[0]?.parts["when"]).toBe(WHEN);
    expect(raised[0]?.score).toBeCloseTo(0.4 + WHEN);
  });

  test("a memory says when if the turn that counts for it does", () => {
    const told = projection({ evidence: ["t"] });
    const scored = fuse(
      [
        candidate(memory("m", { text: "Ana has a dog", projection: told }), { share: 0.3 }),
        candidate(turn("t", { text: "I got her on 3 May 2023" }), { share: 0.2 }),
      ],
      settings,
    );
    expect(raiseDated(scored).map(({ parts }) => parts["when"])).toEqual([WHEN, WHEN]);
  });

  test("pipeline/search/asked-when.ts MAX_DATED is 48: so many of the best are read for dates", () => {
    const many = Array.from({ length: 50 }, (_, index) =>
      candidate(turn(`t${100 + index}`, { text: "yesterday" }), { share: 0.9 - index / 100 }),
    );
    const raised = raiseDated(fuse(many, settings));
    expect(ids(raised)).toEqual(ids(fuse(many, settings)));
    expect(raised.slice(48).every(({ parts }) => parts["when"] === undefined)).toBe(true);
    expect(raised.slice(0, 48).every(({ parts }) => parts["when"] !== undefined)).toBe(true);
  });
});
