import { describe, expect, test } from "vitest";

import type { ScopedMemory } from "../../../src/index.ts";
import { found, openFor, SettableClock, stating, tell } from "../../support/behaviour.ts";

interface Told {
  readonly memory: ScopedMemory;
  readonly id: string;
  readonly clock: SettableClock;
}

async function tellOfLisbon(): Promise<Told> {
  const clock = new SettableClock();
  const memory = await openFor("kirk", { clock });
  const { results } = await memory.add("I live in Lisbon.", { at: "2024-01-10" });
  clock.set("2026-02-01T00:00:00Z");
  return { memory, id: results[0]?.id ?? "", clock };
}

describe("update()", () => {
  test("keeps the id, and answers with the new text", async () => {
    const { memory, id } = await tellOfLisbon();
    expect(await memory.update(id, "I live in Braga.")).toEqual({
      id,
      memory: "I live in Braga.",
      previousMemory: "I live in Lisbon.",
    });
    expect(await memory.get(id)).toMatchObject({ id, memory: "I live in Braga.", validTo: null });
    const { results } = await memory.search("Where do I live?", { kinds: ["trait"] });
    expect(results).toMatchObject([{ id, memory: "I live in Braga." }]);
    expect((await memory.getAll({ includeClosed: true })).results).toHaveLength(1);
  });

  test("history keeps the old text", async () => {
    const { memory, id } = await tellOfLisbon();
    await memory.update(id, "I live in Braga.");
    await memory.update(id, { text: "I live in Coimbra." });
    const entries = await memory.history(id);
    expect(
      entries.map(({ event, previousMemory, memory: text }) => [event, previousMemory, text]),
    ).toEqual([
      ["ADD", null, "I live in Lisbon."],
      ["UPDATE", "I live in Lisbon.", "I live in Braga."],
      ["UPDATE", "I live in Braga.", "I live in Coimbra."],
    ]);
  });

  test("takes back the relations that only the old text told, and reads those of the new", async () => {
    const { memory, id } = await tellOfLisbon();
    await memory.update(id, "I live in Braga.");
    const { results } = await memory.graph.relations({ includeClosed: true });
    expect(results).toMatchObject([
      {
        destination: "Braga",
        relationship: "LIVES_IN",
        memoryIds: [id],
        validFrom: "2024-01-10T00:00:00.000Z",
      },
    ]);
    const { relations } = await memory.search("Where do I live?");
    expect(relations).toMatchObject([{ destination: "Braga" }]);
    expect((await memory.verify()).faults).toEqual([]);
  });

  test("leaves a relation that another memory tells too", async () => {
    const { memory, id } = await tellOfLisbon();
    await memory.add("b", {
      at: "2024-02-10",
      facts: [{ text: "I live happily in Lisbon" }],
      relations: [{ source: "I", relationship: "lives in", destination: "Lisbon" }],
    });
    await memory.update(id, "I like chess.");
    const { results } = await memory.graph.relations();
    expect(results.map(({ destination }) => destination).toSorted()).toEqual(["Lisbon", "chess"]);
  });

  test("leaves a closed memory closed, with its dates", async () => {
    const { memory, id } = await tellOfLisbon();
    await memory.add("I moved to Porto.", { at: "2024-06-10" });
    await memory.update(id, "I lived in Braga.");
    expect(await memory.get(id)).toMatchObject({
      memory: "I lived in Braga.",
      validFrom: "2024-01-10T00:00:00.000Z",
      validTo: "2024-06-10T00:00:00.000Z",
    });
    expect((await memory.getAll({})).results).toMatchObject([{ memory: "I moved to Porto." }]);
    expect((await memory.graph.relations()).results).toMatchObject([{ destination: "Porto" }]);
    expect((await memory.verify()).faults).toEqual([]);
  });

  test("is what new statements are compared with", async () => {
    const { memory, id } = await tellOfLisbon();
    await memory.update(id, "I live in Braga.");
    const same = await memory.add("I live in Braga.", { at: "2024-03-10" });
    expect(same.results).toMatchObject([{ id, event: "NONE" }]);
    const old = await memory.add("I live in Lisbon.", { at: "2024-06-10" });
    expect(old.results).toMatchObject([{ event: "UPDATE", previousMemory: "I live in Braga." }]);
    expect(old.results[0]?.id).not.toBe(id);
    expect(await memory.get(id)).toMatchObject({ validTo: "2024-06-10T00:00:00.000Z" });
  });

  test("changes nothing in what was known before", async () => {
    const { memory, id } = await tellOfLisbon();
    await memory.update(id, "I live in Braga.");
    const { results, relations } = await memory.search("Where do I live?", {
      knownAt: "2026-01-15",
    });
    expect(results[0]).toMatchObject({ id, memory: "I live in Lisbon." });
    expect(relations).toMatchObject([{ destination: "Lisbon" }]);
  });

  test("does nothing when the text is the same", async () => {
    const { memory, id } = await tellOfLisbon();
    const before = await memory.stats();
    await memory.update(id, "I live in Lisbon.");
    expect(await memory.history(id)).toHaveLength(1);
    expect(await memory.stats()).toEqual(before);
  });

  test("keeps the evidence, and finds the memory by its new words, not its old", async () => {
    const memory = await openFor("kirk");
    const { results } = await memory.add("x", {
      facts: [{ text: "The safe's code is swordfish" }],
    });
    const id = results[0]?.id ?? "";
    await memory.update(id, "The safe's code is herring");
    expect((await memory.get(id))?.evidence.map(({ text }) => text)).toEqual(["x"]);
    const traits = { kinds: ["trait"] } as const;
    expect(await found(memory, "herring", traits)).toEqual(["The safe's code is herring"]);
    const swordfish = await memory.search("swordfish", { ...traits, threshold: 0.5 });
    expect(swordfish.results).toEqual([]);
  });

  test("of a caller's slot moves the memory to what the new text says", async () => {
    const memory = await openFor("kirk");
    const LIVES = ["I", "lives in"] as const;
    await tell(memory, [
      { text: "a", at: "2024-01-10", ...stating("I live in Lisbon", [...LIVES, "Lisbon"]) },
    ]);
    const [one] = (await memory.getAll({})).results;
    await memory.update(one?.id ?? "", "I live in Braga");
    const porto = stating("I live in Porto", [...LIVES, "Porto"]);
    const { results } = await memory.add("b", { at: "2024-06-10", ...porto });
    expect(results).toMatchObject([{ event: "UPDATE", previousMemory: "I live in Braga" }]);
  });

  test.each([["nothing of this id"], ["another's memory"]])("does not find %s", async (kind) => {
    const { memory, id } = await tellOfLisbon();
    const other = kind === "another's memory" ? id : "00000000-0000-5000-8000-000000000000";
    const spock = await openFor("spock");
    await expect(spock.update(other, "x")).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect((await memory.get(id))?.memory).toBe("I live in Lisbon.");
  });
});
