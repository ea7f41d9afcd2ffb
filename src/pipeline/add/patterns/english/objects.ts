import { contactAt, type ContactKind } from "../contact-data.ts";
import type { EntityName } from "../extraction.ts";
import { isHardlyPlace } from "../no-place.ts";
import type { Statement } from "../reading.ts";
import { linkOf, mentionAt, stateAside, type ClauseContext } from "./clause-context.ts";
import { isPhraseEnd, isPossessive, wordAt, type EnglishText } from "./english-text.ts";
import { readName, readNames, type Span } from "./names.ts";
import { regions } from "./noun-lists.ts";
import type { NounMention } from "./nouns.ts";
import { readDate, readLanguages, readPhrase, readPhrases } from "./phrases.ts";
import { readProfession } from "./professions.ts";
import type { ObjectKind } from "./verb-lexicon.ts";

/** What follows a verb, read. */
export interface ObjectReading {
  readonly entities: readonly EntityName[];
  /** What it says by the way: "Feedzai in Lisbon", "Portland, Oregon". */
  readonly asides: readonly Statement[];
  readonly end: number;
}

/** An object that is one entity. */
export interface EntityReading {
  readonly entity: EntityName;
  readonly asides: readonly Statement[];
  readonly end: number;
}

/** Words of a phrase that names one thing. */
const maxPhraseWords = 5;
/** Words of a phrase that names what is liked. */
const maxTasteWords = 4;

type ObjectReader = (context: ClauseContext, at: number) => ObjectReading | undefined;

const readers: Readonly<Record<ObjectKind, ObjectReader>> = {
  place: ({ text }, at) => readPlace(text, at),
  goal: readGoal,
  places: ({ text }, at) => readPlaces(text, at),
  organization: ({ text }, at) => readOrganization(text, at),
  person: (context, at) => readPersons(context, asList(readName(context.text, at, "person")), at),
  persons: (context, at) => readPersons(context, readNames(context.text, at, "person"), at),
  names: ({ text }, at) => plain(whole(text, readNames(text, at, "any"))),
  owned: ({ text }, at) =>
    plain(whole(text, readNames(text, /^an?$/.test(wordAt(text, at)) ? at + 1 : at, "any"))),
  taste: readTaste,
  played: (context, at) => readTaste(context, wordAt(context.text, at) === "the" ? at + 1 : at),
  phrase: ({ text }, at) =>
    plain(asList(readPhrase(text, at, { allowsArticle: true, maxWords: maxPhraseWords }))),
  language: ({ text }, at) => plain(readLanguages(text, at)),
  profession: ({ text }, at) => plain(asList(readProfession(text, at))),
  date: ({ text }, at) => plain(asList(readDate(text, at))),
  phone: ({ text }, at) => plain(asList(readContact(text, at, "phone"))),
  email: ({ text }, at) => plain(asList(readContact(text, at, "email"))),
  address: ({ text }, at) => plain(asList(readContact(text, at, "address"))),
};

/** Reads an object of the kind a verb calls for; undefined if what stands there is not one. */
export function readObject(
  context: ClauseContext,
  at: number,
  kind: ObjectKind,
): ObjectReading | undefined {
  return readers[kind](context, at);
}

/** A number or address as it is written, whatever tokens it has. */
function readContact(text: EnglishText, at: number, kind: ContactKind): Span<string> | undefined {
  const start = text.tokens[at]?.start;
  const value = start === undefined ? undefined : contactAt(text.source, start, kind);
  if (start === undefined || value === undefined) return undefined;
  const last = text.tokens.findLastIndex((token) => token.start < start + value.length);
  return { value, end: last + 1 };
}

/** Reads an object that must be one entity. */
export function readEntity(
  context: ClauseContext,
  at: number,
  kind: ObjectKind,
): EntityReading | undefined {
  const object = readObject(context, at, kind);
  const [entity] = object?.entities ?? [];
  return object && entity && { entity, asides: object.asides, end: object.end };
}

/** Reads "in Lisbon" and says that `name` is there. */
function readLocation(text: EnglishText, at: number, name: string): ObjectReading | undefined {
  const place = wordAt(text, at) === "in" ? readPlace(text, at + 1) : undefined;
  const [entity] = place?.entities ?? [];
  return place && entity && { ...place, asides: [locate(name, entity.name), ...place.asides] };
}

