import { describe, expect, test } from "vitest";
import { MAX_PRINTED_LENGTH, printPath, printValue } from "../../../src/core/print-value.ts";

describe("printValue()", () => {
  test.each([
    ["text", "text"],
    ["", '""'],
    [" \n", '" \\n"'],
    [0, "0"],
    [-0.5, "-0.5"],
    [Number.NaN, "NaN"],
    [12n, "12n"],
    [true, "true"],
    [null, "null"],
    [undefined, "undefined"],
    [Symbol("s"), "Symbol(s)"],
    [printValue, "function printValue"],
    [{ a: 1, b: ["x"] }, '{"a":1,"b":["x"]}'],
    [{ big: 12n }, '{"big":"12n"}'],
    [[], "[]"],
    [new Map([[1, 2]]), "Map"],
    [new Date(0), "1970-01-01T00:00:00.000Z"],
    [new Date(Number.NaN), "an invalid date"],
    [new TypeError("not shown"), "TypeError"],
    [new Float32Array(384), "Float32Array of 1536 bytes"],
    ["two\nlines\u0007", "two lines "],
  ])("prints %o as %s", (value, printed) => {
    expect(printValue(value)).toBe(printed);
  });

  test("cuts what is long, and stays well-formed", () => {
    for (const value of [
      "x".repeat(10_000_000),
      "😀".repeat(200),
      `a${"😀".repeat(200)}`,
      "\ud800",
    ]) {
      const printed = printValue(value);
      expect(printed.length).toBeLessThanOrEqual(MAX_PRINTED_LENGTH);
      expect(printed.isWellFormed()).toBe(true);
    }
    expect(printValue("x".repeat(101))).toBe(`${"x".repeat(99)}…`);
    expect(printValue("x".repeat(100))).toBe("x".repeat(100));
  });

  test("prints the head of a large structure without walking it", () => {
    const visited: string[] = [];
    const deep = (depth: number): object =>
      new Proxy(
        { depth },
        {
          ownKeys: () => Array.from({ length: 30 }, (_, index) => `k${index}`),
          getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
          get: (_, key) => {
            visited.push(String(key));
            return key === "toJSON" ? undefined : deep(depth + 1);
          },
        },
      );
    expect(printValue(deep(0)).length).toBeLessThanOrEqual(MAX_PRINTED_LENGTH);
    expect(visited.length).toBeLessThan(100_000);
    expect(printValue(Array.from({ length: 1_000_000 }, () => "item"))).toMatch(/^\["item",/);
  });

  test("redacts what is named like a secret and sums up vectors", () => {
    expect(printValue({ apiKey: "sk-1", url: "u" })).toBe('{"apiKey":"[redacted]","url":"u"}');
    expect(printValue({ nested: { api_key: 1, password: 2, idempotencyKey: "kept" } })).toBe(
      '{"nested":{"api_key":"[redacted]","password":"[redacted]","idempotencyKey":"kept"}}',
    );
    expect(printValue({ embedding: Float32Array.of(1, 2) })).toBe(
      '{"embedding":"Float32Array of 8 bytes"}',
    );
  });

  test("never throws", () => {
    const circular: Record<string, unknown> = {};
    circular["self"] = circular;
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const hostile = {
      get a() {
        throw new Error("no");
      },
    };
    const badFunction = Object.defineProperty(() => 0, "name", { value: Symbol("name") });
    const hostileTag = {
      get [Symbol.toStringTag]() {
        throw new Error("no");
      },
    };
    const values = [
      circular,
      proxy,
      hostile,
      hostileTag,
      badFunction,
      { toJSON: () => undefined },
      Object.create(null),
    ];
    for (const value of values) {
      expect(printValue(value)).toBeTypeOf("string");
    }
    expect(printValue(circular)).toBe("Object that is not JSON");
  });
});

describe("the bounds of what is printed", () => {
  test("core/print-value.ts MAX_PRINTED_LENGTH: 100 characters stand, one more is cut with an ellipsis", () => {
    expect(printValue("a".repeat(100))).toBe("a".repeat(100));
    expect(printValue("a".repeat(101))).toBe(`${"a".repeat(99)}…`);
  });

  test("core/print-value.ts MAX_PATH_LENGTH: 1,000 characters stand, one more is cut with an ellipsis", () => {
    expect(printPath("a".repeat(1000))).toBe(`'${"a".repeat(1000)}'`);
    expect(printPath("a".repeat(1001))).toBe(`'${"a".repeat(999)}…'`);
  });

  test("core/print-value.ts MAX_PRINTED_ITEMS: 20 items stand, a further one is left out", () => {
    const zeros = (count: number): number[] => Array.from({ length: count }, () => 0);
    expect(printValue(zeros(20))).toBe(JSON.stringify(zeros(20)));
    expect(printValue(zeros(21))).toBe(JSON.stringify(zeros(20)));
  });
});
