import { describe, expect, test } from "vitest";
import { entityKey } from "../../../../src/core/names.ts";
import { nameCandidates } from "../../../../src/pipeline/search/name-candidates.ts";
import {
  MAX_QUERY_CHARACTERS,
  MAX_QUERY_TERMS,
  readQuery,
  rootOf,
} from "../../../../src/pipeline/search/query.ts";

const read = (text: string) =>
  readQuery(text, { reference: Date.UTC(2024, 5, 1), timeZone: "UTC", isTimeGiven: false });
const said = (text: string, spans: readonly { start: number; end: number }[]) =>
  spans.map(({ start, end }) => text.slice(start, end));

describe("rootOf()", () => {
  test("takes inflections of a verb or plural for one word", () => {
    expect(new Set(["lives", "live", "living", "lived"].map(rootOf)).size).toBe(1);
    expect(new Set(["manages", "managing", "managed"].map(rootOf)).size).toBe(1);
    expect(new Set(["plan", "plans", "planned", "planning"].map(rootOf)).size).toBe(1);
    expect(new Set(["hobby", "hobbies"].map(rootOf)).size).toBe(1);
    expect(rootOf("favorite")).toBe(rootOf("favourites"));
  });

  test("keeps who does it and what is done apart", () => {
    expect(rootOf("manager")).not.toBe(rootOf("manages"));
    expect(rootOf("employer")).not.toBe(rootOf("employs"));
    expect(rootOf("boss")).toBe("boss");
  });
});

describe("readQuery()", () => {
  test("places words, without possessives", () => {
    const text = "Where does Ana's partner live?";
    const { words } = read(text);
    expect(said(text, words)).toEqual(["Where", "does", "Ana", "partner", "live"]);
    expect(words.map(({ isStopWord }) => isStopWord)).toEqual([true, true, false, false, false]);
  });

  test("cuts Chinese by dictionary and knows its grammar", () => {
    const { words } = read("张伟的经理住在哪里？");
    expect(words.find(({ text }) => text === "经理")?.isStopWord).toBe(false);
    expect(words.find(({ text }) => text === "的")?.isStopWord).toBe(true);
  });

  test("finds who is meant by I and you, but 'tell me' means nobody", () => {
    expect(
      said("Where does my sister live?", read("Where does my sister live?").firstPersons),
    ).toEqual(["my"]);
    expect(said("我妹妹住在哪里", read("我妹妹住在哪里").firstPersons)).toEqual(["我"]);
    expect(read("Tell me about Ana").firstPersons).toEqual([]);
    expect(read("What did you recommend?").secondPersons).toHaveLength(1);
  });

  test("takes the user for one of us, unless it only proposes something", () => {
    const ours = "When does our lease end, and where do we park?";
    expect(said(ours, read(ours).firstPersons)).toEqual(["our", "we"]);
    expect(read("Can we play a game?").firstPersons).toEqual([]);
    expect(read("Let us begin").firstPersons).toEqual([]);
  });

  test("does not search for Chinese words that only ask", () => {
    expect(read("外卖什么时候送到？").terms).not.toContain("时候");
    expect(read("怎么办理护照？").terms).toContain("办理");
    expect(read("护照丢了怎么办？").terms).not.toContain("办");
    expect(read("这件外套多少钱？").terms).toContain("外套");
    expect(read("这件外套多少钱？").terms).not.toContain("多少");
    expect(read("为什么？").terms).not.toEqual([]);
  });

  test("does not search for what a question is wrapped in", () => {
    const plain = read("where the spare key is").terms;
    expect(read("Do you still remember where the spare key is?").terms).toEqual(plain);
    expect(read("Please tell me where the spare key is").terms).toEqual(plain);
    expect(read("你还记得备用钥匙放在哪里吗").terms).toEqual(read("备用钥匙放在哪里").terms);
    expect(read("Does Ana know Rui?").terms).toContain("know");
    expect(read("Do you remember?").terms).not.toEqual([]);
  });

  test("is bounded", () => {
    const long = Array.from({ length: 5000 }, (_, index) => `word${index}`).join(" ");
    const query = read(long);
    expect(query.text.length).toBe(MAX_QUERY_CHARACTERS);
    expect(query.terms.length).toBe(MAX_QUERY_TERMS);
  });

  test("a lone surrogate does no harm", () => {
    expect(() => read("Ana \ud800 lives")).not.toThrow();
  });
});

