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

  test.each<[string, string[]]>([
    ["I'm not allergic to nuts any more.", ["I ALLERGIC_TO nuts to now"]],
    ["I don't like jazz any more.", ["I LIKES jazz to now"]],
    ["I don't like jazz any longer.", ["I LIKES jazz to now"]],
    ["I don't live in Berlin any more.", ["I LIVES_IN Berlin to now"]],
    ["I don't work at Intel any longer.", ["I WORKS_AT Intel to now"]],
    ["Tom isn't my boss any more.", ["I MANAGED_BY Tom to now"]],
    ["Ana isn't a nurse any more.", ["Ana JOB_TITLE nurse to now"]],
    ["I don't play tennis any more, I play golf.", ["I PLAYS golf", "I PLAYS tennis to now"]],
    ["I don't like any more jazz.", []],
    ["I don't like jazz any more than you do.", []],
  ])("'any more' is no part of what is over: %s", (sentence, expected) => {
    expect(relate(sentence)).toEqual(expected);
  });

  test("what holds no longer was no mistake: 'any more' tells of a change", () => {
    const told = relate("I live in Lisbon.", "No, I don't live in Lisbon any more.");
    expect(told).toEqual(["I LIVES_IN Lisbon", "I LIVES_IN Lisbon to now"]);
  });

  test.each<[string, string[]]>([
    ["My allergy is to peanuts.", ["I ALLERGIC_TO peanuts"]],
    ["My allergies are to milk and eggs.", ["I ALLERGIC_TO eggs", "I ALLERGIC_TO milk"]],
    ["My allergy is to blame.", []],
  ])("one is allergic to a thing, not to doing it: %s", (sentence, expected) => {
    expect(relate(sentence)).toEqual(expected);
  });

  test.each([
    "My boss is Ana or Tom.",
    "My friend is Ana or Anna, I forget.",
    "Bob is my late husband.",
    "My late husband is Bob.",
    "I gave my dog Rex away.",
    "My cat Tom ran away yesterday.",
  ])("what is open or over does not hold: %s", (sentence) => {
    expect(relate(sentence)).toEqual([]);
  });

  test.each<[string, string[]]>([
    ["My late mother is Ana.", ["Ana PARENT_OF I"]],
    ["I gave my dog Rex a bath.", ["I HAS_PET Rex", "Rex IS_A dog"]],
    ["My dog Pixel died last week.", ["I HAS_PET Pixel to 2024-05-06"]],
    ["My dog Pixel passed away.", ["I HAS_PET Pixel to now"]],
    ["I'm divorced from Sara.", ["I PARTNER_OF Sara to now"]],
    ["I moved back to Lisbon.", ["I LIVES_IN Lisbon"]],
    ["I moved back to my parents.", []],
  ])("but what is said of it is read: %s", (sentence, expected) => {
    expect(relate(sentence)).toEqual(expected);
  });

  test.each<[string, string[]]>([
    ["I lived in Boston before I moved to AMD.", ["I LIVES_IN Boston to now"]],
    ["Ana moved to Google last year.", []],
    ["I moved to OpenAI in May.", []],
    ["We moved to Goldman Sachs together.", []],
    ["We moved to Claude 3.", []],
    ["I moved from Bosch to Siemens.", []],
    ["I moved from Porto to AMD.", []],
    ["I moved back to Google.", []],
    ["I have moved to Feedzai as an engineer.", []],
    ["I work at Feedzai. Tom moved to Feedzai.", ["I WORKS_AT Feedzai"]],
    ["Eva moved to Acme Labs.", []],
    ["Eva moved to Marketing.", []],
    ["我搬到了AMD。", []],
    ["我搬到谷歌了。", []],
    ["我从百度搬到了阿里。", []],
  ])("nobody lives at an employer or in a product: %s", (sentence, expected) => {
    expect(relate(sentence)).toEqual(expected);
  });

  test.each<[string, string[]]>([
    ["I moved to London as a student.", ["I LIVES_IN London"]],
    ["I moved to NYC.", ["I LIVES_IN NYC"]],
    ["I moved to Washington DC.", ["I LIVES_IN Washington DC"]],
    ["I moved to McAllen.", ["I LIVES_IN McAllen"]],
    ["I moved to Boulder CO.", ["I LIVES_IN Boulder CO"]],
    ["I moved to Android, Iowa.", ["Android LOCATED_IN Iowa", "I LIVES_IN Android"]],
    ["I moved from Lisbon to The Hague.", ["I LIVES_IN Lisbon to now", "I LIVES_IN The Hague"]],
    ["我从Porto搬到了Lisbon。", ["I LIVES_IN Lisbon", "I LIVES_IN Porto to now"]],
  ])("while one lives where one moved to: %s", (sentence, expected) => {
    expect(relate(sentence)).toEqual(expected);
  });

  test.each<[string, string[]]>([
    ["Ana is my wife in the play.", []],
    ["Ana is my wife on stage.", []],
    ["Tom is my husband in the TV series.", []],
    ["Tom was my boss in the game.", []],
    ["I'm a doctor in the school play.", []],
    ["I live in Rome in the novel.", []],
    ["In the play my wife Eva dies.", []],
    ["My wife Ana in the play is funny.", []],
    ["安娜在剧里是我的妻子。", []],
  ])("what is so in a play is not: %s", (sentence, expected) => {
    expect(relate(sentence)).toEqual(expected);
  });

  test.each<[string, string[]]>([
    ["Ana is my boss in the new company.", ["I MANAGED_BY Ana"]],
    ["Ana is my friend in the book club.", ["I FRIEND_OF Ana"]],
    ["I work as a writer in the film industry.", ["I JOB_TITLE writer"]],
    ["My sister Ana plays in the film.", ["I SIBLING_OF Ana"]],
    ["I live in Rome in a small flat.", ["I LIVES_IN Rome"]],
    ["Unlike my wife, Ana likes tea.", ["Ana LIKES tea"]],
    ["I like tea, unlike my wife.", ["I LIKES tea"]],
    ["不像我妻子，安娜喜欢喝茶。", ["安娜 LIKES 喝茶"]],
  ])(
    "what is so beside it is read, and nobody is whom they are unlike: %s",
    (sentence, expected) => {
      expect(relate(sentence)).toEqual(expected);
    },
  );
});
