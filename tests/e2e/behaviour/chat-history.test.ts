/** Messages as chat interfaces write them: parts, calls of tools, a single one. */
import { describe, expect, test } from "vitest";

import type { Message } from "../../../src/index.ts";
import { openFor } from "../../support/behaviour.ts";

const CALL = { id: "c1", type: "function", function: { name: "weather", arguments: "{}" } };
const IMAGE = { type: "image_url", image_url: { url: "data:image/png;base64,AAAA" } };

describe("add() of a chat history", () => {
  test("joins parts of text by line breaks, and tells what else there was", async () => {
    const kirk = await openFor("kirk");
    const { results, failed } = await kirk.add([
      {
        role: "user",
        content: [
          { type: "text", text: "I live in Lisbon." },
          IMAGE,
          IMAGE,
          { type: "input_text", text: "I like tea." },
        ],
      },
    ]);
    expect(results.map(({ memory }) => memory)).toEqual(["I live in Lisbon.", "I like tea."]);
    expect(failed).toEqual([
      {
        item: "turn",
        text: "I live in Lisbon.\nI like tea.",
        reason: "messages are kept as text, without image_url of messages.0",
      },
    ]);
  });

  test("keeps the place of a message that only calls tools, and tells it", async () => {
    const kirk = await openFor("kirk");
    const history: Message[] = [
      { role: "user", content: "How is the weather?" },
      { role: "assistant", content: null, tool_calls: [CALL], refusal: null },
      { role: "tool", tool_call_id: "c1", content: "Rain in Lisbon." },
      { role: "assistant", content: "", tool_calls: [CALL] },
      { role: "user", content: "I live in Lisbon." },
    ];
    const { results, failed } = await kirk.add(history, {
      facts: [{ text: "Kirk lives in Lisbon", sources: [4] }],
    });
    expect(results).toHaveLength(1);
    expect(failed.map(({ item, reason }) => [item, reason])).toEqual([
      ["turn", "messages are kept as text, without tool_calls of messages.1"],
      ["turn", "messages are kept as text, without tool_calls of messages.3"],
    ]);
    const [lives] = (await kirk.search("Where does Kirk live?")).results;
    expect(lives?.evidence.map(({ text }) => text)).toEqual(["I live in Lisbon."]);
    expect((await kirk.search("Rain in Lisbon", { kinds: ["turn"] })).results[0]).toMatchObject({
      memory: "Rain in Lisbon.",
    });
  });

  test("takes a model's answer as the provider's client gives it, and tells nothing of empty fields", async () => {
    const kirk = await openFor("kirk");
    const empty = { refusal: null, annotations: [], audio: null, function_call: null };
    const answer = { role: "assistant", content: "Noted.", tool_calls: [], ...empty };
    expect((await kirk.add([answer])).failed).toEqual([]);
    const called = { role: "assistant", content: null, function_call: { name: "weather" } };
    const { failed } = await kirk.add([{ role: "user", content: "Weather?" }, called]);
    expect(failed).toMatchObject([{ reason: expect.stringContaining("function_call") }]);
  });

  test("takes one message for a list of one", async () => {
    const kirk = await openFor("kirk");
    const { results, failed } = await kirk.add({ role: "user", content: "I live in Lisbon." });
    expect(results).toMatchObject([{ memory: "I live in Lisbon." }]);
    expect(failed).toEqual([]);
  });

  test("tells nothing of what was left out when the key is repeated, as documented", async () => {
    const kirk = await openFor("kirk");
    const message = { role: "user", content: [{ type: "text", text: "I like tea." }, IMAGE] };
    const once = { idempotencyKey: "once" };
    expect((await kirk.add(message, once)).failed).toHaveLength(1);
    expect((await kirk.add(message, once)).failed).toEqual([]);
  });

  test.each([
    [{ role: "user", content: null }, "messages.0.content"],
    [{ role: "user" }, "messages.0.content"],
    [{ role: "assistant", content: null, tool_calls: [] }, "messages.0.content"],
    [{ role: "user", content: ["I like tea."] }, "messages.0.content.0"],
    [{ role: "user", content: [{ text: "I like tea." }] }, "messages.0.content.0.type"],
    [{ role: "user", content: [{ type: "text" }] }, "messages.0.content.0.text"],
    [{ role: "user", content: [IMAGE] }, "messages"],
    [{ role: "user", content: 5 }, "messages.0.content"],
    [{ content: "I like tea." }, "messages.0.role"],
  ])("refuses %j at %s", async (message, argument) => {
    const kirk = await openFor("kirk");
    const added = kirk.add(message as never);
    await expect(added).rejects.toMatchObject({ code: "INVALID_ARGUMENT", argument });
    expect((await kirk.stats()).turns).toBe(0);
  });
});
