import { createHash } from "node:crypto";
import type { AddResult, Memory } from "../src/index.ts";
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
  /** Sessions that are kept, and that the model is still to read. */
  readonly pendingSessionCount: number;
  /** Sessions that an earlier run had left unread, and that were read now. */
  readonly caughtUpSessionCount: number;
  /** Why the model could not be asked; null if it could, or had not to. */
  readonly outage: string | null;
}

/** What is done when the model leaves something unread. */
export interface OutageWatch {
  /** Why the model cannot be asked; null if it answers. */
  find(): Promise<string | null>;
  /** The memory to go on with, which does not wait for the model. */
  goOn(reason: string): Promise<Memory>;
}

/**
 * Adds every session as one episode, under its user's scope, in the order of the file.
 *
 * Sessions that an earlier run added are not added again, and the progress skips them. Once the model is found down, what
 * is left is kept unread, and nothing waits for it; what an earlier run left so is read at the end, if it answers.
 */
export async function addConversations(
  memory: Memory,
  conversations: readonly LoadedConversation[],
  progress: Progress,
  watch?: OutageWatch,
): Promise<AddTally> {
  const run = new AddRun(memory, progress, watch);
  for (const conversation of conversations) {
    for (const session of conversation.sessions) {
      await run.add(conversation, session);
    }
  }
  await run.catchUp();
  return run.tally();
}

class AddRun {
  #memory: Memory;
  readonly #progress: Progress;
  readonly #watch: OutageWatch | undefined;
  #failedCount = 0;
  #modelCallCount = 0;
  #addedSessionCount = 0;
  #addedMessageCount = 0;
  #foundSessionCount = 0;
  #caughtUpSessionCount = 0;
  /** The users of the episodes that are still to be read. */
  readonly #pending = new Map<string, string>();
  #outage: string | null = null;

  constructor(memory: Memory, progress: Progress, watch: OutageWatch | undefined) {
    this.#memory = memory;
    this.#progress = progress;
    this.#watch = watch;
  }

  async add(conversation: LoadedConversation, session: LoadedSession): Promise<void> {
    const { userId } = conversation;
    const added = await this.#memory.for({ userId }).add(session.messages, {
      ...(session.at === undefined ? {} : { at: session.at }),
      ...(session.timeZone === undefined ? {} : { timeZone: session.timeZone }),
      idempotencyKey: sessionKey(conversation, session),
    });
    this.#failedCount += added.failed.length;
    this.#modelCallCount += added.usage.modelCalls;
    this.#settle(added.caughtUp);
    const isUnread = added.pending.some((part) => part !== "vectors");
    if (isUnread) {
      this.#pending.set(added.episodeId, userId);
    }
    this.#count(added, session.messages.length);
    if (isUnread) {
      await this.#lookForOutage();
    }
  }

  /** Reads what an earlier run had to leave, unless the model is down still. */
  async catchUp(): Promise<void> {
    if (this.#outage !== null) {
      return;
    }
    for (const userId of new Set(this.#pending.values())) {
      const { caughtUp } = await this.#memory.repair({ userId });
      this.#settle(caughtUp);
    }
  }

  tally(): AddTally {
    return {
      failedCount: this.#failedCount,
      modelCallCount: this.#modelCallCount,
      addedSessionCount: this.#addedSessionCount,
      addedMessageCount: this.#addedMessageCount,
      foundSessionCount: this.#foundSessionCount,
      pendingSessionCount: this.#pending.size,
      caughtUpSessionCount: this.#caughtUpSessionCount,
      outage: this.#outage,
    };
  }

  #count({ isRepeat }: AddResult, messageCount: number): void {
    if (isRepeat) {
      this.#foundSessionCount += 1;
      this.#progress.skip(messageCount);
    } else {
      this.#addedSessionCount += 1;
      this.#addedMessageCount += messageCount;
      this.#progress.advance(messageCount);
    }
  }

  #settle(caughtUp: AddResult["caughtUp"]): void {
    for (const { episodeId, pending, failed } of caughtUp) {
      this.#failedCount += failed.length;
      if (pending.length === 0) {
        this.#caughtUpSessionCount += 1;
        this.#pending.delete(episodeId);
      }
    }
  }

  async #lookForOutage(): Promise<void> {
    if (this.#outage !== null || this.#watch === undefined) {
      return;
    }
    this.#outage = await this.#watch.find();
    if (this.#outage !== null) {
      this.#memory = await this.#watch.goOn(this.#outage);
    }
  }
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
