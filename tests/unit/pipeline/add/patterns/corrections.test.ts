import { describe, expect, test } from "vitest";
import { extractByPatterns } from "../../../../../src/pipeline/add/patterns/extract-by-patterns.ts";
import { relate, saidAt, type Line } from "./reading.ts";

const asking = (content: string): Line => ({ role: "assistant", content });
const lisbon = "I LIVES_IN Lisbon";
const braga = "I LIVES_IN Braga corrects";

describe("extractByPatterns() reads corrections", () => {
  test.each<[Line[], string[]]>([
    [
      ["I live in Lisbon.", asking("Nice!"), "No, it was Braga."],
      [braga, lisbon],
    ],
    [
      ["I live in Lisbon.", asking("How is it there?"), "No, it was Braga."],
      [braga, lisbon],
    ],
    [
      ["I live in Lisbon.", asking("In Lisbon?"), "No, it's Braga."],
      [braga, lisbon],
    ],
    [
      ["I live in Lisbon.", asking("Were you in Rome?"), "Sorry, I meant Braga."],
      [braga, lisbon],
    ],
    [
      // What was is what was told of the past.
      ["I was born in Porto. I live in Lisbon.", "No, it was Braga."],
      ["I BORN_IN Braga corrects", "I BORN_IN Porto", lisbon],
    ],
    [["My sister was born in Porto. I live in Lisbon.", "No, it was Braga."], [lisbon]],
    [
      ["My sister was born in Porto. I live in Lisbon.", "No, it's Braga."],
      [braga, lisbon],
    ],
    [
      ["I live in Lisbon and work as a nurse.", "No, it was Braga."],
      ["I JOB_TITLE nurse", braga, lisbon],
    ],
    [
      ["My sister Ana was born in Lisbon.", "I was wrong, she was born in Braga."],
      ["Ana BORN_IN Braga corrects", "Ana BORN_IN Lisbon", "I SIBLING_OF Ana"],
    ],
    [
      ["My sister Ana was born in Lisbon.", "No, she was born in Braga."],
      ["Ana BORN_IN Braga corrects", "Ana BORN_IN Lisbon", "I SIBLING_OF Ana"],
    ],
    [
      ["I live in Rome. Actually, I live in Milan."],
      ["I LIVES_IN Milan corrects", "I LIVES_IN Rome"],
    ],
    [["I live in Rome. Actually, I live in Milan now."], ["I LIVES_IN Milan", "I LIVES_IN Rome"]],
    [["I live in Rome. Wait, no, Milan."], ["I LIVES_IN Milan corrects", "I LIVES_IN Rome"]],
    [["I live in Rome, no wait, Milan."], ["I LIVES_IN Milan"]],
    [["I live in Rome, I mean Milan."], ["I LIVES_IN Milan"]],
    [
      ["I'm 34 years old.", "Sorry, I meant 35."],
      ["I HAS_AGE 34", "I HAS_AGE 35 corrects"],
    ],
    [
      ["我姐姐安娜出生在里斯本。", "我说错了，她出生在布拉加。"],
      ["I SIBLING_OF 安娜", "安娜 BORN_IN 布拉加 corrects", "安娜 BORN_IN 里斯本"],
    ],
    [
      ["我住在里斯本。", "我是说布拉加。"],
      ["I LIVES_IN 布拉加 corrects", "I LIVES_IN 里斯本"],
    ],
    [["我住在罗马，不对，米兰。"], ["I LIVES_IN 米兰"]],
    [["我住在罗马。其实我住在米兰。"], ["I LIVES_IN 米兰 corrects", "I LIVES_IN 罗马"]],
    [["我住在罗马。其实我现在住在米兰。"], ["I LIVES_IN 米兰", "I LIVES_IN 罗马"]],
    [["我不是护士，是医生。"], ["I JOB_TITLE 医生 corrects"]],
  ])("of one value: %j", (lines, expected) => {
    expect(relate(...lines)).toEqual(expected.toSorted());
  });

  test.each<[Line[], string[]]>([
    [["I'm not allergic to nuts, it's shellfish."], ["I ALLERGIC_TO shellfish replaces I/nuts"]],
    [["I'm not allergic to nuts but to shellfish."], ["I ALLERGIC_TO shellfish replaces I/nuts"]],
    [["I'm allergic to shellfish, not nuts."], ["I ALLERGIC_TO shellfish replaces I/nuts"]],
    [
      ["I'm not allergic to nuts, I'm allergic to shellfish."],
      ["I ALLERGIC_TO shellfish replaces I/nuts"],
    ],
    [
      ["I'm allergic to nuts.", "Sorry, I meant shellfish."],
      ["I ALLERGIC_TO nuts", "I ALLERGIC_TO shellfish replaces I/nuts"],
    ],
    [
      ["I went to Rome yesterday.", "Sorry, I meant Braga."],
      ["I VISITED Braga replaces I/Rome", "I VISITED Rome from 2024-05-14"],
    ],
    [
      ["My mother is Maria.", "Sorry, I meant Marta."],
      ["Maria PARENT_OF I", "Marta PARENT_OF I replaces Maria/I"],
    ],
    [["I like tea now, not coffee."], ["I LIKES tea from now"]],
    [["我不是对花生过敏，是对虾过敏。"], ["I ALLERGIC_TO 虾 replaces I/花生"]],
    [["我对虾过敏，不是花生。"], ["I ALLERGIC_TO 虾 replaces I/花生"]],
    [
      ["我对花生过敏。", "我说错了，是虾。"],
      ["I ALLERGIC_TO 花生", "I ALLERGIC_TO 虾 replaces I/花生"],
    ],
  ])("of one value among many: %j", (lines, expected) => {
    expect(relate(...lines)).toEqual(expected.toSorted());
  });

  test.each<Line[]>([
    ["I live in Lisbon.", asking("Did you go to Rome last week?"), "No, it was Braga."],
    ["I live in Lisbon.", "The weather is nice.", "No, it was Braga."],
    [asking("I live in Lisbon."), "No, it was Braga."],
    ["I live in Lisbon.", "No, it was a nurse."],
    ["I live in Lisbon.", "No, it was Saturday."],
    ["I live in Lisbon.", "No, it was great."],
    ["I live in Lisbon. Sorry, Ana!"],
    ["My sister Ana lives in Rome.", "Sorry, I meant Anna."],
    ["我姐姐安娜住在罗马。", "不对，是安妮。"],
    [
      { role: "user", name: "Ana", content: "I live in Lisbon." },
      { role: "user", name: "Bo", content: "No, it was Braga." },
    ],
    ["我住在里斯本。", asking("你昨天去了罗马吗？"), "不是，是布拉加。"],
    ["我住在里斯本。", "不对，是医生。"],
    ["我住在里斯本。", "不对，是星期六。"],
  ])("but nothing that may mean something else: %j", (...lines) => {
    expect(relate(...lines).filter((line) => line.endsWith("corrects"))).toEqual([]);
  });

  test("of what was said earlier, of which it tells nothing itself", () => {
    const said = (content: string) => [{ index: 0, role: "user", content }];
    const input = { earlier: said("I live in Lisbon."), at: saidAt, timeZone: "UTC" };
    const { facts, relations, entities } = extractByPatterns({
      ...input,
      messages: said("No, it was Braga."),
    });
    expect(facts.map(({ text, corrects }) => [text, corrects])).toEqual([
      ["I live in Braga", true],
    ]);
    expect(relations.map(({ destination }) => destination.name)).toEqual(["Braga"]);
    expect(entities.map(({ name }) => name)).toEqual(["I", "Braga"]);
  });
});
