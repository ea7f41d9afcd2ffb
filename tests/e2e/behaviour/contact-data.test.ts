import { afterEach, beforeEach, expect, test } from "vitest";
import { Memory, type ScopedMemory } from "../../../src/memory.ts";

let memory: Memory;
let kirk: ScopedMemory;

beforeEach(async () => {
  memory = await Memory.open({ path: ":memory:", languageModel: null, embeddingModel: null });
  kirk = memory.for({ userId: "kirk" });
});

afterEach(async () => {
  await memory.close();
});

test.each([
  ["What is my phone number?", "My phone number is 555-0101.", "My number is now 555-0202."],
  ["What's my number?", "My number is 555-0101.", "You can reach me at 555-0202."],
  ["What's my e-mail?", "My email is kirk@old.org.", "I changed my e-mail to kirk@new.org."],
  ["What is my address?", "My address is 5 Oak Avenue.", "We moved to 12 Elm Street."],
  ["我的电话是多少？", "我的电话是13800138000。", "我的电话换成了13900139000。"],
  ["我的邮箱是什么？", "我的邮箱是kirk@old.org。", "我把邮箱换成了kirk@new.org。"],
  ["我的地址是什么？", "我住在建国路88号。", "我搬到了中山路8号。"],
])("%j is answered with what was told last", async (question, before, after) => {
  await kirk.add("I live in Porto.", { at: "2024-01-01" });
  const old = await kirk.add(before, { at: "2024-01-02" });
  await kirk.add(after, { at: "2024-02-01" });
  const { results, relations } = await kirk.search(question);
  expect(results[0]?.memory).toBe(after);
  expect(results.map((hit) => hit.memory)).not.toContain(before);
  expect(relations.map(({ fact }) => fact)).not.toContain(before);
  const ended = await kirk.get(old.results[0]?.id ?? "");
  expect(ended?.validTo).toBe("2024-02-01T00:00:00.000Z");
  // The town stays, whatever street one moves to.
  const [lives] = (await kirk.search("Where do I live?")).results;
  expect(["I live in Porto.", after]).toContain(lives?.memory);
  const { text } = await kirk.profile();
  expect(text).toContain("I live in Porto.");
});

test("relations of a caller or a model are read by plain names, one value at a time", async () => {
  const tell = async (relationship: string, destination: string, at: string): Promise<unknown> =>
    kirk.add("…", { at, relations: [{ source: "Ana", relationship, destination }] });
  await tell("phone number", "555-0101", "2024-01-01");
  await tell("HAS_PHONE_NUMBER", "555-0202", "2024-02-01");
  await tell("HAS_EMAIL", "ana@old.org", "2024-01-01");
  await tell("邮箱", "ana@new.org", "2024-02-01");
  await tell("work phone number", "555-0999", "2024-02-01");
  const { relations } = await kirk.graph.neighborhood("Ana");
  expect(relations.map(({ relationship, destination }) => [relationship, destination])).toEqual(
    expect.arrayContaining([
      ["HAS_PHONE_NUMBER", "555-0202"],
      ["HAS_EMAIL_ADDRESS", "ana@new.org"],
      ["WORK_PHONE_NUMBER", "555-0999"],
    ]),
  );
  expect(relations).toHaveLength(3);
});
