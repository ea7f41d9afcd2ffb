/** Bounds on what an add reads, looks up and tells. */
import { afterEach, describe, expect, onTestFinished, test, vi } from "vitest";

import { ModelRequestError, ModelUnavailableError } from "../../../../src/core/errors.ts";
import { resolveScope } from "../../../../src/core/scope.ts";
import { SqliteGraphStore } from "../../../../src/graph/sqlite/sqlite-graph-store.ts";
import type { BeforeCommit, LanguageModel, Memory } from "../../../../src/index.ts";
import { earlierTurns } from "../../../../src/pipeline/add/earlier-turns.ts";
import { knownEmployers } from "../../../../src/pipeline/add/known-employers.ts";
import type { Episode } from "../../../../src/pipeline/add/stated.ts";
import type { Stores } from "../../../../src/pipeline/stores.ts";
import { SqliteFile } from "../../../../src/sqlite/sqlite-file.ts";
import { SqliteVectorStore } from "../../../../src/vector/sqlite/sqlite-vector-store.ts";
import { openFor, openMemory, tell } from "../../../support/behaviour.ts";
import { turnOf } from "../../../support/points.ts";
import { SplitServers } from "../../../support/split-memory.ts";

const KIRK = { userId: "kirk" };
const numbered = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

afterEach(() => {
  vi.restoreAllMocks();
});

test("pipeline/add/first-words.ts MAX_TOLD is 200: so much of an item is told of it", async () => {
  const kirk = await openFor("kirk");
  const toldOf = async (content: string): Promise<string | undefined> => {
    const message = { role: "assistant", content, tool_calls: [{ id: "c" }] };
    return (await kirk.add([message])).failed[0]?.text;
  };
  expect(await toldOf("a".repeat(200))).toBe("a".repeat(200));
  expect(await toldOf("a".repeat(201))).toBe("a".repeat(200));
});

/** A memory whose model answers that there is nothing, unless it is set to fail. */
async function openFailing(): Promise<{
  readonly memory: Memory;
  readonly model: { error: Error | null; callCount: number };
}> {
  const model: { error: Error | null; callCount: number } = { error: null, callCount: 0 };
  const languageModel: LanguageModel = {
    id: "failing",
    doGenerate: async () => {
      model.callCount += 1;
      if (model.error) throw model.error;
      const text = '{"facts": [], "entities": [], "relations": []}';
      const usage = { promptTokens: 0, completionTokens: 0 };
      return Promise.resolve({ text, finishReason: "stop", usage });
    },
  };
  return { memory: await openMemory({ languageModel, retry: { maxAttempts: 1 } }), model };
}

describe("episodes that are read in arrears", () => {
  test("pipeline/add/catch-up.ts MAX_CAUGHT_UP is 2: so many are read by one add", async () => {
    const { memory, model } = await openFailing();
    model.error = new ModelUnavailableError("ask", "failing", { reason: "it is down" });
    for (const one of numbered(3)) await memory.add(`Message ${one}.`, KIRK);
    model.error = null;
    const { caughtUp } = await memory.add("The last.", KIRK);
    expect(caughtUp).toHaveLength(2);
  });

  test("model-answer.ts MAX_REFUSALS holds of them: where a model refuses eight, no more are asked about", async () => {
    const { memory, model } = await openFailing();
    model.error = new ModelUnavailableError("ask", "failing", { reason: "it is down" });
    for (const one of numbered(12)) await memory.add(`Message ${one}.`, KIRK);
    model.error = new ModelRequestError("ask", "failing", { reason: "no such key" });
    const { caughtUp } = await memory.repair(KIRK);
    expect(caughtUp).toHaveLength(8);
  });
});

