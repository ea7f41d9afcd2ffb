import { describe, expect, test } from "vitest";

import { found, openFor, stating } from "../../support/behaviour.ts";

describe("many values at a time", () => {
  test("likes never closes likes", async () => {
    const kirk = await openFor("kirk");
    const things = ["skiing", "chess", "jazz"];
    for (const [index, thing] of things.entries()) {
      const { relations, results } = await kirk.add(`I like ${thing}.`, {
        at: `2024-0${index + 1}-01`,
      });
      expect(results.map(({ event }) => event)).toEqual(["ADD"]);
      expect(relations).toMatchObject({ closed: [], retracted: [] });
    }
    const { results } = await kirk.getAll({});
    expect(results.map(({ validTo }) => validTo)).toEqual([null, null, null]);
    const edges = await kirk.graph.relations();
    expect(edges.results.map(({ destination }) => destination).toSorted()).toEqual(
      things.toSorted(),
    );
    const texts = await found(kirk, "What do I like?");
    for (const thing of things) expect(texts).toContainEqual(expect.stringContaining(thing));
  });

  test.each([["likes"], ["loves"], ["喜欢"], ["is fond of"]])(
    "%s never closes likes, not even when a caller states it as a slot",
    async (relationship) => {
      const kirk = await openFor("kirk");
      await kirk.add("a", { ...stating("I like tea", ["I", "likes", "tea"]), at: "2024-01-01" });
      const coffee = stating("I like coffee", ["I", relationship, "coffee"]);
      const { relations } = await kirk.add("b", { ...coffee, at: "2024-02-01" });
      expect(relations.closed).toEqual([]);
      expect((await kirk.getAll({})).results).toHaveLength(2);
    },
  );

  test("a relation nobody knows is many-valued, unless the caller says otherwise", async () => {
    const kirk = await openFor("kirk");
    const edge = (
      destination: string,
    ): { source: string; relationship: string; destination: string } => ({
      source: "Ana",
      relationship: "waters the plants of",
      destination,
    });
    await kirk.add("a", { relations: [edge("Bob")], at: "2024-01-01" });
    await kirk.add("b", { relations: [edge("Carol")], at: "2024-02-01" });
    expect((await kirk.graph.relations()).results).toHaveLength(2);
    const single = (destination: string, at: string): Promise<unknown> =>
      kirk.add("c", {
        relations: [{ ...edge(destination), relationship: "rooms with", cardinality: "one" }],
        at,
      });
    await single("Dan", "2024-03-01");
    await single("Eve", "2024-04-01");
    const { results } = await kirk.graph.relations();
    expect(results.map(({ destination }) => destination).toSorted()).toEqual([
      "Bob",
      "Carol",
      "Eve",
    ]);
  });

  test("memories that share only a subject never close one another", async () => {
    const kirk = await openFor("kirk");
    await kirk.add("a", {
      ...stating("Ana lives in Lisbon", ["Ana", "lives in", "Lisbon"]),
      at: "2024-01-01",
    });
    await kirk.add("b", {
      ...stating("Ana works at Feedzai", ["Ana", "works at", "Feedzai"]),
      at: "2024-02-01",
    });
    await kirk.add("c", {
      ...stating("Bob lives in Porto", ["Bob", "lives in", "Porto"]),
      at: "2024-03-01",
    });
    expect((await kirk.getAll({})).results).toHaveLength(3);
    expect((await kirk.graph.relations()).results).toHaveLength(3);
  });

  test("an event never closes, and closes no other", async () => {
    const kirk = await openFor("kirk");
    await kirk.add("a", {
      facts: [{ text: "Kirk went skiing", kind: "event", validFrom: "2024-01-18" }],
    });
    await kirk.add("b", {
      facts: [{ text: "Kirk went climbing", kind: "event", validFrom: "2024-02-18" }],
    });
    const { results } = await kirk.getAll({});
    expect(results.map(({ kind, validTo }) => [kind, validTo])).toEqual([
      ["event", null],
      ["event", null],
    ]);
  });
});
