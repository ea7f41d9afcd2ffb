import { expect, test } from "vitest";
import { sessionKey } from "../../../examples/demo-add.ts";
import type { LoadedConversation, LoadedSession } from "../../../examples/loaded-conversation.ts";

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
