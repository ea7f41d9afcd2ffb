import { describe, expect, test } from "vitest";
import { USER_KEY } from "../../../../src/core/speaker.ts";
import type { Relation } from "../../../../src/graph/graph-store.ts";
import { askedTypes as typesOf, endsOf } from "../../../../src/pipeline/search/asked-types.ts";
import { readQuery } from "../../../../src/pipeline/search/query.ts";
import { questionUnits } from "../../../../src/pipeline/search/question-units.ts";
import { relationLexicon } from "../../../../src/pipeline/search/relation-lexicon.ts";
import { findWalks } from "../../../../src/pipeline/search/walk.ts";
import { walkOrder } from "../../../../src/pipeline/search/walk-order.ts";
import { relation } from "./builders.ts";

const EDGES = [
  relation("Ana", "PARTNER_OF", "Rui"),
  relation("Ana", "MANAGED_BY", "Eva"),
  relation("Rui", "MANAGED_BY", "Marta"),
  relation("Eva", "PARTNER_OF", "Tom"),
  relation("Ana", "LIVES_IN", "Porto"),
  relation("Rui", "LIVES_IN", "Lisbon"),
  relation("Marta", "LIVES_IN", "Faro"),
  relation("Tom", "LIVES_IN", "Braga"),
  relation("Zoe", "MANAGED_BY", "Ana"),
  relation("Ana", "WORKS_AT", "Feedzai"),
  relation("Feedzai", "LOCATED_IN", "Coimbra"),
];

function walk(text: string, name: string, relations: readonly Relation[] = EDGES) {
  const query = readQuery(text, { reference: 0, timeZone: "UTC", isTimeGiven: false });
  const start = {
    start: text.indexOf(name),
    end: text.indexOf(name) + name.length,
    keys: [name],
    weight: 1,
  };
  const options = { names: [start], ignored: [], lexicon: relationLexicon(), weights: new Map() };
  const edges = new Map<string, Relation[]>();
  for (const edge of relations) {
    for (const end of [edge.source, edge.destination]) {
      edges.set(end, [...(edges.get(end) ?? []), edge]);
    }
  }
  const units = questionUnits(query, options);
  const nounsOf = () => new Set<number>();
  const wordsOf = () => new Set<number>();
  const askedTypes = units.map((unit) => (unit.form === "word" ? typesOf(unit.stem) : []));
  return findWalks({ text, units, starts: [start], edges, wordsOf, nounsOf, endsOf, askedTypes });
}

const pathOf = (text: string, name = "Ana") => walk(text, name)[0]?.keys.join(" > ");

