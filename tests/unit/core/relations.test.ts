import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  canonicalizeRelation,
  canonicalRelations,
  sentenceFor,
  type RelationDefinition,
} from "../../../src/core/relations/relations.ts";

const one = (type: string) => ({ type, cardinality: "one", isInverse: false });
const many = (type: string) => ({ type, cardinality: "many", isInverse: false });
const swapped = (type: string, cardinality: "one" | "many" = "many") => ({
  type,
  cardinality,
  isInverse: true,
});

/** The reading without its definition. */
function read(name: string): object {
  const { type, cardinality, isInverse } = canonicalizeRelation(name);
  return { type, cardinality, isInverse };
}

describe("canonicalizeRelation()", () => {
  test.each([
    ["lives in", one("LIVES_IN")],
    ["lives_in", one("LIVES_IN")],
    ["LIVES_IN", one("LIVES_IN")],
    ["livesIn", one("LIVES_IN")],
    ["Lives-In", one("LIVES_IN")],
    ["resides in", one("LIVES_IN")],
    ["is currently living in", one("LIVES_IN")],
    ["moved to", one("LIVES_IN")],
    ["works_at", one("WORKS_AT")],
    ["employed by", one("WORKS_AT")],
    ["employer", one("WORKS_AT")],
    ["job_title", one("JOB_TITLE")],
    ["profession", one("JOB_TITLE")],
    ["partner", one("PARTNER_OF")],
    ["PARTNER_OF", one("PARTNER_OF")],
    ["MARRIED_TO", one("PARTNER_OF")],
    ["is married to", one("PARTNER_OF")],
    ["wife", one("PARTNER_OF")],
    ["manager", one("MANAGED_BY")],
    ["is managed by", one("MANAGED_BY")],
    ["reports to", one("MANAGED_BY")],
    ["manages", swapped("MANAGED_BY", "one")],
    ["MANAGES", swapped("MANAGED_BY", "one")],
    ["manager of", swapped("MANAGED_BY", "one")],
    ["is the manager of", swapped("MANAGED_BY", "one")],
    ["located_in", one("LOCATED_IN")],
    ["is_a", one("IS_A")],
    ["born in", one("BORN_IN")],
    ["is from", one("FROM")],
    ["studies at", one("STUDIES_AT")],
    ["likes", many("LIKES")],
    ["LOVES", many("LIKES")],
    ["hates", many("DISLIKES")],
    ["does not like", many("DISLIKES")],
    ["has_pet", many("HAS_PET")],
    ["alias", many("ALSO_KNOWN_AS")],
    ["also known as", many("ALSO_KNOWN_AS")],
    ["is named", many("ALSO_KNOWN_AS")],
    ["is_now_called", many("ALSO_KNOWN_AS")],
    ["are called", many("ALSO_KNOWN_AS")],
    ["nicknamed", many("ALSO_KNOWN_AS")],
    ["alias of", swapped("ALSO_KNOWN_AS")],
    ["goes by", many("ALSO_KNOWN_AS")],
    ["name", many("ALSO_KNOWN_AS")],
    ["sister", many("SIBLING_OF")],
    ["older brother", many("SIBLING_OF")],
    ["mother", swapped("PARENT_OF")],
    ["mother_of", many("PARENT_OF")],
    ["has mother", swapped("PARENT_OF")],
    ["son", many("PARENT_OF")],
    ["is the son of", swapped("PARENT_OF")],
    ["CHILD_OF", swapped("PARENT_OF")],
    ["has_children", many("PARENT_OF")],
    ["was founded by", swapped("FOUNDED")],
    ["author", swapped("CREATED")],
    ["contains", swapped("PART_OF")],
  ])("reads %j", (name, expected) => {
    expect(read(name)).toEqual(expected);
  });

  test.each([
    ["住在", one("LIVES_IN")],
    ["居住地", one("LIVES_IN")],
    ["目前住在", one("LIVES_IN")],
    ["在…工作", one("WORKS_AT")],
    ["在...工作", one("WORKS_AT")],
    ["任职于", one("WORKS_AT")],
    ["工作于", one("WORKS_AT")],
    ["职位", one("JOB_TITLE")],
    ["职业", one("JOB_TITLE")],
    ["職業", one("JOB_TITLE")],
    ["伴侣", one("PARTNER_OF")],
    ["配偶", one("PARTNER_OF")],
    ["上司", one("MANAGED_BY")],
    ["经理", one("MANAGED_BY")],
    ["上司是", one("MANAGED_BY")],
    ["是…的上司", swapped("MANAGED_BY", "one")],
    ["位于", one("LOCATED_IN")],
    ["是一种", one("IS_A")],
    ["是", one("IS_A")],
    ["喜欢", many("LIKES")],
    ["喜歡", many("LIKES")],
    ["宠物", many("HAS_PET")],
    ["养", many("HAS_PET")],
    ["别名", many("ALSO_KNOWN_AS")],
    ["对…过敏", many("ALLERGIC_TO")],
    ["姐姐", many("SIBLING_OF")],
    ["妈妈", swapped("PARENT_OF")],
  ])("reads %j", (name, expected) => {
    expect(read(name)).toEqual(expected);
  });

  test.each([
    ["favourite_food", one("FAVOURITE_FOOD")],
    ["favorite food", one("FAVOURITE_FOOD")],
    ["has favorite food", one("FAVOURITE_FOOD")],
    ["最喜欢的食物", one("FAVOURITE_FOOD")],
    ["最爱吃的", one("FAVOURITE_FOOD")],
    ["Favorite Movie", one("FAVOURITE_FILM")],
    ["最喜歡的顏色", one("FAVOURITE_COLOUR")],
    ["favorite board game", one("FAVOURITE_BOARD_GAME")],
    ["最喜欢的老师", one("FAVOURITE_老师")],
    ["favourite books", many("FAVOURITE_BOOKS")],
    ["最喜欢", many("LIKES")],
  ])("reads one slot for each kind of favourite: %j", (name, expected) => {
    expect(read(name)).toEqual(expected);
  });

  test.each([
    ["sponsors", many("SPONSORS")],
    // What somebody did to another, not another name of theirs.
    ["named", many("NAMED")],
    ["NAMES", many("NAMES")],
    ["called", many("CALLED")],
    ["lived in", many("LIVED_IN")],
    ["worked at", many("WORKED_AT")],
    ["used to live in", many("USED_TO_LIVE_IN")],
    ["does not live in", many("DOES_NOT_LIVE_IN")],
    ["ex-wife", many("EX_WIFE")],
    ["is manager", many("IS_MANAGER")],
    ["works in", many("WORKS_IN")],
    ["vit à", many("VIT_A")],
    ["работает в", many("РАБОТАЕТ_В")],
    ["资助", many("资助")],
    ["constructor", many("CONSTRUCTOR")],
    ["__proto__", many("PROTO")],
    ["", many("RELATED_TO")],
    ["🙂 ---", many("RELATED_TO")],
    ["2nd home", many("ND_HOME")],
  ])("keeps %j, which would be wrong or is unknown, as many-valued", (name, expected) => {
    expect(read(name)).toEqual(expected);
  });

  test("resolves every phrase of the catalog to the relation that lists it", () => {
    const wrong = canonicalRelations.flatMap((definition) =>
      phrasesOf(definition)
        .filter(([phrase, isInverse]) => {
          const reading = canonicalizeRelation(phrase);
          const mayInvert = definition.isSymmetric !== true && isInverse;
          return reading.type !== definition.type || reading.isInverse !== mayInvert;
        })
        .map(([phrase]) => `${definition.type}: ${phrase}`),
    );
    expect(wrong).toEqual([]);
  });

  test.each([
    ["favorite ß", one("FAVOURITE_SS")],
    ["favourite Straße", one("FAVOURITE_STRASSE")],
    ["größer als", many("GROSSER_ALS")],
    ["favourite ø", one("FAVOURITE_Ø")],
    ["lubi łąkę", many("LUBI_ŁĄKĘ")],
    ["最喜欢的ß", one("FAVOURITE_SS")],
  ])("keeps the letters of %j", (name, expected) => {
    expect(read(name)).toEqual(expected);
    expect(read(expected.type)).toEqual(expected);
  });

  test("gives any string a safe type that reads back as itself", () => {
    fc.assert(
      fc.property(fc.oneof(anyName, expandingName), (name) => {
        const reading = canonicalizeRelation(name);
        expect(reading.type.length).toBeLessThanOrEqual(63);
        expect(reading.type.isWellFormed()).toBe(true);
        expect(reading.type).toMatch(/^[\p{L}\p{N}\p{M}][\p{L}\p{N}\p{M}_]*$/u);
        const again = canonicalizeRelation(reading.type);
        expect([again.type, again.cardinality, again.isInverse]).toEqual([
          reading.type,
          reading.cardinality,
          false,
        ]);
      }),
      { numRuns: 5000 },
    );
  });

  test("gives an ASCII name an ASCII identifier", () => {
    fc.assert(
      fc.property(fc.string(), (name) => {
        expect(canonicalizeRelation(name).type).toMatch(/^[A-Z][A-Z0-9_]{0,62}$/);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("canonicalRelations", () => {
  test("have unique types, both sentences, and only safe identifiers", () => {
    const types = canonicalRelations.map((relation) => relation.type);
    expect(new Set(types).size).toBe(types.length);
    expect(types.length).toBeGreaterThanOrEqual(40);
    for (const relation of canonicalRelations) {
      expect(relation.type).toMatch(/^[A-Z][A-Z0-9_]{0,62}$/);
      expect(relation.sentenceEn).toMatch(/\{source\}.*\{destination\}/);
      expect(relation.sentenceZh).toMatch(/\{source\}.*\{destination\}/);
    }
  });
});

describe("sentenceFor()", () => {
  test.each([
    ["LIVES_IN", "Ana", "Lisbon", "en", "Ana lives in Lisbon"],
    ["LIVES_IN", "I", "Lisbon", "en", "I live in Lisbon"],
    ["FAVOURITE_FOOD", "I", "sushi", "en", "My favourite food is sushi"],
    ["HAS_PET", "I", "Rex", "en", "I have a pet called Rex"],
    ["MANAGED_BY", "Ana", "I", "en", "Ana's manager is me"],
    ["LIVES_IN", "安娜", "里斯本", "zh", "安娜住在里斯本"],
    ["WORKS_AT", "I", "Feedzai", "zh", "我在Feedzai工作"],
    ["SPONSORS", "Ana", "Bo", "en", "Ana sponsors Bo"],
    ["资助", "安娜", "张伟", "zh", "安娜资助张伟"],
    ["LIKES", "A$&", "{source}", "en", "A$& likes {source}"],
  ] as const)("says %s of %s and %s", (...[type, source, destination, language, expected]) => {
    expect(sentenceFor(type, source, destination, language)).toBe(expected);
  });
});

const anyName: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({ unit: "grapheme" }),
  fc.string({
    unit: fc.constantFrom(
      "最",
      "喜",
      "欢",
      "的",
      "f",
      "avorite ",
      "is ",
      "_",
      "é",
      "ß",
      "ŉ",
      "ǆ",
      "İ",
      "\uD800",
      "Ω",
      "在",
      "M",
    ),
  }),
);

/** Letters that grow, shrink or part when their case or form changes. */
const EXPANDING = Array.from({ length: 0x1_00_00 }, (_, code) => String.fromCharCode(code)).filter(
  (letter) =>
    /\p{L}/u.test(letter) &&
    [letter.toUpperCase(), letter.toLowerCase(), letter.normalize("NFKC")].some(
      (form) => form.length !== 1 || form.normalize("NFKD").length !== 1,
    ),
);

/** Names whose length and script may change as they are read, some of them cut where they do. */
const expandingName: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom("", "favorite ", "favourite", "最喜欢的", "最爱", "is ", "的", "目前"),
    fc.constantFrom("", "a".repeat(30), "é ".repeat(29), "é".repeat(62), "ß".repeat(25)),
    fc.array(fc.oneof(fc.constantFrom(...EXPANDING), fc.constantFrom("a", "s", " ", "Ж", "'")), {
      maxLength: 8,
    }),
    fc.constantFrom("", " is", "是", "s", "ß", "Ø", "ﬆ"),
  )
  .map(([head, filler, letters, tail]) => head + filler + letters.join("") + tail);

/** Every phrase of a definition, with whether it speaks backwards. */
function phrasesOf(definition: RelationDefinition): (readonly [string, boolean])[] {
  const {
    en,
    zh,
    nounsEn = [],
    nounsZh = [],
    inverseEn = [],
    inverseZh = [],
    inverse,
  } = definition;
  const { inverseNounsEn = [], inverseNounsZh = [] } = definition;
  const backwards = [
    ...inverseEn,
    ...inverseZh,
    ...inverseNounsEn,
    ...inverseNounsZh,
    ...(inverse === undefined ? [] : [inverse]),
  ];
  return [
    ...[...en, ...zh, ...nounsEn, ...nounsZh].map((phrase) => [phrase, false] as const),
    ...backwards.map((phrase) => [phrase, true] as const),
  ];
}
