import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { entityKey, nameKey, statementKey } from "../../../src/core/names.ts";

/** Names out of the pieces that keys take away, and any text at all. */
const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 20 }),
  fc
    .array(
      fc.constantFrom(
        "the",
        "a",
        "an",
        "Ana",
        "'s",
        "’s",
        " ",
        "@",
        "user",
        ".",
        "“",
        "”",
        "(",
        "张伟",
        "1",
        "2",
        "İ",
        "ﬃ",
      ),
      { maxLength: 10 },
    )
    .map((pieces) => pieces.join("")),
  fc
    .array(fc.constantFrom("the", "a", "Ana’s", "@user", "“x”", "1.2", "12"), { maxLength: 6 })
    .map((words) => words.join(" ")),
);
const RUNS = { numRuns: 3000 };

describe("laws of keys", () => {
  test("a key is its own key", () => {
    fc.assert(
      fc.property(text, (name) => {
        const key = entityKey(name);
        expect(entityKey(key)).toBe(key);
        const statement = statementKey(name);
        expect(statementKey(statement)).toBe(statement);
      }),
      RUNS,
    );
  });

  test("an entity's key never begins with the speakers' sign", () => {
    fc.assert(
      fc.property(text, (name) => {
        expect(entityKey(name).startsWith("@")).toBe(false);
      }),
      RUNS,
    );
  });

  test("names that are one word by word are one entity, and its key keeps the digits", () => {
    fc.assert(
      fc.property(text, (name) => {
        expect(entityKey(nameKey(name))).toBe(entityKey(name));
        const digits = (one: string): string => one.replace(/[^\p{N}]/gu, "");
        expect(digits(entityKey(name))).toBe(digits(nameKey(name).normalize("NFD")));
      }),
      RUNS,
    );
  });

  test("case, width and what stands around do not count", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("Feedzai", "Ana Lopes", "São Paulo", "张伟"),
        fc.boolean(),
        (name, isUpper) => {
          const written = isUpper ? name.toUpperCase() : name;
          for (const around of [
            `“${written}”`,
            ` ${written}. `,
            `(${written})`,
            `the ${written}'s`,
          ]) {
            expect(entityKey(around)).toBe(entityKey(name));
          }
        },
      ),
      RUNS,
    );
  });
});
