import { describe, expect, test } from "vitest";

import { fact, openWithModel, promptsOf } from "../../support/model-memory.ts";

/** Facts by the message they are read from, and decisions by the new fact. */
function script(decide: (facts: string) => readonly unknown[]) {
  return {
    facts: ({ prompt }: { readonly prompt: string }) => {
      const [, said = ""] = /\[1\] [^:]*:\d\d \w+, [^:]*: (.*)$/mu.exec(prompt) ?? [];
      return [fact(said, { kind: said.includes("went") ? "event" : "trait" })];
    },
    reconcile: ({ prompt }: { readonly prompt: string }) =>
      decide(prompt.slice(prompt.indexOf("New facts:"))),
  };
}

const decisions = (event: string) => () => [{ fact: 1, event, memory: event === "ADD" ? null : 1 }];

describe("reconciliation", () => {
  test("asks only when something near is known, and once", async () => {
    const { kirk, server } = await openWithModel(script(decisions("ADD")));
    expect((await kirk.add("Ana plays the violin in an orchestra")).usage.modelCalls).toBe(2);
    expect((await kirk.add("Tom is allergic to peanuts")).usage.modelCalls).toBe(2);
    const { usage, results } = await kirk.add("Ana plays the violin in a quartet");
    expect(usage.modelCalls).toBe(3);
    expect(results).toMatchObject([{ event: "ADD" }]);
    expect(promptsOf(server, "reconcile")).toHaveLength(1);
    expect((await kirk.add("Ana plays the violin in a quartet")).usage.modelCalls).toBe(2);
  });

  test("UPDATE closes the memory it takes the place of, and keeps it in history", async () => {
    const { kirk } = await openWithModel(script(decisions("UPDATE")));
    await kirk.add("Ana plays the violin in an orchestra", { at: "2024-01-01" });
    const { results } = await kirk.add("Ana plays the violin in a quartet", { at: "2024-06-01" });
    expect(results).toMatchObject([
      { event: "UPDATE", previousMemory: "Ana plays the violin in an orchestra" },
    ]);
    const past = await kirk.getAll({ asOf: "2024-03-01" });
    expect(past.results).toMatchObject([
      { memory: "Ana plays the violin in an orchestra", validTo: "2024-06-01T00:00:00.000Z" },
    ]);
    expect((await kirk.getAll()).results).toHaveLength(1);
  });

  test("UPDATE by what was true before ends the new fact, not the known one", async () => {
    const { kirk } = await openWithModel(script(decisions("UPDATE")));
    await kirk.add("Ana plays the violin in a quartet", { at: "2024-06-01" });
    await kirk.add("Ana plays the violin in an orchestra", { at: "2024-01-01" });
    expect((await kirk.getAll()).results).toMatchObject([
      { memory: "Ana plays the violin in a quartet", validTo: null },
    ]);
    expect((await kirk.getAll({ asOf: "2024-03-01" })).results).toMatchObject([
      { memory: "Ana plays the violin in an orchestra", validTo: "2024-06-01T00:00:00.000Z" },
    ]);
  });

  test("NONE adds evidence to the memory that says so already", async () => {
    const { kirk } = await openWithModel(script(decisions("NONE")));
    const first = await kirk.add("Ana plays the violin in an orchestra");
    const { results } = await kirk.add("Ana plays violin in her orchestra");
    expect(results).toMatchObject([{ event: "NONE", id: first.results[0]?.id }]);
    const memory = await kirk.get(first.results[0]?.id ?? "");
    expect(memory?.evidence).toHaveLength(2);
    expect((await kirk.getAll()).results).toHaveLength(1);
  });

  test("DELETE closes the memory and puts nothing in its place", async () => {
    const { kirk, memory } = await openWithModel(script(decisions("DELETE")));
    await kirk.add("Ana plays the violin in an orchestra", { at: "2024-01-01" });
    const { results } = await kirk.add("Ana plays the violin no longer in an orchestra", {
      at: "2024-06-01",
    });
    expect(results).toMatchObject([
      { event: "DELETE", memory: "Ana plays the violin in an orchestra" },
    ]);
    expect((await kirk.getAll()).results).toEqual([]);
    expect((await kirk.getAll({ asOf: "2024-03-01" })).results).toHaveLength(1);
    expect(await memory.verify()).toMatchObject({ isSound: true });
  });

  test("never ends what the same add tells again", async () => {
    const told = "Ana plays the violin";
    const { kirk, server } = await openWithModel({
      facts: ({ prompt }) => [
        fact(told),
        ...(prompt.includes("at home") ? [fact(`${told} at home`)] : []),
      ],
      reconcile: decisions("UPDATE"),
    });
    await kirk.add("Ana plays the violin.", { at: "2024-01-01" });
    await kirk.add("Ana plays the violin at home.", { at: "2024-06-01" });
    expect(promptsOf(server, "reconcile")).toEqual([]);
    expect((await kirk.getAll()).results).toHaveLength(2);
  });

  test("an event never closes, whatever the model says", async () => {
    const { kirk } = await openWithModel(script(decisions("UPDATE")));
    await kirk.add("Ana went skiing in the Alps with Tom", { at: "2024-01-01" });
    await kirk.add("Ana went skiing in the Alps with Eva", { at: "2024-06-01" });
    expect((await kirk.getAll({ kinds: ["event"] })).results).toHaveLength(2);
  });

  test.each([
    ["numbers that are not there", [{ fact: 1, event: "UPDATE", memory: 99 }]],
    ["nothing", []],
    ["a word it made up", [{ fact: 1, event: "MERGE", memory: 1 }]],
  ])("%s from the model leaves the fact a new one", async (_, answer) => {
    const { kirk } = await openWithModel(script(() => answer));
    await kirk.add("Ana plays the violin in an orchestra");
    const { results } = await kirk.add("Ana plays the violin in a quartet");
    expect(results).toMatchObject([{ event: "ADD" }]);
    expect((await kirk.getAll()).results).toHaveLength(2);
  });

  test("never shows another tenant's memories to the model", async () => {
    const { kirk, memory, server } = await openWithModel(script(decisions("UPDATE")));
    await memory.add("Ana plays the violin in an orchestra, canary", { userId: "spock" });
    await kirk.add("Ana plays the violin in an orchestra");
    expect(promptsOf(server, "reconcile")).toEqual([]);
  });
});
