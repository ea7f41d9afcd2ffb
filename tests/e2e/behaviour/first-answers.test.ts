import { describe, expect, test } from "vitest";

import { openFor } from "../../support/behaviour.ts";
import { SMALL_WORLDS, tellWorld } from "../../support/small-worlds.ts";

describe.each(Object.entries(SMALL_WORLDS))("a small world told in %s", (_, world) => {
  test("each question has its answer first, and no turn beside the memory that says the same", async () => {
    const kirk = await openFor("kirk");
    await tellWorld(kirk, world);
    const answers: Record<string, string | undefined> = {};
    const twice: Record<string, string[]> = {};
    for (const { question } of world.asked) {
      const { results } = await kirk.search(question);
      answers[question] = results[0]?.memory;
      twice[question] = results.flatMap(({ memory }, index) =>
        results.findIndex((other) => other.memory === memory) < index ? memory : [],
      );
    }
    const expected = world.asked.map(({ question, first }) => [question, first]);
    expect(answers).toEqual(Object.fromEntries(expected));
    expect(Object.values(twice).flat()).toEqual([]);
  });

  test("what is over is in no answer about today", async () => {
    const kirk = await openFor("kirk");
    await tellWorld(kirk, world);
    for (const { question, first } of world.asked) {
      const { results } = await kirk.search(question);
      const isOfThePast = results.some(({ why }) => why.some(({ by }) => by === "past"));
      const over = results.filter(({ validTo }) => validTo !== null);
      if (!isOfThePast) expect({ question, first, over }).toEqual({ question, first, over: [] });
    }
  });
});
