import { describe, expect, test } from "vitest";
import { InvalidArgumentError, LimitExceededError } from "../../../src/core/errors.ts";
import {
  type Filter,
  MAX_FILTER_CONDITIONS,
  MAX_FILTER_DEPTH,
  parseFilter,
} from "../../../src/core/filter.ts";
import { matchesFilter } from "../../../src/core/matches-filter.ts";
import type { Metadata } from "../../../src/core/records.ts";

function matches(filter: unknown, metadata: Metadata): boolean {
  return matchesFilter(parseFilter(filter as Filter, "search"), metadata);
}

describe("matchesFilter()", () => {
  const metadata: Metadata = {
    city: "lisbon",
    age: 41,
    isOpen: false,
    nothing: null,
    tags: ["a", 2, null],
    deep: { list: [1], "a.b": 1, inner: { x: "y" } },
    "dotted.key": "as it stands",
    empty: [],
  };

  test.each<[unknown, boolean]>([
    [{}, true],
    [{ city: "lisbon" }, true],
    [{ city: "Lisbon" }, false],
    [{ city: "lisbon", age: 40 }, false],
    [{ age: { eq: 41 } }, true],
    [{ age: "41" }, false],
    [{ isOpen: false }, true],
    [{ nothing: null }, true],
    [{ nothing: { ne: null } }, false],
    [{ city: ["porto", "lisbon"] }, true],
    [{ city: { in: [] } }, false],
    [{ city: { nin: [] } }, true],
    [{ city: { ne: "porto" } }, true],
    [{ city: { nin: ["lisbon"] } }, false],
    [{ age: { gt: 40, lte: 41 } }, true],
    [{ age: { gt: 41 } }, false],
    [{ age: { gte: 41, lt: 41 } }, false],
    [{ age: { gt: "40" } }, false],
    [{ city: { gt: "braga", lt: "porto" } }, true],
    [{ city: { gt: 1 } }, false],
    [{ isOpen: { gt: 0 } }, false],
    [{ nothing: { lt: 1 } }, false],
    [{ city: { contains: "sbo" } }, true],
    [{ city: { contains: "SBO" } }, false],
    [{ age: { contains: "4" } }, false],
    [{ tags: { contains: "a" } }, true],
    [{ tags: { contains: null } }, true],
    [{ tags: { contains: "2" } }, false],
    [{ tags: 2 }, true],
    [{ tags: { ne: 2 } }, false],
    [{ tags: ["x", "a"] }, true],
    [{ tags: { gt: 1 } }, false],
    [{ empty: { nin: ["a"] } }, true],
    [{ "deep.inner.x": "y" }, true],
    [{ "deep.list": 1 }, true],
    [{ "deep.list.0": 1 }, false],
    [{ "deep.a.b": 1 }, false],
    [{ deep: { exists: true } }, true],
    [{ "dotted.key": "as it stands" }, true],
    [{ nothing: { exists: true } }, true],
    [{ missing: { exists: false } }, true],
    [{ "deep.missing": { exists: true } }, false],
    [{ and: [{ city: "lisbon" }, { age: 41 }] }, true],
    [{ and: [] }, true],
    [{ or: [] }, false],
    [{ or: [{ city: "porto" }, { age: 41 }] }, true],
    [{ not: { city: "porto" } }, true],
    [{ not: [{ city: "porto" }, { age: 41 }] }, false],
    [{ AND: [{ city: "lisbon" }], NOT: { age: 1 } }, true],
  ])("%j is %s", (filter, expected) => {
    expect(matches(filter, metadata)).toBe(expected);
  });

  test("a missing key makes ne and nin true and the rest false", () => {
    const rest = [
      { eq: 1 },
      { eq: null },
      { in: [1] },
      { gt: 1 },
      { gte: "a" },
      { lt: 1 },
      { lte: 1 },
      { contains: "x" },
      { exists: true },
    ];
    for (const condition of rest) expect(matches({ key: condition }, {})).toBe(false);
    for (const condition of [{ ne: 1 }, { ne: null }, { nin: [1] }, { exists: false }]) {
      expect(matches({ key: condition }, {})).toBe(true);
    }
  });

  test("sees own keys only", () => {
    expect(matches({ toString: { exists: true } }, {})).toBe(false);
    expect(matches({ "a.constructor": { exists: true } }, { a: {} })).toBe(false);
    const own = JSON.parse('{"__proto__": "x"}') as Metadata;
    expect(matches(own, own)).toBe(true);
    expect(matches(own, {})).toBe(false);
  });
});

