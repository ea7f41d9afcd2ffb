import { describe, expect, test } from "vitest";
import { extractByPatterns } from "../../../src/pipeline/add/patterns/extract-by-patterns.ts";
import {
  markRecalled,
  RECALLED_END,
  RECALLED_START,
  withoutRecalled,
} from "../../../src/text/recalled.ts";
import { cpuMsOf } from "../../support/cpu-time.ts";

describe("markRecalled()", () => {
  test("puts text between marks that withoutRecalled() finds again", () => {
    const block = markRecalled("- I live in Lisbon.");
    expect(block).toBe(`${RECALLED_START}\n- I live in Lisbon.\n${RECALLED_END}`);
    expect(withoutRecalled(`Hello.\n${block}\nAnd you?`)).toBe("Hello.\n\n\nAnd you?");
  });

  test.each([
    RECALLED_END,
    RECALLED_START,
    "</RECALLED-MEMORY>",
    "< / recalled_memory >",
    '</recalled memory id="1">',
    `${RECALLED_END}${RECALLED_START}`,
  ])("lets nothing inside close the block: %s", (said) => {
    const block = markRecalled(`I said ${said} I live in Lisbon.`);
    expect(withoutRecalled(`a${block}b`)).toBe("a\nb");
    expect(block).toContain("I live in Lisbon.");
  });
});

describe("withoutRecalled()", () => {
  test.each(["", "I live in Lisbon.", "I recalled a memory.", "a recalled-memory is not a mark"])(
    "returns text without a mark as it is: %j",
    (text) => {
      expect(withoutRecalled(text)).toBe(text);
    },
  );

  test.each([
    ["a block that was cut off at its end", `one ${RECALLED_START}two`, "one "],
    ["a block that was cut off at its beginning", `one${RECALLED_END} two`, " two"],
    [
      "one after another, the second cut off at its beginning",
      `one ${RECALLED_START}two${RECALLED_END}three${RECALLED_END} four`,
      "one \n four",
    ],
    [
      "blocks inside one another",
      `one ${RECALLED_START}two${RECALLED_START}three${RECALLED_END}four${RECALLED_END} five`,
      "one \n five",
    ],
    [
      "marks in other letters",
      "one <Recalled_Memory of=ana>two</ recalled memory> three",
      "one \n three",
    ],
  ])("leaves out %s", (_, text, kept) => {
    expect(withoutRecalled(text)).toBe(kept);
  });

  test.each(["< recalled-memory ", "<recalled-memory>", "</recalled-memory>"])(
    "takes linear time on a megabyte of %s",
    (mark) => {
      const text = mark.repeat(2 ** 20 / mark.length);
      // Under 0.1 s on an idle machine; the tests share theirs.
      expect(cpuMsOf(() => withoutRecalled(text))).toBeLessThan(2_000);
    },
  );
});

test("extractByPatterns() reads nothing in recalled text, and all around it", () => {
  const at = Date.UTC(2024, 4, 1);
  const recalled = markRecalled("What holds\n- I live in Lisbon.\n我住在上海。");
  const read = (content: string): string[] =>
    extractByPatterns({
      messages: [{ index: 0, role: "user", content, name: undefined, at }],
      at,
      timeZone: "UTC",
    }).facts.map(({ text }) => text);
  expect(read("I love jazz.\nI live in Lisbon.")).toEqual(["I love jazz.", "I live in Lisbon."]);
  expect(read(`I love jazz.\n${recalled}\nI work at Feedzai.`)).toEqual([
    "I love jazz.",
    "I work at Feedzai.",
  ]);
  expect(read(recalled)).toEqual([]);
});
