import { describe, expect, test } from "vitest";
import { entityKey } from "../../../../src/core/names.ts";
import { AGENT_KEY, USER_KEY } from "../../../../src/core/speaker.ts";
import { nameCandidates } from "../../../../src/pipeline/search/name-candidates.ts";
import { readQuery } from "../../../../src/pipeline/search/query.ts";
import {
  MENTION_WEIGHT,
  placeMentions,
  PREFIX_WEIGHT,
  weighSeeds,
} from "../../../../src/pipeline/search/seeds.ts";

function place(
  text: string,
  names: readonly (readonly [name: string, key: string])[],
  isPrefix = false,
) {
  const query = readQuery(text, { reference: 0, timeZone: "UTC", isTimeGiven: false });
  const matches = names.map(([name, key]) => ({ name, key, isPrefix }));
  return placeMentions(query, nameCandidates(query), matches).map(
    ({ start, end, keys, weight }) => ({
      said: text.slice(start, end),
      keys,
      weight,
    }),
  );
}

describe("placeMentions()", () => {
  test("of overlapping names the longest counts", () => {
    const placed = place("Who moved to New York?", [
      [entityKey("New York"), "nyc"],
      ["york", "york"],
    ]);
    expect(placed).toEqual([{ said: "New York", keys: ["nyc"], weight: 1 }]);
  });

  test("a name of several entities means all of them", () => {
    const placed = place("Where does Ana live?", [
      ["ana", "ana lopes"],
      ["ana", "ana silva"],
    ]);
    expect(placed[0]?.keys).toEqual(["ana lopes", "ana silva"]);
  });

  test("pipeline/search/seeds.ts MAX_KEYS_PER_NAME is 8: of more entities of one name the others are left out", () => {
    const keysOf = (count: number) =>
      place(
        "Where does Ana live?",
        Array.from({ length: count }, (_, index) => ["ana", `ana ${index}`] as const),
      )[0]?.keys;
    expect(keysOf(8)).toHaveLength(8);
    expect(keysOf(9)).toEqual(keysOf(8));
  });

  test("a first word counts less", () => {
    const placed = place("Where does Ana live?", [["ana lopes", "ana lopes"]], true);
    expect(placed).toEqual([{ said: "Ana", keys: ["ana lopes"], weight: PREFIX_WEIGHT }]);
  });

  test("I is the user and you are the agent", () => {
    expect(place("What did you tell my boss?", [])).toEqual([
      { said: "you", keys: [AGENT_KEY], weight: 1 },
      { said: "my", keys: [USER_KEY], weight: 1 },
    ]);
    expect(place("我住在哪里", [])[0]?.keys).toEqual([USER_KEY]);
  });
});

describe("weighSeeds()", () => {
  const query = { text: "Feedzai or the country" };
  const feedzai = { start: 0, end: 7, keys: ["feedzai"], weight: 1 };
  const country = { start: 11, end: 22, keys: ["country"], weight: 1 };
  const weights = new Map([
    ["feedzai", 6],
    ["countri", 2],
  ]);

  test("shares a name's weight among what it may mean", () => {
    const mentions = [{ ...feedzai, keys: ["a", "b"] }];
    const seeds = weighSeeds({ query, mentions, weights: new Map() }, new Map());
    expect([...seeds]).toEqual([
      ["a", 0.5],
      ["b", 0.5],
    ]);
  });

  test("what is said of everything counts less", () => {
    const seeds = weighSeeds({ query, mentions: [feedzai, country], weights }, new Map());
    expect([...seeds]).toEqual([
      ["feedzai", 1.5],
      ["country", 0.5],
    ]);
  });

  test("who is meant by a word without weight counts as a word on average", () => {
    const me = { start: 8, end: 10, keys: [USER_KEY], weight: 1 };
    expect(weighSeeds({ query, mentions: [me], weights }, new Map()).get(USER_KEY)).toBe(1);
  });

  test("what a hit mentions counts less than what the query names", () => {
    const mentions = [{ ...feedzai, keys: ["named"] }];
    const seeds = weighSeeds({ query, mentions, weights: new Map() }, new Map([["mentioned", 1]]));
    expect(seeds.get("mentioned")).toBe(MENTION_WEIGHT);
    expect(seeds.get("named")).toBe(1);
  });
});
