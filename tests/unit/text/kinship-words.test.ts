import { expect, test } from "vitest";
import { TermMatcher } from "../../../src/pipeline/search/term-matcher.ts";
import { plainKinship, wordsForKin } from "../../../src/text/kinship-words.ts";
import { analyze } from "../../../src/text/tokens.ts";

test.each([
  ["my mum's recipe", "my mother's recipe"],
  ["Grandpa's boat", "grandfather's boat"],
  ["老婆的相机", "妻子的相机"],
])("analyze() takes %j and %j for one", (told, asked) => {
  const [plain] = analyze(asked);
  expect(analyze(told)).toContain(plain);
});

test("analyze() finds the one character that stands for a kin, and leaves other words alone", () => {
  expect(analyze("我弟在北京")).toContain("弟弟");
  expect(analyze("这里有兄弟单位")).not.toContain("弟弟");
  expect(analyze("mummies in the museum")).not.toContain(analyze("mother")[0]);
});

test("a text is matched by the plain word, whichever it uses", () => {
  const matcher = new TermMatcher(analyze("mother 弟弟"));
  const counted = (text: string): number => matcher.count(text).counts[0] ?? 0;
  expect(counted("Mum called, and Mom laughed")).toBe(2);
  const { terms } = matcher;
  expect(matcher.count("我弟昨天来了").counts[terms.indexOf("弟弟")]).toBe(1);
});

test("a text that says the plain word says it as often as any other", () => {
  const matcher = new TermMatcher(["弟弟", "北京"]);
  const counted = (text: string): readonly number[] => matcher.count(text).counts;
  expect(counted("我弟弟在北京")).toEqual([1, 1]);
  expect(counted("弟弟在北京，我弟也在北京")).toEqual([2, 2]);
  expect(counted("徒弟在北京")).toEqual([0, 1]);
});

test("plainKinship() leaves a plain word as it is", () => {
  expect(["mum", "mother", "museum", "老爸"].map(plainKinship)).toEqual([
    "mother",
    "mother",
    "museum",
    "爸爸",
  ]);
  expect(["mother", "mum", "museum"].map((word) => wordsForKin(word).length > 0)).toEqual([
    true,
    false,
    false,
  ]);
  expect(wordsForKin("妹妹")).toEqual(["妹", "老妹"]);
});
