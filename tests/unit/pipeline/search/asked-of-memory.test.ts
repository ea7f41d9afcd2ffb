import { describe, expect, test } from "vitest";
import {
  asksAdvice,
  asksWhoUserIs,
  isAskingVerb,
  isOfMemory,
  isQuestion,
  questionsIn,
} from "../../../../src/pipeline/search/asked-of-memory.ts";

test.each([
  ["Where do I live?", true],
  ["where does ana work", true],
  ["Remind me when the train leaves", true],
  ["Do my neighbours have a dog", true],
  ["Tell me about the greenhouse", true],
  ["我住在哪儿", true],
  ["你知道吗", true],
  ["介绍一下我们的新邻居", true],
  ["I'm so tired.", false],
  ["Thanks a lot.", false],
  ["Have a lovely evening!", false],
  ["Do it again, please.", false],
  ["What a day!", false],
  ["The soup was good, wasn't it?", false],
  ["Really? That is odd.", false],
  ["我好累。", false],
])("isQuestion(%j) is %j", (text, expected) => {
  expect(isQuestion(text)).toBe(expected);
});

test.each([
  ["I love it! Where was that? When I go, I take a map.", "Where was that?"],
  ["好漂亮！在哪儿拍的？我也想去。", "在哪儿拍的？"],
  ["Who else came, and did you like it?", "Who else came, and did you like it?"],
  ["where was that", "where was that"],
  ["You did what?! I thought so. Why not", "You did what?! Why not"],
  ["How lovely! What a day.", ""],
  ["我什么都不吃。", ""],
  ["", ""],
])("of %j, %j asks something", (text, expected) => {
  expect(questionsIn(text)).toBe(expected);
});

test.each([
  ["Do you remember the name of the plumber?", true],
  ["What did I tell you about the roof?", true],
  ["What do you know about Lisbon?", true],
  ["你还记得水管工叫什么吗", true],
  ["我之前跟你说过屋顶的事", true],
  ["Do you like music?", false],
  ["Can you help me with my essay?", false],
  ["你喜欢音乐吗", false],
])("isOfMemory(%j) is %j", (text, expected) => {
  expect(isOfMemory(text)).toBe(expected);
});

describe("asksWhoUserIs()", () => {
  test.each([
    "Who am I?",
    "what's my name",
    "Do you remember me?",
    "What do you know about me?",
    "我是谁？",
    "你知道我叫什么吗",
    "还记得我吗",
    "你了解我多少？",
    "你知道我的哪些事？",
  ])("%s", (text) => {
    expect(asksWhoUserIs(text)).toBe(true);
  });

  test.each([
    "Who are you?",
    "Do you know me and my sister's address?",
    "Do you remember the plumber?",
    "What's my sister's name?",
    "我叫你去你就去",
    "你知道我妹妹住哪儿吗",
    "你是谁？",
    "Who am I meeting tomorrow?",
    "Does Ana know me?",
    "Did Ana recognize me?",
    "我是谁的粉丝？",
    "你了解我的什么项目",
    "他知道我什么时候来吗",
  ])("not %s", (text) => {
    expect(asksWhoUserIs(text)).toBe(false);
  });
});

test("isAskingVerb() knows what says only that something is asked", () => {
  expect(["tell", "rememb", "知道"].map((term) => isAskingVerb(term, ""))).toEqual([
    true,
    true,
    true,
  ]);
  expect(isAskingVerb("plumber", "Who is my plumber?")).toBe(false);
  expect(isAskingVerb("call", "What is my daughter called?")).toBe(true);
  expect(isAskingVerb("call", "When was the doctor called?")).toBe(false);
  expect(isAskingVerb("daughter", "What is my daughter called?")).toBe(false);
});

test.each([
  ["Recommend a present for Tom", true],
  ["Please suggest a restaurant", true],
  ["Can you help me plan a dinner?", true],
  ["What should I get my sister?", true],
  ["Any gift ideas for Tom?", true],
  ["给他推荐个礼物", true],
  ["我该送她什么？", true],
  ["Gift ideas for Tom", true],
  ["What did Tom recommend?", false],
  ["What advice did Tom give Ana?", false],
  ["Tom suggested a book.", false],
  ["I have a plan.", false],
  ["What do I like?", false],
  ["给男朋友送什么好？", true],
  ["我喜欢什么", false],
  ["安娜买了什么？", false],
  ["他送了我什么礼物？", false],
])("asksAdvice(%j) is %j", (text, expected) => {
  expect(asksAdvice(text)).toBe(expected);
});
