import { describe, expect, test } from "vitest";
import { linkShares } from "../../../../src/pipeline/search/link-shares.ts";
import { relation } from "./builders.ts";

const told = (source: string, destination: string, turnId: string) => ({
  ...relation(source, "KNOWS", destination),
  memoryIds: [],
  turnIds: [turnId],
});

const EDGES = [told("Ana", "Rui", "near"), told("Rui", "Eva", "far"), told("Ana", "Ana", "self")];
/** As PageRank from Ana would have it. */
const NODES = new Map([
  ["Ana", 0.6],
  ["Rui", 0.32],
  ["Eva", 0.02],
]);

function shares(text: string, { weight = 1, nodes = NODES } = {}) {
  const start = text.indexOf("Ana");
  const mentions = start < 0 ? [] : [{ start, end: start + 3, keys: ["Ana"], weight }];
  const weights = new Map([
    ["ana", 3],
    ["boss", 1],
  ]);
  const input = { query: { text }, mentions, weights };
  const relations = new Map(EDGES.map((edge) => [edge.id, edge]));
  return linkShares({ input, relations }, nodes);
}

describe("linkShares()", () => {
  test("gives what stands near a name its share of what the name weighs in the question", () => {
    const found = shares("Ana's boss");
    // "far" tells of both Rui and Eva; "near" of Rui alone, as what is named counts by its words.
    expect(found.get("far")).toBeCloseTo(0.75 * Math.sqrt(0.34), 12);
    expect(found.get("near")).toBeCloseTo(0.75 * Math.sqrt(0.32), 12);
    expect(found.get("self")).toBe(0);
  });

  test("a guessed name counts as little as it is sure", () => {
    expect(shares("Ana's boss", { weight: 0.5 }).get("far")).toBeCloseTo(
      0.375 * Math.sqrt(0.34),
      12,
    );
  });

  test("gives nothing without a name, or where no mass gets", () => {
    expect(shares("my boss").size).toBe(0);
    const alone = shares("Ana's boss", { nodes: new Map([["Ana", 1]]) });
    expect([...alone.values()]).toEqual([0, 0, 0]);
  });
});
