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
  const mention = (keys: readonly string[], weight = 1) => ({ start: 0, end: 1, keys, weight });

  test("shares a name's weight among what it may mean", () => {
    const seeds = weighSeeds([mention(["a", "b"])], new Map(), new Map());
    expect([...seeds]).toEqual([
      ["a", 0.5],
      ["b", 0.5],
    ]);
  });

  test("what is related to everything counts less", () => {
    const degrees = new Map([
      ["hub", 100],
      ["leaf", 1],
    ]);
    const seeds = weighSeeds([mention(["hub"]), mention(["leaf"])], new Map(), degrees);
    expect(seeds.get("hub")).toBeLessThan(seeds.get("leaf") ?? 0);
  });

  test("what a hit mentions counts less than what the query names", () => {
    const seeds = weighSeeds([mention(["named"])], new Map([["mentioned", 1]]), new Map());
    expect(seeds.get("mentioned")).toBe(MENTION_WEIGHT);
    expect(seeds.get("named")).toBe(1);
  });
});
