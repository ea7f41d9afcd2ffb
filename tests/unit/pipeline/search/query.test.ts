import { describe, expect, test } from "vitest";
import { entityKey } from "../../../../src/core/names.ts";
import { nameCandidates } from "../../../../src/pipeline/search/name-candidates.ts";
import {
  MAX_QUERY_CHARACTERS,
  MAX_QUERY_TERMS,
  readQuery,
  rootOf,
} from "../../../../src/pipeline/search/query.ts";

const read = (text: string) =>
  readQuery(text, { reference: Date.UTC(2024, 5, 1), timeZone: "UTC", isTimeGiven: false });
const said = (text: string, spans: readonly { start: number; end: number }[]) =>
  spans.map(({ start, end }) => text.slice(start, end));

describe("rootOf()", () => {
  test("takes inflections of a verb or plural for one word", () => {
    expect(new Set(["lives", "live", "living", "lived"].map(rootOf)).size).toBe(1);
    expect(new Set(["manages", "managing", "managed"].map(rootOf)).size).toBe(1);
    expect(new Set(["plan", "plans", "planned", "planning"].map(rootOf)).size).toBe(1);
    expect(new Set(["hobby", "hobbies"].map(rootOf)).size).toBe(1);
    expect(rootOf("favorite")).toBe(rootOf("favourites"));
  });

  test("keeps who does it and what is done apart", () => {
    expect(rootOf("manager")).not.toBe(rootOf("manages"));
    expect(rootOf("employer")).not.toBe(rootOf("employs"));
    expect(rootOf("boss")).toBe("boss");
  });
});

describe("readQuery()", () => {
  test("places words, without possessives", () => {
    const text = "Where does Ana's partner live?";
    const { words } = read(text);
    expect(said(text, words)).toEqual(["Where", "does", "Ana", "partner", "live"]);
    expect(words.map(({ isStopWord }) => isStopWord)).toEqual([true, true, false, false, false]);
  });

  test("cuts Chinese by dictionary and knows its grammar", () => {
    const { words } = read("张伟的经理住在哪里？");
    expect(words.find(({ text }) => text === "经理")?.isStopWord).toBe(false);
    expect(words.find(({ text }) => text === "的")?.isStopWord).toBe(true);
  });

  test("finds who is meant by I and you, but 'tell me' means nobody", () => {
    expect(
      said("Where does my sister live?", read("Where does my sister live?").firstPersons),
    ).toEqual(["my"]);
    expect(said("我妹妹住在哪里", read("我妹妹住在哪里").firstPersons)).toEqual(["我"]);
    expect(read("Tell me about Ana").firstPersons).toEqual([]);
    expect(read("What did you recommend?").secondPersons).toHaveLength(1);
  });

  test("is bounded", () => {
    const long = Array.from({ length: 5000 }, (_, index) => `word${index}`).join(" ");
    const query = read(long);
    expect(query.text.length).toBe(MAX_QUERY_CHARACTERS);
    expect(query.terms.length).toBe(MAX_QUERY_TERMS);
  });

  test("a lone surrogate does no harm", () => {
    expect(() => read("Ana \ud800 lives")).not.toThrow();
  });
});

describe("nameCandidates()", () => {
  const keysOf = (text: string) => [...nameCandidates(read(text)).places.keys()];

  test("lists every run of up to six words as a name's key", () => {
    const keys = keysOf("Did Ana Lopes visit The New York Times?");
    expect(keys).toEqual(
      expect.arrayContaining(["Ana", "Ana Lopes", "New York", "New York Times"].map(entityKey)),
    );
    expect(keys).not.toContain("did");
  });

  test("does not run across a comma", () => {
    expect(keysOf("Anabel, Bobby and Eve")).not.toContain(entityKey("Anabel, Bobby"));
  });

  test("lists Chinese pieces of two to eight characters", () => {
    expect(keysOf("张伟民住在上海")).toEqual(expect.arrayContaining(["张伟", "张伟民", "上海"]));
  });

  test("takes capitalised words as first words of names, or all if there are none", () => {
    expect(nameCandidates(read("Where does Ana live?")).prefixes.keys().toArray()).toEqual(["ana"]);
    expect(nameCandidates(read("where does ana live?")).prefixes.keys().toArray()).toEqual([
      "ana",
      "live",
    ]);
  });
});
