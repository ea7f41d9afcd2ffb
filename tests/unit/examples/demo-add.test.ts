import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { addConversations, type AddTally, sessionKey } from "../../../examples/demo-add.ts";
import { findOutage, openInOutage } from "../../../examples/demo-outage.ts";
import type { LoadedConversation, LoadedSession } from "../../../examples/loaded-conversation.ts";
import type { Progress } from "../../../examples/progress.ts";
import { type LanguageModel, Memory, ModelUnavailableError } from "../../../src/index.ts";

const SESSION: LoadedSession = {
  id: "s1",
  at: "2024-05-21T18:30:00.000Z",
  messages: [{ role: "user", content: "I live in Porto." }],
};
const CONVERSATION: LoadedConversation = {
  id: "c1",
  userId: "kirk",
  sessions: [SESSION],
  skippedCount: 0,
};

test("sessionKey() is the same for the same words, and another when a session has grown", () => {
  const key = sessionKey(CONVERSATION, SESSION);
  const grown = { ...SESSION, messages: [...SESSION.messages, ...SESSION.messages] };
  expect(sessionKey(CONVERSATION, structuredClone(SESSION))).toBe(key);
  expect(sessionKey(CONVERSATION, grown)).not.toBe(key);
  expect(sessionKey({ ...CONVERSATION, id: "c2" }, SESSION)).not.toBe(key);
  expect(sessionKey(CONVERSATION, { ...SESSION, id: "s2" })).not.toBe(key);
});

test("addConversations() asks no more once the model is found down, and reads the rest when it is up", async () => {
  const folder = mkdtempSync(join(tmpdir(), "mnemograph-outage-"));
  const path = join(folder, "memory.mnemograph");
  let isUp = false;
  let requestCount = 0;
  const languageModel: LanguageModel = {
    id: "sometimes",
    doGenerate: async () => {
      requestCount += 1;
      if (!isUp) throw new ModelUnavailableError("ask", "sometimes", { reason: "it is out" });
      const text = JSON.stringify({ facts: [], entities: [], relations: [], decisions: [] });
      const usage = { promptTokens: 0, completionTokens: 0 };
      return Promise.resolve({ text, finishReason: "stop" as const, usage });
    },
  };
  const reader = { models: { languageModel, embeddingModel: null }, describe: () => "" };
  const sessions = ["a", "b", "c", "d"].map((id) => ({ ...SESSION, id }));
  const progress: Progress = {
    advance: () => undefined,
    skip: () => undefined,
    finish: () => undefined,
  };
  const runOnce = async (): Promise<AddTally> => {
    let memory = await Memory.open({ ...reader.models, path, retry: { maxAttempts: 1 } });
    const tally = await addConversations(memory, [{ ...CONVERSATION, sessions }], progress, {
      find: async () => findOutage(reader),
      goOn: async (reason) => {
        await memory.close();
        memory = await openInOutage({ path }, reader, { modelId: "sometimes", reason });
        return memory;
      },
    });
    await memory.close();
    return tally;
  };
  try {
    const down = await runOnce();
    expect(down).toMatchObject({ pendingSessionCount: 4, addedSessionCount: 4 });
    expect(down.outage).toContain("it is out");
    // Two for the first session, and one to learn why.
    expect(requestCount).toBe(3);
    isUp = true;
    const up = await runOnce();
    expect(up).toMatchObject({ pendingSessionCount: 0, caughtUpSessionCount: 4, outage: null });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("addConversations() counts what is new, and skips what an earlier run added", async () => {
  const memory = await Memory.open({ path: ":memory:" });
  onTestFinished(() => memory.close());
  const steps: [string, number][] = [];
  const progress: Progress = {
    advance: (count = 1) => steps.push(["advance", count]),
    skip: (count) => steps.push(["skip", count]),
    finish: () => undefined,
  };
  const first = await addConversations(memory, [CONVERSATION], progress);
  expect(first).toMatchObject({
    addedSessionCount: 1,
    addedMessageCount: 1,
    foundSessionCount: 0,
    failedCount: 0,
  });
  const grown = { ...CONVERSATION, sessions: [SESSION, { ...SESSION, id: "s2" }] };
  const second = await addConversations(memory, [grown], progress);
  expect(second).toMatchObject({ addedSessionCount: 1, foundSessionCount: 1 });
  expect(steps).toEqual([
    ["advance", 1],
    ["skip", 1],
    ["advance", 1],
  ]);
});
