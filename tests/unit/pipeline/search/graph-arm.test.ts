import { describe, expect, test } from "vitest";
import { runSync } from "../../../../src/core/awaitable.ts";
import type { GraphStore, Relation } from "../../../../src/graph/graph-store.ts";
import { graphArm } from "../../../../src/pipeline/search/graph-arm.ts";
import type { GraphArmInput } from "../../../../src/pipeline/search/graph-input.ts";
import { readQuery } from "../../../../src/pipeline/search/query.ts";
import { relation } from "./builders.ts";

/** Asks for Ana, and tells of which entities the edges were read, step by step. */
function readFrom(text: string, relations: readonly Relation[]): string[][] {
  const steps: string[][] = [];
  const neighbourhood: GraphStore["neighbourhood"] = (_tenant, keys) => {
    steps.push([...keys]);
    const isNear = ({ source, destination }: Relation): boolean =>
      keys.includes(source) || keys.includes(destination);
    return { relations: relations.filter(isNear), distances: new Map(), isTruncated: false };
  };
  const start = text.indexOf("Ana");
  const input = {
    // Without first hits it asks the graph for nothing else.
    stores: { graph: { neighbourhood } },
    tenant: "user:t",
    query: readQuery(text, { reference: 0, timeZone: "UTC", isTimeGiven: false }),
    visibility: { asOf: 0, agentId: null, runId: null, kinds: null },
    filter: null,
    widening: 1,
    hops: 2,
    mentions: [{ start, end: start + 3, keys: ["Ana"], weight: 1 }],
    firstHits: new Map(),
    weights: new Map(),
  };
  runSync(graphArm(input as unknown as GraphArmInput));
  return steps;
}

describe("graphArm()", () => {
  test("reads on from where a walk is unfinished", () => {
    const edges = [
      relation("Ana", "PARTNER_OF", "Rui"),
      relation("Ana", "LIVES_IN", "Porto"),
      relation("Rui", "LIVES_IN", "Lisbon"),
    ];
    const [first, second] = readFrom("Where does Ana's partner live?", edges);
    expect(first).toEqual(["Ana"]);
    expect(second).toContain("Rui");
  });

  test("does not read on where all that lies further on is worth less than what was found", () => {
    const managed = relation("Ana", "MANAGED_BY", "Eva");
    // A person, as is asked for, who is not said to manage anybody yet.
    const known = relation("Ana", "KNOWS", "Bo");
    expect(readFrom("Who does Ana report to?", [managed, known])).toEqual([["Ana"]]);
    const [, second] = readFrom("Who does Ana report to?", [known]);
    expect(second).toContain("Bo");
  });

  test("reads on where words of the question may be said further on, though another walk says most of them", () => {
    const boots = (owner: string, make: string): Relation =>
      relation(owner, "OWNS", make, { fact: `${owner} owns ${make}, leather hiking boots` });
    const edges = [
      ...["Alfa", "Bora", "Cima", "Dolo", "Etna", "Fito", "Gran", "Hoch"].map((make) =>
        boots("Ana", make),
      ),
      relation("Ana", "PARTNER_OF", "Rui"),
      boots("Rui", "Salomon"),
    ];
    const read = readFrom("Which leather hiking boots does Ana's partner own?", edges);
    expect(read.flat()).toContain("Rui");
  });

  test("reads on from each of several that may be meant", () => {
    const edges = ["Rui", "Eva", "Tom"].flatMap((friend) => [
      relation("Ana", "KNOWS", friend),
      relation(friend, "LIVES_IN", `${friend}ton`),
    ]);
    const [, second] = readFrom("Where do the friends of Ana live?", edges);
    expect(second?.toSorted()).toEqual(["Eva", "Rui", "Tom"]);
  });
});
