import { describe, expect, test } from "vitest";

import { type ReadFact, readFact } from "../../../../../src/pipeline/add/extract/fact-item.ts";
import { readEntity, readRelation } from "../../../../../src/pipeline/add/extract/graph-item.ts";
import type {
  ItemPlace,
  ItemProblem,
} from "../../../../../src/pipeline/add/extract/item-fields.ts";
import { windowsOf } from "../../../../../src/pipeline/add/extract/windows.ts";
import type { Episode } from "../../../../../src/pipeline/add/stated.ts";
import { resolveScope } from "../../../../../src/core/scope.ts";

const AT = Date.UTC(2024, 4, 6, 12);

const episode: Episode = {
  id: "episode",
  scope: resolveScope({ userId: "kirk" }, "add"),
  at: AT,
  recordedAt: AT,
  timeZone: "UTC",
  messages: ["One.", "", "Three."].map((content) => ({
    role: "user",
    content,
    name: null,
    ref: null,
    at: AT,
    metadata: {},
  })),
  metadata: {},
  expiresAt: null,
};
const [window = { passages: [], context: [] }] = windowsOf(episode.messages);
const place: ItemPlace = { window, episode };

function fact(item: unknown): ReadFact["fact"] {
  const read = readFact(item, place);
  if ("problem" in read) throw new Error(read.problem);
  return read.fact;
}

function problem(read: object | ItemProblem): string | undefined {
  return "problem" in read ? read.problem : undefined;
}

describe("readFact()", () => {
  test("cites messages of the episode by the numbers they have in the prompt", () => {
    // The second message is blank, so the third has number 2.
    expect(fact({ text: "a", sources: [2] }).sources).toEqual([2]);
    expect(fact({ text: "a", sources: ["[1]", "2"] }).sources).toEqual([0, 2]);
    expect(fact({ text: "a", sources: 1 }).sources).toEqual([0]);
    expect(fact({ text: "a" }).sources).toEqual([0, 2]);
    expect(fact("a").sources).toEqual([0, 2]);
    for (const sources of [[3], [0], [-1], [1.5], ["first"], [[1]], [{ id: 1 }]]) {
      expect(problem(readFact({ text: "a", sources }, place))).toContain("sources must be numbers");
    }
  });

  test.each([
    ["2024-05-03", "2024-05-03"],
    ["2024-05", "2024-05-01"],
    ["2024", "2024-01-01"],
    [2019, "2019-01-01"],
    ["3 May 2024", "2024-05-03"],
    ["yesterday", "2024-05-05"],
    ["2024-05-03T10:00:00+02:00", "2024-05-03T08:00:00.000Z"],
  ])("reads the date %s", (from, expected) => {
    expect(fact({ text: "a", from }).validFrom).toBe(Date.parse(expected));
  });

  test.each([null, undefined, "", "null", "None", "unknown", "ongoing", "至今"])(
    "takes %o for no date",
    (to) => {
      expect(fact({ text: "a", to }).validTo).toBeNull();
    },
  );

  test.each([["soon"], [{ year: 2024 }], [true], ["2024-02-31"], ["in May or June 2020"]])(
    "does not guess at the date %o",
    (from) => {
      expect(problem(readFact({ text: "a", from }, place))).toContain("date");
    },
  );

  test("takes one date for both ends for when it happened", () => {
    const visit = fact({ text: "a", kind: "event", from: "2024-05-03", to: "2024-05-03" });
    expect([visit.validFrom, visit.validTo]).toEqual([Date.parse("2024-05-03"), null]);
    const stay = fact({ text: "a", from: "2015", to: "2015" });
    expect([stay.validFrom, stay.validTo]).toEqual([Date.parse("2015"), Date.parse("2016")]);
  });

  test("does not take an end before its start", () => {
    const backwards = { text: "a", from: "2024-05-03", to: "2024-05-01" };
    expect(problem(readFact(backwards, place))).toContain("before");
  });

  test.each([[{}], [""], [{ text: " " }], [{ text: null }], [17.5], [null], [[]], [{ text: {} }]])(
    "says that %o is no statement, or takes a number for its digits",
    (item) => {
      expect(problem(readFact(item, place))).toContain("text must say something");
    },
  );

  test("takes a slot of one value at a time only, with all of its parts", () => {
    const slotOf = (slot: unknown) => fact({ text: "a", slot }).slot;
    expect(slotOf({ subject: "Ana", relation: "LIVES_IN", value: "Porto" })).toEqual({
      subject: { name: "Ana", type: null },
      relationship: "LIVES_IN",
      value: { name: "Porto", type: null },
    });
    expect(slotOf({ subject: "Ana", relation: "LIKES", value: "tea" })).toBeNull();
    expect(slotOf({ subject: "Ana", relation: "LIVES_IN" })).toBeNull();
    expect(slotOf("Ana lives in Porto")).toBeNull();
    const event = {
      text: "a",
      kind: "event",
      slot: { subject: "A", relation: "LIVES_IN", value: "B" },
    };
    expect(fact(event).slot).toBeNull();
  });

  test("corrects a slot, or says that it corrects something else", () => {
    const slot = { subject: "Ana", relation: "BORN_IN", value: "Braga" };
    expect(readFact({ text: "a", slot, corrects: true }, place)).toMatchObject({
      isCorrection: true,
      fact: { corrects: true },
    });
    expect(readFact({ text: "a", corrects: "true" }, place)).toMatchObject({
      isCorrection: true,
      fact: { corrects: null },
    });
    expect(readFact({ text: "a", corrects: "false" }, place)).toMatchObject({
      isCorrection: false,
    });
  });

  test("looks at nothing that an object merely inherits", () => {
    const item = JSON.parse('{"__proto__": {"text": "owned", "sources": [1]}}') as unknown;
    expect(problem(readFact(item, place))).toContain("text must say something");
  });
});