describe("turns that came before", () => {
  /** The prompt of an add after other turns, each with its time and who was told. */
  async function promptAfter(
    earlier: readonly { readonly text: string; readonly at: number; readonly runId?: string }[],
    at: number,
  ): Promise<string> {
    let prompt = "";
    const languageModel: LanguageModel = {
      id: "listening",
      doGenerate: async ({ messages }) => {
        prompt = messages[0]?.content ?? "";
        const usage = { promptTokens: 0, completionTokens: 0 };
        return Promise.resolve({ text: '{"facts": []}', finishReason: "stop", usage });
      },
    };
    const memory = await openMemory({ languageModel });
    for (const { text, ...options } of earlier) {
      await memory.add(text, { ...KIRK, ...options, infer: false });
    }
    await memory.add("And now?", { ...KIRK, at });
    return prompt;
  }
  const NOW = Date.UTC(2024, 5, 1);

  test("pipeline/add/earlier-turns.ts MAX_CONVERSATION_MS is a day", async () => {
    const aDayAgo = NOW - 86_400_000;
    expect(await promptAfter([{ text: "Long ago.", at: aDayAgo }], NOW)).not.toContain("Long ago.");
    expect(await promptAfter([{ text: "Before.", at: aDayAgo + 1 }], NOW)).toContain("Before.");
  });

  test("pipeline/add/earlier-turns.ts MAX_EARLIER is 12: so many turns are read with an episode", async () => {
    const file = SqliteFile.open({ path: ":memory:", embedding: { id: "test", dimensions: 4 } });
    onTestFinished(() => file.close());
    const vector = new SqliteVectorStore(file);
    const scope = resolveScope(KIRK, "add");
    const turns = numbered(13).map((one) =>
      turnOf({ id: `t${one}`, text: `Turn ${one}`, at: NOW - 50 + one }),
    );
    vector.insert(scope.tenant, turns);
    const episode = { id: "e", scope, at: NOW, messages: [] } satisfies Partial<Episode>;
    // Neither looks at more of what it is given.
    const earlier = await earlierTurns(
      episode as unknown as Episode,
      { vector } as unknown as Stores,
    );
    expect(earlier.map(({ content }) => content)).toEqual(turns.slice(1).map(({ text }) => text));
  });

  test("pipeline/add/earlier-turns.ts MAX_LISTED is 60 turns, of this conversation or another", async () => {
    const others = numbered(60).map((one) => ({
      text: `Of another, ${one}.`,
      at: NOW - 1_000 + one,
      runId: "another",
    }));
    const own = { text: "Before that.", at: NOW - 2_000 };
    expect(await promptAfter([own, ...others.slice(1)], NOW)).toContain("Before that.");
    expect(await promptAfter([own, ...others], NOW)).not.toContain("Before that.");
  });
});

test("pipeline/add/plan-exclusion.ts MAX_ENDERS is 4: so many statements are told to end one", async () => {
  const ended: string[] = [];
  const beforeCommit: BeforeCommit = (plan) => {
    ended.push(...plan.records.supersessions.map(({ old }) => old));
    return plan;
  };
  const kirk = await openFor("kirk", { beforeCommit });
  await tell(kirk, [{ text: "I love coffee.", at: "2024-01-01" }]);
  const [love] = (await kirk.getAll({ kinds: ["trait"] })).results;
  const days = numbered(6).map((one) => `2024-02-0${one + 1}`);
  await tell(
    kirk,
    days.map((at) => ({ text: "I don't like coffee anymore.", at })),
  );
  expect(ended.filter((id) => id === love?.id)).toHaveLength(4);
});

test("pipeline/recover.ts MAX_RECOVERED_BY_ADD is 8: so many that were pending are finished by one add", async () => {
  const servers = new SplitServers();
  const memory = await servers.open();
  const pendingCount = async (): Promise<number> => {
    const limits = { now: Number.MAX_SAFE_INTEGER, limit: 100 };
    return (await servers.calls.journal.port.pending(resolveScope(KIRK, "add").tenant, limits))
      .length;
  };
  servers.stop("graph");
  for (const one of numbered(10)) await memory.add(`Message ${one}.`, KIRK);
  servers.start("graph");
  expect(await pendingCount()).toBe(10);
  await memory.add("The last.", KIRK);
  expect(await pendingCount()).toBe(2);
});

test("pipeline/add/prepare.ts MAX_GENERATIONS is 10,000: so often may a statement have been deleted", async () => {
  const asked = new Set<string>();
  vi.spyOn(SqliteGraphStore.prototype, "tombstones").mockImplementation((_, ids) => {
    for (const id of ids) asked.add(id);
    return ids.map((id) => ({ id, at: 0, form: "erased" }));
  });
  const kirk = await openFor("kirk");
  await kirk.add("x", { facts: [{ text: "User drinks tea" }], dryRun: true });
  // The turn, the episode and the tenant are asked about as well.
  expect(asked.size).toBe(10_000 + 3);
});

test("pipeline/add/known-employers.ts MAX_NAMES is 48: so many names are looked up, and so much of what they mean", async () => {
  const asked: { readonly count: number; readonly limit: number }[] = [];
  const findByName = (_: unknown, keys: readonly string[], { limit }: { limit: number }): [] => {
    asked.push({ count: keys.length, limit });
    return [];
  };
  const content = numbered(49)
    .map((one) => `Erik left Firm${one}x.`)
    .join(" ");
  const episode = { scope: resolveScope(KIRK, "add"), at: 0, messages: [{ content }] };
  // It looks at nothing else of them.
  await knownEmployers(
    episode as unknown as Episode,
    { graph: { findByName } } as unknown as Stores,
  );
  expect(asked).toEqual([{ count: 48, limit: 48 }]);
});
