import { describe, expect, test } from "vitest";

import type { Memory } from "../../../src/index.ts";
import { openMemory, stating } from "../../support/behaviour.ts";

const KIRK = { userId: "kirk" };
const WITH_A = { userId: "kirk", agentId: "a" };
const WITH_B = { userId: "kirk", agentId: "b" };
const WITH_C = { userId: "kirk", agentId: "c" };
const NOT_FOUND = { code: "NOT_FOUND" };

/** One statement, told to two agents in words and with metadata of their own. */
async function tellBoth(): Promise<{ readonly memory: Memory; readonly id: string }> {
  const memory = await openMemory();
  const tell = (letter: "a" | "b", month: number, text: string) =>
    memory.add(`told ${letter}`, {
      ...KIRK,
      agentId: letter,
      at: `2024-0${month}-01`,
      metadata: { [`only-${letter}`]: true, last: letter },
      facts: [{ text }],
      relations: [
        {
          source: "Ana",
          relationship: "knows",
          destination: "Bob",
          fact: `Ana knows Bob, ${letter}`,
        },
      ],
    });
  const { results } = await tell("a", 1, "Ana KNOWS Bob");
  await tell("b", 2, "ana knows bob");
  return { memory, id: results[0]?.id ?? "" };
}

describe("what several agents attest", () => {
  test.each([
    ["all", KIRK, "Ana KNOWS Bob", { "only-a": true, "only-b": true, last: "b" }],
    ["the first", WITH_A, "Ana KNOWS Bob", { "only-a": true, last: "a" }],
    ["the second", WITH_B, "ana knows bob", { "only-b": true, last: "b" }],
  ] as const)("is shown to %s in words they may see", async (_, scope, text, metadata) => {
    const { memory, id } = await tellBoth();
    const fact = `Ana knows Bob, ${text === "ana knows bob" ? "b" : "a"}`;
    const found = await memory.search("Whom does Ana know?", { ...scope, kinds: ["trait"] });
    const then = await memory.search("Whom does Ana know?", {
      ...scope,
      kinds: ["trait"],
      knownAt: new Date(),
    });
    const { results: listed } = await memory.getAll(scope);
    const one = await memory.get(id, scope);
    for (const shown of [found.results[0], then.results[0], listed[0], one]) {
      expect(shown).toMatchObject({ memory: text });
      expect(shown?.metadata).toEqual(metadata);
    }
    expect((await memory.history(id, scope))[0]).toMatchObject({ memory: text });
    const around = await memory.graph.neighborhood("Ana", scope);
    const edges = await memory.graph.relations(scope);
    for (const shown of [found.relations, then.relations, around.relations, edges.results]) {
      expect(shown.map((relation) => relation.fact)).toEqual([fact]);
    }
  });

  test("is filtered by metadata that the reader may see alone", async () => {
    const { memory } = await tellBoth();
    for (const [scope, filters, count] of [
      [WITH_A, { "only-a": true }, 1],
      [WITH_A, { "only-b": true }, 0],
      [WITH_A, { last: "b" }, 0],
      [WITH_B, { last: "b" }, 1],
      [KIRK, { "only-a": true, "only-b": true }, 1],
      [WITH_C, { "only-a": true }, 0],
    ] as const) {
      expect((await memory.getAll({ ...scope, filters })).results).toHaveLength(count);
      const kinds = ["trait"] as const;
      const found = await memory.search("Whom does Ana know?", { ...scope, filters, kinds });
      expect(found.results).toHaveLength(count);
    }
  });

  test("is shown in the reader's words where another's fold what it told", async () => {
    const memory = await openMemory();
    const slot = { subject: "Ana", relationship: "lives in", value: "Lisbon" };
    const tell = (text: string, at: string, scope: object) =>
      memory.add(text, { at, facts: [{ text, slot }], ...KIRK, ...scope });
    await tell("Ana lives in Lisbon", "2024-01-01", WITH_A);
    const told = await tell("Ana has moved to Lisbon", "2024-02-01", WITH_B);
    expect(told.results).toMatchObject([{ event: "NONE", memory: "Ana has moved to Lisbon" }]);
    const texts = async (scope: typeof WITH_A): Promise<string[]> =>
      (await memory.getAll(scope)).results.map((one) => one.memory);
    expect(await texts(WITH_A)).toEqual(["Ana lives in Lisbon"]);
    expect(await texts(WITH_B)).toEqual(["Ana has moved to Lisbon"]);
    const ended = await memory.add("x", {
      ...WITH_B,
      at: "2024-03-01",
      ...stating("Ana lives in Porto", ["Ana", "lives in", "Porto"]),
    });
    expect(ended.results).toMatchObject([
      { event: "UPDATE", previousMemory: "Ana has moved to Lisbon" },
    ]);
  });

  test("what only another agent was told is not told as what came before", async () => {
    const memory = await openMemory();
    const lisbon = stating("Ana lives in Lisbon", ["Ana", "lives in", "Lisbon"]);
    const porto = stating("Ana lives in Porto", ["Ana", "lives in", "Porto"]);
    await memory.add("a", { at: "2024-01-01", ...lisbon, ...WITH_A });
    const told = { at: "2024-06-01", idempotencyKey: "key", ...porto, ...WITH_B };
    const { results } = await memory.add("b", told);
    expect(results).toMatchObject([{ memory: "Ana lives in Porto" }]);
    expect(JSON.stringify(results)).not.toMatch(/Lisbon/);
    const again = await memory.add("b", { ...told, ...WITH_A });
    expect(again).toMatchObject({ isRepeat: true });
    expect(JSON.stringify(again)).not.toMatch(/Porto/);
  });

  test("edges that only another agent was told of are not told as closed or confirmed", async () => {
    const memory = await openMemory();
    const edge = (place: string) => ({
      relations: [
        { source: "Ana", relationship: "lives in", destination: place, fact: `Ana, ${place}` },
      ],
    });
    await memory.add("a", { at: "2024-01-01", ...edge("Lisbon"), ...WITH_A });
    const told = { at: "2024-06-01", idempotencyKey: "key", ...edge("Porto"), ...WITH_B };
    for (const dryRun of [true, false]) {
      const { relations } = await memory.add("b", { ...told, dryRun });
      expect(relations.added).toMatchObject([{ destination: "Porto" }]);
      expect(JSON.stringify(relations)).not.toMatch(/Lisbon/);
    }
    const again = await memory.add("b", { ...told, ...WITH_A });
    expect(again.isRepeat).toBe(true);
    expect(JSON.stringify(again.relations)).not.toMatch(/Porto/);
    const seen = await memory.add("b", told);
    expect(seen.relations.added).toMatchObject([{ fact: "Ana, Porto" }]);
  });
});

