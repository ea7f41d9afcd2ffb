import { describe, expect, test } from "vitest";
import { findLinks, linkShares } from "../../../../src/pipeline/search/link-shares.ts";
import { relation, turn } from "./builders.ts";

const told = (source: string, destination: string, turnId: string) => ({
  ...relation(source, "KNOWS", destination),
  sourceName: source,
  destinationName: destination,
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

interface Case {
  readonly weight?: number;
  readonly nodes?: ReadonlyMap<string, number>;
  readonly edges?: readonly ReturnType<typeof told>[];
}

function linksOf(text: string, { weight = 1, nodes = NODES, edges = EDGES }: Case = {}) {
  const start = text.indexOf("Ana");
  const mentions = start < 0 ? [] : [{ start, end: start + 3, keys: ["Ana"], weight }];
  const weights = new Map([
    ["ana", 3],
    ["boss", 1],
  ]);
  const input = { query: { text }, mentions, weights };
  return findLinks({ input, relations: new Map(edges.map((edge) => [edge.id, edge])) }, nodes);
}

function shares(text: string, given?: Case) {
  return linkShares([turn("near"), turn("far"), turn("self")], linksOf(text, given));
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
    expect([...shares("my boss").values()]).toEqual([0, 0, 0]);
    const alone = shares("Ana's boss", { nodes: new Map([["Ana", 1]]) });
    expect([...alone.values()]).toEqual([0, 0, 0]);
  });

  test("what says a name that is near counts by how few texts have it", () => {
    const links = linksOf("Ana's boss");
    const said = turn("said", { text: "We met Eva's sister" });
    const found = linkShares([turn("far"), said, turn("c"), turn("d")], links);
    // Two of four texts have the name: half the worth.
    expect(found.get("said")).toBeCloseTo(0.75 * Math.sqrt(0.02 / 2), 12);
    // What tells of her by a relation has her already.
    expect(found.get("far")).toBeCloseTo(0.75 * Math.sqrt(0.34), 12);
    const all = [1, 2, 3].map((one) => turn(`${one}`, { text: "Eva was there" }));
    expect([...linkShares(all, links).values()]).toEqual([0, 0, 0]);
  });

  test("a name is not looked for within words, and what is written small is none", () => {
    const edges = [told("Ana", "Eva", "near"), told("Ana", "nature", "far")];
    const nodes = new Map([
      ["Ana", 0.6],
      ["nature", 0.3],
      ["Eva", 0.1],
    ]);
    const points = ["Evaporated milk", "MedEva", "Out in nature", "Eva came"].map((text) =>
      turn(text, { text }),
    );
    const found = linkShares(points, linksOf("Ana's boss", { nodes, edges }));
    expect([...found].filter(([, share]) => share > 0).map(([id]) => id)).toEqual(["Eva came"]);
  });

  test("names are found between characters without spaces", () => {
    const edges = [told("Ana", "香港", "near"), told("Ana", "Feedzai", "far")];
    const nodes = new Map([
      ["Ana", 0.6],
      ["香港", 0.2],
      ["Feedzai", 0.2],
    ]);
    const points = ["他住在香港岛", "他在Feedzai工作", "今天下雨", "明天也是"].map((text) =>
      turn(text, { text }),
    );
    const found = linkShares(points, linksOf("Ana's boss", { nodes, edges }));
    const share = 0.75 * Math.sqrt(0.2);
    expect([...found.values()]).toEqual([share, share, 0, 0]);
  });
});

test("pipeline/search/link-shares.ts MAX_NEAR is 12: names of so many entities are looked for", () => {
  const nearOf = (count: number): number => {
    const names = Array.from({ length: count }, (_, index) => `Person${index}`);
    const edges = names.map((name) => told("Ana", name, "near"));
    const nodes = new Map(names.map((name) => [name, 1 / count]));
    return linksOf("Ana's boss", { edges, nodes }).near.length;
  };
  expect([nearOf(12), nearOf(13)]).toEqual([12, 12]);
});
