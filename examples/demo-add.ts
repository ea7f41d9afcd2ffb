import { createHash } from "node:crypto";
import type { Memory } from "../src/index.ts";
import type { LoadedConversation, LoadedSession } from "./loaded-conversation.ts";
import type { Progress } from "./progress.ts";

/** What the demo owes a word about, over all sessions. */
export interface AddTally {
  /** Statements that were read and could not be kept. */
  readonly failedCount: number;
  readonly modelCallCount: number;
  /** Sessions that were new. */
  readonly addedSessionCount: number;
  /** Messages of the sessions that were new. */
  readonly addedMessageCount: number;
  /** Sessions that an earlier run had added. */
  readonly foundSessionCount: number;
}

/**
 * Adds every session as one episode, under its user's scope, in the order of the file.
 *
 * Sessions that an earlier run added are not added again, and the progress skips them.
 */
export async function addConversations(
  memory: Memory,
  conversations: readonly LoadedConversation[],
  progress: Progress,
): Promise<AddTally> {
  const tally = {
    failedCount: 0,
    modelCallCount: 0,
    addedSessionCount: 0,
    addedMessageCount: 0,
    foundSessionCount: 0,
  };
  for (const conversation of conversations) {
    const memories = memory.for({ userId: conversation.userId });
    for (const session of conversation.sessions) {
      const added = await memories.add(session.messages, {
        ...(session.at === undefined ? {} : { at: session.at }),
        ...(session.timeZone === undefined ? {} : { timeZone: session.timeZone }),
        idempotencyKey: sessionKey(conversation, session),
      });
      tally.failedCount += added.failed.length;
      tally.modelCallCount += added.usage.modelCalls;
      if (added.isRepeat) {
        tally.foundSessionCount += 1;
        progress.skip(session.messages.length);
      } else {
        tally.addedSessionCount += 1;
        tally.addedMessageCount += session.messages.length;
        progress.advance(session.messages.length);
      }
    }
  }
  return tally;
}

/**
 * Names a session by what it says, so that adding the same file again adds nothing.
 *
 * The content is part of the key: a session that has grown since the last run is told anew rather
 * than taken for the old one.
 */
export function sessionKey(conversation: LoadedConversation, session: LoadedSession): string {
  const digest = createHash("sha256")
    .update(JSON.stringify([session.at, session.timeZone, session.messages]))
    .digest("hex")
    .slice(0, 16);
  return `demo:${conversation.id}:${session.id}:${digest}`;
}