describe("an entity", () => {
  test("that only another agent named is not there", async () => {
    const memory = await openMemory();
    await memory.add("a", { ...WITH_A, entities: [{ name: "Zora", type: "person" }], facts: [] });
    await memory.add("b", { ...WITH_B, entities: [{ name: "Bea", type: "person" }], facts: [] });
    for (const [scope, own, other] of [
      [WITH_A, "Zora", "Bea"],
      [WITH_B, "Bea", "Zora"],
    ] as const) {
      expect((await memory.graph.neighborhood(own, scope)).entities).toMatchObject([{ name: own }]);
      await expect(memory.graph.neighborhood(other, scope)).rejects.toMatchObject(NOT_FOUND);
      await expect(memory.graph.merge(other, own, scope)).rejects.toMatchObject(NOT_FOUND);
      await expect(memory.graph.merge(own, other, scope)).rejects.toMatchObject(NOT_FOUND);
      const { results } = await memory.graph.entities(scope);
      expect(results.map(({ name }) => name)).toEqual([own]);
    }
    await memory.graph.merge("Zora", "Bea", KIRK);
  });

  test("shows the names, type and time that the reader's agent or none gave", async () => {
    const memory = await openMemory();
    const likes = (destination: string) => ({
      facts: [],
      relations: [{ source: "I", relationship: "likes", destination }],
    });
    await memory.add("a", {
      ...WITH_A,
      at: "2024-01-01",
      ...likes("Lisbon"),
      entities: [{ name: "Lisbon", aliases: ["Lisboa"] }],
    });
    await memory.add("b", { ...WITH_B, at: "2024-02-01", ...likes("Lisbon") });
    await memory.add("c", { ...WITH_C, at: "2024-03-01", ...likes("Lisboa") });
    const entity = async (name: string, scope: object) => {
      const found = await memory.graph.neighborhood(name, { ...KIRK, ...scope });
      const { results } = await memory.graph.entities({ ...KIRK, ...scope });
      const [first] = found.entities;
      expect(results).toContainEqual({ ...first, distance: undefined });
      expect(found.relations.map(({ destination }) => destination)).toEqual([first?.name]);
      return first;
    };
    const first = { name: "Lisbon", aliases: ["Lisboa"], type: "thing" };
    expect(await entity("Lisboa", KIRK)).toMatchObject(first);
    expect(await entity("Lisbon", WITH_A)).toMatchObject(first);
    expect(await entity("Lisbon", WITH_B)).toMatchObject({
      name: "Lisbon",
      aliases: [],
      type: "thing",
      firstAt: "2024-02-01T00:00:00.000Z",
    });
    await expect(memory.graph.neighborhood("Lisboa", WITH_B)).rejects.toMatchObject(NOT_FOUND);
    expect(await entity("Lisboa", WITH_C)).toMatchObject({ name: "Lisboa", aliases: [] });
    await expect(memory.graph.neighborhood("Lisbon", WITH_C)).rejects.toMatchObject(NOT_FOUND);
    const found = await memory.search("What do I like?", WITH_C);
    expect(found.relations).toMatchObject([{ destination: "Lisboa" }]);
    expect(JSON.stringify(found.relations)).not.toMatch(/Lisbon/);
  });
});
