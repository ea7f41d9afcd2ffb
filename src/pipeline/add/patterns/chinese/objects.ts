import { contactAt, type ContactKind } from "../contact-data.ts";
import type { EntityName } from "../extraction.ts";
import type { Statement } from "../reading.ts";
import { entityOf, linkOf, state, type ChineseContext } from "./chinese-context.ts";
import {
  isFirmName,
  isKnownPlace,
  isLatinName,
  isOrganizationName,
  isPersonName,
  isPlaceName,
  latinPrefix,
  particles,
} from "./names.ts";
import type { ObjectKind } from "./patterns.ts";
import {
  language,
  places,
  playable,
  profession,
  professionBlocker,
  schoolSuffix,
} from "./words.ts";

/** What a verb takes, read whole: nothing of the clause is left over. */
export interface ObjectReading {
  readonly entities: readonly EntityName[];
  readonly asides: readonly Statement[];
}

/** Longest thing that is liked or studied, in characters. */
const maxPhraseLength = 12;

type ObjectReader = (context: ChineseContext, words: string) => ObjectReading | undefined;

const readers: Readonly<Record<ObjectKind, ObjectReader>> = {
  place: readPlace,
  "known-place": readVisited,
  organization: readOrganization,
  firm: (context, text) => (isFirmName(text) ? readOrganization(context, text) : undefined),
  school: readSchool,
  person: readPersons,
  job: readJob,
  phrases: (context, text) => every(context, splitList(text), isPhrase),
  phrase: (context, text) =>
    every(context, [text.replace(/^(?:一个|一场|一次|一门|了)/, "")], isPhrase),
  language: (context, text) =>
    every(context, splitList(text).map(stripFluency), (item) => language.test(item)),
  played: (context, text) =>
    every(context, splitList(text), (item) => playable.test(item) && isPhrase(item)),
  latin: (context, text) => every(context, [text], isLatinName),
  phone: (context, text) => readContact(context, text, "phone"),
  email: (context, text) => readContact(context, text, "email"),
  address: (context, text) => readContact(context, text, "address"),
  club: (context, text) => every(context, [text], (item) => isLatinName(item) || isClub(item)),
};

/** Reads the object of a verb; undefined if the words are not one. */
export function readObject(
  context: ChineseContext,
  words: string,
  kind: ObjectKind,
): ObjectReading | undefined {
  return readers[kind](context, words.replace(particles, ""));
}

/** A number or address that is all there is. */
function readContact(
  context: ChineseContext,
  text: string,
  kind: ContactKind,
): ObjectReading | undefined {
  return contactAt(text, 0, kind) === text ? plain(context, [text]) : undefined;
}

function stripFluency(text: string): string {
  return text.replace(/^(?:一点点?|一些|一口|点|流利的?|基本的?|简单的?)+/, "");
}

function isClub(text: string): boolean {
  return /(?:俱乐部|协会|社团|社|队|合唱团|团|会)$/.test(text) && isPhrase(text);
}

function readSchool(context: ChineseContext, text: string): ObjectReading | undefined {
  const isSchool = schoolSuffix.test(text) && text.length > 2 && isPlaceLike(text);
  return isSchool || isLatinName(text) ? plain(context, [text]) : undefined;
}

function plain(context: ChineseContext, names: readonly string[]): ObjectReading | undefined {
  return names.length === 0
    ? undefined
    : { entities: names.map((name) => entityOf(context, name)), asides: [] };
}

function every(
  context: ChineseContext,
  items: readonly string[],
  isItem: (item: string) => boolean,
): ObjectReading | undefined {
  return items.length > 0 && items.every((item) => isItem(item))
    ? plain(context, items)
    : undefined;
}

function isPlaceLike(text: string): boolean {
  return (
    /^[\p{Script=Han}A-Za-z\d·]{2,15}$/u.test(text) && !/[我你他她这那哪一个所家的了]/.test(text)
  );
}

