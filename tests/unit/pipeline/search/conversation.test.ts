import { describe, expect, test } from "vitest";
import { readTurns } from "../../../../src/pipeline/search/conversation.ts";
import { TextShare } from "../../../../src/pipeline/search/text-share.ts";
import type { StoredPoint } from "../../../../src/vector/vector-store.ts";
import { turn } from "./builders.ts";

const HOUR = 3_600_000;
const QUESTION = "What did you see at the pottery workshop downtown?";
const ANSWER = "Mostly bowls and some beautiful vases from Japan";

function read(
  turns: readonly StoredPoint[],
  surroundings: Readonly<Record<string, readonly string[]>>,
  facts: Readonly<Record<string, string>> = {},
) {
  const texts = new TextShare(["potteri", "workshop"], new Map());
  const byId = new Map(turns.map((point) => [point.id, point]));
  return readTurns(byId, new Map(Object.entries(surroundings)), {
    texts,
    known: new Map(),
    facts: new Map(Object.entries(facts).map(([id, fact]) => [id, [texts.countOf(fact, fact)]])),
  });
}

const at = (
  id: string,
  text: string,
  changes: { index?: number; at?: number; episodeId?: string; name?: string } = {},
) => {
  const { episodeId = "e1", index = 0, name = null, ...rest } = changes;
  const point = turn(id, { text, index, ...rest });
  return { ...point, turn: point.turn && { ...point.turn, episodeId, name } };
};

describe("readTurns()", () => {
  test("an answer gets the words of the question it stands next to", () => {
    const turns = [
      at("q", QUESTION, { index: 0 }),
      at("a", ANSWER, { index: 1 }),
      at("z", ANSWER, { index: 5 }),
    ];
    const readings = read(turns, { q: ["a"] });
    expect(readings.get("a")?.share).toBe(0);
    expect(readings.get("a")?.nearShare).toBeGreaterThan(0);
    expect(readings.get("a")?.bestNeighbour).toBe("q");
    expect(readings.get("z")?.wideShare).toBe(0);
  });

  test("what somebody else asked right before a turn is what it answers, however short it is", () => {
    const turns = [
      at("q", `I was there too. ${QUESTION}`, { name: "Ana" }),
      at("a", "Vases.", { index: 1, name: "Rui" }),
      at("z", ANSWER, { index: 2, name: "Ana" }),
    ];
    const readings = read(turns, { a: ["q", "z"] });
    const answered = read([at("alone", QUESTION)], {}).get("alone")?.share;
    expect(readings.get("a")?.answerShare).toBe(answered);
    for (const id of ["q", "z"]) expect(readings.get(id)?.answerShare).toBe(0);
  });

  test("nobody answers themselves, what is only told, or what is asked later", () => {
    const told = "There was a pottery workshop downtown. It was full!";
    const answerAfter = (text: string, name: string, index = 0) => {
      const turns = [at("q", text, { name, index }), at("a", ANSWER, { index: 1, name: "Rui" })];
      return read(turns, { a: ["q"] }).get("a")?.answerShare;
    };
    expect(answerAfter(QUESTION, "Ana")).toBeGreaterThan(0);
    expect(answerAfter(QUESTION, "Rui")).toBe(0);
    expect(answerAfter(told, "Ana")).toBe(0);
    expect(answerAfter(QUESTION, "Ana", 2)).toBe(0);
  });

  test("what was read from a turn counts as said around it, and not as its own words", () => {
    const turns = [at("a", ANSWER), at("b", ANSWER, { index: 1 })];
    const plain = read(turns, { a: ["b"] });
    const told = read(turns, { a: ["b"] }, { a: "Ana saw bowls at the pottery workshop" });
    expect(plain.get("a")?.nearShare).toBe(0);
    for (const id of ["a", "b"]) expect(told.get(id)?.nearShare).toBeGreaterThan(0);
    expect(told.get("a")?.share).toBe(0);
  });

  test("what is meant beside a turn counts for it, half as much with each turn further", () => {
    const turns = [0, 1, 2, 3].map((index) => at(`${index}`, ANSWER, { index }));
    const readings = read(turns, { 0: ["1", "2", "3"] });
    expect([...(readings.get("0")?.meant ?? [])]).toEqual([
      ["1", 0.25],
      ["2", 0.125],
    ]);
  });

  test("a turn that stands alone counts as its own surroundings as far as turns here have any", () => {
    const alone = at("alone", QUESTION, { episodeId: "e9", at: 9 * HOUR });
    const talk = [at("q", QUESTION), at("a", ANSWER, { index: 1 })];
    const nearIn = (surroundings: Readonly<Record<string, readonly string[]>>): number =>
      read([...talk, alone], surroundings).get("alone")?.nearShare ?? -1;
    const amongTalk = nearIn({ q: ["a"], a: ["q"] });
    expect(amongTalk).toBeGreaterThan(0);
    expect(nearIn({ q: ["a"], alone: [] })).toBeCloseTo(amongTalk / 2, 12);
    expect(nearIn({ alone: [] })).toBe(0);
    expect(read([alone], { alone: [] }).get("alone")?.share).toBeGreaterThan(0);
  });

  test("a turn shares in all that was found of its conversation, however far away it was said", () => {
    const turns = [
      at("q", QUESTION, { index: 0 }),
      at("far", ANSWER, { index: 40 }),
      at("soon", ANSWER, { episodeId: "e2", at: HOUR }),
      at("later", ANSWER, { episodeId: "e3", at: 3 * HOUR }),
    ];
    const readings = read(turns, {});
    expect(readings.get("far")?.wideShare).toBe(0);
    expect(readings.get("far")?.talkShare).toBeGreaterThan(0);
    expect(readings.get("soon")?.talkShare).toBe(readings.get("far")?.talkShare);
    expect(readings.get("later")?.talkShare).toBe(0);
  });

  test("a turn that says nothing gets less of what is around it", () => {
    const thanks = at("t", "Thanks!", { index: 1 });
    const short = read([at("q", QUESTION), thanks], { q: ["t"] }).get("t");
    const full = read([at("q", QUESTION), at("t", ANSWER, { index: 1 })], { q: ["t"] }).get("t");
    expect(short?.nearShare).toBeLessThan(full?.nearShare ?? 0);
  });

  test("pipeline/search/conversation.ts MAX_PAUSE_MS is an hour: turns of other episodes are neighbours if said so soon after", () => {
    const readAt = (time: number) =>
      read([at("q", QUESTION, { at: 0 }), at("a", ANSWER, { at: time, episodeId: "e2" })], {
        q: ["a"],
      }).get("a");
    expect(readAt(1000)?.nearShare).toBeGreaterThan(0);
    expect(readAt(HOUR)?.nearShare).toBeGreaterThan(0);
    expect(readAt(HOUR + 1)?.nearShare).toBe(0);
    // What was said at one time was not said one after the other.
    expect(readAt(0)?.nearShare).toBe(0);
  });
});
