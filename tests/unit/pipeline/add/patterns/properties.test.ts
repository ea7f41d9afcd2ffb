import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalizeRelation } from "../../../../../src/core/relations/relations.ts";
import { extractByPatterns } from "../../../../../src/pipeline/add/patterns/extract-by-patterns.ts";
import { cpuMsOf } from "../../../../support/cpu-time.ts";
import { extract, saidAt } from "./reading.ts";

/** Pieces of sentences, so that random texts get past the first words of every pattern. */
const pieces = fc.constantFrom(
  ..."I|I'm|my|My|sister|Ana|Ana's|Silva|,|.|!|?|and|who|lives in|works at|Feedzai|in|Lisbon|moved to|the|a|dog named|Rex".split(
    "|",
  ),
  ..."is|was|no|not|actually|it's|don't|anymore|used to|live|last month|since 2019|until|favourite food|like|to cook|\"|“|”|she|her|also known as".split(
    "|",
  ),
  ..."我|我的|姐姐|安娜|张伟|在|工作|住在|里斯本|，|。|不对|是|的|叫|又名|喜欢|和|、|了|不|以前|从|到|搬到|2015年|上个月|一只|狗|养了|她|最喜欢的|食物".split(
    "|",
  ),
  "\n",
  " ",
  "\uD800",
  "🙂",
);

const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: "binary", maxLength: 200 }),
  fc.array(pieces, { maxLength: 40 }).map((words) => words.join(" ")),
  fc.array(pieces, { maxLength: 40 }).map((words) => words.join("")),
);

const anyConversation = fc.array(
  fc.record({
    index: fc.nat({ max: 50 }),
    role: fc.constantFrom("user", "assistant", "system", "tool", "用户"),
    name: fc.option(anyText, { nil: undefined }),
    content: anyText,
  }),
  { maxLength: 6 },
);

describe("extractByPatterns()", () => {
  test("reads any conversation without an error, the same each time, and cites only its messages", () => {
    fc.assert(
      fc.property(anyConversation, fc.array(anyText, { maxLength: 4 }), (messages, knownNames) => {
        const input = { messages, at: saidAt, timeZone: "Asia/Shanghai", knownNames };
        const extraction = extractByPatterns(input);
        expect(extractByPatterns(input)).toEqual(extraction);

        const indexes = new Set(messages.map((message) => message.index));
        const { facts, relations, entities } = extraction;
        for (const { sources } of [...facts, ...relations, ...entities]) {
          expect(sources.length).toBeGreaterThan(0);
          expect(sources.every((source) => indexes.has(source))).toBe(true);
        }
      }),
      { numRuns: 1500 },
    );
  });

  test("relates by canonical types, between entities it lists, in texts it tells", () => {
    fc.assert(
      fc.property(anyConversation, (messages) => {
        const { facts, relations, entities } = extractByPatterns({
          messages,
          at: saidAt,
          timeZone: "UTC",
        });
        const names = new Set(entities.map((entity) => entity.name));
        const texts = new Set(facts.map((fact) => fact.text));
        for (const { source, relationship, destination, fact, validFrom, validTo } of relations) {
          const { type, isInverse } = canonicalizeRelation(relationship);
          expect([type, isInverse]).toEqual([relationship, false]);
          expect(names.has(source.name) && names.has(destination.name)).toBe(true);
          expect(texts.has(fact)).toBe(true);
          expect((validFrom ?? -Infinity) < (validTo ?? Infinity)).toBe(true);
        }
        for (const { text, slot } of facts) {
          expect(text.trim()).not.toBe("");
          expect(text.isWellFormed()).toBe(true);
          const cardinality =
            slot === undefined ? "one" : canonicalizeRelation(slot.relationship).cardinality;
          expect(cardinality).toBe("one");
        }
      }),
      { numRuns: 1500 },
    );
  });

  test.each([
    "I live in ".repeat(20_000),
    "Ana ".repeat(50_000),
    "my sister ".repeat(20_000),
    `I like ${"skiing, ".repeat(20_000)}`,
    '"'.repeat(100_000),
    `I was wrong${" ".repeat(100_000)}`,
    "我姐姐".repeat(30_000),
    "我喜欢滑雪、".repeat(20_000),
    "不对，".repeat(30_000),
    `我养了一只${"叫".repeat(50_000)}`,
    "I live in Lisbon.\n".repeat(5000),
    "我住在里斯本。".repeat(5000),
  ])("reads a long text in linear time: %#", (text) => {
    // A bound for a busy machine: what backtracks takes minutes.
    expect(cpuMsOf(() => extract([text]))).toBeLessThan(5000);
  });
});
