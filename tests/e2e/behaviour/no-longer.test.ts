import { describe, expect, test } from "vitest";

import type { ScopedMemory } from "../../../src/index.ts";
import { openFor, tell } from "../../support/behaviour.ts";

/** What holds, oldest first, and the edges that hold, sorted. */
async function held(memory: ScopedMemory): Promise<{ texts: string[]; edges: string[] }> {
  const { results } = await memory.getAll({ kinds: ["trait"] });
  const { results: relations } = await memory.graph.relations();
  return {
    texts: results.map(({ memory: text }) => text).toSorted(),
    edges: relations
      .map(({ relationship, destination }) => `${relationship} ${destination}`)
      .toSorted(),
  };
}

/** All that was ever told and when it held, whatever the order it came in. */
async function everything(memory: ScopedMemory): Promise<unknown> {
  const { results } = await memory.getAll({ kinds: ["trait"], includeClosed: true });
  const { results: relations } = await memory.graph.relations({ includeClosed: true });
  const timed = [
    ...results.map(({ memory: text, validFrom, validTo }) => [text, validFrom, validTo]),
    ...relations.map((one) => [one.relationship, one.destination, one.validFrom, one.validTo]),
  ];
  return timed.map((one) => JSON.stringify(one)).toSorted();
}

const first = "2024-01-10T12:00:00Z";
const second = "2024-02-10T12:00:00Z";
const third = "2024-03-10T12:00:00Z";

/** Tells texts a month apart, in the order of their times or, to a second memory, in another; expects no difference. */
async function inAnyOrder(...texts: readonly string[]): Promise<ScopedMemory> {
  const tellings = texts.map((text, index) => ({ text, at: [first, second, third][index] ?? "" }));
  const memory = await openFor("kirk");
  await tell(memory, tellings);
  const state = await everything(memory);
  const orders = [tellings.toReversed(), [...tellings.slice(1), ...tellings.slice(0, 1)]];
  for (const order of orders) {
    const other = await openFor("kirk");
    await tell(other, order);
    expect(await everything(other)).toEqual(state);
  }
  return memory;
}

describe("what holds no longer", () => {
  test.each([
    ["I love coffee.", "I don't like coffee anymore."],
    ["I love coffee.", "I don't like coffee any more."],
    ["I'm allergic to nuts.", "I'm not allergic to nuts any longer."],
    ["I love coffee.", "I no longer like coffee."],
    ["I play tennis.", "I don't play tennis anymore."],
    ["I play tennis.", "I used to play tennis."],
    ["I'm friends with Tom.", "I'm not friends with Tom anymore."],
    ["我喜欢咖啡。", "我不再喜欢咖啡了。"],
    ["我喜欢咖啡。", "我现在不喜欢咖啡了。"],
  ])("%s ends with %s, which holds from then on", async (told, ended) => {
    const kirk = await inAnyOrder(told, ended);
    expect(await held(kirk)).toEqual({ texts: [ended], edges: [] });
    const { results } = await kirk.getAll({ kinds: ["trait"], includeClosed: true });
    const old = results.find(({ memory }) => memory === told);
    expect(old).toMatchObject({ validTo: new Date(second).toISOString() });
  });

  test.each([
    ["I love coffee.", "I hate coffee now."],
    ["I hate coffee.", "These days I love coffee."],
    ["我喜欢咖啡。", "我现在讨厌咖啡。"],
  ])("%s ends with %s, in which it cannot hold", async (told, now) => {
    const kirk = await inAnyOrder(told, now);
    const { texts, edges } = await held(kirk);
    expect(texts).toEqual([now]);
    expect(edges).toHaveLength(1);
    // It tells no time before in which nobody said that it held.
    const other = await openFor("kirk");
    await other.add(now, { at: second });
    expect((await other.graph.relations({ includeClosed: true })).results).toHaveLength(1);
  });

  test.each([
    ["I love coffee.", "I hate coffee."],
    ["I love coffee.", "I hate tea now."],
    ["I love coffee.", "Ana hates coffee now."],
    ["I love coffee now.", "I hate coffee."],
  ])("%s and %s both hold", async (told, other) => {
    const kirk = await inAnyOrder(told, other);
    expect((await held(kirk)).texts).toEqual([told, other].toSorted());
    expect((await held(kirk)).edges).toHaveLength(2);
  });

  test("is told as an update of what it ends", async () => {
    const kirk = await openFor("kirk");
    await kirk.add("I love coffee.", { at: first });
    const { results, relations } = await kirk.add("I don't like coffee anymore.", { at: second });
    expect(results).toMatchObject([{ event: "UPDATE", previousMemory: "I love coffee." }]);
    expect(relations.closed).toMatchObject([{ relationship: "LIKES", destination: "coffee" }]);
  });

  test("ends every memory that told it, and no other", async () => {
    const kirk = await openFor("kirk");
    const told = ["I love coffee.", "I like coffee.", "I like tea."];
    await tell(
      kirk,
      told.map((text) => ({ text, at: first })),
    );
    await kirk.add("I don't like coffee anymore.", { at: second });
    expect(await held(kirk)).toEqual({
      texts: ["I don't like coffee anymore.", "I like tea."],
      edges: ["LIKES tea"],
    });
  });

  test("holds again once it is said again, and nobody says otherwise any more", async () => {
    const kirk = await inAnyOrder(
      "I love coffee.",
      "I don't like coffee anymore.",
      "I love coffee.",
    );
    expect(await held(kirk)).toEqual({ texts: ["I love coffee."], edges: ["LIKES coffee"] });
  });

  test("holds once what ended it is deleted", async () => {
    const kirk = await openFor("kirk");
    await kirk.add("I love coffee.", { at: first });
    const { results } = await kirk.add("I don't like coffee anymore.", { at: second });
    await kirk.delete(results[0]?.id ?? "");
    expect(await held(kirk)).toEqual({ texts: ["I love coffee."], edges: ["LIKES coffee"] });
  });

  test("is still so if it was never said to be", async () => {
    const kirk = await openFor("kirk");
    const { results } = await kirk.add("I don't like coffee anymore.", { at: first });
    expect(results).toMatchObject([{ event: "ADD" }]);
    const { text } = await kirk.profile();
    expect(text).toContain("I don't like coffee anymore.");
    expect((await held(kirk)).edges).toEqual([]);
  });

  test("ends in any order where a hook looks at the plan", async () => {
    const kirk = await openFor("kirk", { beforeCommit: (plan) => plan });
    await kirk.add("I don't like coffee anymore.", { at: second });
    await kirk.add("I love coffee.", { at: first });
    expect((await held(kirk)).texts).toEqual(["I don't like coffee anymore."]);
  });

  test("is nothing to others", async () => {
    const kirk = await openFor("kirk");
    await kirk.add("Ana likes coffee.", { at: first });
    await kirk.add("I don't like coffee anymore.", { at: second });
    expect((await held(kirk)).texts).toContain("Ana likes coffee.");
  });
});
