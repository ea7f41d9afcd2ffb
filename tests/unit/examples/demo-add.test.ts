import { expect, onTestFinished, test } from "vitest";
import { addConversations, sessionKey } from "../../../examples/demo-add.ts";
import type { LoadedConversation, LoadedSession } from "../../../examples/loaded-conversation.ts";
import type { Progress } from "../../../examples/progress.ts";
import { Memory } from "../../../src/index.ts";

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
