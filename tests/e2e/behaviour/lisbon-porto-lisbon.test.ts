import { describe, expect, test } from "vitest";

import type { ScopedMemory } from "../../../src/index.ts";
import {
  found,
  openFor,
  ordersOf,
  SettableClock,
  stateOf,
  stating,
  tell,
  type Telling,
  withoutKnowledgeTimes,
} from "../../support/behaviour.ts";

/** Where someone lives, told three times; each way with the questions to ask. */
interface Way {
  readonly name: string;
  readonly tellings: readonly [Telling, Telling, Telling];
  readonly query: string;
  readonly first: RegExp;
  readonly second: RegExp;
}

const LISBON = "Ana lives in Lisbon";
const PORTO = "Ana lives in Porto";
const LIVES = ["Ana", "lives in"] as const;

const WAYS: readonly Way[] = [
  {
    name: "facts and relations of the caller",
    tellings: [
      { text: "Lisbon!", at: "2024-01-10", ...stating(LISBON, [...LIVES, "Lisbon"]) },
      { text: "Porto!", at: "2024-06-10", ...stating(PORTO, [...LIVES, "Porto"]) },
      { text: "Lisbon, again", at: "2024-09-10", ...stating(LISBON, [...LIVES, "Lisbon"]) },
    ],
    query: "Where does Ana live?",
    first: /Lisbon/,
    second: /Porto/,
  },
  {
    name: "English, read by patterns",
    tellings: [
      { text: "I live in Lisbon.", at: "2024-01-10" },
      { text: "I moved to Porto.", at: "2024-06-10" },
      { text: "I live in Lisbon.", at: "2024-09-10" },
    ],
    query: "Where do I live?",
    first: /Lisbon/,
    second: /Porto/,
  },
  {
    name: "Chinese, read by patterns",
    tellings: [
      { text: "我住在里斯本。", at: "2024-01-10" },
      { text: "我搬到了波尔图。", at: "2024-06-10" },
      { text: "我住在里斯本。", at: "2024-09-10" },
    ],
    query: "我住在哪里？",
    first: /里斯本/,
    second: /波尔图/,
  },
];

const START = "2024-01-10T00:00:00.000Z";
const MOVE = "2024-06-10T00:00:00.000Z";
const RETURN = "2024-09-10T00:00:00.000Z";

/** What a search says, all of it: hits with their evidence, and relations. */
async function answer(memory: ScopedMemory, query: string, asOf?: string): Promise<string> {
  const { results, relations } = await memory.search(query, asOf === undefined ? {} : { asOf });
  return JSON.stringify({ results, relations });
}