describe("nameCandidates()", () => {
  const keysOf = (text: string) => [...nameCandidates(read(text)).places.keys()];

  test("lists every run of up to six words as a name's key", () => {
    const keys = keysOf("Did Ana Lopes visit The New York Times?");
    expect(keys).toEqual(
      expect.arrayContaining(["Ana", "Ana Lopes", "New York", "New York Times"].map(entityKey)),
    );
    expect(keys).not.toContain("did");
  });

  test("does not run across a comma", () => {
    expect(keysOf("Anabel, Bobby and Eve")).not.toContain(entityKey("Anabel, Bobby"));
  });

  test("lists Chinese pieces of two to eight characters", () => {
    expect(keysOf("张伟民住在上海")).toEqual(expect.arrayContaining(["张伟", "张伟民", "上海"]));
  });

  test("takes capitalised words as first words of names, or all if there are none", () => {
    expect(nameCandidates(read("Where does Ana live?")).prefixes.keys().toArray()).toEqual(["ana"]);
    expect(nameCandidates(read("where does ana live?")).prefixes.keys().toArray()).toEqual([
      "ana",
      "live",
    ]);
  });
});

describe("the bounds of what is read of a query", () => {
  const different = (count: number) => Array.from({ length: count }, (_, index) => `word${index}x`);

  test("pipeline/search/query.ts MAX_QUERY_CHARACTERS: 4,000 are read, a further one is not", () => {
    expect(read("a".repeat(4000)).text).toHaveLength(4000);
    expect(read("a".repeat(4001)).text).toHaveLength(4000);
  });

  test("pipeline/search/query.ts MAX_QUERY_TERMS: 48 are searched for, a further one is not", () => {
    const terms = (count: number) =>
      read(Array.from({ length: count }, (_, index) => 1000 + index).join(" ")).terms;
    expect(terms(48)).toHaveLength(48);
    expect(terms(49)).toEqual(terms(48));
  });

  test("pipeline/search/query.ts MAX_QUERY_WORDS: names are looked for among 64 words, and not in a further one", () => {
    expect(read(different(64).join(" ")).words).toHaveLength(64);
    expect(read(different(65).join(" ")).words.map(({ text }) => text)).toEqual(different(64));
  });
});

describe("the bounds of the names that are looked for", () => {
  const named = (text: string) => nameCandidates(read(text));
  const words = (count: number) =>
    Array.from({ length: count }, (_, index) => `Zor${"abcdefgh".charAt(index)}i`);

  test("pipeline/search/name-candidates.ts MAX_NAME_WORDS: a name of six words is looked for, one of seven is not", () => {
    const keys = (count: number) => [...named(words(count).join(" ")).places.keys()];
    expect(keys(6)).toContain(entityKey(words(6).join(" ")));
    expect(keys(7)).not.toContain(entityKey(words(7).join(" ")));
    expect(keys(7)).toContain(entityKey(words(6).join(" ")));
  });

  test("pipeline/search/name-candidates.ts MAX_UNSPACED_NAME: one of eight characters is looked for, one of nine is not", () => {
    const text = "赵钱孙李周吴郑王冯";
    const keys = new Set(named(text).places.keys());
    expect(keys.has(entityKey(text.slice(0, 8)))).toBe(true);
    expect(keys.has(entityKey(text))).toBe(false);
  });

  test("pipeline/search/name-candidates.ts MAX_NAME_KEYS: 640 pieces are looked up, a further one is not", () => {
    // A line of so many different characters has length - 1 pairs, length - 2 triples, and so on up to eight.
    const line = (length: number) =>
      String.fromCodePoint(...Array.from({ length }, (_, index) => 0x4e00 + index));
    const pieces = (names: number) => named(`${words(names).join(". ")}. ${line(95)}`).places.size;
    expect([0, 3, 4].map(pieces)).toEqual([637, 640, 640]);
  });

  test("pipeline/search/name-candidates.ts MAX_NAME_PREFIXES: eight words are tried as a first one, a ninth is not", () => {
    const capitals = (count: number) =>
      Array.from({ length: count }, (_, index) => `and Zor${"abcdefghi".charAt(index)}i`).join(" ");
    expect(named(capitals(8)).prefixes.size).toBe(8);
    expect([...named(capitals(9)).prefixes.keys()]).toEqual([
      ...named(capitals(8)).prefixes.keys(),
    ]);
  });
});
