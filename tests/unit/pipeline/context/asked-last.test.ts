import { describe, expect, test } from "vitest";
import { InvalidArgumentError } from "../../../../src/core/errors.ts";
import { askedLast } from "../../../../src/pipeline/context/asked-last.ts";
import { markRecalled } from "../../../../src/text/recalled.ts";

function said(...contents: readonly string[]): { role: string; content: string }[] {
  return contents.map((content) => ({ role: "user", content }));
}

describe("askedLast()", () => {
  test("is the text, or what the user said last", () => {
    expect(askedLast("Where is Ana?")).toBe("Where is Ana?");
    const messages = [
      ...said("Where is Rui?"),
      { role: "assistant", content: "In Faro." },
      ...said("Where is Ana?"),
      { role: "assistant", content: "Let me see." },
    ];
    expect(askedLast(messages)).toBe("Where is Ana?");
  });

  test.each([
    ["Where does Ana live?", "And where does she work?"],
    ["I will see Ana.", "What about her dog?"],
    ["小红住在哪里？", "她在哪里工作？"],
    ["小红住在哪里？", "那公司呢？"],
  ])("after %j, %j is read with what was said before", (before, last) => {
    expect(askedLast(said(before, last))).toBe(`${before}\n${last}`);
  });

  test("thanks do not bring back what was asked before", () => {
    expect(askedLast(said("Where does Ana live?", "Thanks, that is it."))).toBe(
      "Thanks, that is it.",
    );
  });

  test("leaves recalled text out, and is null where nothing of the user's is left", () => {
    expect(askedLast(`${markRecalled("Ana is in Faro.")}\nWhere is Ana?`)).toBe("Where is Ana?");
    expect(askedLast(markRecalled("Ana is in Faro."))).toBeNull();
    expect(askedLast([{ role: "assistant", content: "Hello." }])).toBeNull();
  });

  test("keeps the beginning and the end of a long text", () => {
    const asked = askedLast(`Who wrote this? ${"la ".repeat(5_000)} Is it Ana?`) ?? "";
    expect(asked.length).toBeLessThan(4_000);
    expect(asked).toMatch(/^Who wrote this\?/);
    expect(asked).toMatch(/Is it Ana\?$/);
  });

  test("refuses what is no message, and says of what call", () => {
    expect(() => askedLast(7)).toThrow(InvalidArgumentError);
    expect(() => askedLast(" ")).toThrow(/make a context/);
  });
});

test("pipeline/context/asked-last.ts MAX_LEAD: the last 600 characters of the turn before are read", () => {
  const lead = (count: number): string => `${"a".repeat(count - 1)}.`;
  const asked = (count: number): string | null =>
    askedLast(said(lead(count), "And where does she work?"));
  expect(asked(600)).toBe(`${lead(600)}\nAnd where does she work?`);
  expect(asked(601)).toBe(`${lead(600)}\nAnd where does she work?`);
});
