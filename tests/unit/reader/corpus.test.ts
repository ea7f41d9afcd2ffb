import { describe, expect, test } from "vitest";
import { moreManners, writeCorpus } from "../../../bench/reader/corpus.ts";
import { measureCuts, measureDamage, writeLong } from "../../../bench/reader/measure-reader.ts";
import { parsers } from "../../../bench/reader/parsers.ts";
import { readItems } from "../../../src/reader/read-items.ts";

const ours = parsers.find(({ name }) => name === "mnemograph/reader");
const jsonrepair = parsers.find(({ name }) => name === "jsonrepair");
if (!ours || !jsonrepair) throw new Error("the parsers to compare are gone");

const PERFECT = { completeness: 1, corrupt: 0, incomplete: 0, throws: 0 };
const LONG_MS = 240_000;

describe("a cut anywhere loses no complete item and invents none", () => {
  test("behind every code unit", { timeout: LONG_MS }, () => {
    expect(measureCuts(ours, "code unit")).toMatchObject(PERFECT);
  });

  test("behind every byte", { timeout: LONG_MS }, () => {
    expect(measureCuts(ours, "byte")).toMatchObject(PERFECT);
  });

  test("in more manners of writing", { timeout: LONG_MS }, () => {
    expect(measureCuts(ours, "code unit", writeCorpus(moreManners))).toMatchObject(PERFECT);
  });
});

test("a missing bracket, quote, colon or comma costs only the item it is missing in", () => {
  const { caseCount, recovered, corrupt } = measureDamage(ours);
  expect(caseCount).toBeGreaterThan(1500);
  expect(recovered).toBeGreaterThan(0.99);
  expect(corrupt).toBe(0);
});

test("the measure sees invented and missing values", () => {
  const corpus = writeCorpus().filter(({ manner }) => manner === "compact");
  const result = measureCuts(jsonrepair, "code unit", corpus);
  expect(result.corrupt).toBeGreaterThan(0.3);
  expect(result.incomplete).toBeGreaterThan(0.05);
});

test(
  "the time grows with the text's length, whatever the text",
  () => {
    const { text } = writeLong(100_000);
    const units = [
      "[",
      "{",
      '{"a":',
      '{"a{',
      '"',
      "{'a':'b",
      "“",
      '{"entities":[{"name":"',
      "{'a':'b}",
      "[(",
      "[('a','b'),",
      "{'entities':('a',(",
      '{"entities":{',
      "{'entities':{'a':'b','relations':[",
    ];
    const texts = [text, text.slice(0, -1), text.replaceAll('"', "'").slice(0, -1)];
    const makers = [
      ...texts.map((one) => (times: number) => one.repeat(times)),
      ...units.map((unit) => (times: number) => unit.repeat((times * 30_000) / unit.length)),
    ];
    for (const make of makers) {
      // Ten times the text takes ten times as long; a hundred times would be quadratic.
      expect(timeOf(make(10))).toBeLessThan(40 * Math.max(timeOf(make(1)), 5));
    }
  },
  LONG_MS,
);

function timeOf(text: string): number {
  const times = [0, 1].map(() => {
    const start = performance.now();
    readItems(text, { keys: ["entities", "relations"] });
    return performance.now() - start;
  });
  return Math.min(times[0] ?? 0, times[1] ?? 0);
}
