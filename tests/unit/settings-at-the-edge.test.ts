/** Bounds on what is passed: what is at one is taken, one more is refused by its name. */
import { expect, test } from "vitest";

import { parseFilter } from "../../src/core/filter.ts";
import { resolveRetryPolicy } from "../../src/core/retry.ts";
import { resolveScope } from "../../src/core/scope.ts";
import { type Filter, Memory } from "../../src/index.ts";
import { LexicalEmbeddingModel } from "../../src/models/lexical/lexical-embedding-model.ts";
import { checkAddOptions } from "../../src/pipeline/add/add-options.ts";
import { checkMessages } from "../../src/pipeline/add/chat-messages.ts";
import { checkOpenOptions } from "../../src/pipeline/open-options.ts";
import { checkProfile } from "../../src/pipeline/profile/profile-options.ts";
import { checkSearch } from "../../src/pipeline/search-options.ts";
import { resolveQdrantSettings } from "../../src/qdrant/qdrant-settings.ts";
import { FakeEmbeddingModel } from "../../src/testing/fake-embedding-model.ts";
import { ChatAnswers } from "../../src/testing/openai-server/chat-script.ts";
import { FaultPlan } from "../../src/testing/openai-server/fault.ts";
import { resolveServerOptions } from "../../src/testing/openai-server/openai-server-options.ts";
import { recordCalls } from "../../src/testing/recording.ts";
import { checkDimensions } from "../../src/vector/sqlite/sqlite-vector-store.ts";

const KIRK = { userId: "kirk" };

/** A bound by its id, how much it is, what a refusal names, and a call with so much. */
type Edge = readonly [id: string, most: number, name: string, call: (count: number) => unknown];

const letters = (count: number): string => "a".repeat(count);
const many = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
const adding = (options: object): unknown => checkAddOptions({ ...KIRK, ...options });
const searching = (options: object): unknown => checkSearch("tea", { ...KIRK, ...options });
const user = (content: unknown): object => ({ role: "user", content });

function nestedFilter(depth: number): Filter {
  return depth === 0 ? { a: 1 } : { not: nestedFilter(depth - 1) };
}

/** An object in so many others. */
function nestedMetadata(depth: number): object {
  return depth === 0 ? { a: 1 } : { a: nestedMetadata(depth - 1) };
}

const OF_CORE: readonly Edge[] = [
  [
    "core/scope.ts MAX_SCOPE_ID_LENGTH",
    256,
    "userId",
    (count) => resolveScope({ userId: letters(count) }, "look"),
  ],
  [
    "core/filter.ts MAX_FILTER_CONDITIONS",
    200,
    "conditions of the filter",
    (count) => parseFilter({ a: { in: many(count) } }, "search"),
  ],
  [
    "core/filter.ts MAX_FILTER_DEPTH",
    10,
    "depth of the filter",
    (count) => parseFilter(nestedFilter(count), "search"),
  ],
  [
    "core/retry.ts MAX_ATTEMPTS",
    10,
    "maxAttempts",
    (count) => resolveRetryPolicy({ maxAttempts: count }),
  ],
  [
    "core/retry.ts MAX_MS",
    600_000,
    "maxTotalMs",
    (count) => resolveRetryPolicy({ maxTotalMs: count }),
  ],
];

const OF_ADDS: readonly Edge[] = [
  [
    "pipeline/add/add-options.ts MAX_MESSAGES",
    2_000,
    "messages",
    (count) => checkMessages(many(count).map((one) => user(`Message ${one}`))),
  ],
  [
    "pipeline/add/add-options.ts MAX_MESSAGE_LENGTH",
    1_000_000,
    "messages",
    (count) => checkMessages(letters(count)),
  ],
  [
    "pipeline/add/add-options.ts MAX_EPISODE_LENGTH",
    4_000_000,
    "characters of all messages",
    (count) => {
      const rest = user(letters(count - 3_900_000));
      return checkMessages(
        [900_000, 1_000_000, 1_000_000, 1_000_000].map((one) => user(letters(one))).concat(rest),
      );
    },
  ],
  [
    "pipeline/add/chat-messages.ts MAX_PARTS",
    10_000,
    "content",
    (count) => checkMessages([user(many(count).map(() => ({ type: "text", text: "a" })))]),
  ],
  [
    "pipeline/add/add-options.ts MAX_STATEMENTS",
    5_000,
    "facts",
    (count) => adding({ facts: many(count).map((one) => ({ text: `Fact ${one}` })) }),
  ],
  [
    "pipeline/add/add-options.ts MAX_FACT_LENGTH",
    10_000,
    "text",
    (count) => adding({ facts: [{ text: letters(count) }] }),
  ],
  [
    "pipeline/check.ts MAX_METADATA_LENGTH",
    50_000,
    "metadata",
    (count) => adding({ metadata: { a: letters(count - JSON.stringify({ a: "" }).length) } }),
  ],
  [
    "pipeline/check.ts MAX_METADATA_DEPTH",
    20,
    "metadata",
    (count) => adding({ metadata: nestedMetadata(count - 1) }),
  ],
  ["core/clock.ts MAX_DATE_MS", 8_640_000_000_000_000, "at", (count) => adding({ at: count })],
  [
    "pipeline/prompt-options.ts MAX_PROMPT_LENGTH",
    50_000,
    "prompt",
    (count) => adding({ prompt: letters(count) }),
  ],
];

