import { expect, onTestFinished, test } from "vitest";

import { Memory } from "../../../../src/index.ts";

test(
  "an add of 3,000 facts and as many edges joins each with its own, in seconds",
  { timeout: 60_000 },
  async () => {
    const memory = await Memory.open({ path: ":memory:" });
    onTestFinished(() => memory.close());
    const people = Array.from({ length: 3_000 }, (_, index) => `Person${index} Doe`);
    const { results, relations, failed } = await memory.add("x", {
      userId: "kirk",
      facts: people.map((name) => ({ text: `Ana knows ${name}` })),
      relations: people.map((name) => ({
        source: "Ana",
        relationship: "knows",
        destination: name,
      })),
    });
    expect(failed).toEqual([]);
    expect(results).toHaveLength(people.length);
    // Person1 is not named where Person10 is.
    const joined = new Map(
      relations.added.map(({ destination, memoryIds }) => [destination, memoryIds]),
    );
    expect(joined).toEqual(new Map(people.map((name, index) => [name, [results[index]?.id]])));
  },
);
