import { describe, expect, test } from "vitest";
import { readEventBound } from "../../../../src/pipeline/search/event-bound.ts";
import { raiseBounded } from "../../../../src/pipeline/search/raise-bounded.ts";
import { findDates } from "../../../../src/text/dates.ts";
import { memory, projection, relation, scored, spell } from "./builders.ts";

const read = (text: string) =>
  readEventBound(text, findDates(text, { reference: Date.UTC(2026, 0, 1), timeZone: "UTC" }));

describe("readEventBound()", () => {
  test.each([
    ["What did Ana visit before she moved to Porto?", "before", " she moved to Porto"],
    ["Which job did I have prior to the wedding, again?", "before", " the wedding"],
    ["After the surgery, what did Tom take up?", "after", " the surgery"],
    ["Where has she been since Rui was born?", "after", " Rui was born"],
    ["搬家之前她去过哪里？", "before", "搬家"],
    ["她结婚以后去了哪里？", "after", "她结婚"],
  ])("reads %s", (text, side, clause) => {
    expect(read(text)).toEqual({ side, clause });
  });

  test.each([
    "Where does Ana live?",
    "What did Ana do before May 2021?",
    "What has happened since last year?",
    "What did she do the day before yesterday?",
    "What happened after that?",
    "三年之前她住在哪里？",
  ])("reads nothing in %s", (text) => {
    expect(read(text)).toBeNull();
  });
});

describe("raiseBounded()", () => {
  const event = (text: string, at: number | null) =>
    memory(text, { kind: "event", text, projection: projection({ spells: [spell(at)] }) });
  const trait = (text: string, from: number) =>
    memory(text, { kind: "trait", text, projection: projection({ spells: [spell(from)] }) });
  const ranking = [
    scored(event("Ana visited Oslo", 300), 1),
    scored(event("Ana visited Rome", 100), 0.9),
    scored(event("Ana visited Bern", null), 0.85),
    scored(event("Ana moved to Porto", 200), 0.8),
  ];
  const order = (
    side: "before" | "after",
    clause: string,
    { more = [], relations = [] }: Partial<Parameters<typeof asked>[0]> = {},
  ) => asked({ side, clause, more, relations });
  const asked = ({
    side,
    clause,
    more,
    relations,
  }: {
    readonly side: "before" | "after";
    readonly clause: string;
    readonly more: readonly ReturnType<typeof scored>[];
    readonly relations: readonly ReturnType<typeof relation>[];
  }) =>
    raiseBounded([...ranking, ...more], relations, {
      bound: { side, clause },
      weights: new Map(),
    }).map(({ candidate: { point } }) => point.text.split(" ").at(-1));

  test("events on the side that is asked for come first, and none is left out", () => {
    expect(order("before", "she moved")).toEqual(["Rome", "Oslo", "Bern", "Porto"]);
    expect(order("after", "she moved to Porto")).toEqual(["Oslo", "Rome", "Bern", "Porto"]);
  });

  test("a fact that began then bounds as well, and an edge", () => {
    const more = [scored(trait("Ana works at Acme", 250), 0.1)];
    expect(order("after", "joining Acme", { more: [] })).toEqual(["Oslo", "Rome", "Bern", "Porto"]);
    expect(order("before", "she worked at Acme", { more }).slice(0, 2)).toEqual(["Rome", "Porto"]);
    const relations = [
      relation("Ana", "WORKS_AT", "Acme", { fact: "Ana works at Acme", spells: [spell(250)] }),
    ];
    expect(order("before", "she worked at Acme", { relations }).slice(0, 2)).toEqual([
      "Rome",
      "Porto",
    ]);
  });

  test("leaves all as it was where nothing that was found bounds", () => {
    expect(order("before", "the wedding")).toEqual(["Oslo", "Rome", "Bern", "Porto"]);
  });

  test("of several that bound, one is enough", () => {
    const more = [scored(event("Ana moved to Faro", 50), 0.1)];
    expect(order("before", "she moved", { more })[0]).toBe("Rome");
    expect(order("after", "she moved", { more })[0]).toBe("Oslo");
  });

  test("weighs the words by how rare they are", () => {
    const weights = new Map([
      ["move", 0.1],
      ["porto", 5],
    ]);
    const bound = { side: "before", clause: "moving to Lyon" } as const;
    expect(raiseBounded(ranking, [], { bound, weights })).toEqual(ranking);
  });
});