function readPlace(text: EnglishText, at: number): ObjectReading | undefined {
  const name = whole(text, readName(text, at, "place"));
  if (name === undefined) {
    return undefined;
  }
  const entities = [{ name: name.value }];
  const region = readRegion(text, name.end);
  return region === undefined
    ? { entities, asides: [], end: name.end }
    : { entities, asides: [locate(name.value, region.value)], end: region.end };
}

/** Where somebody moved to; undefined if it may be another employer, team or product: "moved to AMD", "… as an engineer". */
function readGoal({ text, discourse }: ClauseContext, at: number): ObjectReading | undefined {
  const place = readPlace(text, at);
  const [entity] = place?.entities ?? [];
  if (place === undefined || entity === undefined) return undefined;
  const isJob =
    wordAt(text, place.end) === "as" && readProfession(text, place.end + 1) !== undefined;
  const isLocated = place.asides.length > 0;
  const isOther = isJob || isHardlyPlace(entity.name) || discourse.isEmployer(entity.name);
  return isOther && !isLocated ? undefined : place;
}

/** Places that were visited: of "Ana in Rome" only Rome, as Ana may be a person; the Louvre in Paris has an article. */
function readPlaces(text: EnglishText, at: number): ObjectReading | undefined {
  const names = whole(text, readNames(text, at, "place"));
  const isPlaced = names?.value.length === 1 && wordAt(text, names.end) === "in";
  const hasArticle = wordAt(text, at) === "the";
  const around = isPlaced && !hasArticle ? readPlace(text, names.end + 1) : undefined;
  return around ?? plain(names);
}

/** ", Oregon" after a city. */
function readRegion(text: EnglishText, at: number): Span<string> | undefined {
  const region = wordAt(text, at) === "," ? readName(text, at + 1, "place") : undefined;
  const isRegion = region !== undefined && regions.has(region.value.toLowerCase());
  return isRegion ? whole(text, region) : undefined;
}

function readOrganization(text: EnglishText, at: number): ObjectReading | undefined {
  const name = whole(text, readName(text, at, "organization"));
  if (name === undefined) {
    return undefined;
  }
  const location = readLocation(text, name.end, name.value);
  const { asides = [], end = name.end } = location ?? {};
  return { entities: [{ name: name.value }], asides, end };
}

function readPersons(
  context: ClauseContext,
  names: Span<readonly string[]> | undefined,
  at: number,
): ObjectReading | undefined {
  const mention = mentionAt(context, at);
  return mention === undefined
    ? plain(whole(context.text, names))
    : readMentioned(context.text, mention);
}

function readTaste(context: ClauseContext, at: number): ObjectReading | undefined {
  const mention = mentionAt(context, at);
  return mention === undefined
    ? plain(readPhrases(context.text, at, { allowsArticle: false, maxWords: maxTasteWords }))
    : readMentioned(context.text, mention);
}

/** "my sister Ana", but not "my sister Ana's house". */
function readMentioned(text: EnglishText, { names, end }: NounMention): ObjectReading | undefined {
  return isPossessive(text, end) ? undefined : plain({ value: names, end });
}

/** A name that runs on into other words ("Lisbon apartment"), or is one of two ("Rome or Milan"), is not the object. */
function whole<Value>(text: EnglishText, span: Span<Value> | undefined): Span<Value> | undefined {
  const isWhole = span !== undefined && isPhraseEnd(text, span.end);
  return isWhole && wordAt(text, span.end) !== "or" ? span : undefined;
}

function asList(span: Span<string> | undefined): Span<string[]> | undefined {
  return span && { value: [span.value], end: span.end };
}

function plain(span: Span<readonly string[]> | undefined): ObjectReading | undefined {
  if (span === undefined || span.value.length === 0) {
    return undefined;
  }
  return { entities: span.value.map((name) => ({ name })), asides: [], end: span.end };
}

function locate(name: string, place: string): Statement {
  return stateAside(linkOf("LOCATED_IN", "holds"), { name }, { name: place });
}
