import { SPEAKER } from "../extraction.ts";
import type { ClauseContext, Subject } from "./clause-context.ts";
import { dateEnd, isMark, wordAt, type EnglishText } from "./english-text.ts";
import { readSubject } from "./subject.ts";
import { skipAdverbs } from "./verb-group.ts";
import { matchWords, wordPattern } from "./word-pattern.ts";
import { wordSet } from "./word-set.ts";

/** A sentence that is worth keeping though no relation was read from it. */
export interface Worth {
  readonly kind: "event" | "trait";
  readonly subject: Subject;
}

/** Past verbs that tell what someone did or what happened to them. */
const eventVerbs = wordSet(
  "went visited bought sold attended started began finished completed got won lost moved joined graduated adopted took ran",
  "watched read hosted organized organised painted wrote built made baked cooked signed applied received passed failed broke",
  "married divorced travelled traveled flew drove hiked climbed swam camped celebrated performed played met volunteered",
  "launched opened closed quit retired resigned enrolled registered participated competed presented published recorded",
  "planted repaired fixed renovated donated booked ordered cancelled canceled injured sprained hurt died passed_away gave",
  "spent stayed saw ate tried learned learnt taught studied practiced practised rescued created designed designed joined",
  "interviewed accepted declined rented found crashed survived recovered tore fell ended founded led raised ran reached earned",
);

/** Objects that make such a verb say nothing: "got it", "made me happy", "found that". */
const emptyObjects = wordSet(
  "it that this them you so me sense sure to better worse up out through along together tired excited ready used lucky",
);

/** Objects that only the sentences around can explain. */
const pointers = wordSet(
  "it that this them these those so one some few all everything something what how",
);

/** Gerunds after "am" that tell a plan, a habit or a state. */
const lastingGerunds = wordSet(
  "planning training learning studying working writing building saving preparing moving expecting taking starting applying",
  "running teaching reading practicing practising playing volunteering renovating recovering painting making developing",
  "organizing organising hosting attending living dating researching raising growing joining going seeing",
);

/** States that hold of someone. */
const states = wordSet(
  "vegetarian vegan pescatarian pregnant single married engaged divorced widowed retired unemployed self-employed transgender",
  "gay lesbian bisexual diabetic autistic dyslexic left-handed bilingual lactose gluten celiac coeliac",
  "bilingual fluent",
);

/** Nouns that make "I have a …" say nothing. */
const emptyNouns = wordSet(
  "question questions idea ideas feeling feelings point doubt doubts fun time thought thoughts problem problems lot lots bit few",
  "great good nice chance look clue hope faith favor favour sense choice plan plans blast hard tough rough busy couple long",
  "wonderful amazing lovely day weekend week similar same something someone such hunch way right kind sort special awesome",
);

/** Nouns after "my" that make a sentence courtesy. */
const courteousNouns = wordSet(
  "favorite favourite day days week weekend journey bad pleasure thoughts heart apologies mind fault guess point question goodness god bad best hat hopes advice opinion friend dear turn",
  "thanks love regards condolences congratulations word experience view impression understanding take",
);

/** Verbs that make "I want to …" talk about talking. */
const talk = wordSet(
  "realize realise feel think understand get thank know hear ask say see share tell make be talk chat show let congratulate wish apologize give help point mention",
);

/** Fewest words of such a sentence: shorter ones need their neighbours to be understood. */
const minWords = 3;

/** Judges whether a sentence tells something of someone: an act, a state, a plan, a possession. */
export function judgeWorth(context: ClauseContext): Worth | undefined {
  const wordCount = context.text.tokens.filter((token) => token.isWord).length;
  const subject = wordCount < minWords ? undefined : findSubject(context);
  const kind = subject && kindOf(context, subject);
  return subject && kind && { kind, subject };
}

const openers = wordSet(
  "well so and but also actually yes yeah yep no oh ah btw fyi honestly anyway plus then now recently lately today yesterday hey hi ,",
);
/** Bound on the words before a subject. */
const maxOpeners = 8;

function findSubject(context: ClauseContext): Subject | undefined {
  const { text } = context;
  let index = 0;
  for (let skipped = 0; skipped < maxOpeners; skipped++) {
    const subject = readSubject(context, index) ?? readOwnThing(text, index);
    if (subject !== undefined) {
      return subject;
    }
    const isSkipped =
      openers.has(wordAt(text, index)) ||
      wordAt(text, index + 1) === "," ||
      dateEnd(text, index + 1) !== undefined;
    const next = dateEnd(text, index) ?? (isSkipped ? index + 1 : undefined);
    if (next === undefined) {
      return undefined;
    }
    index = next;
  }
  return undefined;
}

/** Words of a thing: "my old car". */
const maxThingWords = 3;
const thingVerbs = wordPattern("is|are|was|were|has|broke|died|got|'s");

