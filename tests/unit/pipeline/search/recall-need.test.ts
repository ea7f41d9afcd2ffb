import { describe, expect, test } from "vitest";
import { readQuery } from "../../../../src/pipeline/search/query.ts";
import { type NeedInput, recallNeed } from "../../../../src/pipeline/search/recall-need.ts";
import { inverseDocumentFrequency, MAX_TERM_WEIGHT } from "../../../../src/vector/bm25.ts";
import { memory, turn } from "./builders.ts";

const COUNT = 500;

/** Words by how many texts of the tenant have them; a word that is not there is in none. */
function need(text: string, changes: Partial<NeedInput> & { said?: string } = {}): number {
  const query = readQuery(text, { reference: 0, timeZone: "UTC", isTimeGiven: false });
  const { said, ...rest } = changes;
  const points = said === undefined ? [] : [memory("m", { text: said })];
  const weights = new Map(
    query.terms.map((term) => [term, inverseDocumentFrequency(COUNT, 2) * MAX_TERM_WEIGHT]),
  );
  return recallNeed({
    query,
    points,
    surroundings: new Map(),
    weights,
    pointCount: COUNT,
    confidence: 0,
    isNaming: false,
    isDescribing: false,
    namedTerms: new Set(),
    bestScore: 0,
    meaning: null,
    ...rest,
  });
}

