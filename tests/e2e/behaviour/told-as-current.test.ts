import { describe, expect, test } from "vitest";

import type { ScopedMemory } from "../../../src/index.ts";
import { openFor } from "../../support/behaviour.ts";
import { fact, openWithModel, relation } from "../../support/model-memory.ts";

/** Where the user lives by now, by memories and by the graph. */
async function homes(kirk: ScopedMemory): Promise<string[]> {
  const { results } = await kirk.graph.relations();
  const lived = results.filter(({ relationship }) => relationship === "LIVES_IN");
  return lived.map(({ destination }) => destination);
}

const TOLD = [
  ["I live in Lisbon.", "2024-05-20"],
  ["I moved to Porto last month.", "2024-05-21"],
] as const;

describe("a change that began before the last word about what it changed", () => {
  test.each([
    ["in the order they were said", TOLD],
    ["the other way round", [TOLD[1], TOLD[0]]],
  ])("ends it when it is told: %s", async (_, told) => {
    const kirk = await openFor("kirk");
    for (const [text, at] of told) await kirk.add(text, { at });
    expect(await homes(kirk)).toEqual(["Porto"]);
    const { results } = await kirk.search("Where do I live?");
    expect(results[0]?.memory).toBe("I moved to Porto last month (2024-04).");
    expect(results.map(({ memory }) => memory)).not.toContain("I live in Lisbon.");
    const then = await kirk.getAll({ asOf: "2024-05-20T12:00:00Z" });
    expect(then.results.map(({ memory }) => memory)).toEqual(["I live in Lisbon."]);
  });

  test("is so in Chinese, and without any dates of the caller's", async () => {
    const kirk = await openFor("kirk");
    await kirk.add("我住在北京。");
    await kirk.add("上个月我搬到了深圳。");
    expect(await homes(kirk)).toEqual(["深圳"]);
  });

  test("is so as a model reads it", async () => {
    const slot = { subject: "User", relation: "LIVES_IN", value: "Porto" };
    const { kirk } = await openWithModel({
      facts: ({ prompt }) =>
        prompt.includes("Messages:\n[1] 2024-05-21")
          ? [fact("User lives in Porto", { from: "2024-04", slot })]
          : [fact("User lives in Lisbon", { slot: { ...slot, value: "Lisbon" } })],
      graph: ({ prompt }) =>
        prompt.includes("Messages:\n[1] 2024-05-21")
          ? [relation(["User", "LIVES_IN", "Porto"], { from: "2024-04" })]
          : [relation(["User", "LIVES_IN", "Lisbon"])],
    });
    for (const [text, at] of TOLD) await kirk.add(text, { at });
    expect(await homes(kirk)).toEqual(["Porto"]);
    expect((await kirk.getAll()).results.map(({ memory }) => memory)).toEqual([
      "User lives in Porto",
    ]);
  });

  test("is not made of what is over", async () => {
    const kirk = await openFor("kirk");
    await kirk.add("I live in Lisbon.", { at: "2024-05-20" });
    await kirk.add("In 2015 I lived in Madrid.", { at: "2024-05-21" });
    expect(await homes(kirk)).toEqual(["Lisbon"]);
  });
});