const OF_READS: readonly Edge[] = [
  [
    "pipeline/search-options.ts MAX_QUERY_LENGTH",
    10_000,
    "query",
    (count) => checkSearch(letters(count), KIRK),
  ],
  [
    "pipeline/search-options.ts MAX_SEARCH_LIMIT",
    200,
    "limit",
    (count) => searching({ limit: count }),
  ],
  [
    "pipeline/search-options.ts MAX_HALF_LIFE_DAYS",
    36_500,
    "halfLifeDays",
    (count) => searching({ halfLifeDays: count }),
  ],
  ["pipeline/graph-view.ts MAX_HOPS", 4, "hops", (count) => searching({ graph: { hops: count } })],
  [
    "pipeline/profile/profile-options.ts MAX_PROFILE_LIMIT",
    1_000,
    "timelineLimit",
    (count) => checkProfile({ ...KIRK, timelineLimit: count }),
  ],
];

const reply = { text: "Hm" };

const OF_DOUBLES: readonly Edge[] = [
  [
    "testing/recording.ts MAX_HOLD_MS",
    600_000,
    "timeoutMs",
    (count) => recordCalls(new FakeEmbeddingModel()).hold({ timeoutMs: count }),
  ],
  [
    "testing/openai-server/fault.ts MAX_WAITING_FAULTS",
    1_000,
    "fault",
    (count) => {
      const plan = new FaultPlan();
      for (const _ of many(count)) plan.add({ kind: "refusal" }, {});
    },
  ],
  [
    "testing/openai-server/chat-script.ts MAX_QUEUED_REPLIES",
    10_000,
    "replies",
    (count) => {
      new ChatAnswers(undefined).enqueue(many(count).map(() => reply));
    },
  ],
];

const OF_HOUSES: readonly Edge[] = [
  [
    "pipeline/server-options.ts MAX_TIMEOUT_MS",
    600_000,
    "timeoutMs",
    (count) => checkOpenOptions({ graph: { url: "bolt://localhost", timeoutMs: count } }),
  ],
  [
    "qdrant/qdrant-settings.ts MAX_TIMEOUT_MS",
    600_000,
    "timeoutMs",
    (count) => resolveQdrantSettings({ url: "http://localhost:6333", timeoutMs: count }),
  ],
  [
    "models/lexical/lexical-embedding-model.ts MAX_DIMENSIONS",
    8_192,
    "dimensions",
    (count) => new LexicalEmbeddingModel({ dimensions: count }),
  ],
  ["vector/sqlite/vector-scan.ts MAX_DIMENSIONS", 8_192, "dimensions", checkDimensions],
  [
    "testing/openai-server/openai-server-options.ts MAX_MODELS",
    1_000,
    "models",
    (count) => resolveServerOptions({ models: many(count).map(String) }),
  ],
  [
    "testing/openai-server/openai-server-options.ts MAX_DELAY_MS",
    600_000,
    "latencyMs",
    (count) => resolveServerOptions({ latencyMs: { chat: count } }),
  ],
];

test.each([...OF_CORE, ...OF_ADDS, ...OF_READS, ...OF_HOUSES, ...OF_DOUBLES])(
  "%s is %d, and no more is taken of '%s'",
  (_, most, name, call) => {
    expect(() => call(most)).not.toThrow();
    expect(() => call(most + 1)).toThrow(name);
    expect(() => call(most + 1)).toThrow(
      expect.objectContaining({
        code: expect.stringMatching(/^(?:INVALID_ARGUMENT|LIMIT_EXCEEDED)$/u),
      }),
    );
  },
);

const ANSWER = {
  text: "Hm",
  finishReason: "stop",
  usage: { promptTokens: 0, completionTokens: 0 },
} as const;

/** The same of calls that answer later. */
const OF_CALLS: readonly (readonly [
  id: string,
  most: number,
  name: string,
  call: (count: number, memory: Memory) => Promise<unknown>,
])[] = [
  [
    "pipeline/read.ts MAX_PAGE_SIZE",
    1_000,
    "limit",
    async (count, memory) => memory.getAll({ ...KIRK, limit: count }),
  ],
  [
    "pipeline/language-model-handle.ts MAX_PROMPT_LENGTH",
    10_000_000,
    "prompt",
    async (count, memory) => memory.languageModel.generate(letters(count)),
  ],
  [
    "pipeline/language-model-handle.ts MAX_MESSAGES",
    10_000,
    "messages",
    async (count, memory) =>
      memory.languageModel.generate(many(count).map(() => ({ role: "user", content: "Hm" }))),
  ],
  [
    "pipeline/language-model-handle.ts MAX_TOKENS",
    1_000_000,
    "maxTokens",
    async (count, memory) => memory.languageModel.generate("Hm", { maxTokens: count }),
  ],
  [
    "pipeline/add/read-episode.ts MAX_CITATIONS",
    20_000,
    "sources",
    async (count, memory) => {
      const messages = many(200).map((one) => ({ role: "user", content: `Message ${one}` }));
      // Each cites every message, and one the rest.
      const facts = many(count / 200).map((one) => ({ text: `Fact ${one}` }));
      const last = { text: "The last", sources: many(count % 200) };
      const all = count % 200 === 0 ? facts : [...facts.slice(0, Math.floor(count / 200)), last];
      return memory.add(messages, { ...KIRK, facts: all, dryRun: true });
    },
  ],
];

test.each(OF_CALLS)("%s is %d, and no more is taken of '%s'", async (_, most, name, call) => {
  const languageModel = { id: "silent", doGenerate: async () => Promise.resolve(ANSWER) };
  const memory = await Memory.open({ path: ":memory:", embeddingModel: null, languageModel });
  try {
    await expect(call(most, memory)).resolves.toBeDefined();
    await expect(call(most + 1, memory)).rejects.toThrow(name);
  } finally {
    await memory.close();
  }
});
