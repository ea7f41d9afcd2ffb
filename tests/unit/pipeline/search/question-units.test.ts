import { describe, expect, test } from "vitest";
import { readQuery } from "../../../../src/pipeline/search/query.ts";
import { questionUnits } from "../../../../src/pipeline/search/question-units.ts";
import { relationLexicon } from "../../../../src/pipeline/search/relation-lexicon.ts";

function read(text: string, names: readonly string[]) {
  const query = readQuery(text, { reference: 0, timeZone: "UTC", isTimeGiven: false });
  const places = names.map((name) => {
    const start = text.indexOf(name);
    return { start, end: start + name.length, keys: [name] };
  });
  const options = { names: places, ignored: [], lexicon: relationLexicon(), weights: new Map() };
  return questionUnits(query, options).map((unit) => {
    const said = text.slice(unit.start, unit.end);
    if (unit.form !== "relation") return `${unit.form} ${said}`;
    return `${said}: ${unit.readings.map(({ type, isInverse }) => `${type}${isInverse ? "^" : ""}`).join(" ")}`;
  });
}

describe("questionUnits()", () => {
  test("cuts a question into names, relations and words", () => {
    expect(read("Where does Ana's partner's manager live?", ["Ana"])).toEqual([
      "word Where",
      "name Ana",
      expect.stringMatching(/^partner: PARTNER_OF/),
      expect.stringMatching(/^manager: MANAGED_BY/),
      expect.stringMatching(/^live: .*LIVES_IN/),
    ]);
  });

  test("does not take a manager for somebody who manages", () => {
    expect(read("Who is Ana's manager?", ["Ana"])[2]).not.toContain("^");
    expect(read("Whom does Ana manage?", ["Ana"])[2]).toContain("MANAGED_BY^");
  });

  test("prefers the longest phrase and keeps the shorter as a guess", () => {
    expect(read("Who does Ana work for?", ["Ana"])[2]).toMatch(/^work for: WORKS_AT/);
  });

  test("reads Chinese with and without a gap", () => {
    expect(read("张伟的经理住在哪里？", ["张伟"])).toEqual([
      "name 张伟",
      expect.stringMatching(/^经理: MANAGED_BY/),
      expect.stringMatching(/^住在: LIVES_IN/),
      "word 哪里",
    ]);
    expect(read("谁向王芳汇报？", ["王芳"])).toContainEqual(
      expect.stringMatching(/^汇报: MANAGED_BY/),
    );
  });

  test("reads idioms for what they mean, not by their words", () => {
    const units = read("What does Ana do for a living?", ["Ana"]);
    expect(units).toEqual(["name Ana", expect.stringMatching(/living: JOB_TITLE$/)]);
  });

  test("pipeline/search/question-units.ts MAX_UNITS is 24: so much of a question is looked at", () => {
    const words = Array.from({ length: 25 }, (_, index) => `sunrise${index + 10}`);
    expect(read(words.join(" "), [])).toEqual(words.slice(0, 24).map((word) => `word ${word}`));
  });

  test("pipeline/search/question-units.ts MAX_GAP is 24: so far apart stand the parts of a phrase", () => {
    const isPhrase = (count: number): boolean =>
      read(`张伟归${"某".repeat(count - 1)}管吗？`, ["张伟"]).some((unit) =>
        unit.includes("MANAGED_BY"),
      );
    expect(isPhrase(24)).toBe(true);
    expect(isPhrase(25)).toBe(false);
  });

  test("keeps other words as they are", () => {
    expect(read("Did Ana paint the sunrise?", ["Ana"])).toContain("word sunrise");
  });
});