describe("readRelation()", () => {
  test("reads objects under several names, and triples", () => {
    const expected = {
      source: { name: "Ana" },
      relationship: "WORKS_AT",
      destination: { name: "Feedzai" },
    };
    for (const item of [
      { source: "Ana", relation: "WORKS_AT", target: "Feedzai" },
      { subject: "Ana", predicate: "WORKS_AT", object: "Feedzai" },
      { source: { name: "Ana" }, relationship: "WORKS_AT", destination: "Feedzai" },
      { 源: "Ana", 关系: "WORKS_AT", 目标: "Feedzai" },
      ["Ana", "WORKS_AT", "Feedzai"],
    ]) {
      expect(readRelation(item, place)).toMatchObject(expected);
    }
  });

  test("corrects only what has one value at a time", () => {
    const item = { source: "Ana", target: "Braga", corrects: true };
    expect(readRelation({ ...item, relation: "BORN_IN" }, place)).toMatchObject({ corrects: true });
    expect(readRelation({ ...item, relation: "LIKES" }, place)).toMatchObject({ corrects: null });
  });

  test.each([
    [{ relation: "LIKES", target: "tea" }, "source"],
    [{ source: "Ana", relation: "LIKES" }, "target"],
    [{ source: "Ana", target: "tea" }, "relation"],
    [["Ana", "LIKES"], "target"],
    ["Ana likes tea", "object"],
  ])("says what is missing from %o", (item, what) => {
    expect(problem(readRelation(item, place))).toContain(what);
  });
});

describe("readEntity()", () => {
  test("reads a name alone, with a type, and with other names", () => {
    expect(readEntity("Ana", place)).toMatchObject({ name: "Ana", type: null, aliases: [] });
    expect(
      readEntity({ name: " Robert ", type: "Public School", aliases: ["Bob", "", 7] }, place),
    ).toMatchObject({ name: "Robert", type: "public_school", aliases: ["Bob", "7"] });
    expect(problem(readEntity({ name: "x".repeat(500) }, place))).toContain("name");
  });
});

describe("what is too large or no name", () => {
  const long = "x".repeat(1_000_000);
  const ana = { source: "Ana", relation: "KNOWS", target: "Tom" };

  test.each([
    ["an entity's name", () => readEntity({ name: long }, place)],
    ["an alias", () => readEntity({ name: "Ana", aliases: ["A", long] }, place)],
    [
      "a thousand aliases",
      () => readEntity({ name: "Ana", aliases: Array.from({ length: 1_000 }, String) }, place),
    ],
    ["a fact's text", () => readFact(long, place)],
    ["a relation's name", () => readRelation({ ...ana, relation: long }, place)],
    ["a relation's fact", () => readRelation({ ...ana, fact: long }, place)],
  ])("%s is told, and not cut short", (_, read) => {
    expect(problem(read())).toMatch(/must (?:be|have)/u);
  });

  test.each(["…", long])("a slot without a name is none, and its fact stands", (value) => {
    const slot = { subject: "Ana", relation: "LIVES_IN", value };
    expect(fact({ text: "Ana moved", sources: [1], slot })).toMatchObject({
      text: "Ana moved",
      slot: null,
    });
  });
});

describe("the bounds of what a model wrote", () => {
  const letters = (count: number): string => "a".repeat(count);
  const names = (count: number): string[] =>
    Array.from({ length: count }, (_, index) => `Ana ${index}`);

  test.each([
    [
      "core/names.ts MAX_NAME_LENGTH",
      200,
      (count: number) => readEntity({ name: letters(count) }, place),
    ],
    [
      "pipeline/add/extract/graph-item.ts MAX_ALIASES",
      20,
      (count: number) => readEntity({ name: "Ana", aliases: names(count) }, place),
    ],
    [
      "pipeline/add/extract/graph-item.ts MAX_RELATION_LENGTH",
      200,
      (count: number) =>
        readRelation({ source: "Ana", relation: letters(count), target: "Bob" }, place),
    ],
  ])("%s is %d, and what has one more is told as a problem", (_, most, readItem) => {
    expect(problem(readItem(most))).toBeUndefined();
    expect(problem(readItem(most + 1))).toContain(`at most ${most}`);
  });
});
