import { expect, test } from "vitest";
import { Memory } from "../../../../src/index.ts";
import { isOnlyTime } from "../../../../src/pipeline/search/only-time.ts";
import { readQuery } from "../../../../src/pipeline/search/query.ts";

const reference = Date.UTC(2024, 10, 4);

test.each([
  ["What happened in March?", true],
  ["What did we do last weekend?", true],
  ["去年五月发生了什么？", true],
  ["What happened at the vineyard in March?", false],
  ["Who visited us last weekend?", false],
  ["去年五月谁来看过葡萄园？", false],
  ["What happened?", false],
])("isOnlyTime(%j) is %j", (text, expected) => {
  expect(isOnlyTime(readQuery(text, { reference, timeZone: "UTC", isTimeGiven: false }))).toBe(
    expected,
  );
});

test("a question for all of a time is answered by what is of that time, and not by what speaks of it", async () => {
  const memory = await Memory.open({ path: ":memory:", languageModel: null, embeddingModel: null });
  const say = async (at: string, ...contents: string[]): Promise<unknown> =>
    memory.add(
      contents.map((content) => ({ role: "user", content })),
      { userId: "u", at },
    );
  await say("2024-03-09", "The press broke down.", "Old Bertrand mended it with a belt.");
  await say("2024-07-02", "Nothing like this ever happened in a March before.", "March is quiet.");
  await say("2024-09-20", "The grapes are in, what a month.", "We start to bottle.");
  const { results } = await memory.search("What happened in March?", {
    userId: "u",
    now: reference,
  });
  const texts = results.slice(0, 2).map((hit) => hit.memory);
  expect(texts.toSorted()).toEqual([
    "Old Bertrand mended it with a belt.",
    "The press broke down.",
  ]);
  await memory.close();
});
