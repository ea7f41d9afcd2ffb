import {
  canonicalRelations,
  type RelationDefinition,
} from "../../../../core/relations/relations.ts";
import { verbForms } from "../../../../core/relations/verb-forms.ts";
import type { ContactKind } from "../contact-data.ts";
import type { Tense } from "../reading.ts";
import { wordAt, type EnglishText } from "./english-text.ts";
import { wordSet } from "./word-set.ts";

/** What may follow a verb. */
export type ObjectKind =
  | "place"
  | "goal"
  | "places"
  | "organization"
  | "person"
  | "persons"
  | "names"
  | "owned"
  | "phrase"
  | "taste"
  | "played"
  | "language"
  | "profession"
  | "date"
  | ContactKind;

/** The form of a verb a phrase begins with; a subject and its auxiliaries call for one of them. */
export type VerbForm = "base" | "third" | "gerund" | "past" | "be" | "was" | "have";

/** A verb phrase as it stands in a text. */
export interface VerbPhrase {
  readonly words: readonly string[];
  readonly definition: RelationDefinition;
  readonly isInverse: boolean;
  readonly object: ObjectKind;
  readonly tense: Tense;
}

/** How the phrases of one catalog relation are used in running text. */
interface VerbPattern {
  readonly type: string;
  readonly object: ObjectKind;
  /** Phrases of the catalog that mark a beginning ("moved to"). */
  readonly begins?: readonly string[];
  /** What may follow those, if it is something else. */
  readonly begun?: ObjectKind;
  /** Phrases whose plain past says that it is over ("lived in"). */
  readonly endsInPast?: readonly string[];
  /** Phrases of the catalog that mean too much else in running text. */
  readonly except?: readonly string[];
  /** Whether what its past verbs tell is an event. */
  readonly isEvent?: boolean;
}

const verbPatterns: readonly VerbPattern[] = [
  {
    type: "LIVES_IN",
    object: "place",
    begins: ["moved to", "relocated to", "settled in"],
    begun: "goal",
    endsInPast: ["lives in", "resides in"],
    except: ["lives at", "resides at"],
  },
  { type: "BORN_IN", object: "place" },
  { type: "BORN_ON", object: "date" },
  { type: "FROM", object: "place", except: ["originates from"] },
  { type: "GREW_UP_IN", object: "place" },
  {
    type: "LOCATED_IN",
    object: "place",
    except: [
      "is in",
      "is at",
      "takes place in",
      "takes place at",
      "is held in",
      "is held at",
      "is located at",
    ],
  },
  {
    type: "LIVES_WITH",
    object: "persons",
    except: ["shares a flat with", "shares an apartment with", "shares a house with"],
  },
  { type: "VISITED", object: "places", isEvent: true, except: ["visits", "travels to"] },
  {
    type: "ATTENDED",
    object: "phrase",
    isEvent: true,
    except: ["attends", "participates in", "takes part in"],
  },
  { type: "SPEAKS", object: "language" },
  { type: "ALLERGIC_TO", object: "taste" },
  {
    type: "HAS_CONDITION",
    object: "taste",
    begins: ["was diagnosed with", "has been diagnosed with"],
  },
  {
    type: "PARTNER_OF",
    object: "person",
    begins: ["married", "got married to"],
    except: ["dates", "is partnered with"],
  },
  { type: "FRIEND_OF", object: "persons", except: ["befriends"] },
  {
    type: "MANAGED_BY",
    object: "person",
    endsInPast: ["reports to"],
    except: ["manages", "supervises", "is in charge of"],
  },
  {
    type: "WORKS_AT",
    object: "organization",
    endsInPast: ["works at", "works for"],
    except: ["hired", "hires", "employs"],
  },
  { type: "JOB_TITLE", object: "profession", endsInPast: ["works as"], except: ["serves as"] },
  { type: "WORKS_ON", object: "names", except: ["contributes to"] },
  { type: "STUDIES_AT", object: "organization" },
  { type: "STUDIED_AT", object: "organization", isEvent: true },
  { type: "STUDIES", object: "phrase" },
  { type: "LIKES", object: "taste", except: ["prefers", "likes to", "loves to"] },
  {
    type: "DISLIKES",
    object: "taste",
    except: ["does not like", "doesnt like", "dont like", "is not a fan of"],
  },
  { type: "INTERESTED_IN", object: "taste" },
  { type: "PLAYS", object: "played", except: ["plays the"] },
  { type: "USES", object: "names", except: ["relies on", "makes use of"] },
  { type: "OWNS", object: "owned", except: ["bought"] },
  { type: "MEMBER_OF", object: "names", except: ["joined", "is on the team of"] },
  {
    type: "PART_OF",
    object: "names",
    except: ["contains", "includes", "consists of", "has part", "is included in"],
  },
  { type: "FOUNDED", object: "names", isEvent: true, except: ["established"] },
  {
    type: "CREATED",
    object: "names",
    isEvent: true,
    except: [
      "created",
      "made",
      "built",
      "developed",
      "produced",
      "designed",
      "published",
      "painted",
      "directed",
    ],
  },
  { type: "KNOWS", object: "persons", isEvent: true, except: ["knows", "is acquainted with"] },
];

