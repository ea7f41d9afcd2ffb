import { describe, expect, test } from "vitest";
import type { PastIntent } from "../../../../src/pipeline/search/past-intent.ts";
import { orderForPast } from "../../../../src/pipeline/search/past-order.ts";
import { memory, projection, relation, scored, spell } from "./builders.ts";

const NOW = 1000;
const intent: PastIntent = {
  words: "before",
  place: { start: 0, end: 6 },
  anchor: null,
  isAnchorAfter: true,
  range: null,
};
const values = [
  ["Lisbon", spell(0, 100)],
  ["Porto", spell(100, 200)],
  ["Braga", spell(200)],
] as const;
const relations = values.map(([city, when]) =>
  relation("Ana", "LIVES_IN", city, { memoryIds: [city], spells: [when] }),
);
/** As words rank them: what the question names, or what holds, first. */
const ranking = values
  .map(([city, when], index) =>
    scored(memory(city, { projection: projection({ spells: [when] }) }), index + 1),
  )
  .toReversed();
const order = (view: { anchorKeys?: readonly string[]; range?: PastIntent["range"] }) =>
  orderForPast(ranking, relations, {
    intent: { ...intent, range: view.range ?? null },
    asOf: NOW,
    anchorKeys: new Set(view.anchorKeys),
  }).map(({ candidate: { point } }) => point.id);

describe("orderForPast()", () => {
  test("what held just before comes first, then what was earlier, then the named one", () => {
    expect(order({ anchorKeys: ["Braga"] })).toEqual(["Porto", "Lisbon", "Braga"]);
    expect(order({ anchorKeys: ["Porto"] })[0]).toBe("Lisbon");
  });

  test("without a name what ended last comes first and what holds comes last", () => {
    expect(order({})).toEqual(["Porto", "Lisbon", "Braga"]);
  });

  test("with a time what held then comes first", () => {
    expect(order({ range: { from: 50, to: 60 } })[0]).toBe("Lisbon");
  });

  test("only scores within a slot change places", () => {
    const other = scored(memory("other"), 2.5);
    const all = orderForPast([...ranking, other], relations, {
      intent,
      asOf: NOW,
      anchorKeys: new Set(["Braga"]),
    });
    expect(all.find(({ candidate: { point } }) => point.id === "other")?.score).toBe(2.5);
  });
});
