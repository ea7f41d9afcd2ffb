import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createIdSource, deterministicId, isUuid } from "../../../src/core/ids.ts";

describe("createIdSource() laws", () => {
  test("ids strictly increase, whatever the clock does", () => {
    const clocks = fc.array(
      fc.oneof(
        fc.constant(1000),
        fc.integer({ min: -5, max: 2000 }),
        fc.double({ min: 0, max: 2000, noNaN: true }),
        fc.constant(Number.NaN),
        fc.constant(2 ** 48 - 2),
      ),
      { minLength: 1, maxLength: 50 },
    );
    fc.assert(
      fc.property(clocks, fc.integer({ min: 1, max: 5000 }), (times, standStill) => {
        let turn = 0;
        const ids = createIdSource({ now: () => times[turn % times.length] ?? 0 });
        let last = "";
        for (let count = 0; count < times.length + standStill; count += 1) {
          if (count < times.length) turn = count;
          const id = ids.next();
          expect(isUuid(id) && id > last).toBe(true);
          last = id;
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe("deterministicId() laws", () => {
  const parts = fc.array(
    fc.oneof(
      fc.string({ unit: "binary" }),
      fc.integer(),
      fc.constant(null),
      fc.constantFrom("", '"', ",", "\\", "null", "1"),
    ),
    { maxLength: 4 },
  );

  test("equal parts give equal ids, different parts different ones", () => {
    fc.assert(
      fc.property(parts, parts, (a, b) => {
        const isSame = JSON.stringify(a) === JSON.stringify(b);
        expect(deterministicId(...a)).toBe(deterministicId(...a.slice()));
        expect(deterministicId(...a) === deterministicId(...b)).toBe(isSame);
        expect(isUuid(deterministicId(...a))).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  test("where one part ends and the next begins makes a difference", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 2 }), fc.nat(), (text, at) => {
        const cut = (at % (text.length - 1)) + 1;
        const ids = [deterministicId(text), deterministicId(text.slice(0, cut), text.slice(cut))];
        expect(new Set(ids).size).toBe(2);
      }),
      { numRuns: 500 },
    );
  });
});
