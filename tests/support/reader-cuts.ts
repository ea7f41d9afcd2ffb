/** Reads a text whole, and cut behind each of its characters. */
import { expect } from "vitest";
import { readItems } from "../../src/reader/read-items.ts";

/** Expects the text's facts to be read, nothing of it to be damaged, and no cut to leave anything but the first of them. */
export function expectFactsWholeAndCut(text: string, expected: readonly unknown[]): void {
  const whole = readItems(text, { keys: ["facts"] });
  expect(whole).toMatchObject({ items: { facts: expected }, truncated: false, damagedCount: 0 });
  for (let length = 0; length < text.length; length += 1) {
    const { facts } = readItems(text.slice(0, length), { keys: ["facts"] }).items;
    expect(facts).toEqual(expected.slice(0, facts.length));
  }
}