/** Longest verb phrase, in words. */
const maxPhraseWords = 6;

const commonVerbForms = wordSet(
  "went got came took made saw had did said told gave found kept left felt put brought began met ran paid sat stood lost won",
  "bought sent built fell cut spent grew wrote drove spoke ate drank slept sang swam flew knew thought taught caught chose",
  "go get come take make see tell give find keep leave feel put bring begin meet run pay sit stand lose win buy send build",
  "fall spend grow write drive speak eat drink sleep sing swim fly know think teach want need hope try plan help start stop",
  "wants needs hopes tries plans helps starts stops makes takes gets goes comes keeps feels says tells gives finds was were is",
);

const phrasesByForm: ReadonlyMap<string, readonly VerbPhrase[]> = buildLexicon();
const allVerbForms: ReadonlySet<string> = collectVerbForms();

/** Finds the longest verb phrase of a form at a token; `end` is the index after it. O(1). */
export function findVerb(
  text: EnglishText,
  at: number,
  form: VerbForm,
): { readonly phrase: VerbPhrase; readonly end: number } | undefined {
  const candidates = phrasesByForm.get(`${form} ${wordAt(text, at)}`) ?? [];
  const phrase = candidates.find(({ words }) =>
    words.every((word, offset) => wordAt(text, at + offset) === word),
  );
  return phrase && { phrase, end: at + phrase.words.length };
}

/** Whether a word is a form of a verb this library knows: it opens a clause, not the next item of a list. */
export function isVerbForm(word: string): boolean {
  return allVerbForms.has(word);
}

type Lexicon = Map<string, VerbPhrase[]>;

function buildLexicon(): Lexicon {
  const lexicon: Lexicon = new Map();
  for (const pattern of verbPatterns) {
    const definition = canonicalRelations.find((relation) => relation.type === pattern.type);
    if (definition !== undefined) {
      addPhrases(lexicon, pattern, definition);
    }
  }
  for (const phrases of lexicon.values()) {
    phrases.sort((a, b) => b.words.length - a.words.length);
  }
  return lexicon;
}

function addPhrases(lexicon: Lexicon, pattern: VerbPattern, definition: RelationDefinition): void {
  const { except = [], begins = [], endsInPast = [] } = pattern;
  const direct = definition.en.map((phrase) => ({ phrase, isInverse: false }));
  const inverse = (definition.inverseEn ?? []).map((phrase) => ({ phrase, isInverse: true }));
  const used = [...direct, ...inverse].filter(({ phrase }) => !except.includes(phrase));
  for (const { phrase, isInverse } of used) {
    const object = (begins.includes(phrase) ? pattern.begun : undefined) ?? pattern.object;
    const common = { definition, isInverse, object };
    for (const [form, words] of formsOf(phrase)) {
      addPhrase(lexicon, form, { ...common, words, tense: tenseOf(pattern, phrase, form) });
    }
    if (endsInPast.includes(phrase)) {
      const [first = "", ...rest] = phrase.split(" ");
      const words = [verbForms(first).past, ...rest];
      addPhrase(lexicon, "past", { ...common, words, tense: "past" });
    }
  }
}

function tenseOf(
  { begins = [], isEvent = false }: VerbPattern,
  phrase: string,
  form: VerbForm,
): Tense {
  if (begins.includes(phrase)) {
    return "begins";
  }
  const isPast = form === "past" || form === "have" || form === "was";
  return isEvent && isPast ? "happened" : "holds";
}

function addPhrase(lexicon: Lexicon, form: VerbForm, phrase: VerbPhrase): void {
  const key = `${form} ${phrase.words[0] ?? ""}`;
  const phrases = lexicon.get(key) ?? [];
  lexicon.set(key, [...phrases, { ...phrase, words: phrase.words.slice(0, maxPhraseWords) }]);
}

/** The forms a catalog phrase takes, each without its own "is", "was" or "has". */
function formsOf(phrase: string): (readonly [VerbForm, readonly string[]])[] {
  const [first = "", ...rest] = phrase.split(" ");
  if (first === "is") {
    return [["be", rest]];
  }
  if (first === "was" || first === "were") {
    return [["was", rest]];
  }
  if (first === "has") {
    return [["have", rest]];
  }
  if (first === "cannot" || first === "cant") {
    return [
      ["base", [first, ...rest]],
      ["third", [first, ...rest]],
    ];
  }
  if (!/[^s]s$/.test(first)) {
    return [["past", [first, ...rest]]];
  }
  const { base, third, gerund } = verbForms(first);
  return [
    ["base", [base, ...rest]],
    ["third", [third, ...rest]],
    ["gerund", [gerund, ...rest]],
  ];
}

function collectVerbForms(): ReadonlySet<string> {
  const words = new Set(commonVerbForms);
  for (const [key, phrases] of phrasesByForm) {
    const isVerb = /^(?:base|third|past) /.test(key);
    for (const {
      words: [first = ""],
    } of isVerb ? phrases : []) {
      words.add(first);
    }
  }
  // Both a verb and what one may like.
  for (const noun of [
    "plays",
    "play",
    "uses",
    "use",
    "studies",
    "study",
    "love",
    "loves",
    "likes",
    "like",
  ]) {
    words.delete(noun);
  }
  return words;
}
