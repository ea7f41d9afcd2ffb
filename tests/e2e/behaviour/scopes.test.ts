import { describe, expect, test } from "vitest";

import type { Memory, Scope } from "../../../src/index.ts";
import { openMemory, SettableClock, stating } from "../../support/behaviour.ts";

const KIRK = { userId: "kirk" };
const WITH_A = { userId: "kirk", agentId: "a" };
const WITH_B = { userId: "kirk", agentId: "b" };

/** One fact told to the user alone, one to each of two agents, one in a run. */
async function tellAgents(): Promise<Memory> {
  const memory = await openMemory({ clock: new SettableClock() });
  const tell = (place: string, month: number, scope: Scope): Promise<unknown> =>
    memory.add(`${place} said`, {
      at: `2024-0${month}-01`,
      ...stating(`Kirk likes ${place}`, ["I", "likes", place]),
      ...scope,
    });
  await tell("Alps", 1, KIRK);
  await tell("Bern", 2, WITH_A);
  await tell("Cork", 3, WITH_B);
  await tell("Dijon", 4, { ...KIRK, runId: "r1" });
  await tell("Essen", 5, { ...WITH_A, runId: "r2" });
  return memory;
}

const PLACES = ["Alps", "Bern", "Cork", "Dijon", "Essen"];

/** The places that a text names. */
function placesIn(answer: unknown): string[] {
  const text = JSON.stringify(answer);
  return PLACES.filter((place) => text.includes(place));
}

describe("agentId and runId within a tenant", () => {
  test.each([
    ["nothing", KIRK, PLACES],
    ["agentId, to that agent's and those of none", WITH_A, ["Alps", "Bern", "Dijon", "Essen"]],
    ["another agentId", WITH_B, ["Alps", "Cork", "Dijon"]],
    ["an agentId nobody told anything", { ...KIRK, agentId: "c" }, ["Alps", "Dijon"]],
    ["runId, to what evidence of that run attests", { ...KIRK, runId: "r1" }, ["Dijon"]],
    ["both", { ...WITH_A, runId: "r2" }, ["Essen"]],
    ["both, of another agent", { ...WITH_B, runId: "r2" }, []],
  ] as const)("narrow by %s", async (_, scope, expected) => {
    const memory = await tellAgents();
    const options = { ...scope, limit: 100 };
    const { results, relations } = await memory.search("What does Kirk like?", options);
    expect(placesIn(results)).toEqual(expected);
    expect(placesIn(relations)).toEqual(expected);
    const kinds = ["trait", "turn"] as const;
    expect(placesIn(await memory.getAll({ ...options, kinds }))).toEqual(expected);
    expect(placesIn(await memory.graph.relations(options))).toEqual(expected);
    const around = await memory.graph.neighborhood("I", scope).catch(() => undefined);
    expect(placesIn(around)).toEqual(expected);
  });

  test("narrow what is shown, never what holds", async () => {
    const memory = await openMemory();
    const lisbon = stating("Ana lives in Lisbon", ["Ana", "lives in", "Lisbon"]);
    const porto = stating("Ana lives in Porto", ["Ana", "lives in", "Porto"]);
    await memory.add("a", { at: "2024-01-01", ...lisbon, ...WITH_A });
    await memory.add("b", { at: "2024-06-01", ...porto, ...WITH_B });
    const seenByA = await memory.getAll({ ...WITH_A, includeClosed: true });
    expect(seenByA.results).toMatchObject([
      { memory: "Ana lives in Lisbon", validTo: "2024-06-01T00:00:00.000Z" },
    ]);
    expect((await memory.getAll(WITH_A)).results).toEqual([]);
    expect((await memory.getAll(WITH_B)).results).toMatchObject([{ memory: "Ana lives in Porto" }]);
    const { results } = await memory.search("Where does Ana live?", {
      ...WITH_A,
      includeClosed: true,
    });
    expect(JSON.stringify(results)).not.toMatch(/Porto/);
    const entries = await memory.history(seenByA.results[0]?.id ?? "", WITH_A);
    expect(JSON.stringify(entries)).not.toMatch(/Porto/);
    expect(entries.map(({ event }) => event)).toEqual(["ADD", "DELETE"]);
  });

  test("one memory told to two agents is one memory, each seeing its own evidence", async () => {
    const memory = await openMemory();
    const facts = [{ text: "Kirk likes tea" }];
    const first = await memory.add("tea, he told a", { facts, ...WITH_A });
    const second = await memory.add("tea, he told b", { facts, ...WITH_B });
    expect(second.results).toMatchObject([{ id: first.results[0]?.id, event: "NONE" }]);
    for (const [scope, words] of [
      [WITH_A, ["tea, he told a"]],
      [WITH_B, ["tea, he told b"]],
      [KIRK, ["tea, he told a", "tea, he told b"]],
    ] as const) {
      const { results } = await memory.search("tea", { ...scope, kinds: ["trait"] });
      const listed = await memory.getAll(scope);
      const one = await memory.get(first.results[0]?.id ?? "", scope);
      for (const shown of [results[0], listed.results[0], one]) {
        expect(shown?.evidence.map(({ text }) => text)).toEqual(words);
      }
    }
  });

  test("the assistant's own statements are each agent's own", async () => {
    const memory = await openMemory();
    const facts = [{ text: "I recommended tea", attributedTo: "assistant" }] as const;
    const first = await memory.add("x", { facts, ...WITH_A });
    const second = await memory.add("x", { facts, ...WITH_B });
    expect(second.results[0]?.id).not.toBe(first.results[0]?.id);
    expect(second.results[0]?.event).toBe("ADD");
    expect((await memory.getAll(WITH_A)).results).toMatchObject([{ agentId: "a" }]);
  });

  test("{ agentId } alone is the agent's own tenant, never the union over users", async () => {
    const memory = await tellAgents();
    expect((await memory.search("Kirk likes", { agentId: "a" })).results).toEqual([]);
    await memory.add("Faro said", { facts: [{ text: "The office is in Faro" }], agentId: "a" });
    expect(placesIn(await memory.getAll({ agentId: "a" }))).toEqual([]);
    expect((await memory.getAll({ agentId: "a" })).results).toHaveLength(1);
    expect(JSON.stringify(await memory.getAll({ ...WITH_A, limit: 100 }))).not.toMatch(/Faro/);
    expect(await memory.tenants()).toEqual([{ agentId: "a" }, KIRK]);
  });

  test("{ runId } alone is a tenant of its own, and sessionId is runId", async () => {
    const memory = await openMemory();
    await memory.add("a", { facts: [{ text: "Kirk likes tea" }], runId: "r1" });
    const older: object = { session_id: "r1" };
    const named: object = { sessionId: "r1" };
    // What callers of other libraries pass.
    for (const scope of [older, named] as Scope[]) {
      expect((await memory.getAll(scope)).results).toHaveLength(1);
      expect((await memory.for(scope).getAll()).results).toHaveLength(1);
    }
  });

  test("deleteAll() of an agent or a run takes what was told there, and leaves the rest", async () => {
    const memory = await tellAgents();
    await memory.deleteAll({ ...KIRK, runId: "r1" });
    expect(placesIn(await memory.getAll({ ...KIRK, limit: 100 }))).toEqual([
      "Alps",
      "Bern",
      "Cork",
      "Essen",
    ]);
    await memory.deleteAll(WITH_A);
    expect(placesIn(await memory.getAll({ ...KIRK, limit: 100 }))).toEqual(["Alps", "Cork"]);
    expect((await memory.verify()).faults).toEqual([]);
  });
});