describe("recallNeed()", () => {
  test("is 0 for a turn that says nothing", () => {
    expect(need("How are you?", { bestScore: 9, isNaming: true })).toBe(0);
  });

  test("grows with the words that one text has, and falls with those that none has", () => {
    const none = need("Which violin did the orchestra buy?");
    const some = need("Which violin did the orchestra buy?", { said: "The orchestra is late." });
    const all = need("Which violin did the orchestra buy?", {
      said: "The orchestra wants to buy a violin.",
    });
    expect(none).toBeLessThan(some);
    expect(some).toBeLessThan(all);
    const longer = "Which violin did the orchestra buy at the auction in Geneva?";
    expect(need(longer, { said: "The orchestra wants to buy a violin." })).toBeLessThan(all);
  });

  test("takes a rare word for more than a common one", () => {
    const said = "violin";
    const weightOf = (frequency: number): ReadonlyMap<string, number> =>
      new Map([["violin", inverseDocumentFrequency(COUNT, frequency) * MAX_TERM_WEIGHT]]);
    const rare = need("violin", { said, weights: weightOf(1) });
    expect(need("violin", { said, weights: weightOf(200) })).toBeLessThan(rare);
  });

  test("counts what only the neighbours in a conversation say for half", () => {
    const points = [
      turn("a", { text: "The orchestra is late." }),
      turn("b", { text: "It wants to buy a violin.", index: 1 }),
    ];
    const surroundings = new Map([["b", ["a"]]]);
    const question = "Which violin did the orchestra buy?";
    const apart = need(question, { points });
    const together = need(question, { points, surroundings });
    const one = need(question, { said: "The orchestra wants to buy a violin." });
    expect(apart).toBeLessThan(together);
    expect(together).toBeLessThan(one);
  });

  test("a path that explains the whole question counts as all its words", () => {
    const question = "Which company does the sister work for?";
    expect(need(question, { confidence: 1 })).toBeGreaterThan(need(question, { confidence: 0.4 }));
    expect(need(question, { confidence: 0.4 })).toBeGreaterThan(need(question));
  });

  test("advice is asked of memory where it is for somebody it knows, by name or not", () => {
    const said = "My boyfriend loves jazz.";
    const question = "Recommend a present for my boyfriend";
    expect(need(question, { said })).toBeLessThan(0.1);
    expect(need(question, { said, isDescribing: true })).toBeGreaterThan(0.5);
    expect(
      need("Recommend a present for Tom", { said: "Tom loves jazz.", isNaming: true }),
    ).toBeGreaterThan(0.5);
    expect(need("Dinner with my boyfriend", { said, isDescribing: true })).toBeLessThan(0.1);
  });

  test("a name that is known, a good hit and a near meaning each speak for it", () => {
    const question = "When does the concert begin?";
    const least = need(question);
    expect(need(question, { isNaming: true })).toBeGreaterThan(least);
    expect(need(question, { bestScore: 2 })).toBeGreaterThan(least);
    expect(need(question, { meaning: { best: 0.9, level: 0.8 } })).toBeGreaterThan(least);
    expect(need(question, { meaning: { best: 0.8, level: 0.8 } })).toBe(least);
  });

  test("the same distance above what is unrelated counts the same whatever a model's cosines are", () => {
    const question = "When does the concert begin?";
    const high = need(question, { meaning: { best: 0.9, level: 0.8 } });
    const low = need(question, { meaning: { best: 0.55, level: 0.1 } });
    expect(low).toBeCloseTo(high, 10);
  });

  test("a question about oneself speaks for it, and a statement does not", () => {
    const said = "My flight is at noon.";
    const found = { said, bestScore: 1 };
    expect(need("When is my flight?", found)).toBeGreaterThan(0.5);
    expect(need("I like my flight.", found)).toBeLessThan(0.5);
  });

  test("a question that names nobody speaks for it, unless it asks the assistant", () => {
    const said = "The boiler was serviced by Thornley.";
    const found = { said, bestScore: 1.5 };
    const asked = need("Who serviced the boiler?", found);
    expect(asked).toBeGreaterThan(0.5);
    expect(need("I serviced the boiler.", found)).toBeLessThan(asked);
    expect(need("Can you service a boiler?", found)).toBeLessThan(asked);
    expect(need("Do you remember who serviced the boiler?", found)).toBeGreaterThan(0.5);
  });

  test.each(["Who am I?", "What do you know about me?", "我是谁？", "你还记得我吗"])(
    "whatever is known of the user answers %j",
    (question) => {
      expect(need(question)).toBeGreaterThan(0.5);
    },
  );

  test.each(["How are you?", "你是谁？", "Do you know any riddles?", "Can you hear me?"])(
    "%j asks the assistant, and not who the user is",
    (question) => {
      expect(need(question)).toBeLessThan(0.1);
    },
  );

  test("a name that no text has, and the graph knows, counts as said", () => {
    const weights = new Map([["nita", inverseDocumentFrequency(COUNT, 0) * MAX_TERM_WEIGHT]]);
    const found = { said: "Ana Silva runs a bakery.", isNaming: true, weights };
    const unknown = need("Tell me about Nita", found);
    expect(need("Tell me about Nita", { ...found, namedTerms: new Set(["nita"]) })).toBeGreaterThan(
      unknown,
    );
  });

  test("as many words of fewer texts speak more for it, as they are less there by chance", () => {
    const question = "Which violin did the orchestra buy?";
    const said = "The orchestra wants to buy a violin.";
    // Each in one text, so that the surprise of a word is that of the count alone.
    const among = (pointCount: number): number => {
      const idf = inverseDocumentFrequency(pointCount, 1) * MAX_TERM_WEIGHT;
      const weights = new Map(["violin", "orchestra", "bui"].map((term) => [term, idf]));
      return need(question, { said, pointCount, weights });
    };
    const none = (pointCount: number): number => need(question, { pointCount });
    expect(none(50)).toBeGreaterThan(none(5000));
    expect(among(50)).toBeGreaterThan(0.1);
  });

  test("Chinese words count once each, not by every pair of characters", () => {
    const said = "我妹妹在华为工作。";
    expect(need("我妹妹在哪里工作？", { said })).toBeGreaterThan(0.5);
    expect(need("今天天气真好。", { said })).toBeLessThan(0.1);
  });

  test("stays within 0 and 1 whatever it is given", () => {
    const values = [
      need("violin", { bestScore: 1e9 }),
      need("violin", { weights: new Map() }),
      need("violin", { pointCount: 0, weights: new Map() }),
      need("violin ".repeat(600)),
    ];
    for (const value of values) {
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThanOrEqual(1);
    }
  });
});
