import { describe, expect, test } from "vitest";

import type { ScopedMemory } from "../../../src/index.ts";
import {
  everyAnswer,
  openFor,
  ordersOf,
  SettableClock,
  stateOf,
  stating,
  tell,
} from "../../support/behaviour.ts";

const LIVES = ["Ana", "lives in"] as const;

function living(
  place: string,
  month: number,
): { text: string; at: string } & ReturnType<typeof stating> {
  const at = `2024-0${month}-10`;
  return { text: `${place}, told`, at, ...stating(`Ana lives in ${place}`, [...LIVES, place]) };
}

async function idOf(memory: ScopedMemory, text: string | RegExp): Promise<string> {
  const { results } = await memory.getAll({ includeClosed: true, limit: 1_000 });
  const one = results.find((each) =>
    typeof text === "string" ? each.memory === text : text.test(each.memory),
  );
  if (!one) throw new Error(`no memory ${text}`);
  return one.id;
}

describe("a deleted memory", () => {
  const QUERIES = ["Where does Ana live?", "Braga", "Braga, told", "Ana"];

  test("is in no answer: search, lists, edges, neighbourhoods, history", async () => {
    const memory = await openFor("kirk");
    await tell(memory, [living("Porto", 1), living("Braga", 2), living("Coimbra", 3)]);
    const id = await idOf(memory, "Ana lives in Braga");
    const receipt = await memory.delete(id);
    expect(receipt).toMatchObject({ memoryIds: [id], isPurged: true });
    expect(receipt.relationIds).toHaveLength(1);
    expect(receipt.turnIds).toHaveLength(1);
    expect(await everyAnswer(memory, QUERIES)).not.toMatch(/Braga["\s,]/);
    expect(await memory.get(id)).toBeUndefined();
    await expect(memory.history(id)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(memory.delete(id)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(memory.graph.neighborhood("Braga")).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect((await memory.verify()).faults).toEqual([]);
  });

  test("reopens what only it had closed: in A, B, C without B, A ends where C begins", async () => {
    const tellings = [living("Porto", 1), living("Braga", 2), living("Coimbra", 3)];
    const expected = await openFor("kirk", { clock: new SettableClock() });
    await tell(expected, [living("Porto", 1), living("Coimbra", 3)]);
    for (const order of ordersOf(tellings)) {
      const memory = await openFor("kirk", { clock: new SettableClock() });
      await tell(memory, order);
      await memory.delete(await idOf(memory, "Ana lives in Braga"));
      expect(await stateOf(memory)).toEqual(await stateOf(expected));
      expect(await memory.get(await idOf(memory, "Ana lives in Porto"))).toMatchObject({
        validTo: "2024-03-10T00:00:00.000Z",
      });
    }
  });

  test("reopens the last: in A, B without B, A holds again, and its edge and turn are shown", async () => {
    const memory = await openFor("kirk");
    await tell(memory, [living("Porto", 1), living("Braga", 2)]);
    await memory.delete(await idOf(memory, "Ana lives in Braga"));
    const { results, relations } = await memory.search("Where does Ana live?");
    expect(results[0]).toMatchObject({ memory: "Ana lives in Porto", validTo: null });
    expect(relations).toMatchObject([{ destination: "Porto", validTo: null }]);
    expect((await memory.getAll({ kinds: ["turn"] })).results.map((one) => one.memory)).toEqual([
      "Porto, told",
    ]);
  });

  test("takes a chain of supersessions with it that leads through it", async () => {
    const memory = await openFor("kirk");
    await memory.add("a", { at: "2024-01-10", facts: [{ text: "Plan A" }] });
    const a = await idOf(memory, "Plan A");
    await memory.add("b", { at: "2024-02-10", facts: [{ text: "Plan B", supersedes: a }] });
    const b = await idOf(memory, "Plan B");
    await memory.add("c", { at: "2024-03-10", facts: [{ text: "Plan C", supersedes: b }] });
    await memory.delete(b);
    expect(await memory.get(a)).toMatchObject({ validTo: "2024-03-10T00:00:00.000Z" });
    await memory.delete(await idOf(memory, "Plan C"));
    expect(await memory.get(a)).toMatchObject({ validTo: null });
  });

  test("lives again under a new id when it is told anew", async () => {
    const memory = await openFor("kirk");
    const { facts } = living("Porto", 1);
    const first = await memory.add("a", { facts });
    const id = first.results[0]?.id ?? "";
    await memory.delete(id);
    const again = await memory.add("b", { facts });
    expect(again.results).toMatchObject([{ event: "ADD", memory: "Ana lives in Porto" }]);
    expect(again.results[0]?.id).not.toBe(id);
    expect(again.failed).toEqual([]);
    expect(await memory.get(id)).toBeUndefined();
    const [other] = again.results;
    await memory.delete(other?.id ?? "");
    const third = await memory.add("c", { facts });
    expect(new Set([id, other?.id, third.results[0]?.id]).size).toBe(3);
  });
});

describe("evidence that another episode shares", () => {
  const FACT = { facts: [{ text: "Ana likes skiing" }] };

  test("stays when one episode is deleted, and text and start come from the earliest remaining", async () => {
    const memory = await openFor("kirk");
    const first = await memory.add("She skis!", {
      at: "2024-01-10",
      facts: [{ text: "Ana likes SKIING" }],
    });
    await memory.add("Skiing again", { at: "2024-02-10", ...FACT });
    const id = first.results[0]?.id ?? "";
    expect(await memory.get(id)).toMatchObject({
      memory: "Ana likes SKIING",
      validFrom: "2024-01-10T00:00:00.000Z",
    });
    const receipt = await memory.delete(first.episodeId);
    expect(receipt).toMatchObject({ memoryIds: [], attestationCount: 1 });
    const left = await memory.get(id);
    expect(left).toMatchObject({
      memory: "Ana likes skiing",
      validFrom: "2024-02-10T00:00:00.000Z",
    });
    expect(left?.evidence.map(({ text }) => text)).toEqual(["Skiing again"]);
    expect(await everyAnswer(memory, ["She skis!", "SKIING"])).not.toMatch(/SKIING|She skis/);
    expect((await memory.verify()).faults).toEqual([]);
  });

  test("of a turn that another memory rests on stays and is marked redacted", async () => {
    const memory = await openFor("kirk");
    const { results } = await memory.add("Ana skis and Bob sings", {
      facts: [{ text: "Ana likes skiing" }, { text: "Bob likes singing" }],
    });
    const [ana, bob] = results;
    const receipt = await memory.delete(ana?.id ?? "");
    expect(receipt.redactedTurnIds).toHaveLength(1);
    expect(receipt.turnIds).toEqual([]);
    const left = await memory.get(bob?.id ?? "");
    expect(left?.evidence).toMatchObject([{ redacted: true, role: "user" }]);
    expect(left?.evidence[0]).not.toHaveProperty("text");
    expect(left?.evidence[0]?.turnId).toBe(receipt.redactedTurnIds[0]);
    const answers = await everyAnswer(memory, ["skiing", "singing", "Ana skis and Bob sings"]);
    expect(answers).not.toMatch(/ana skis|likes skiing/i);
    expect(answers).toMatch(/Bob likes singing/);
    expect((await memory.verify()).faults).toEqual([]);
  });

  test("keeps a relation that another memory tells, without the erased one's words", async () => {
    const memory = await openFor("kirk");
    const edge = { source: "Ana", relationship: "works at", destination: "Feedzai" };
    const told = (fact: string): object => ({
      facts: [{ text: fact }],
      relations: [{ ...edge, fact }],
    });
    await memory.add("one", { at: "2024-01-10", ...told("Ana secretly works at Feedzai") });
    await memory.add("two", { at: "2024-02-10", ...told("Ana works at Feedzai") });
    const receipt = await memory.delete(await idOf(memory, /secretly/));
    expect(receipt.relationIds).toEqual([]);
    expect((await memory.graph.relations()).results).toMatchObject([
      { fact: "Ana works at Feedzai", validFrom: "2024-02-10T00:00:00.000Z" },
    ]);
    expect(await everyAnswer(memory, ["secretly", "Feedzai"])).not.toMatch(/secretly/);
  });
});

describe("delete() of", () => {
  test("a turn takes only its own attestations with it", async () => {
    const memory = await openFor("kirk");
    const messages = [
      { role: "user", content: "Ana skis", id: "m1" },
      { role: "user", content: "Ana sings", id: "m2" },
    ];
    await memory.add(messages, {
      facts: [
        { text: "Ana likes skiing", sources: ["m1"] },
        { text: "Ana likes singing", sources: ["m2"] },
        { text: "Ana has hobbies", sources: ["m1", "m2"] },
      ],
    });
    const turns = await memory.getAll({ kinds: ["turn"] });
    const turn = turns.results.find((one) => one.memory === "Ana skis");
    const receipt = await memory.delete(turn?.id ?? "");
    expect(receipt.memoryIds).toHaveLength(1);
    expect(receipt.turnIds).toEqual([turn?.id]);
    const { results } = await memory.getAll({});
    expect(results.map((one) => one.memory).toSorted()).toEqual([
      "Ana has hobbies",
      "Ana likes singing",
    ]);
    const hobbies = results.find((one) => one.memory === "Ana has hobbies");
    expect(hobbies?.evidence.map(({ ref }) => ref)).toEqual(["m2"]);
  });

  test("an episode takes what only it told, entities included", async () => {
    const memory = await openFor("kirk");
    await tell(memory, [living("Porto", 1)]);
    const { episodeId } = await memory.add("Bob is in Faro", {
      ...stating("Bob lives in Faro", ["Bob", "lives in", "Faro"]),
    });
    const receipt = await memory.delete(episodeId);
    expect(receipt).toMatchObject({ entityCount: 2, redactedTurnIds: [] });
    const { results } = await memory.graph.entities();
    expect(results.map(({ name }) => name)).toEqual(["Ana", "Porto"]);
    expect(await everyAnswer(memory, ["Bob", "Faro"])).not.toMatch(/Bob[^y]|Faro["\s]/);
  });

  test("a relation takes the edge, and leaves the memory that tells it", async () => {
    const memory = await openFor("kirk");
    await tell(memory, [living("Porto", 1)]);
    const [edge] = (await memory.graph.relations()).results;
    const receipt = await memory.delete(edge?.id ?? "");
    expect(receipt).toMatchObject({ relationIds: [edge?.id], memoryIds: [] });
    expect((await memory.graph.relations({ includeClosed: true })).results).toEqual([]);
    expect((await memory.getAll({})).results).toHaveLength(1);
    expect((await memory.verify()).faults).toEqual([]);
  });

  test("a correction brings back what it took back", async () => {
    const memory = await openFor("kirk");
    const braga = stating("Ana lives in Braga", [...LIVES, "Braga"], { corrects: true });
    await tell(memory, [living("Porto", 1), { text: "No, Braga", at: "2024-02-10", ...braga }]);
    await memory.delete(await idOf(memory, "Ana lives in Braga"));
    expect((await memory.getAll({})).results).toMatchObject([
      { memory: "Ana lives in Porto", retractedAt: null },
    ]);
    expect((await memory.graph.relations()).results).toMatchObject([{ destination: "Porto" }]);
  });

  test("an alias's turn takes the alias back, and the slots come apart", async () => {
    const memory = await openFor("kirk");
    await tell(memory, [living("Lisbon", 1), living("Lisboa", 2)]);
    const { episodeId } = await memory.add("Lisboa is Lisbon", {
      entities: [{ name: "Lisbon", aliases: ["Lisboa"] }],
    });
    expect((await memory.getAll({})).results).toMatchObject([{ memory: "Ana lives in Lisbon" }]);
    await memory.delete(episodeId);
    expect((await memory.getAll({})).results).toMatchObject([{ memory: "Ana lives in Lisboa" }]);
    expect((await memory.verify()).faults).toEqual([]);
  });

  test("deleteAll() takes a tenant whole", async () => {
    const memory = await openFor("kirk");
    await tell(memory, [living("Porto", 1), living("Braga", 2)]);
    await memory.deleteAll();
    expect(await stateOf(memory)).toEqual({
      memories: [],
      relations: [],
      entities: [],
      attestations: 0,
    });
    const again = await memory.add("Porto again", { facts: living("Porto", 1).facts });
    expect(again.results).toMatchObject([{ event: "ADD" }]);
    expect((await memory.getAll({})).results).toHaveLength(1);
  });
});