/** "My car …", "our new office …": something of the speaker's that the catalog has no noun for. */
function readOwnThing(text: EnglishText, at: number): Subject | undefined {
  if (!/^(?:my|our)$/.test(wordAt(text, at))) {
    return undefined;
  }
  for (let end = at + 2; end <= at + 1 + maxThingWords; end++) {
    const isCourtesy = courteousNouns.has(wordAt(text, end - 1));
    if (matchWords(text, end, thingVerbs) !== undefined) {
      const parties = [{ name: SPEAKER }];
      return isCourtesy ? undefined : { parties, person: "third", start: at, end };
    }
  }
  return undefined;
}

function kindOf(context: ClauseContext, subject: Subject): Worth["kind"] | undefined {
  const { text } = context;
  if (courteousNouns.has(subject.described?.noun ?? "")) {
    return undefined;
  }
  const at = skipAdverbs(text, subject.end);
  const afterHave = matchWords(text, at, having);
  const verbAt = skipAdverbs(text, afterHave ?? at);
  if (eventVerbs.has(wordAt(text, verbAt))) {
    return tellsEvent(text, verbAt, afterHave !== undefined) ? "event" : undefined;
  }
  const isLasting = afterHave !== undefined && tellsLasting(text, verbAt);
  const isOwn = /^(?:my|our|his|her)$/.test(wordAt(text, subject.start));
  const isTrait = isLasting || traitTellers.some((tells) => tells(text, at));
  return isTrait || (isOwn && tellsOwn(text, at)) ? "trait" : undefined;
}

const having = wordPattern("have|has|'ve");

function tellsEvent(text: EnglishText, verbAt: number, isPerfect: boolean): boolean {
  const object = wordAt(text, verbAt + 1);
  // "We've got the right attitude" is no event.
  const isHaving = isPerfect && wordAt(text, verbAt) === "got";
  if (isHaving || pointers.has(object)) {
    return false;
  }
  const verb = text.tokens[verbAt];
  const hasDate = text.dates.some((date) => verb !== undefined && date.start > verb.start);
  return hasDate || !(emptyObjects.has(object) || isMark(text, verbAt + 1));
}

type Teller = (text: EnglishText, at: number) => boolean;

/** What makes a clause a trait. */
const traitTellers: readonly Teller[] = [tellsState, tellsLife, tellsPossession, tellsWish];

const being = wordPattern("am|is|are|'m|'s|'re");
const workingHard = wordPattern("working hard|on|so|to it?");

function tellsState(text: EnglishText, at: number): boolean {
  const wordIndex = matchWords(text, at, being);
  if (wordIndex === undefined) {
    return false;
  }
  const next = skipAdverbs(text, wordIndex);
  const word = wordAt(text, next);
  return states.has(word) || (lastingGerunds.has(word) && tellsPlan(text, next));
}

function tellsPlan(text: EnglishText, at: number): boolean {
  const isHard = matchWords(text, at, workingHard) !== undefined && wordAt(text, at + 1) !== "on";
  return !isHard && !isMark(text, at + 1) && !isTalkAhead(text, at + 1);
}

/** "going to say that", "planning to see you". */
function isTalkAhead(text: EnglishText, at: number): boolean {
  return wordAt(text, at) === "to" && talk.has(wordAt(text, at + 1));
}

function tellsLasting(text: EnglishText, at: number): boolean {
  const isGerund = wordAt(text, at) === "been" && wordAt(text, at + 1).endsWith("ing");
  return isGerund && text.tokens.some(({ lower }) => lower === "for" || lower === "since");
}

const possessing = wordPattern("have|has|own|owns a|an|one|two|three|four|five|2|3|4|5");

function tellsPossession(text: EnglishText, at: number): boolean {
  const next = matchWords(text, at, possessing);
  return (
    next !== undefined &&
    !emptyNouns.has(wordAt(text, next)) &&
    !emptyNouns.has(wordAt(text, next + 1))
  );
}

const wishing = wordPattern("want|wants|plan|plans|hope|hopes|intend|intends|prefer|prefers to");

function tellsWish(text: EnglishText, at: number): boolean {
  const next = matchWords(text, at, wishing);
  return next !== undefined && !talk.has(wordAt(text, next)) && !isMark(text, next);
}

const living = wordPattern(
  "live|lives|work|works|study|studies|teach|teaches|volunteer|volunteers|coach|coaches in|at|for|as|with|from|on|near",
);

/** "I live in a small town", "she works as a freelancer", "I work from home". */
function tellsLife(text: EnglishText, at: number): boolean {
  const next = matchWords(text, at, living);
  const isPlaced = next !== undefined && /^(?:a|an|the|home)$/.test(wordAt(text, next));
  return isPlaced || (next !== undefined && text.tokens[next]?.isCapitalised === true);
}

/** "My daughter is five", "my car broke down": any finite verb will do, if enough follows. */
function tellsOwn(text: EnglishText, at: number): boolean {
  const verb = wordAt(text, at);
  return /^(?:is|are|was|were|has|had|'s)$/.test(verb)
    ? !isMark(text, at + 1)
    : /^[\p{L}]{3,}(?:s|ed)$/u.test(verb);
}
