import { describe, expect, test } from "vitest";

import { openAIEmbeddingModel } from "../../../src/index.ts";
import { fact, openWithModel, promptsOf, serverOf } from "../../support/model-memory.ts";

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

  test.each([
    { name: "other", unrelatedCosine: undefined, modelCalls: 3 },
    { name: "intfloat/e5-small-v2", unrelatedCosine: undefined, modelCalls: 2 },
    { name: "intfloat/e5-small-v2", unrelatedCosine: 0, modelCalls: 3 },
    { name: "other", unrelatedCosine: 0.76, modelCalls: 2 },
  ])(
    "a cosine of 0.8 is near or not, as unrelated texts of the model have it: $name, $unrelatedCosine",
    async ({ name, unrelatedCosine, modelCalls }) => {
      const embed = (texts: readonly string[]) =>
        texts.map((text) =>
          Array.from({ length: 384 }, (_, axis) => {
            const isOther = text.includes("quartet");
            return [isOther ? 0.8 : 1, isOther ? 0.6 : 0][axis] ?? 0;
          }),
        );
      const { baseURL: baseUrl } = await serverOf({ embed });
      const settings = { baseUrl, apiKey: "key", model: name, dimensions: 384, unrelatedCosine };
      const embeddingModel = openAIEmbeddingModel(settings);
      const { kirk } = await openWithModel(script(decisions("ADD")), { embeddingModel });
      await kirk.add("Ana plays the violin in an orchestra");
      const { usage } = await kirk.add("Ana plays the violin in a quartet");
      expect(usage.modelCalls).toBe(modelCalls);
    },
  );

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

  test("statements of one time stand side by side, in whatever order they come", async () => {
    const said = ["Ana plays the violin in an orchestra", "Ana plays the violin in a quartet"];
    for (const event of ["UPDATE", "DELETE"]) {
      for (const order of [said, said.toReversed()]) {
        const { kirk } = await openWithModel(script(decisions(event)));
        for (const text of order) await kirk.add(text, { at: "2024-05-06" });
        const texts = (await kirk.getAll()).results.map(({ memory }) => memory);
        expect(texts.toSorted()).toEqual(said.toSorted());
      }
    }
  });

  test("what is told in another order ends the same", async () => {
    const said = [
      ["Ana plays the violin in an orchestra", "2024-01-01"],
      ["Ana plays the violin in a quartet", "2024-05-01"],
      ["Ana plays the violin in a trio", "2024-09-01"],
    ] as const;
    // Whatever is newest of what it sees is what the model would have stand.
    for (const order of [
      [0, 1, 2],
      [2, 1, 0],
      [1, 2, 0],
      [2, 0, 1],
    ]) {
      const { kirk } = await openWithModel(script(decisions("UPDATE")));
      for (const index of order) {
        const [text, at] = said[index] ?? said[0];
        await kirk.add(text, { at });
      }
      const open = (await kirk.getAll()).results;
      expect(open.map(({ memory }) => memory)).toEqual(["Ana plays the violin in a trio"]);
    }
  });

  test("decides for a fact about what is near that fact alone", async () => {
    const { kirk } = await openWithModel({
      facts: ({ prompt }) =>
        prompt.includes("news")
          ? [fact("Ana plays the violin in a quartet"), fact("Tom is very allergic to peanuts")]
          : [fact("Ana plays the violin in an orchestra"), fact("Tom is allergic to peanuts")],
      // Both facts end both memories, whichever comes first in the list.
      reconcile: () =>
        [1, 2].flatMap((one) => [1, 2].map((memory) => ({ fact: one, event: "NONE", memory }))),
    });
    const first = await kirk.add("Ana and Tom.", { at: "2024-01-01" });
    const second = await kirk.add("Some news of them.", { at: "2024-06-01" });
    const known = first.results.map(({ id }) => id);
    expect(second.results.map(({ id, event }) => [id, event])).toEqual(
      known.map((id) => [id, "NONE"]),
    );
  });

  test("never ends what an agent said of itself by what a user says, nor another agent's", async () => {
    const own = (text: string) => ({
      facts: [{ text, attributedTo: "assistant" as const }],
    });
    const { memory } = await openWithModel({
      facts: ({ prompt }) => [
        fact("The dose of ibuprofen is 400 mg", {
          by: prompt.includes("Assistant:") ? "assistant" : "user",
        }),
      ],
      reconcile: decisions("UPDATE"),
    });
    const known = "The dose of ibuprofen is 200 mg";
    await memory.add("x", { userId: "kirk", agentId: "a", at: "2024-01-01", ...own(known) });
    await memory.add("It is 400 mg.", { userId: "kirk", at: "2024-02-01" });
    const fromB = [{ role: "assistant", content: "It is 400 mg." }];
    await memory.add(fromB, { userId: "kirk", at: "2024-03-01" });
    const texts = (await memory.getAll({ userId: "kirk" })).results.map((one) => one.memory);
    expect(texts).toContain(known);
  });

  test("shows a model no words that only another agent was told", async () => {
    const { memory, server } = await openWithModel(script(decisions("ADD")));
    const place = (text: string) => ({
      facts: [{ text, slot: { subject: "Ana", relationship: "lives in", value: "Lisbon" } }],
    });
    const kirk = { userId: "kirk" };
    await memory.add("a", {
      ...kirk,
      agentId: "a",
      at: "2024-01-01",
      ...place("Ana lives in Lisbon, canary"),
    });
    await memory.add("b", {
      ...kirk,
      agentId: "b",
      at: "2024-02-01",
      ...place("Ana lives in Lisbon, too"),
    });
    await memory.add("Ana lives in Lisbon with Tom", { ...kirk, agentId: "b", at: "2024-03-01" });
    expect(promptsOf(server, "reconcile")).toHaveLength(1);
    expect(JSON.stringify(server.requests)).not.toContain("canary");
  });

  test("a repeat without a slot does not keep open what the slot closes", async () => {
    const slot = (value: string) => ({ slot: { subject: "Ana", relation: "LIVES_IN", value } });
    const { kirk } = await openWithModel({
      facts: ({ prompt }) =>
        prompt.includes("Porto")
          ? [fact("Ana lives in Porto", slot("Porto"))]
          : [
              fact(
                prompt.includes("still") ? "Ana is living in Lisbon" : "Ana lives in Lisbon",
                prompt.includes("still") ? {} : slot("Lisbon"),
              ),
            ],
      reconcile: decisions("NONE"),
    });
    await kirk.add("Ana lives in Lisbon", { at: "2024-01-01" });
    const again = await kirk.add("Ana still lives in Lisbon", { at: "2024-02-01" });
    expect(again.results).toMatchObject([{ event: "NONE" }]);
    await kirk.add("Ana moved to Porto", { at: "2024-03-01" });
    expect((await kirk.getAll()).results).toMatchObject([{ memory: "Ana lives in Porto" }]);
  });
});
