import { expect, describe, test } from "vitest";
import { decayByAge } from "../../../../src/pipeline/search/recency.ts";
import { DAY, memory, projection, scored, spell, turn } from "./builders.ts";

const NOW = 1_000 * DAY;
const options = { halfLifeDays: 10, now: NOW };
const scoreOf = (point: Parameters<typeof scored>[0]): number =>
  decayByAge([scored(point, 8)], options)[0]?.score ?? Number.NaN;

describe("decayByAge()", () => {
  test("halves what was said or happened for each half-life", () => {
    expect(scoreOf(turn("t", { at: NOW }))).toBe(8);
    expect(scoreOf(turn("t", { at: NOW - 10 * DAY }))).toBeCloseTo(4, 10);
    expect(scoreOf(turn("t", { at: NOW - 30 * DAY }))).toBeCloseTo(1, 10);
    expect(scoreOf(memory("n", { kind: "note", at: NOW - 10 * DAY }))).toBeCloseTo(4, 10);
  });

  test("an event is as old as when it happened, not as when it was told", () => {
    const happened = projection({ spells: [spell(NOW - 20 * DAY)] });
    const event = memory("e", { kind: "event", at: NOW, projection: happened });
    expect(scoreOf(event)).toBeCloseTo(2, 10);
    const undated = memory("u", {
      kind: "event",
      at: NOW - 10 * DAY,
      projection: projection({ spells: [spell(null)] }),
    });
    expect(scoreOf(undated)).toBeCloseTo(4, 10);
  });

  test("traits never age, and what is yet to come is not old", () => {
    expect(scoreOf(memory("m", { kind: "trait", at: 0 }))).toBe(8);
    const planned = projection({ spells: [spell(NOW + 20 * DAY)] });
    expect(scoreOf(memory("e", { kind: "event", at: NOW, projection: planned }))).toBe(8);
  });

  test("orders anew, with the parts still adding up", () => {
    const ranking = [
      scored(turn("old", { at: NOW - 50 * DAY }), 3),
      scored(turn("new", { at: NOW - DAY }), 1),
    ].map((one) => ({ ...one, parts: { text: one.score } }));
    const aged = decayByAge(ranking, options);
    expect(aged.map(({ candidate }) => candidate.point.id)).toEqual(["new", "old"]);
    for (const { score, parts } of aged) {
      expect(Object.values(parts).reduce((sum, part) => sum + part, 0)).toBeCloseTo(score, 10);
    }
  });
});
