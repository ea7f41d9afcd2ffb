import type { NameEvidence } from "../name-evidence.ts";
import { isHardlyPlace } from "../no-place.ts";
import {
  companies,
  compoundSurnames,
  firmSuffix,
  genericOrganization,
  genericPlace,
  notInNames,
  notPersons,
  organizationSuffix,
  places,
  placeSuffix,
  surnames,
  transliterationCharacters,
} from "./words.ts";

const latinName =
  /^[A-Z\u00C0-\u00DE][\p{Script=Latin}\d.&'’-]*(?: (?:of|de|da|the|&|[A-Z\u00C0-\u00DE\d][\p{Script=Latin}\d.&'’-]*)){0,5}/u;

/** The Latin name that a text begins with, or undefined. */
export function latinPrefix(text: string): string | undefined {
  return latinName.exec(text.slice(0, 80))?.[0];
}

/** Whether a text is a Latin name and nothing else. */
export function isLatinName(text: string): boolean {
  return latinPrefix(text) === text;
}

/** How sure it must be that a text is somebody's name. */
export type Certainty = "strict" | "loose";

/**
 * Whether a text is a person's name: a Chinese one by its surname, 小王, a transliteration, a Latin or a known one.
 * `loose` also takes two or three characters without a surname: right after 姐姐 they can hardly be anything else.
 */
export function isPersonName(text: string, evidence: NameEvidence, certainty: Certainty): boolean {
  return isLatinName(text) || evidence.known.has(text) || isChineseName(text, certainty);
}

/** Longest name of a person, in characters: a transliteration with its dot. */
const maxNameLength = 10;

function isChineseName(text: string, certainty: Certainty): boolean {
  const characters = Array.from(text);
  const isSized = characters.length >= 2 && characters.length <= maxNameLength;
  const isWord = isKnownPlace(text) || notPersons.has(text);
  if (!isSized || isWord || !/^[\p{Script=Han}·•]+$/u.test(text)) {
    return false;
  }
  const isLoose = certainty === "loose" && characters.length <= 3 && isClean(characters);
  return (
    isLoose || hasSurname(characters) || isNickname(characters) || isTransliteration(characters)
  );
}

function hasSurname(characters: readonly string[]): boolean {
  const [first = "", second = ""] = characters;
  if (compoundSurnames.has(first + second)) {
    return (characters.length === 3 || characters.length === 4) && isClean(characters.slice(2));
  }
  return surnames.has(first) && characters.length <= 3 && isClean(characters.slice(1));
}

function isNickname([first = "", ...rest]: readonly string[]): boolean {
  return /[小老阿]/.test(first) && rest.length === 1 && isClean(rest);
}

function isTransliteration(characters: readonly string[]): boolean {
  const isWritten = characters.every(
    (character) => transliterationCharacters.has(character) || /[·•]/.test(character),
  );
  return isWritten && isClean(characters);
}

function isClean(characters: readonly string[]): boolean {
  return characters.every((character) => !notInNames.has(character));
}

/** Whether a text is a place this library knows, or ends like one. */
export function isKnownPlace(text: string): boolean {
  return places.has(text) || (placeSuffix.test(text) && text.length >= 3 && text.length <= 12);
}

/** Particles that close a clause. */
export const particles: RegExp = /(?:了|的|吧|啊|呢|呀|啦|哦|哈|呐|噢|嘛|喔)+$/;

const pointing = /[我你您他她它这那哪谁们某]|一个|一座|一些|很|自己|不|没/;

/**
 * Whether a text can be the name of a place where 住在 or 搬到 stands before it.
 */
export function isPlaceName(text: string): boolean {
  if (places.has(text)) return true;
  if (isLatinName(text)) return !isHardlyPlace(text);
  const isPlain =
    /^[\p{Script=Han}A-Za-z\d]{2,12}$/u.test(text) &&
    !pointing.test(text) &&
    !/[的了着过和跟与在把被给对从或]|还是/.test(text);
  const isLasting = /[\d一二三四五六七八九十两几半]+多?(?:年|个月|天|周|个星期)/.test(text);
  const isOrganization = companies.has(text) || organizationSuffix.test(text);
  return isPlain && !isLasting && !genericPlace.test(text) && !isOrganization;
}

/** Whether a text is the name of an organisation: Latin, well known, or by its ending with more than that. */
export function isOrganizationName(text: string, evidence: NameEvidence): boolean {
  if (companies.has(text) || evidence.known.has(text) || evidence.employers.has(text)) {
    return true;
  }
  if (isLatinName(text)) {
    return !places.has(text);
  }
  const mixed =
    /^[A-Za-z][A-Za-z\d]*[\p{Script=Han}]{2,6}$/u.test(text) && organizationSuffix.test(text);
  const isNamed =
    /^[\p{Script=Han}·\d]{3,15}$/u.test(text) &&
    organizationSuffix.test(text) &&
    !genericOrganization.test(text);
  return mixed || (isNamed && !pointing.test(text) && !/[的了着过]/.test(text));
}

/** Whether the name of an organisation tells that people work there, and are no members: 百度, 招商银行. */
export function isFirmName(text: string): boolean {
  return companies.has(text) || firmSuffix.test(text);
}
