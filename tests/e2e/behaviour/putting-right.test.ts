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

  test.each([
    ["I'm allergic to nuts.", "I'm not allergic to nuts, it's shellfish.", "nuts", "shellfish"],
    ["I'm allergic to nuts.", "I'm allergic to shellfish, not nuts.", "nuts", "shellfish"],
    ["I'm allergic to nuts.", "Sorry, I meant shellfish.", "nuts", "shellfish"],
    ["我对花生过敏。", "我不是对花生过敏，是对虾过敏。", "花生", "虾"],
  ])("takes back one value of many: %s %s", async (told, corrected, wrong, right) => {
    const kirk = await openFor("kirk");
    await say(kirk, "I'm allergic to penicillin.", told, corrected);
    expect(await edges(kirk)).toEqual(
      ["ALLERGIC_TO penicillin", `ALLERGIC_TO ${right}`].toSorted(),
    );
    expect(await texts(kirk)).not.toContain(told);
    const past = JSON.stringify(await kirk.graph.relations({ includeClosed: true }));
    expect(past).toContain(right);
    expect(past).not.toContain(`"destination":"${wrong}"`);
  });

  test("takes back one value of many long after, and in one add", async () => {
    const kirk = await openFor("kirk");
    await kirk.add("I'm allergic to nuts.", { at: "2024-01-10" });
    await kirk.add("No, I'm allergic to shellfish, not nuts.", { at: "2024-06-10" });
    expect(await edges(kirk)).toEqual(["ALLERGIC_TO shellfish"]);
    const spock = await openFor("spock");
    await spock.add("I went to Rome yesterday. Sorry, I meant Braga.", { at: "2024-01-10" });
    expect(await edges(spock)).toEqual(["VISITED Braga"]);
    expect(await texts(spock)).toEqual(["I visited Braga"]);
    const { results } = await spock.getAll({ kinds: ["event"] });
    expect(results.map(({ validFrom }) => validFrom)).toEqual(["2024-01-09T00:00:00.000Z"]);
  });

  test("keeps as edges what else a memory told that was taken back", async () => {
    const kirk = await openFor("kirk");
    await say(kirk, "I like tea and coffee.", "I was wrong: I like cocoa, not coffee.");
    expect(await edges(kirk)).toEqual(["LIKES cocoa", "LIKES tea"]);
    expect((await texts(kirk)).join()).not.toContain("tea and coffee");
  });

  test("takes back nothing that nobody told, and says nothing failed", async () => {
    const kirk = await openFor("kirk");
    const { failed, relations } = await kirk.add("I like tea, not coffee.", { at: "2024-01-10" });
    expect(failed).toEqual([]);
    expect(relations.retracted).toEqual([]);
    expect(await edges(kirk)).toEqual(["LIKES tea"]);
    await kirk.add("I like coffee.", { at: "2024-02-10" });
    expect(await edges(kirk)).toEqual(["LIKES coffee", "LIKES tea"]);
  });
});
