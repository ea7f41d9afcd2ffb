import { describe, expect, test } from "vitest";

import { append } from "../../../src/core/append.ts";
import { greatest, least } from "../../../src/core/extremes.ts";
import { derive, spellsOf, tell } from "../../support/ledger.ts";

const MANY = 300_000;

describe("least(), greatest() and append()", () => {
  test("take any number of values", () => {
    const values = Array.from({ length: MANY }, (_, index) => index);
    expect(least(values)).toBe(0);
    expect(greatest(values)).toBe(MANY - 1);
    const list = [-1];
    append(list, values);
    expect(list).toHaveLength(MANY + 1);
    expect(list.at(-1)).toBe(MANY - 1);
  });

  test("of nothing are infinite, and of what is not a number, not a number", () => {
    expect(least([])).toBe(Number.POSITIVE_INFINITY);
    expect(greatest([])).toBe(Number.NEGATIVE_INFINITY);
    expect(least([1, Number.NaN])).toBeNaN();
  });
});

test("deriveState() takes an event that was told more often than a call has arguments", () => {
  const told = Array.from({ length: 150_000 }, (_, at) =>
    tell("went skiing", at, { form: "event", statedTo: at + 10 }),
  );
  expect(spellsOf(derive(told), "went skiing")).toEqual([[0, 150_009]]);
});