describe("parseFilter()", () => {
  test.each<[unknown, RegExp]>([
    [null, /filters/],
    [[], /filters/],
    ["city", /filters/],
    [{ and: { city: 1 } }, /filters\.and/],
    [{ or: "x" }, /filters\.or/],
    [{ or: [1] }, /filters/],
    [{ not: 1 }, /filters/],
    [{ city: {} }, /filters\.city/],
    [{ city: { like: "x" } }, /one of the operators eq, ne, /],
    [{ city: { eq: ["x"] } }, /filters\.city\.eq/],
    [{ city: { eq: { a: 1 } } }, /filters\.city\.eq/],
    [{ age: { gt: null } }, /filters\.age\.gt/],
    [{ age: { lt: true } }, /filters\.age\.lt/],
    [{ age: { gte: Number.NaN } }, /filters\.age\.gte/],
    [{ age: Number.POSITIVE_INFINITY }, /filters\.age\.eq/],
    [{ city: { in: "x" } }, /filters\.city\.in/],
    [{ city: { nin: [{}] } }, /filters\.city\.nin/],
    [{ city: { exists: "yes" } }, /filters\.city\.exists/],
    [{ city: { contains: {} } }, /filters\.city\.contains/],
    [{ at: new Date(0) }, /filters\.at\.eq' must be a string.*\(a Date as its toISOString\(\)\)/],
    [{ at: { gte: new Date(0) } }, /filters\.at\.gte' must be .*\(a Date as its toISOString\(\)\)/],
    [{ at: [new Date(0)] }, /filters\.at\.in' must be .*\(a Date as its toISOString\(\)\)/],
    [new Map([["city", "lisbon"]]), /'filters' must be an object of conditions/],
    [{ not: new Date(0) }, /'filters\.not' must be an object of conditions/],
    [{ deep: { x: 1 } }, /'filters\.deep' must be .*"deep\.x" for what lies inside/],
    [{ or: [{ a: 1 }, { age: { gt: null } }] }, /'filters\.or\.1\.age\.gt'/],
    [{ city: "*" }, /filters\.city' must be \{ exists: true \}/],
  ])("refuses %j and says where", (filter, where) => {
    expect(() => parseFilter(filter as Filter, "search")).toThrow(InvalidArgumentError);
    expect(() => parseFilter(filter as Filter, "search")).toThrow(where);
  });

  test.each<[unknown, string]>([
    [{ project: undefined }, "filters.project"],
    [{ project: undefined, city: "lisbon" }, "filters.project"],
    [{ project: { eq: undefined } }, "filters.project.eq"],
    [{ project: { eq: "x", ne: undefined } }, "filters.project.ne"],
    [{ age: { lte: undefined } }, "filters.age.lte"],
    [{ city: { in: undefined } }, "filters.city.in"],
    [{ city: { exists: undefined } }, "filters.city.exists"],
    [{ or: [{ city: "porto" }, { project: undefined }] }, "filters.or.1.project"],
    [{ and: [{ not: { project: undefined } }] }, "filters.and.0.not.project"],
    [{ not: [{ project: undefined }] }, "filters.not.0.project"],
    [{ or: undefined }, "filters.or"],
    [{ not: undefined }, "filters.not"],
  ])("refuses a key that is undefined, as it would ask for nothing: %o", (filter, place) => {
    const message =
      `Cannot search as '${place}' must be a value; leave the key out to ask for nothing, ` +
      "or use { exists: false } for what has no such key: current value is undefined";
    expect(() => parseFilter(filter as Filter, "search")).toThrow(message);
  });

  test("takes an asterisk as a text where it is asked for as one", () => {
    const node = parseFilter({ city: { eq: "*" } }, "search");
    expect(matchesFilter(node, { city: "*" })).toBe(true);
    expect(matchesFilter(node, { city: "lisbon" })).toBe(false);
  });

  test("bounds the depth", () => {
    const nested = (depth: number): unknown =>
      depth === 0 ? { a: 1 } : { not: nested(depth - 1) };
    expect(() => parseFilter(nested(MAX_FILTER_DEPTH) as Filter, "search")).not.toThrow();
    expect(() => parseFilter(nested(MAX_FILTER_DEPTH + 1) as Filter, "search")).toThrow(
      LimitExceededError,
    );
    expect(() => parseFilter(nested(5000) as Filter, "search")).toThrow(LimitExceededError);
  });

  test("bounds the conditions, wherever they stand and even if they are empty", () => {
    const many = (one: unknown, count: number): unknown => Array.from({ length: count }, () => one);
    const most = MAX_FILTER_CONDITIONS;
    expect(() => parseFilter({ a: many(1, most) } as Filter, "search")).not.toThrow();
    for (const filter of [
      { a: many(1, most + 1) },
      { or: many({ a: 1 }, most + 1) },
      { and: many({ or: [] }, most + 1) },
      { and: many({}, most + 1) },
      { and: many({ a: [] }, most + 1) },
      { a: many(1, most - 1), b: 1, c: 1 },
    ]) {
      expect(() => parseFilter(filter as Filter, "search")).toThrow(LimitExceededError);
    }
  });
});
