import { describe, expect, test } from "vitest";

import { openFor, stating } from "../../support/behaviour.ts";

const SKIING = { facts: [{ text: "Kirk likes skiing" }] };

describe("a fact told again", () => {
  test("add() answers NONE and adds an attestation, no row", async () => {
    const kirk = await openFor("kirk");
    const first = await kirk.add("I love skiing!", { ...SKIING, at: "2024-01-01" });
    const before = await kirk.stats();
    const again = await kirk.add("Skiing, as ever", { ...SKIING, at: "2024-02-01" });
    expect(first.results[0]?.event).toBe("ADD");
    expect(again.results).toEqual([{ ...first.results[0], event: "NONE" }]);
    const after = await kirk.stats();
    expect(after.memories).toBe(before.memories);
    expect(after.attestations).toBe(before.attestations + 1);
    const { results } = await kirk.getAll({});
    expect(results).toHaveLength(1);
    expect(results[0]?.evidence.map(({ text }) => text)).toEqual([
      "I love skiing!",
      "Skiing, as ever",
    ]);
    expect(results[0]?.validFrom).toBe("2024-01-01T00:00:00.000Z");
  });

  test.each([
    ["kirk likes skiing"],
    ["Kirk  likes skiing."],
    ["“Kirk likes skiing”"],
    ["Kirk likes ｓｋｉｉｎｇ!"],
  ])("add() takes %j for the same fact", async (text) => {
    const kirk = await openFor("kirk");
    await kirk.add("I love skiing!", SKIING);
    const again = await kirk.add("Skiing, as ever", { facts: [{ text }] });
    expect(again.results.map(({ event, memory }) => ({ event, memory }))).toEqual([
      { event: "NONE", memory: "Kirk likes skiing" },
    ]);
    expect((await kirk.getAll({})).results).toHaveLength(1);
  });

  test("add() answers NONE within one add too", async () => {
    const kirk = await openFor("kirk");
    const facts = [{ text: "Kirk likes skiing" }, { text: "Kirk likes skiing." }];
    const { results } = await kirk.add("Skiing!", { facts });
    expect(new Set(results.map(({ id }) => id)).size).toBe(1);
    expect((await kirk.getAll({})).results).toHaveLength(1);
  });

  test("add() adds an attestation and no edge for a relation told again", async () => {
    const kirk = await openFor("kirk");
    const told = stating("Ana works at Feedzai", ["Ana", "works at", "Feedzai"]);
    const first = await kirk.add("Ana works at Feedzai", told);
    const before = await kirk.stats();
    const again = await kirk.add("At Feedzai, yes", told);
    expect(first.relations.added).toHaveLength(1);
    expect(again.relations.added).toEqual([]);
    expect(again.relations.closed).toEqual([]);
    expect(again.relations.confirmed.map(({ id }) => id)).toEqual(
      first.relations.added.map(({ id }) => id),
    );
    const after = await kirk.stats();
    expect(after.relations).toBe(before.relations);
    expect(after.attestations).toBe(before.attestations + 2);
  });

  test("add() reads the same from the same words, without a caller's facts", async () => {
    const kirk = await openFor("kirk");
    const first = await kirk.add("My sister Ana works at Feedzai.", { at: "2024-01-01" });
    const again = await kirk.add("My sister Ana works at Feedzai.", { at: "2024-02-01" });
    expect(first.results.length).toBeGreaterThan(0);
    expect(again.results).toEqual(first.results.map((one) => ({ ...one, event: "NONE" })));
    expect(again.relations.added).toEqual([]);
    expect(again.failed).toEqual([]);
  });

  test("add() folds another wording of what a slot holds: NONE", async () => {
    const kirk = await openFor("kirk");
    const slot = ["Ana", "lives in", "Lisbon"] as const;
    await kirk.add("a", { ...stating("Ana lives in Lisbon", slot), at: "2024-01-01" });
    const moved = stating("Ana moved to Lisbon", slot);
    const again = await kirk.add("b", { ...moved, at: "2024-02-01" });
    expect(again.results.map(({ event, memory }) => [event, memory])).toEqual([
      ["NONE", "Ana lives in Lisbon"],
    ]);
    const { results } = await kirk.getAll({ includeClosed: true });
    expect(results.map(({ memory }) => memory)).toEqual(["Ana lives in Lisbon"]);
    expect(results[0]?.evidence).toHaveLength(2);
  });

  test("add() keeps another's statement apart: the assistant's, an event, a note", async () => {
    const kirk = await openFor("kirk");
    const text = "Kirk went skiing";
    const facts = [
      { text, kind: "trait" },
      { text, kind: "event" },
      { text, kind: "trait", attributedTo: "assistant" },
    ] as const;
    const { results } = await kirk.add("Skiing!", { facts });
    expect(results.map(({ event }) => event)).toEqual(["ADD", "ADD", "ADD"]);
    const note = await kirk.add(text, { infer: false });
    expect(note.results.map(({ event }) => event)).toEqual(["ADD"]);
    expect((await kirk.getAll({})).results).toHaveLength(4);
  });
});
