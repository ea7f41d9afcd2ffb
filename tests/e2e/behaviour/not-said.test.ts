import { describe, expect, test } from "vitest";

import type { ScopedMemory } from "../../../src/index.ts";
import { openFor } from "../../support/behaviour.ts";

/** The edges of the user that hold, sorted. */
async function edges(memory: ScopedMemory): Promise<string[]> {
  const { results } = await memory.graph.relations();
  return results
    .map(({ source, relationship, destination }) => `${source} ${relationship} ${destination}`)
    .toSorted();
}

describe("what nobody said", () => {
  test.each([
    ["My wife is Ada.", "Tom is my wife's brother.", "kirk PARTNER_OF Ada"],
    ["My wife is Ada.", "Tom is my wife’s brother.", "kirk PARTNER_OF Ada"],
    ["My boss is Ada.", "Tom is my boss's boss.", "kirk MANAGED_BY Ada"],
  ])("ends nothing: %s %s", async (told, other, holds) => {
    const kirk = await openFor("kirk");
    await kirk.add(told, { at: "2024-01-10" });
    const { relations } = await kirk.add(other, { at: "2024-02-10" });
    expect(relations).toMatchObject({ added: [], closed: [] });
    expect(await edges(kirk)).toEqual([holds]);
  });
});
