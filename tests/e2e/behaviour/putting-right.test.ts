import { describe, expect, test } from "vitest";

import type { Memory, ScopedMemory } from "../../../src/index.ts";
import { openFor, openMemory } from "../../support/behaviour.ts";

/** Says each line in an add of its own, a minute apart. */
async function say(memory: ScopedMemory, ...lines: readonly string[]): Promise<void> {
  for (const [index, line] of lines.entries()) {
    await memory.add(line, { at: Date.UTC(2024, 0, 10, 12, index) });
  }
}

/** The edges that hold, one text each: "LIVES_IN Braga", sorted. */
async function edges(memory: ScopedMemory): Promise<string[]> {
  const { results } = await memory.graph.relations();
  return results
    .map(({ relationship, destination }) => `${relationship} ${destination}`)
    .toSorted();
}

/** The texts of the memories that hold. */
async function texts(memory: ScopedMemory): Promise<string[]> {
  const { results } = await memory.getAll({ kinds: ["trait", "event"] });
  return results.map(({ memory: text }) => text);
}

describe("a correction without a model", () => {
  test.each([
    ["I live in Lisbon.", "No, it was Braga.", "Lisbon", "Braga"],
    ["I live in Lisbon.", "Sorry, I meant Braga.", "Lisbon", "Braga"],
    ["I live in Lisbon.", "Actually it's Braga.", "Lisbon", "Braga"],
    ["我住在里斯本。", "不对，是布拉加。", "里斯本", "布拉加"],
    ["我住在里斯本。", "我说错了，是布拉加。", "里斯本", "布拉加"],
  ])("puts right what an earlier add said: %s %s", async (told, corrected, wrong, right) => {
    const kirk = await openFor("kirk");
    await say(kirk, told, corrected);
    expect(await edges(kirk)).toEqual([`LIVES_IN ${right}`]);
    const past = JSON.stringify(await kirk.getAll({ kinds: ["trait"], includeClosed: true }));
    expect(past).toContain(right);
    expect(past).not.toContain(wrong);
  });

  test("puts right a correction too", async () => {
    const kirk = await openFor("kirk");
    await say(kirk, "I live in Lisbon.", "No, it was Braga.", "Sorry, I meant Coimbra.");
    expect(await edges(kirk)).toEqual(["LIVES_IN Coimbra"]);
  });

  test("means nothing in another run, of another agent, or of another user", async () => {
    const memory: Memory = await openMemory();
    await memory.add("I live in Lisbon.", { userId: "kirk", runId: "one", at: "2024-01-10" });
    for (const scope of [
      { userId: "kirk", runId: "two" },
      { userId: "kirk", runId: "one", agentId: "bot" },
      { userId: "spock", runId: "one" },
    ]) {
      const { results } = await memory.add("No, it was Braga.", { ...scope, at: "2024-01-10" });
      expect(results).toEqual([]);
    }
  });

  test("means nothing a day later", async () => {
    const kirk = await openFor("kirk");
    await kirk.add("I live in Lisbon.", { at: "2024-01-10T12:00:00Z" });
    await kirk.add("No, it was Braga.", { at: "2024-01-11T12:00:00Z" });
    expect(await edges(kirk)).toEqual(["LIVES_IN Lisbon"]);
  });

  test("means nothing that was deleted", async () => {
    const kirk = await openFor("kirk");
    const { results } = await kirk.add("I live in Lisbon.", { at: "2024-01-10T12:00:00Z" });
    await kirk.delete(results[0]?.id ?? "");
    await kirk.add("No, it was Braga.", { at: "2024-01-10T12:01:00Z" });
    expect(await texts(kirk)).toEqual([]);
  });
});