describe.each(WAYS)("Porto after Lisbon: $name", ({ tellings, query, first, second }) => {
  const two = tellings.slice(0, 2);

  test.each(ordersOf(two).map((order) => [order.map(({ at }) => at).join(", "), order] as const))(
    "closes the old memory and the old edge, told in the order %s",
    async (_, order) => {
      const memory = await openFor("kirk");
      await tell(memory, order);
      const memories = await memory.getAll({ includeClosed: true });
      const relations = await memory.graph.relations({ includeClosed: true });
      for (const all of [memories.results, relations.results]) {
        const lisbon = all.find((one) => first.test("memory" in one ? one.memory : one.fact));
        const porto = all.find((one) => second.test("memory" in one ? one.memory : one.fact));
        expect(all).toHaveLength(2);
        expect([lisbon?.validFrom, lisbon?.validTo]).toEqual([START, MOVE]);
        expect(lisbon?.closedAt).not.toBeNull();
        expect([porto?.validFrom, porto?.validTo]).toEqual([MOVE, null]);
      }
      expect((await memory.getAll({})).results.map((one) => one.memory)).toEqual([
        expect.stringMatching(second),
      ]);
      expect((await memory.graph.relations()).results.map(({ fact }) => fact)).toEqual([
        expect.stringMatching(second),
      ]);
    },
  );

  test("search() shows only Porto: memories, turns, evidence and relations", async () => {
    const memory = await openFor("kirk");
    await tell(memory, two);
    for (const asked of [query, "Lisbon", "里斯本"]) {
      expect(await answer(memory, asked)).not.toMatch(first);
    }
    expect(await found(memory, query)).toContainEqual(expect.stringMatching(second));
    const { relations } = await memory.search(query);
    expect(relations.map(({ fact }) => fact)).toEqual([expect.stringMatching(second)]);
  });

  test("search() asOf before the move shows only Lisbon", async () => {
    const memory = await openFor("kirk");
    await tell(memory, two);
    const then = await answer(memory, query, "2024-03-01");
    expect(then).toMatch(first);
    expect(then).not.toMatch(second);
    const { results, relations } = await memory.search(query, { asOf: "2024-03-01" });
    expect(results[0]).toMatchObject({ kind: "trait", validFrom: START, validTo: MOVE });
    expect(relations).toMatchObject([{ validFrom: START, validTo: MOVE }]);
    expect(await found(memory, query, { asOf: "2023-12-31" })).toEqual([]);
    const listed = await memory.getAll({ asOf: "2024-03-01" });
    expect(listed.results.map((one) => one.memory)).toEqual([expect.stringMatching(first)]);
    const edges = await memory.graph.relations({ asOf: "2024-03-01" });
    expect(edges.results.map(({ fact }) => fact)).toEqual([expect.stringMatching(first)]);
  });

  test("add() tells UPDATE with what it took the place of, and the edge that closed", async () => {
    const memory = await openFor("kirk");
    await tell(memory, two.slice(0, 1));
    const { text, ...options } = tellings[1];
    const { results, relations } = await memory.add(text, options);
    expect(results).toMatchObject([
      {
        event: "UPDATE",
        memory: expect.stringMatching(second),
        previousMemory: expect.stringMatching(first),
      },
    ]);
    expect(relations.added).toMatchObject([{ validFrom: MOVE, validTo: null }]);
    expect(relations.closed).toMatchObject([{ validFrom: START, validTo: MOVE }]);
    expect(relations.retracted).toEqual([]);
  });

  test("history() tells both, whichever is asked about", async () => {
    const memory = await openFor("kirk");
    await tell(memory, two);
    const { results } = await memory.getAll({ includeClosed: true });
    for (const { id } of results) {
      const entries = await memory.history(id);
      expect(entries.map(({ event, at }) => [event, at])).toEqual([
        ["ADD", START],
        ["UPDATE", MOVE],
      ]);
      expect(entries[0]).toMatchObject({
        memory: expect.stringMatching(first),
        previousMemory: null,
      });
      expect(entries[1]).toMatchObject({
        memory: expect.stringMatching(second),
        previousMemory: expect.stringMatching(first),
      });
    }
  });
});