/** 里斯本, 葡萄牙的里斯本, 中国北京: the innermost place, and what contains it. */
function readPlace(context: ChineseContext, words: string): ObjectReading | undefined {
  const text = words.replace(/(?:居住|生活|定居|住)$/, "");
  const parts = text.split("的");
  const [outer = "", inner] = parts;
  if (inner !== undefined) {
    const isContained = parts.length === 2 && isKnownPlace(outer);
    return isContained ? readContained(context, outer, inner) : undefined;
  }
  const country = places.has(text) ? undefined : containingPlace(text);
  if (country !== undefined) {
    return readContained(context, country, text.slice(country.length));
  }
  return isPlaceName(text) ? plain(context, [text]) : undefined;
}

function readContained(
  context: ChineseContext,
  outer: string,
  inner: string,
): ObjectReading | undefined {
  if (!isPlaceName(inner)) {
    return undefined;
  }
  const place = { ...entityOf(context, inner), type: "place" };
  const located = state(linkOf("LOCATED_IN", "holds"), place, entityOf(context, outer), "aside");
  return { entities: [place], asides: [{ ...located, source: place }] };
}

/** The known place that a longer place name begins with: 葡萄牙 of 葡萄牙里斯本. */
function containingPlace(text: string): string | undefined {
  for (let length = Math.min(6, text.length - 2); length >= 2; length--) {
    const head = text.slice(0, length);
    if (places.has(head) && places.has(text.slice(length))) {
      return head;
    }
  }
  return undefined;
}

function readVisited(context: ChineseContext, text: string): ObjectReading | undefined {
  return every(
    context,
    splitList(text),
    (item) => isKnownPlace(item) || isLatinName(item) || context.evidence.known.has(item),
  );
}

/** Feedzai, 里斯本的Feedzai, 北京协和医院. */
export function readOrganization(context: ChineseContext, text: string): ObjectReading | undefined {
  const at = text.indexOf("的");
  const place = at > 0 ? text.slice(0, at) : "";
  const name = text.slice(at + 1);
  if (!isOrganizationName(name, context.evidence) || !isPlaceOf(place, name)) {
    return undefined;
  }
  const organization = { ...entityOf(context, name), type: "organization" };
  if (place === "") {
    return { entities: [organization], asides: [] };
  }
  const located = state(
    linkOf("LOCATED_IN", "holds"),
    organization,
    entityOf(context, place),
    "aside",
  );
  return { entities: [organization], asides: [{ ...located, source: organization }] };
}

/** Whether an organisation may be said to be in a place: one that is known, or before a Latin name. */
function isPlaceOf(place: string, name: string): boolean {
  const isSure = isKnownPlace(place) || latinPrefix(name) !== undefined;
  return place === "" || (isPlaceName(place) && isSure);
}

function readPersons(context: ChineseContext, text: string): ObjectReading | undefined {
  return every(context, splitList(text), (item) => isPersonName(item, context.evidence, "strict"));
}

const jobPrefix = /^(?:一名|一个|一位|一|个|名|位)/;

/** 护士, 一名软件工程师. */
export function readJob(context: ChineseContext, text: string): ObjectReading | undefined {
  const job = text.replace(jobPrefix, "").replace(/工作$/, "");
  const isJob = profession.test(job) && !professionBlocker.test(job) && job.length <= 12;
  return isJob ? plain(context, [job]) : undefined;
}

const emptyPhrase =
  /^(?:过|着|上了|到|[我你您他她它这那哪谁和跟与在把被给让用当每很得更最不没有是的了就也都还一]|什么|怎么|因为|所以|自己|大家|东西|事情|感觉|上班|上学|一直|那种|这种|如果|努力|认真)/;

/** Whether words name a thing or an activity rather than a clause of their own. */
function isPhrase(text: string): boolean {
  const isWritten =
    /^[\p{Script=Han}A-Za-z\d·.&' -]+$/u.test(text) && text.length <= maxPhraseLength;
  return (
    isWritten &&
    text.length > 0 &&
    !emptyPhrase.test(text) &&
    !/[我你您他她它这那吗呢吧得很]|因为|所以|但是|如果|的时候|什么|多过|胜过|多于/.test(text)
  );
}

/** 滑雪、游泳和做饭 */
export function splitList(text: string): string[] {
  return text
    .split(/[、/]|(?<=[\p{Script=Han}A-Za-z]{2})(?:以及|和|与|跟|及)(?=[\p{Script=Han}A-Za-z])/u)
    .map((item) => item.trim())
    .filter((item) => item !== "")
    .slice(0, 8);
}
