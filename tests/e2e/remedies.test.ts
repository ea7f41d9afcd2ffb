/** An error says what to write instead, at the place where it is wrong. */
import { mkdirSync } from "node:fs";
import { expect, test } from "vitest";

import { openMemory, temporaryPath } from "../support/behaviour.ts";

const SCOPE = { userId: "kirk" };
const TIME = "a Date, epoch milliseconds, or ISO 8601 text such as 2024-05-31";
const NOT_SECONDS = "epoch milliseconds, which are seconds times 1000, or ISO 8601 text";
const JSON_VALUE =
  "a JSON value, that is text, a finite number, true, false, null, an array or a plain object (a Date as its toISOString())";

test.each([
  [{ at: Number.NaN }, "at", TIME],
  [{ at: null }, "at", TIME],
  [{ at: 1_700_000_000 }, "at", NOT_SECONDS],
  [{ at: 946_684_800 }, "at", NOT_SECONDS],
  [{ at: 4_102_444_799 }, "at", NOT_SECONDS],
  [{ facts: [{ text: "x", validFrom: 1_700_000_000 }] }, "facts.0.validFrom", NOT_SECONDS],
  [{ metadata: { a: new Date(0) } }, "metadata.a", JSON_VALUE],
  [{ metadata: { a: { b: [1, () => 1] } } }, "metadata.a.b.1", JSON_VALUE],
  [{ metadata: [] }, "metadata", "a plain object of JSON values, or left out"],
  [{ prompts: { facts: { text: "x", version: 3 } } }, "prompts.facts.version", "of type string"],
  [{ prompt: "Find facts." }, "prompt", "left out as the memory has no language model"],
  [
    { prompts: { graph: "Find relations." }, infer: false },
    "prompts",
    "left out as the memory has no language model: pass languageModel to Memory.open()",
  ],
  [{ prompt: 3 }, "prompt", "of type string or of type object"],
  [
    { facts: [{ text: "x", sources: [true] }] },
    "facts.0.sources.0",
    "of type string or of type number",
  ],
  [{ userId: undefined }, "scope", "given among the options by userId, agentId or runId"],
])("add() with %j says what %s must be", async (wrong, argument, requirement) => {
  const memory = await openMemory();
  // As a caller without types may pass it.
  const options = { ...SCOPE, ...wrong } as never;
  const added = memory.add("I live in Lisbon.", options);
  await expect(added).rejects.toThrow(`'${argument}' must be ${requirement}`);
});

const letters = (count: number): string => "a".repeat(count);
const user = (content: string): object => ({ role: "user", content });
const SEVERAL = "split over several adds";

test.each([
  [
    "an id",
    [{ ...user("Hm"), id: letters(257) }],
    {},
    "text of at most 256 characters: current value is 257 characters",
  ],
  [
    "a name",
    [{ ...user("Hm"), name: letters(201) }],
    {},
    "text of at most 200 characters: current value is 201 characters",
  ],
  [
    "a key",
    "Hm",
    { idempotencyKey: letters(513) },
    "text of at most 512 characters: current value is 513 characters",
  ],
  [
    "a relationship",
    "Hm",
    { relations: [{ source: "Ana", relationship: letters(201), destination: "Bob" }] },
    "text of at most 200 characters: current value is 201 characters",
  ],
  [
    "a type",
    "Hm",
    { entities: [{ name: "Ana", type: letters(101) }] },
    "text of at most 100 characters: current value is 101 characters",
  ],
  [
    "a prompt",
    "Hm",
    { prompt: letters(50_001) },
    "text of at most 50000 characters: current value is 50001 characters",
  ],
  [
    "a fact",
    "Hm",
    { facts: [{ text: letters(10_001) }] },
    "text of at most 10000 characters, split if longer: current value is 10001 characters",
  ],
  [
    "metadata",
    "Hm",
    { metadata: { a: letters(50_000) } },
    "at most 50000 characters as JSON: current value is 50008 characters",
  ],
  [
    "a scope",
    "Hm",
    { userId: letters(257) },
    "a non-empty string of at most 256 characters: current value is 257 characters",
  ],
])("%s that is too long is not quoted, but measured", async (_, messages, options, most) => {
  const memory = await openMemory();
  const added = memory.add(messages as never, { ...SCOPE, ...options });
  await expect(added).rejects.toThrow(`must be ${most}`);
});

test("a query that is too long is measured, and not to be split", async () => {
  const memory = await openMemory();
  await expect(memory.search(letters(10_001), SCOPE)).rejects.toThrow(
    "'query' must be text of at most 10000 characters: current value is 10001 characters",
  );
});

