import { describe, expect, test } from "vitest";
import { analyze, contentTerms, MAX_TOKEN_LENGTH, words } from "../../../src/text/tokens.ts";
import { cpuMsOf } from "../../support/cpu-time.ts";

/** Whether a query finds a text at all: BM25 scores what they share. */
function finds(query: string, text: string): boolean {
  const terms = new Set(analyze(text));
  return analyze(query).some((term) => terms.has(term));
}

describe("analyze() in Latin script", () => {
  test("stems, lower-cases and drops stop words, keeping repeats", () => {
    expect(analyze("The Dogs are running; dogs RUN")).toEqual(["dog", "run", "dog", "run"]);
  });

  test("cuts possessives and contractions", () => {
    expect(analyze("Ana's sister, Ana’s dog")).toEqual(["ana", "sister", "ana", "dog"]);
    expect(analyze("She'll say I don't know")).toEqual(["sai", "know"]);
    expect(analyze("O'Brien")).toEqual(["obrien", "brien"]);
  });

  test("folds compatibility forms, case and diacritics", () => {
    expect(analyze("Ｃａｆé ﬁne Zürich Straße Łódź")).toEqual(
      analyze("cafe fine Zurich strasse Lodz"),
    );
  });

  test("keeps numbers and ids", () => {
    expect(analyze("room 101 in 2024, 3.5 GB, 1,000 users")).toEqual([
      "room",
      "101",
      "2024",
      "3.5",
      "gb",
      "1000",
      "user",
    ]);
    expect(analyze("COVID-19")).toEqual(["covid", "19", "covid19"]);
    expect(analyze("gpt4")).toEqual(["gpt4", "gpt", "4"]);
    expect(analyze("U.S.A.")).toEqual(["usa"]);
    expect(analyze("C++ and C#")).toEqual(["c++", "c#"]);
  });

  test.each([
    ["covid19", "COVID-19 cases"],
    ["covid 19", "COVID-19 cases"],
    ["GPT 4", "gpt4 is out"],
    ["email", "an e-mail came"],
    ["nodejs", "written in Node.js"],
    ["3.5 GB", "3.5GB of data"],
    ["USA", "in the U.S.A."],
    ["amour", "l'amour"],
    ["ana", "ANA'S"],
  ])("query %j finds %j", (query, text) => {
    expect(finds(query, text)).toBe(true);
  });

  test("a text of stop words alone keeps them", () => {
    expect(analyze("Who is it?")).toEqual(["who", "is", "it"]);
    expect(analyze("...")).toEqual([]);
  });
});

describe("analyze() in Chinese, Japanese, Korean and Thai", () => {
  test("yields words and bigrams", () => {
    const terms = analyze("李明在北京大学工作");
    expect(terms).toEqual(expect.arrayContaining(["李明", "北京", "京大", "大学", "工作"]));
    expect(terms).not.toContain("在");
  });

  test("function words are dropped unless there is nothing else", () => {
    expect(analyze("我们的")).not.toEqual([]);
    expect(analyze("他喜欢什么")).toEqual(expect.arrayContaining(["喜欢"]));
    expect(analyze("他喜欢什么")).not.toContain("什么");
    expect(analyze("Ana 的 dog")).toEqual(["ana", "dog"]);
    expect(analyze("的")).toEqual(["的"]);
  });

  test.each([
    ["猫", "我的猫很可爱"],
    ["李明", "昨天李明来了"],
    ["北京", "他在北京大学读书"],
    ["東京", "私は東京で働いています"],
    ["학교", "나는 학교에 갔다"],
    ["Google", "我在Google上班"],
    ["สวัสดี", "สวัสดีครับ"],
  ])("query %j finds %j", (query, text) => {
    expect(finds(query, text)).toBe(true);
  });
});

describe("analyze() on odd input", () => {
  test("lone surrogates do not throw", () => {
    expect(analyze("a\ud800 dog \udc00 北\ud800京")).toEqual(expect.arrayContaining(["dog"]));
  });

  test("terms are cut at the same length everywhere", () => {
    const long = "a".repeat(200);
    expect(analyze(long)[0]).toHaveLength(MAX_TOKEN_LENGTH);
    expect(analyze(long)).toEqual(analyze(`${long}b`));
  });

  test.each([
    ["English", "The quick foxes jumped over Ana's lazy dogs in 2024. "],
    ["Chinese", "他上周三去了北京大学，在图书馆看书。"],
    ["Chinese without marks", "他上周三去了北京大学在图书馆看书"],
    ["combining marks", "\u0315\u0300"],
    ["hyphens", "a-"],
    ["apostrophes", "a'"],
    ["commas in numbers", "1,"],
    ["spaces", " "],
    ["one word", "a"],
  ])("takes linear time on a megabyte of %s", (_, unit) => {
    const text = unit.repeat(Math.ceil(1_000_000 / unit.length));
    // About a second on an idle machine; the tests share theirs.
    expect(cpuMsOf(() => analyze(text))).toBeLessThan(6000);
  });
});

describe("words()", () => {
  test("returns surface words in order, nothing dropped", () => {
    expect(words("Ana's dogs ARE running in 2024, COVID-19 at 3.5")).toEqual([
      "ana's",
      "dogs",
      "are",
      "running",
      "in",
      "2024",
      "covid-19",
      "at",
      "3.5",
    ]);
  });

  test("cuts Chinese by dictionary", () => {
    const found = words("他在北京大学工作 in Beijing");
    // Where exactly is up to the platform's dictionary.
    expect(found.join("")).toBe("他在北京大学工作inbeijing");
    expect(found).toEqual(expect.arrayContaining(["北京", "大学", "工作", "beijing"]));
  });

  test("keeps diacritics", () => {
    expect(words("Café Zürich")).toEqual(["café", "zürich"]);
  });
});

describe("the bounds of a term", () => {
  test("text/tokens.ts MAX_TOKEN_LENGTH: 64 letters stand, of more the first 64", () => {
    const digits = (length: number): string => "1".repeat(length);
    expect(analyze(digits(64))).toEqual([digits(64)]);
    expect(analyze(digits(65))).toEqual([digits(64)]);
  });

  test("text/tokens.ts MAX_JOINED_PARTS: a compound of three parts is a word of its own too, one of four is not", () => {
    expect(analyze("kab-lod-mip")).toContain("kablodmip");
    expect(analyze("kab-lod-mip-zur")).toHaveLength(4);
  });
});

describe("contentTerms()", () => {
  test("are those of analyze() without stop words, even if there is nothing else", () => {
    expect(contentTerms("Her name is Minka")).toEqual(analyze("Her name is Minka"));
    expect(analyze("It was she")).not.toEqual([]);
    expect(contentTerms("It was she")).toEqual([]);
    expect(contentTerms("是的")).toEqual([]);
  });
});
