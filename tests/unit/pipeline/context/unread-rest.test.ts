import { describe, expect, test } from "vitest";
import type { Evidence } from "../../../../src/core/hit.ts";
import { isTold, unreadRests } from "../../../../src/pipeline/context/unread-rest.ts";
import { hit, TOLD } from "./hits.ts";

const OPTIONS = { query: "What is my daughter called?", timeZone: "UTC" };

function turn(text: string, turnId = text): Evidence {
  return { turnId, episodeId: "e", role: "user", at: TOLD, text };
}

/** What is told beside one memory that was read from one turn. */
function restOf(memory: string, text: string, query = OPTIONS.query): string | undefined {
  return unreadRests([hit(memory, { evidence: [turn(text)] })], { ...OPTIONS, query }).get(memory)
    ?.text;
}

describe("unreadRests()", () => {
  test.each([
    ["My daughter was born in May. Her name is Minka.", "Her name is Minka."],
    ["My daughter was born in May, and her name is Minka.", "and her name is Minka."],
    ["My daughter was born in May. She's called Minka Ruth.", "She's called Minka Ruth."],
    ["我女儿五月出生。她叫明卡。", "她叫明卡。"],
    ["我女儿五月出生，名叫明卡。", "名叫明卡。"],
  ])("are what takes up what was read, %j", (text, expected) => {
    const memory = text.startsWith("我") ? "用户的女儿五月出生" : "User's daughter was born in May";
    expect(restOf(memory, text)).toBe(expected);
  });

  test.each([
    ["what has a subject of its own", "My daughter was born in May. We had pasta and red wine."],
    ["what says next to nothing", "My daughter was born in May. She is lovely!"],
    ["a question", "My daughter was born in May. Has her crib from Ikea arrived?"],
    ["what patterns read", "My daughter Minka was born in May. She lives in Porto."],
    ["what the memory says already", "My daughter was born in May. It was May, she was born."],
  ])("are not %s", (_, text) => {
    expect(restOf("User's daughter Minka was born in May", text)).toBeUndefined();
  });

  test("are what the question asks for, whoever it is about", () => {
    const text = "My daughter was born in May. The stroller cost 300 euros.";
    const memory = "User's daughter was born in May";
    expect(restOf(memory, text, "What did the stroller cost?")).toBe(
      "The stroller cost 300 euros.",
    );
    expect(restOf(memory, text)).toBeUndefined();
  });

  test("are quoted once, by the best hit, and not where the turn is a hit itself", () => {
    const said = turn("Rui was born in May. His bike is a red Peugeot.");
    const hits = ["Rui was born in May", "Rui's birthday is in May"].map((text) =>
      hit(text, { evidence: [said] }),
    );
    expect([...unreadRests(hits, OPTIONS).keys()]).toEqual(["Rui was born in May"]);
    const itself = hit("", { evidence: [said], id: said.turnId, kind: "turn" });
    expect(unreadRests([...hits, itself], OPTIONS).size).toBe(0);
  });

  test("are not what another memory of the turn tells", () => {
    const said = turn("Rui was born in May. His bike is a red Peugeot.");
    const other = hit("Rui rides a red Peugeot bike", { evidence: [said] });
    expect(
      unreadRests([hit("Rui was born in May", { evidence: [said] }), other], OPTIONS).size,
    ).toBe(0);
  });

  test("pipeline/context/unread-rest.ts MAX_REST_CHARACTERS is 240: whole sentences that fit", () => {
    const of = (length: number): string => `It has a blue door${"o".repeat(length - 19)}.`;
    const rest = (length: number): string | undefined =>
      restOf("I bought a house", `I bought a house. ${of(length)}`);
    expect(of(240)).toHaveLength(240);
    expect(rest(240)).toBe(of(240));
    expect(rest(241)).toBeUndefined();
    // What comes after one that does not fit may.
    const text = `I bought a house. ${of(241)} It cost 300 euros.`;
    expect(restOf("I bought a house", text)).toBe("It cost 300 euros.");
  });

  test("pipeline/context/unread-rest.ts MAX_TURN_CHARACTERS is 4,000: whole sentences of its beginning", () => {
    const rest = "Her name is Minka.";
    const ending = (length: number): string =>
      `My daughter was born in May. ${"a".repeat(length - 31 - rest.length)}. ${rest}`;
    expect(ending(4_000)).toHaveLength(4_000);
    expect(restOf("User's daughter was born in May", ending(4_000))).toBe(rest);
    expect(restOf("User's daughter was born in May", ending(4_001))).toBeUndefined();
  });

  test("pipeline/context/unread-rest.ts MAX_RESTS is 6: the first hits", () => {
    const hits = Array.from({ length: 8 }, (_, index) =>
      hit(`m${index}`, { evidence: [turn(`Dora left. Her cat number ${index} is Felix.`)] }),
    );
    const ids = [...unreadRests(hits, OPTIONS).keys()];
    expect(ids).toEqual(["m0", "m1", "m2", "m3", "m4", "m5"]);
  });

  test("pipeline/context/unread-rest.ts MAX_TURNS is 4: what was told last", () => {
    const again = ["1", "2", "3", "4"].map((id) => turn("My daughter was born in May.", id));
    const first = turn("My daughter was born in May. Her name is Minka.");
    const memory = "User's daughter was born in May";
    const sizeOf = (evidence: readonly Evidence[]): number =>
      unreadRests([hit(memory, { evidence })], OPTIONS).size;
    expect(sizeOf([first, ...again.slice(1)])).toBe(1);
    expect(sizeOf([first, ...again])).toBe(0);
  });

  test("are none of a turn without a text", () => {
    const { text: _, ...redacted } = turn("Her name is Minka.");
    expect(
      unreadRests([hit("m", { evidence: [{ ...redacted, redacted: true }] })], OPTIONS).size,
    ).toBe(0);
  });
});

describe("isTold()", () => {
  test("asks whether most of the words are said", () => {
    expect(isTold("She keeps two grey parrots", ["Zoe has two grey parrots"])).toBe(true);
    expect(isTold("She keeps two grey parrots", ["Zoe is a potter"])).toBe(false);
  });
});