test.each([
  ["messages", Array.from({ length: 2_001 }, () => user("Hm")), {}, `2000, ${SEVERAL}`],
  [
    "characters of all messages",
    Array.from({ length: 5 }, () => user(letters(800_001))),
    {},
    `4000000, ${SEVERAL}`,
  ],
  ["characters of messages.0", letters(1_000_001), {}, "1000000, split into messages"],
  [
    "facts",
    "Hm",
    { facts: Array.from({ length: 5_001 }, () => ({ text: "Ana likes tea" })) },
    `5000, ${SEVERAL}`,
  ],
])("an add with too much in %s is to be split", async (limit, messages, options, most) => {
  const memory = await openMemory();
  const added = memory.add(messages as never, { ...SCOPE, ...options });
  await expect(added).rejects.toThrow(`'${limit}' must be at most ${most}: current value is`);
});

test("of too long a conversation that asks, the end is enough", async () => {
  const memory = await openMemory();
  const messages = Array.from({ length: 2_001 }, () => ({ role: "user", content: "Hm" }));
  await expect(memory.context(messages, SCOPE)).rejects.toThrow(
    "'messages' must be at most 2000, the first left out: current value is 2001",
  );
});

test("import() of a path says how to read a file, and backup() to a folder that it is one", async () => {
  const memory = await openMemory({ path: temporaryPath() });
  await expect(memory.import("/backups/memory.jsonl" as never)).rejects.toThrow(
    /'lines' must be .*; of a file, createReadStream\(path\): current value is a text/u,
  );
  const folder = temporaryPath();
  mkdirSync(folder);
  for (const overwrite of [true, false]) {
    await expect(memory.backup(folder, { overwrite })).rejects.toThrow(
      `'path' must be the path of a file, and not of a folder: current value is ${folder}`,
    );
  }
});

test.each([0, 946_684_799, 4_102_444_800, -1_700_000_000, new Date(1_700_000_000)])(
  "add() takes %s for a time in milliseconds",
  async (at) => {
    const memory = await openMemory();
    await memory.add("I live in Lisbon.", { ...SCOPE, at });
    const { results } = await memory.getAll({ ...SCOPE });
    expect(results[0]?.validFrom).toBe(new Date(at).toISOString());
  },
);

test.each([{ content: "x" }, [{ content: "x" }], { role: 5, content: "x" }])(
  "add() of %j says that a message has a role",
  async (message) => {
    const memory = await openMemory();
    const added = memory.add(message as never, SCOPE);
    await expect(added).rejects.toThrow(
      `'messages.0.role' must be text such as "user" or "assistant"`,
    );
  },
);

test("prompts that wait for a model, or are none, are no mistake without one", async () => {
  const memory = await openMemory({ prompts: { facts: "Find facts." } });
  const { usage } = await memory.add("I live in Lisbon.", {
    ...SCOPE,
    prompt: undefined,
    prompts: { facts: undefined },
  });
  expect(usage.extractor).toBe("patterns");
});

test.each([
  [{ asOf: null }, "asOf", TIME],
  [{ asOf: 1_700_000_000 }, "asOf", NOT_SECONDS],
  [{ top_k: 5 }, "options", "did you mean 'limit'?"],
  [{ k: 5 }, "options", "did you mean 'limit'?"],
  [{ filters: { $or: [{ a: 1 }] } }, "filters.$or", '"or", without the $'],
  [{ filters: { and: [{ $NOT: { a: 1 } }] } }, "filters.and.0.$NOT", '"not", without the $'],
  [{ filters: { a: { $gte: 1 } } }, "filters.a", /gte, lt.*, without the \$/],
  [{ filters: { deep: { x: 1 } } }, "filters.deep", '"deep.x" for what lies inside'],
  [{ filters: { n: new Date(0) } }, "filters.n.eq", "(a Date as its toISOString())"],
  [{ filters: { project: undefined } }, "filters.project", "or use { exists: false }"],
  [{ userId: undefined, agentId: "guide" }, "userId", "only where agentId alone is the scope"],
])("search() with %j says what %s must be", async (wrong, argument, requirement) => {
  const memory = await openMemory();
  const found = memory.search("Where do I live?", { ...SCOPE, ...wrong } as never);
  await expect(found).rejects.toMatchObject({ code: "INVALID_ARGUMENT", argument });
  await expect(found).rejects.toThrow(requirement);
});
