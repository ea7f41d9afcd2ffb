import { describe, expect, test } from "vitest";
import type { Relation } from "../../../../src/graph/graph-store.ts";
import { relation } from "./builders.ts";
import { explore } from "./explore.ts";

/** Asks for Ana, and tells of which entities the edges were read, step by step. */
function readFrom(text: string, relations: readonly Relation[]): (readonly string[])[] {
  return explore(text, relations).asked.map(({ keys }) => keys);
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

  test("begins at what first hits mention, but not at a longer name without spaces that begins with the one asked for", () => {
    const given = {
      mentions: [{ start: 0, end: 2, keys: ["李强"], weight: 1 }],
      firstHits: new Map([["hit", 1]]),
      ofHits: ["李强华", "李强大学", "上海"],
    };
    const [first] = explore("李强住在哪里？", [], given).asked;
    expect(first?.keys).toEqual(["李强", "李强大学", "上海"]);
    const both = [...given.mentions, { start: 3, end: 6, keys: ["李强华"], weight: 1 }];
    const [named] = explore("李强和李强华住在哪里？", [], { ...given, mentions: both }).asked;
    expect(named?.keys).toContain("李强华");
  });
});
