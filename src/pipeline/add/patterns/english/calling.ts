import { SPEAKER, type EntityName } from "../extraction.ts";
import type { Statement } from "../reading.ts";
import {
  linkOf,
  mentionAt,
  stateAside,
  stateMain,
  type ClauseContext,
  type Link,
  type Predicate,
} from "./clause-context.ts";
import { isPhraseEnd, wordAt, type EnglishText } from "./english-text.ts";
import { readName, readNames } from "./names.ts";
import { isPetNoun } from "./noun-lists.ts";
import { nameKindOf, readNoun } from "./nouns.ts";
import { skipAdverbs } from "./verb-group.ts";
import { matchWords, wordPattern } from "./word-pattern.ts";

const having = wordPattern(
  "have|has|'ve|got|own|owns|adopted|bought|rescued got|adopted|just|recently|also*",
);
const getting = wordPattern("adopted|bought|rescued");
const ofMine = wordPattern("of? mine?");
const countOrLooks =
  "a|an|one|two|three|four|five|six|this|another|new|older|younger|little|big|lovely|beautiful|cute|old|black|white|brown|small|golden|male|female|rescue|adorable|elder|twin";
const determiners = wordPattern(`${countOrLooks} ${countOrLooks}*`);
const called = wordPattern("named|called");

/** "I have a dog named Rex", "we adopted two cats called Tom and Luna", "I have a sister named Ana". */
export function readCalled(
  context: ClauseContext,
  at: number,
  subject: EntityName,
): Predicate | undefined {
  const { text } = context;
  const verbAt = skipAdverbs(text, at);
  const had = matchWords(text, verbAt, having);
  const counted = had === undefined ? undefined : matchWords(text, had, determiners);
  const noun = counted === undefined ? undefined : readNameable(text, counted);
  const nameAt = noun && matchWords(text, matchWords(text, noun.end, ofMine) ?? noun.end, called);
  if (noun === undefined || nameAt === undefined) {
    return undefined;
  }
  const isNew = matchWords(text, verbAt, getting) !== undefined;
  const names = readNames(text, nameAt, nameKindOf(noun.link));
  const isPet = noun.link.definition.type === "HAS_PET";
  if (names === undefined || (isNew && !isPet)) {
    return undefined;
  }
  const link: Link = { ...noun.link, tense: isNew ? "begins" : "holds" };
  const statements = names.value.map((name) => stateMain(link, subject, { name }));
  const species = isPet ? names.value.flatMap((name) => speciesOf(noun.noun, name)) : [];
  return { statements: [...statements, ...species], end: names.end };
}

interface NameableNoun {
  readonly noun: string;
  readonly link: Omit<Link, "tense">;
  readonly end: number;
}

/** Words of a breed: "golden retriever". */
const maxBreedWords = 3;

/** A noun for someone or some animal: "sister", "dog", "golden retriever". */
function readNameable(text: EnglishText, at: number): NameableNoun | undefined {
  const noun = readNoun(text, at);
  if (noun !== undefined) {
    const { destination } = noun.relation.definition;
    const isNameable = destination === "person" || destination === "animal";
    return isNameable ? { noun: noun.noun, link: noun.relation, end: noun.end } : undefined;
  }
  for (let end = at + 1; end <= at + maxBreedWords; end++) {
    const word = wordAt(text, end - 1);
    if (isPetNoun(singularOf(word))) {
      return { noun: word, link: linkOf("HAS_PET", "holds"), end };
    }
  }
  return undefined;
}

function singularOf(noun: string): string {
  return noun.endsWith("ies") ? `${noun.slice(0, -3)}y` : noun.replace(/^(.{3,})s$/, "$1");
}

/** Says of which kind a pet is: "a dog named Rex". */
export function speciesOf(noun: string, name: string): Statement[] {
  const kind = singularOf(noun);
  if (!isPetNoun(kind) || kind === "pet") {
    return [];
  }
  const statement = stateAside(linkOf("IS_A", "holds"), { name }, { name: kind });
  return [{ ...statement, source: { name, type: "animal" } }];
}

const goesBy = wordPattern("go|goes by the? name? of?");
const isKnownAs = [
  "am|is|are|'m|'s|'re also|better|otherwise|sometimes|often known|called|nicknamed as?",
  "am|is|are|'m|'s|'re known as",
  "am|is|are|'m|'s|'re nicknamed",
].map((source) => wordPattern(source));

/** "goes by Bo", "is also known as Bo": another name, and nothing after it. */
export function readOtherName(
  { text }: ClauseContext,
  at: number,
  subject: EntityName,
): Predicate | undefined {
  const nameAt = [goesBy, ...isKnownAs]
    .map((pattern) => matchWords(text, at, pattern))
    .find((end) => end !== undefined);
  // "The Queen" and "a great cook" describe.
  const isName = nameAt !== undefined && text.tokens[nameAt]?.isCapitalised === true;
  const kind = subject.name === SPEAKER ? "person" : "subject";
  const name = isName ? readName(text, nameAt, kind) : undefined;
  return name !== undefined && isPhraseEnd(text, name.end)
    ? alias(subject, name.value, name.end)
    : undefined;
}

const calls = wordPattern(
  "my|our|his|her|all|most|everyone|everybody|people|they|friends|folks|you|family|colleagues|parents|mom|dad|we|some|many|sister|brother|of|can|just|please|always|usually|also* call|calls|called|nicknamed",
);

/** "everyone calls him Bo", "people call me Bo", "call me Bo": a clause whose object is who is named. */
export function readCalls(context: ClauseContext, at: number): Predicate | undefined {
  const { text } = context;
  const whoAt = matchWords(text, at, calls);
  const who = whoAt === undefined ? undefined : readCalledParty(context, whoAt);
  const name = who && readName(text, who.end, "person");
  const isWhole = name !== undefined && isPhraseEnd(text, name.end);
  return who !== undefined && isWhole ? alias(who.party, name.value, name.end) : undefined;
}

interface CalledParty {
  readonly party: EntityName;
  readonly end: number;
}

function readCalledParty(context: ClauseContext, at: number): CalledParty | undefined {
  const word = wordAt(context.text, at);
  if (word === "me" || word === "us") {
    return { party: { name: SPEAKER }, end: at + 1 };
  }
  if (word === "him" || word === "her") {
    const party = context.discourse.resolvePronoun(word === "him" ? "male" : "female", at);
    return party && { party, end: at + 1 };
  }
  const mention = mentionAt(context, at);
  const [name] = mention?.names ?? [];
  return mention && name !== undefined ? { party: { name }, end: mention.end } : undefined;
}

function alias(subject: EntityName, name: string, end: number): Predicate | undefined {
  const statement = stateMain(linkOf("ALSO_KNOWN_AS", "holds"), subject, { name });
  return subject.name === name ? undefined : { statements: [statement], end };
}