describe.each(WAYS)("Lisbon again: $name", ({ tellings, query, first, second }) => {
  test("is a new spell of the first memory and edge", async () => {
    const memory = await openFor("kirk");
    await tell(memory, tellings.slice(0, 2));
    const before = await memory.getAll({ includeClosed: true });
    const { text, ...options } = tellings[2];
    const { results, relations } = await memory.add(text, options);
    const lisbon = before.results.find((one) => first.test(one.memory));
    expect(results).toMatchObject([{ id: lisbon?.id, event: "ADD" }]);
    const spells = [
      { validFrom: START, validTo: MOVE, closedAt: expect.any(String) },
      { validFrom: RETURN, validTo: null, closedAt: null },
    ];
    expect(relations.added).toMatchObject([{ spells }]);
    expect(relations.closed).toMatchObject([{ fact: expect.stringMatching(second) }]);
    const after = await memory.getAll({ includeClosed: true });
    expect(after.results).toHaveLength(2);
    expect(after.results.find(({ id }) => id === lisbon?.id)?.spells).toEqual(spells);
  });

  test("search() shows Lisbon now, Porto in between, Lisbon before", async () => {
    const memory = await openFor("kirk");
    await tell(memory, tellings);
    const now = await answer(memory, query);
    expect(now).toMatch(first);
    expect(now).not.toMatch(second);
    expect((await memory.search(query)).results[0]?.validFrom).toBe(RETURN);
    const between = await answer(memory, query, "2024-07-01");
    expect(between).toMatch(second);
    expect(between).not.toMatch(first);
    const before = await memory.search(query, { asOf: "2024-02-01" });
    expect(JSON.stringify(before)).not.toMatch(second);
    expect(before.results[0]).toMatchObject({ validFrom: START, validTo: MOVE });
    expect(before.relations).toMatchObject([{ validFrom: START, validTo: MOVE }]);
  });

  test("history() tells all three, with the first memory's id twice", async () => {
    const memory = await openFor("kirk");
    await tell(memory, tellings);
    const { results } = await memory.getAll({ includeClosed: true });
    for (const { id } of results) {
      const entries = await memory.history(id);
      expect(entries.map(({ event, at }) => [event, at])).toEqual([
        ["ADD", START],
        ["UPDATE", MOVE],
        ["ADD", RETURN],
      ]);
      expect(entries[2]?.id).toBe(entries[0]?.id);
      expect(entries[0]?.spells).toHaveLength(2);
    }
  });

  test.each(ordersOf([0, 1, 2] as const).map((order) => [order] as const))(
    "comes to the same state in the order %j",
    async (order) => {
      const inOrder = await openFor("kirk", { clock: new SettableClock() });
      await tell(inOrder, tellings);
      const shuffled = await openFor("kirk", { clock: new SettableClock() });
      await tell(
        shuffled,
        order.map((index) => tellings[index]),
      );
      expect(await stateOf(shuffled)).toEqual(await stateOf(inOrder));
      const [one] = (await inOrder.getAll({})).results;
      expect(await shuffled.history(one?.id ?? "")).toEqual(await inOrder.history(one?.id ?? ""));
      expect((await shuffled.verify()).faults).toEqual([]);
    },
  );

  test.each(ordersOf([0, 1, 2] as const).map((order) => [order] as const))(
    "comes to the same state as time goes on, in the order %j, delivered twice",
    async (order) => {
      const inOrder = await openFor("kirk");
      await tell(inOrder, tellings);
      const shuffled = await openFor("kirk");
      const delivered = order.map((index) => tellings[index]);
      await tell(shuffled, [...delivered, ...delivered]);
      expect(withoutKnowledgeTimes(await stateOf(shuffled))).toEqual(
        withoutKnowledgeTimes(await stateOf(inOrder)),
      );
    },
  );
});

describe("a slot's timeline", () => {
  test("lets statements of one time stand side by side", async () => {
    const memory = await openFor("kirk");
    const at = "2024-01-10";
    await tell(memory, [
      { text: "Lisbon!", at, ...stating(LISBON, [...LIVES, "Lisbon"]) },
      { text: "Porto!", at, ...stating(PORTO, [...LIVES, "Porto"]) },
    ]);
    const { results } = await memory.getAll({});
    expect(results.map((one) => one.memory).toSorted()).toEqual([LISBON, PORTO]);
  });

  test("closes nothing by an end without a start", async () => {
    const memory = await openFor("kirk");
    const madrid = stating("Ana lived in Madrid", [...LIVES, "Madrid"], { validTo: "2015" });
    await tell(memory, [
      { text: "Lisbon!", at: "2024-01-10", ...stating(LISBON, [...LIVES, "Lisbon"]) },
      { text: "Madrid until 2015", at: "2024-06-10", ...madrid },
    ]);
    const { results } = await memory.getAll({});
    expect(results.map((one) => one.memory)).toEqual([LISBON]);
    const all = await memory.getAll({ includeClosed: true });
    expect(all.results.find((one) => one.memory === "Ana lived in Madrid")).toMatchObject({
      validFrom: null,
      validTo: "2015-01-01T00:00:00.000Z",
    });
  });

  test("puts an old episode that arrives last in its place, and closes nothing later", async () => {
    const memory = await openFor("kirk");
    await tell(memory, [
      { text: "Porto!", at: "2024-06-10", ...stating(PORTO, [...LIVES, "Porto"]) },
    ]);
    const lisbon = stating(LISBON, [...LIVES, "Lisbon"]);
    const { results, relations } = await memory.add("Lisbon!", { at: "2024-01-10", ...lisbon });
    expect(results).toMatchObject([{ event: "ADD", memory: LISBON }]);
    expect(relations.closed).toEqual([]);
    expect((await memory.getAll({})).results.map((one) => one.memory)).toEqual([PORTO]);
  });
});
