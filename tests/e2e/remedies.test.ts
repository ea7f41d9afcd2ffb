/** An error says what to write instead, at the place where it is wrong. */
import { expect, test } from "vitest";

import { openMemory } from "../support/behaviour.ts";

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
])("search() with %j says what %s must be", async (wrong, argument, requirement) => {
  const memory = await openMemory();
  const found = memory.search("Where do I live?", { ...SCOPE, ...wrong } as never);
  await expect(found).rejects.toMatchObject({ code: "INVALID_ARGUMENT", argument });
  await expect(found).rejects.toThrow(requirement);
});
