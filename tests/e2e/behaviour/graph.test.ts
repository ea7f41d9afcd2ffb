import { describe, expect, test } from "vitest";

import type { ScopedMemory } from "../../../src/index.ts";
import { openFor, openMemory, SettableClock, stating, tell } from "../../support/behaviour.ts";

const CHAIN = [
  stating("Ana works at Feedzai", ["Ana", "works at", "Feedzai"]),
  stating("Feedzai is in Coimbra", ["Feedzai", "located in", "Coimbra"]),
  stating("Coimbra is part of Portugal", ["Coimbra", "part of", "Portugal"]),
  stating("Bob works at Feedzai", ["Bob", "works at", "Feedzai"]),
];

async function tellChain(): Promise<ScopedMemory> {
  const kirk = await openFor("kirk");
  for (const [index, told] of CHAIN.entries()) {
    await kirk.add(`told ${index}`, { ...told, at: `2024-0${index + 1}-01` });
  }
  return kirk;
}

describe("graph.neighborhood()", () => {
  test("gives the entities and relations around a name, by hops", async () => {
    const kirk = await tellChain();
    const near = await kirk.graph.neighborhood("Ana");
    expect(near.entities.map(({ name, distance }) => [name, distance])).toEqual([
      ["Ana", 0],
      ["Feedzai", 1],
    ]);
    expect(near.relations.map(({ fact }) => fact)).toEqual(["Ana works at Feedzai"]);
    const far = await kirk.graph.neighborhood("Ana", { hops: 2 });
    expect(far.entities.map(({ name, distance }) => [name, distance])).toEqual([
      ["Ana", 0],
      ["Feedzai", 1],
      ["Bob", 2],
      ["Coimbra", 2],
    ]);
    expect(far.isTruncated).toBe(false);
    const farther = await kirk.graph.neighborhood("Ana", { hops: 4 });
    expect(farther.entities.map(({ name }) => name)).toContain("Portugal");
  });

  test("finds an entity however its name is written", async () => {
    const kirk = await tellChain();
    for (const name of ["feedzai", " FEEDZAI ", "“Feedzai”", "the Feedzai"]) {
      expect((await kirk.graph.neighborhood(name)).entities[0]?.name).toBe("Feedzai");
    }
  });

  test("shows what held asOf, and what is closed if asked", async () => {
    const kirk = await openFor("kirk");
    await kirk.add("I live in Lisbon.", { at: "2024-01-10" });
    await kirk.add("I moved to Porto.", { at: "2024-06-10" });
    const ends = async (options: object): Promise<string[]> => {
      const { relations } = await kirk.graph.neighborhood("I", options);
      return relations.map(({ destination }) => destination).toSorted();
    };
    expect(await ends({})).toEqual(["Porto"]);
    expect(await ends({ asOf: "2024-03-01" })).toEqual(["Lisbon"]);
    expect(await ends({ asOf: "2023-03-01" })).toEqual([]);
    expect(await ends({ includeClosed: true })).toEqual(["Lisbon", "Porto"]);
  });

  test("does not find a name that nobody told", async () => {
    const kirk = await tellChain();
    await expect(kirk.graph.neighborhood("Zorg")).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("graph.merge()", () => {
  test("makes two entities one, and slots with them", async () => {
    const kirk = await openFor("kirk");
    const LIVES = ["Ana", "lives in"] as const;
    await tell(kirk, [
      { text: "a", at: "2024-01-10", ...stating("Ana lives in Lisbon", [...LIVES, "Lisbon"]) },
      { text: "b", at: "2024-06-10", ...stating("Ana lives in Lissabon", [...LIVES, "Lissabon"]) },
      {
        text: "c",
        at: "2024-07-10",
        ...stating("Bob works in Lissabon", ["Bob", "visited", "Lissabon"]),
      },
    ]);
    const { entity, changedRelationIds } = await kirk.graph.merge("Lissabon", "Lisbon");
    expect(entity).toMatchObject({ name: "Lisbon", aliases: ["Lissabon"] });
    expect(changedRelationIds.length).toBeGreaterThan(0);
    expect(
      (await kirk.getAll({ includeClosed: true })).results.map((one) => one.memory).toSorted(),
    ).toEqual(["Ana lives in Lisbon", "Bob works in Lissabon"]);
    const { relations } = await kirk.graph.neighborhood("Lissabon");
    expect(
      relations.map(({ source, destination }) => `${source} ${destination}`).toSorted(),
    ).toEqual(["Ana Lisbon", "Bob Lisbon"]);
    expect((await kirk.verify()).faults).toEqual([]);
  });

  test("bears on what is told later", async () => {
    const kirk = await tellChain();
    await kirk.graph.merge("Bob", "Ana");
    await kirk.add("x", stating("Bob lives in Faro", ["Bob", "lives in", "Faro"]));
    const { relations } = await kirk.graph.neighborhood("Ana");
    expect(
      relations.map(({ source, destination }) => `${source} ${destination}`).toSorted(),
    ).toEqual(["Ana Faro", "Ana Feedzai"]);
    expect((await kirk.graph.entities()).results.map(({ name }) => name)).not.toContain("Bob");
  });

  test("is known from then on only", async () => {
    const clock = new SettableClock();
    const kirk = await openFor("kirk", { clock });
    await tell(kirk, [
      {
        text: "a",
        at: "2024-01-10",
        ...stating("Ana lives in Lisbon", ["Ana", "lives in", "Lisbon"]),
      },
    ]);
    await tell(kirk, [
      {
        text: "b",
        at: "2024-02-10",
        ...stating("Anna lives in Porto", ["Anna", "lives in", "Porto"]),
      },
    ]);
    clock.set("2026-02-01T00:00:00Z");
    await kirk.graph.merge("Anna", "Ana");
    const now = await kirk.search("Where does Ana live?");
    expect(now.relations.map(({ destination }) => destination)).toEqual(["Porto"]);
    const then = await kirk.search("Where does Ana live? Lisbon", { knownAt: "2026-01-15" });
    const lisbon = then.results.find(({ memory }) => memory === "Ana lives in Lisbon");
    expect(lisbon).toMatchObject({ validTo: null });
  });

  test("refuses one and the same, and what is not there", async () => {
    const kirk = await tellChain();
    await expect(kirk.graph.merge("Ana", "ana")).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
    });
    await expect(kirk.graph.merge("Zorg", "Ana")).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(kirk.graph.merge("Ana", "Zorg")).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("pages", () => {
  const COUNT = 23;

  async function tellMany(): Promise<ScopedMemory> {
    const clock = new SettableClock();
    const kirk = await openFor("kirk", { clock });
    for (let index = 0; index < COUNT; index += 1) {
      if (index % 5 === 0) clock.set(new Date(clock.now() + 1_000).toISOString());
      const name = `Thing${String(index).padStart(2, "0")}`;
      await kirk.add(`note of ${name}`, {
        ...stating(`I like ${name}`, ["I", "likes", name]),
        metadata: { isEven: index % 2 === 0 },
      });
    }
    return kirk;
  }

  /** Every page of a listing, checked for its size. */
  async function pages<T>(
    read: (options: {
      limit: number;
      cursor?: string;
    }) => Promise<{ results: readonly T[]; cursor: string | null }>,
    limit: number,
  ): Promise<T[]> {
    const all: T[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < 100; page += 1) {
      const listing = await read({ limit, ...(cursor === undefined ? {} : { cursor }) });
      all.push(...listing.results);
      if (listing.cursor === null) return all;
      expect(listing.results).toHaveLength(limit);
      ({ cursor } = listing);
    }
    throw new Error("A listing has no end");
  }

  test.each([[1], [5], [22], [23], [24], [1_000]])(
    "of %d hold everything once, in one order",
    async (limit) => {
      const kirk = await tellMany();
      const memories = await pages((options) => kirk.getAll(options), limit);
      const whole = await kirk.getAll({ limit: 1_000 });
      expect(memories).toEqual(whole.results);
      expect(new Set(memories.map(({ id }) => id)).size).toBe(COUNT);
      const times = memories.map(({ recordedAt }) => recordedAt);
      expect(times).toEqual(times.toSorted().toReversed());
      const relations = await pages((options) => kirk.graph.relations(options), limit);
      expect(relations).toEqual((await kirk.graph.relations({ limit: 1_000 })).results);
      expect(new Set(relations.map(({ id }) => id)).size).toBe(COUNT);
      const entities = await pages((options) => kirk.graph.entities(options), limit);
      expect(entities.map(({ name }) => name)).toHaveLength(COUNT + 1);
      expect(new Set(entities.map(({ name }) => name)).size).toBe(COUNT + 1);
    },
  );

  test("of getAll() hold only what filters and kinds let through", async () => {
    const kirk = await tellMany();
    const filters = { isEven: true };
    const even = await pages((options) => kirk.getAll({ ...options, filters }), 3);
    expect(even).toHaveLength(12);
    const turns = await pages((options) => kirk.getAll({ ...options, kinds: ["turn"] }), 4);
    expect(turns).toHaveLength(COUNT);
  });

  test("miss nothing that was there when something is added in between", async () => {
    const kirk = await tellMany();
    const first = await kirk.getAll({ limit: 10 });
    await kirk.add("more", { facts: [{ text: "Kirk likes more" }] });
    const rest = await kirk.getAll({ limit: 1_000, cursor: first.cursor ?? "" });
    expect(new Set([...first.results, ...rest.results].map(({ id }) => id)).size).toBe(COUNT);
  });

  test.each([["nonsense"], ["{}"], ["[1]"], ['["x",2]'], [""]])(
    "refuse %j for a cursor",
    async (cursor) => {
      const kirk = await tellMany();
      for (const list of [kirk.getAll({ cursor }), kirk.graph.relations({ cursor })]) {
        await expect(list).rejects.toMatchObject({ code: "INVALID_ARGUMENT", argument: "cursor" });
      }
    },
  );
});

describe("what an agent sees of the graph", () => {
  test("are its own entities and relations, and those of no agent", async () => {
    const memory = await openMemory();
    await memory.add("a", { userId: "kirk", agentId: "a", ...CHAIN[0] });
    await memory.add("b", { userId: "kirk", agentId: "b", ...CHAIN[3] });
    const scope = { userId: "kirk", agentId: "a" };
    const { results } = await memory.graph.entities(scope);
    expect(results.map(({ name }) => name)).toEqual(["Ana", "Feedzai"]);
    expect((await memory.graph.neighborhood("Feedzai", scope)).relations).toMatchObject([
      { source: "Ana" },
    ]);
  });
});
