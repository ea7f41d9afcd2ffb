import { describe, expect, test } from "vitest";
import { relate } from "./reading.ts";

describe("what extractByPatterns() leaves unread, as nobody said it", () => {
  test.each([
    "Tom is my wife's brother.",
    "Tom is my wife’s brother.",
    "Tom was my wife's boss.",
    "Tom isn't my wife's boss anymore.",
    "Ana is my boss's boss.",
    "Ana is my boss' boss.",
    "Ana is my manager's manager.",
    "Rex is my sister's dog.",
    "Tom is my mother's doctor.",
    "Tom is my parents' friend.",
    "Tom is my parents’ friend.",
    "Tom and Ana are my wife's parents.",
    "I met my parents' friends.",
  ])("someone is not who owns what they are: %s", (sentence) => {
    expect(relate(sentence)).toEqual([]);
  });

  test.each<[string, string[]]>([
    ["Ana is my sister Eva's boss.", ["Eva MANAGED_BY Ana", "I SIBLING_OF Eva"]],
    ["Tom is Ana's brother.", ["Ana SIBLING_OF Tom"]],
    ["Tom is my friend.", ["I FRIEND_OF Tom"]],
  ])("but what they are to one with a name is read: %s", (sentence, expected) => {
    expect(relate(sentence)).toEqual(expected);
  });
});