describe("calls by id with a foreign scope", () => {
  const NOT_FOUND = { code: "NOT_FOUND" };
  const FOREIGN: readonly (readonly [string, Scope])[] = [
    ["another user", { userId: "spock" }],
    ["another agent", WITH_B],
    ["another run", { ...KIRK, runId: "r9" }],
    ["the agent's own tenant", { agentId: "a" }],
  ];

  async function tellOne(): Promise<{
    memory: Memory;
    id: string;
    turnId: string;
    relationId: string;
    episodeId: string;
  }> {
    const memory = await openMemory();
    const told = stating("Ana lives in Lisbon", ["Ana", "lives in", "Lisbon"]);
    const added = await memory.add("a", { ...told, ...WITH_A, runId: "r1" });
    const id = added.results[0]?.id ?? "";
    const turnId = (await memory.get(id))?.evidence[0]?.turnId ?? "";
    return {
      memory,
      id,
      turnId,
      relationId: added.relations.added[0]?.id ?? "",
      episodeId: added.episodeId,
    };
  }

  test.each(FOREIGN)("are not found: %s", async (_, scope) => {
    const { memory, id, turnId, relationId, episodeId } = await tellOne();
    expect(await memory.get(id, scope)).toBeUndefined();
    expect(await memory.get(turnId, scope)).toBeUndefined();
    await expect(memory.history(id, scope)).rejects.toMatchObject(NOT_FOUND);
    await expect(memory.update(id, "x", scope)).rejects.toMatchObject(NOT_FOUND);
    for (const each of [id, turnId, relationId, episodeId]) {
      await expect(memory.delete(each, scope)).rejects.toMatchObject(NOT_FOUND);
    }
    expect((await memory.get(id, WITH_A))?.memory).toBe("Ana lives in Lisbon");
  });

  test("are found in their own scope, and without one", async () => {
    const { memory, id, turnId, relationId, episodeId } = await tellOne();
    for (const scope of [undefined, {}, KIRK, WITH_A, { ...WITH_A, runId: "r1" }]) {
      expect((await memory.get(id, scope))?.id).toBe(id);
      expect((await memory.get(turnId, scope))?.kind).toBe("turn");
      expect(await memory.history(id, scope)).toHaveLength(1);
    }
    expect(await memory.delete(relationId, WITH_A)).toMatchObject({ relationIds: [relationId] });
    expect(await memory.delete(episodeId, WITH_A)).toMatchObject({ memoryIds: [id] });
  });

  test("an id that names nobody's is not found", async () => {
    const { memory } = await tellOne();
    expect(await memory.get("nothing")).toBeUndefined();
    await expect(memory.delete("nothing")).rejects.toMatchObject(NOT_FOUND);
  });

  test("supersedes, corrects and merges reach into no other tenant", async () => {
    const { memory, id, relationId } = await tellOne();
    const before = await memory.get(id);
    const { failed } = await memory.add("x", {
      userId: "spock",
      facts: [
        { text: "Spock says so", supersedes: id },
        { text: "Spock says no", corrects: id },
      ],
      relations: [
        { source: "Ana", relationship: "lives in", destination: "Vulcan", corrects: relationId },
      ],
    });
    expect(failed.length).toBeLessThanOrEqual(3);
    expect(await memory.get(id)).toEqual(before);
    await expect(memory.graph.merge("Ana", "Lisbon", { userId: "spock" })).rejects.toMatchObject(
      NOT_FOUND,
    );
    expect((await memory.graph.relations(KIRK)).results).toMatchObject([
      { destination: "Lisbon", validTo: null },
    ]);
  });
});