describe("findWalks()", () => {
  test("whoever asks is not whom they ask for, on the way to what they have", () => {
    const around = (key: string): Relation[] => [
      relation(key, "FRIEND_OF", "Sofia"),
      relation(key, "PARTNER_OF", "Lena"),
    ];
    const pathsOf = (key: string, text: string): string[] =>
      walk(text, "Sofia", around(key)).map(({ keys }) => keys.join(" > "));
    const through = (key: string): string => `Sofia > ${key} > Lena`;
    expect(pathsOf("Tom", "Who is Sofia marrying?")).toContain(through("Tom"));
    expect(pathsOf(USER_KEY, "Who is Sofia marrying?")).not.toContain(through(USER_KEY));
    const worthOf = (key: string): number | undefined =>
      walk("Who lives in Porto?", "Porto", [relation(key, "LIVES_IN", "Porto")])[0]?.score;
    expect(worthOf(USER_KEY)).toBe(worthOf("Tom"));
    const work = [
      relation(USER_KEY, "COLLEAGUE_OF", "Erika"),
      relation(USER_KEY, "LIVES_IN", "Porto"),
    ];
    const ends = walk("Where does Erika work?", "Erika", work).map(({ keys }) => keys.at(-1));
    expect(ends).not.toContain("Porto");
    // What the question says of the way leads there all the same.
    const said = "Who is the partner of Sofia's friend?";
    expect(pathsOf(USER_KEY, said)).toContain(through(USER_KEY));
  });

  test("each step explains more than the one before, and nothing once the words were turned round", () => {
    const [best] = walk("Where does Ana's partner live?", "Ana");
    const [first = 0, second = 0] = best?.explained ?? [];
    expect(best?.explained).toHaveLength(2);
    expect(first).toBeGreaterThan(0);
    expect(second & first).toBe(first);
    expect(second).not.toBe(first);
    const turned = walk("Where does Ana work?", "Ana").find(
      ({ relations }) => relations.length > 1,
    );
    expect(turned?.explained.at(-1) ?? 0).toBe(0);
  });

  test.each([
    ["Where does Ana live?", "Ana > Porto"],
    ["Where does Ana's partner live?", "Ana > Rui > Lisbon"],
    ["Where does the partner of Ana live?", "Ana > Rui > Lisbon"],
    ["Where does Ana's partner's manager live?", "Ana > Rui > Marta > Faro"],
    ["Where does the manager of Ana's partner live?", "Ana > Rui > Marta > Faro"],
    ["Where does the partner of Ana's manager live?", "Ana > Eva > Tom > Braga"],
    ["Where is the company Ana works for located?", "Ana > Feedzai > Coimbra"],
    ["Where is the firm that employs Ana?", "Ana > Feedzai > Coimbra"],
    ["Which city is Ana in?", "Ana > Porto"],
    ["Who is Ana's manager?", "Ana > Eva"],
    ["Whose manager is Ana?", "Ana > Zoe"],
    ["Who reports to Ana?", "Ana > Zoe"],
    ["Who does Ana report to?", "Ana > Eva"],
    ["Ana的伴侣的经理住在哪里？", "Ana > Rui > Marta > Faro"],
    ["Ana的经理的伴侣住在哪里？", "Ana > Eva > Tom > Braga"],
    ["谁向Ana汇报？", "Ana > Zoe"],
    ["Ana向谁汇报？", "Ana > Eva"],
  ])("%j goes %s", (text, path) => {
    expect(pathOf(text)).toBe(path);
  });

  test("a walk that explains all of the question is worth about 1, and one that explains less is worth less", () => {
    const walks = walk("Where does Ana's partner live?", "Ana");
    expect(walks[0]?.score).toBeGreaterThan(0.9);
    const short = walks.find(({ keys }) => keys.join(" ") === "Ana Porto");
    expect(short?.score).toBeLessThan(walks[0]?.score ?? 0);
  });

  test("goes from a place to all who live there", () => {
    const people = ["Bo", "Cy", "Di"].map((name) => relation(name, "LIVES_IN", "Oslo"));
    const walks = walk("Who lives in Oslo?", "Oslo", people);
    expect(walks.map(({ keys }) => keys[1])).toEqual(["Bo", "Cy", "Di"]);
    expect(new Set(walks.map(({ score }) => score)).size).toBe(1);
  });

  test("does not come by an entity twice", () => {
    const walks = walk("Who is Ana's partner's partner?", "Ana");
    for (const { keys } of walks) expect(new Set(keys).size).toBe(keys.length);
  });

  test("is worth as much as another hop may add to it, and nothing more where nothing is open", () => {
    const unfinished = walk("Where does Ana's partner live?", "Ana", [
      relation("Ana", "PARTNER_OF", "Rui"),
    ])[0];
    expect(unfinished?.potential).toBeGreaterThan(0.9);
    expect(unfinished?.potential).toBeGreaterThan(unfinished?.score ?? 1);
    expect(walk("Where does Ana live?", "Ana")[0]?.potential).toBe(0);
  });

  test("a walk that took a relation before its turn can be worth no more than is left of it", () => {
    const walks = walk("Where does Ana's partner live?", "Ana");
    const early = walks.find(({ keys }) => keys.join(" ") === "Ana Porto");
    expect(early?.potential).toBeGreaterThan(0);
    expect(early?.potential).toBeLessThan(walks[0]?.score ?? 0);
  });

  test("pipeline/search/walk.ts MAX_WALK_HOPS is 3: no walk is longer, whatever is asked", () => {
    const [longest] = walk(
      "Who is the manager of the partner of the manager of Ana's partner?",
      "Ana",
      [
        relation("Ana", "PARTNER_OF", "Rui"),
        relation("Rui", "MANAGED_BY", "Marta"),
        relation("Marta", "PARTNER_OF", "Tom"),
        relation("Tom", "MANAGED_BY", "Eva"),
      ],
    ).toSorted((a, b) => b.keys.length - a.keys.length);
    expect(longest?.keys).toEqual(["Ana", "Rui", "Marta", "Tom"]);
  });

  test("nothing to explain gives no walk", () => {
    expect(walk("Ana?", "Bob")).toEqual([]);
  });
});

describe("walkOrder()", () => {
  const order = (text: string, name: string, phrases: readonly string[]) => {
    const spanOf = (phrase: string) => ({
      start: text.indexOf(phrase),
      end: text.indexOf(phrase) + phrase.length,
    });
    return walkOrder(text, spanOf(name), phrases.map(spanOf)).map((index) => phrases[index]);
  };

  test("possessives first, then what the whole is of, then the rest", () => {
    const phrases = ["manager", "partner", "live"];
    const text = "Where does the manager of Ana's partner live?";
    expect(order(text, "Ana", phrases)).toEqual(["partner", "manager", "live"]);
  });

  test("a clause beside the name before the noun it belongs to", () => {
    const text = "Where does the boss of the company Ana works for live?";
    expect(order(text, "Ana", ["boss", "works for", "live"])).toEqual([
      "works for",
      "boss",
      "live",
    ]);
  });
});
