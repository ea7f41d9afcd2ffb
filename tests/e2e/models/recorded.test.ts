import { describe, expect, test } from "vitest";

import { addConversations } from "../../../examples/demo-add.ts";
import { SHIPPED_CONVERSATION } from "../../../examples/demo-options.ts";
import { loadConversation } from "../../../examples/load-conversation.ts";
import { readAnswers, RECORDED_ANSWERS, ReplayedModel } from "../../../examples/recorded-model.ts";
import { createProgress } from "../../../examples/progress.ts";
import type { ScopedMemory } from "../../../src/index.ts";
import { readItems } from "../../../src/reader/reader.ts";
import { openMemory } from "../../support/behaviour.ts";

const answers = readAnswers(RECORDED_ANSWERS);

async function openRecorded(): Promise<{ readonly kirk: ScopedMemory; readonly calls: number }> {
  const conversations = await loadConversation(SHIPPED_CONVERSATION);
  const memory = await openMemory({ languageModel: new ReplayedModel(answers) });
  const sink = { isTTY: false, columns: 80, write: () => true };
  const progress = createProgress(136, sink);
  const { failedCount, modelCallCount } = await addConversations(memory, conversations, progress);
  expect(failedCount).toBe(0);
  expect(await memory.verify()).toMatchObject({ isSound: true });
  return { kirk: memory.for({ userId: "kirk" }), calls: modelCallCount };
}

async function homes(kirk: ScopedMemory, asOf?: string): Promise<string[]> {
  const { results } = await kirk.graph.relations(asOf === undefined ? {} : { asOf });
  return results
    .filter(({ source, relationship }) => source === "Kirk" && relationship === "LIVES_IN")
    .map(({ destination }) => destination);
}

describe("what a real model answered to the demo's conversation", () => {
  test("is what the code asks for today, call for call, and stores every item", async () => {
    const { calls } = await openRecorded();
    expect(calls).toBe(answers.length);
  });

  test("comes to the truth: where he lives now, and lived before", async () => {
    const { kirk } = await openRecorded();
    // Macau and 澳门 are one place, which has one name to be shown by.
    expect([["Macau"], ["澳门"]]).toContainEqual(await homes(kirk));
    expect(await homes(kirk, "2024-06-30")).toEqual(["Porto"]);
    expect(await homes(kirk, "2024-02-01")).toEqual(["Lisbon"]);
    const { results } = await kirk.search("Where is my sister's company based?");
    expect(results[0]?.memory).toContain("Coimbra");
  });

  test.each([
    // What he wants of Ana Costa's name holds on, and is no answer: whose manager she was ended.
    ["Who was my manager before Rui Almeida?", "User's manager is Ana Costa"],
    ["Who was my manager before Mei Lin?", "User's manager is Rui Almeida"],
    // Mei Lin is the manager now.
    ["Who was my previous manager?", "User's manager is Rui Almeida"],
  ])("%s %s", async (question, answer) => {
    const { kirk } = await openRecorded();
    const { results } = await kirk.search(question);
    expect(results[0]?.memory).toBe(answer);
  });

  test("cut off anywhere, gives the items that are whole, and no other", () => {
    const keys = ["facts", "entities", "relations", "decisions"] as const;
    for (const { text } of answers) {
      const whole = readItems(text, { keys }).items;
      for (let end = 0; end < text.length; end += 7) {
        const { items } = readItems(text.slice(0, end), { keys });
        for (const key of keys) {
          expect(whole[key].slice(0, items[key].length)).toEqual(items[key]);
        }
      }
    }
  });
});
