import { describe, expect, test } from "vitest";
import { askedSpeakers } from "../../../../src/pipeline/search/asked-speakers.ts";
import { nameCandidates } from "../../../../src/pipeline/search/name-candidates.ts";
import { readQuery } from "../../../../src/pipeline/search/query.ts";

function asked(text: string, speakers = ["Rui", "Ana", "Eva Reis"]): string[] {
  const query = readQuery(text, { reference: 0, timeZone: "UTC", isTimeGiven: false });
  const { places } = nameCandidates(query);
  return [...askedSpeakers(speakers, { text, places })].toSorted();
}

describe("askedSpeakers()", () => {
  test.each([
    ["What does Ana think of Rui's plan?", ["Ana"]],
    ["What did Rui tell Ana?", ["Rui"]],
    ["How did Rui's promotion change what Ana does?", ["Ana"]],
    ["What did Ana and Rui do?", ["Ana", "Rui"]],
    ["What do Ana, Rui and Eva like?", ["Ana", "Eva Reis", "Rui"]],
    ["Where are Rui and Ana's bikes?", ["Ana", "Rui"]],
    ["What is Ana's job?", ["Ana"]],
    ["Is Ana's plan Rui’s plan?", ["Ana", "Rui"]],
    ["What did Eva Reis say?", ["Eva Reis"]],
    ["What is for dinner?", []],
  ])("%s", (text, names) => {
    expect(asked(text)).toEqual(names);
  });

  test.each([
    ["王芳觉得李雷的计划怎么样？", ["王芳"]],
    ["李雷和王芳去了哪里？", ["李雷", "王芳"]],
    ["李雷的公司在哪里？", ["李雷"]],
  ])("%s", (text, names) => {
    expect(asked(text, ["王芳", "李雷"])).toEqual(names.toSorted());
  });

  test("two of one first name are both asked about", () => {
    expect(asked("What did Eva say to Rui?", ["Eva Reis", "Eva Costa", "Rui"])).toEqual([
      "Eva Costa",
      "Eva Reis",
    ]);
  });
});
