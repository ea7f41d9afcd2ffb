import { SPEAKER, type EntityName } from "../extraction.ts";
import type { Statement } from "../reading.ts";
import { entityOf, linkOf, state, type ChineseContext } from "./chinese-context.ts";
import { readDescribed, stateKinship, type ChineseClause } from "./described.ts";
import { readFavourite, readNickname } from "./impersonal.ts";
import {
  isKnownPlace,
  isLatinName,
  isPersonName,
  isPlaceName,
  latinPrefix,
  type Certainty,
} from "./names.ts";
import { readOwnedPrefix } from "./owners.ts";
import { readPredicate } from "./predicates.ts";
import { readReaching } from "./reaching.ts";
import { companies, genericOrganization, organizationSuffix } from "./words.ts";

const leadIn =
  /^(?:嗯|哦|啊|唉|嗨|嘿|好的|好|是的|对|对了|其实|另外|还有|你好|您好|大家好|顺便说一下|顺便说一句|顺便提一下|顺便说|顺便|请记住|请记得|记住|记得|请注意|注意|而且|但是|但|不过|然后|因为|由于|所以|并且|同时|那么|现在|目前|如今|说起来|告诉你|我告诉你|跟你说|事实上|一般来说|本来|原来如此|总之|另|今后|从今)/;

/** Bound on the words skipped before a subject. */
const maxLeadIns = 4;

/** Drops what may stand before a clause without changing it. */
export function skipLeadIns(words: string): string {
  let rest = words;
  for (let count = 0; count < maxLeadIns; count++) {
    const shorter = rest.replace(leadIn, "").replace(/^[，,、:：\s]+/, "");
    if (shorter === rest || shorter === "") {
      break;
    }
    rest = shorter;
  }
  return rest;
}

/** Reads one clause; `inherited` is whom the clause before it was about. */
export function readClause(
  context: ChineseContext,
  words: string,
  inherited: readonly EntityName[],
): ChineseClause | undefined {
  for (const reader of readers) {
    const clause = reader(context, words);
    if (clause !== undefined) {
      return clause;
    }
  }
  return readInherited(context, words, inherited);
}

type ClauseReader = (context: ChineseContext, words: string) => ChineseClause | undefined;

const readers: readonly ClauseReader[] = [
  readNickname,
  readFavourite,
  readReaching,
  readDescribed,
  readSpeaker,
  readPronoun,
  readNamed,
  readThing,
];

const speaker = /^(?:我们|咱们|本人|我|咱)/;

/** 我住在里斯本, 我和汤姆分手了, 我和安娜住在里斯本. */
function readSpeaker(context: ChineseContext, words: string): ChineseClause | undefined {
  const subject = speaker.exec(words)?.[0];
  if (subject === undefined) {
    return undefined;
  }
  const own = { name: SPEAKER };
  const rest = words.slice(subject.length);
  const statements = readBirthday(context, rest, own) ?? readPredicate(context, rest, own);
  return statements === undefined
    ? readTogether(context, rest, words.length)
    : { parties: [own], statements, subjectLength: subject.length };
}

const birthday =
  /^的?生日(?:是|在)([\d年月日号/.-]{3,11}|[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,3}[日号])$/;

function readBirthday(
  context: ChineseContext,
  words: string,
  owner: EntityName,
): Statement[] | undefined {
  const date = birthday.exec(words)?.[1];
  const link = linkOf("BORN_ON", "holds");
  return date === undefined ? undefined : [state(link, owner, entityOf(context, date))];
}

/** 我和(我姐姐)安娜住在里斯本: both do. */
function readTogether(
  context: ChineseContext,
  words: string,
  length: number,
): ChineseClause | undefined {
  const rest = words.replace(/^(?:和|跟|与)/, "");
  const owned = rest === words ? undefined : readOwnedPrefix(context, rest);
  const certainty = owned === undefined ? "strict" : "loose";
  const other = rest === words ? undefined : readOther(context, owned?.rest ?? rest, certainty);
  if (other === undefined) {
    return undefined;
  }
  const own = { name: SPEAKER };
  const mine = readPredicate(context, other.rest, own) ?? [];
  const aside = owned === undefined ? [] : [stateKinship(owned, other.party)];
  context.discourse.mentionPerson(other.party.name, owned?.gender ?? "unknown");
  return {
    parties: [own, other.party],
    statements: [...mine, ...other.statements, ...aside],
    subjectLength: length - other.rest.length,
  };
}

interface OtherParty {
  readonly party: EntityName;
  readonly rest: string;
  readonly statements: readonly Statement[];
}

function readOther(
  context: ChineseContext,
  words: string,
  certainty: Certainty,
): OtherParty | undefined {
  for (const name of nameCandidates(context, words, certainty)) {
    const party = { ...entityOf(context, name), type: "person" };
    const rest = words.slice(name.length);
    const statements = readPredicate(context, rest, party);
    if (statements !== undefined) {
      return { party, rest, statements };
    }
  }
  return undefined;
}

/** Longest name that is tried as a subject, in characters. */
const maxNameLength = 8;

/** The names that words may begin with, the longest first. */
function nameCandidates(context: ChineseContext, words: string, certainty: Certainty): string[] {
  const latin = latinPrefix(words);
  if (latin !== undefined) {
    return [latin];
  }
  return Array.from({ length: maxNameLength }, (_, index) =>
    words.slice(0, maxNameLength - index),
  ).filter((name) => name.length < words.length && isPersonName(name, context.evidence, certainty));
}

function readPronoun(context: ChineseContext, words: string): ChineseClause | undefined {
  const [pronoun] = /^[他她](?!们)/.exec(words) ?? [];
  const gender = pronoun === "他" ? "male" : "female";
  const party =
    pronoun === undefined ? undefined : context.discourse.meetPronoun(gender, context.start);
  const statements = party && readPredicate(context, words.slice(1), party);
  return party && statements && { parties: [party], statements, subjectLength: 1 };
}

/** 张伟住在北京, 张伟和李娜结婚了. */
function readNamed(context: ChineseContext, words: string): ChineseClause | undefined {
  for (const name of /^[我他她]/.test(words) ? [] : nameCandidates(context, words, "strict")) {
    const party = entityOf(context, name);
    const rest = words.slice(name.length);
    const statements = readBirthday(context, rest, party) ?? readPredicate(context, rest, party);
    if (statements !== undefined) {
      noteSubject(context, party, statements);
      return { parties: [party], statements, subjectLength: name.length };
    }
  }
  return undefined;
}

function noteSubject(
  { discourse }: ChineseContext,
  party: EntityName,
  statements: readonly Statement[],
): void {
  const ends = statements.flatMap(({ source, destination }) => [source, destination]);
  if (ends.some((end) => end.name === party.name && end.type === "person")) {
    discourse.mentionPerson(party.name, "unknown");
  }
}

const thingVerb =
  /^([\p{Script=Han}A-Za-z\d·]{2,15}?)的?(位于|坐落于|坐落在|地处|总部位于|总部设在|总部在|总部是|是一家|是一座|[也又亦俗简][称叫名]|别称|别名)/u;
/** Verbs that only things with a place of their own have. */
const placing = /^(?:位于|坐落|地处)/;

/** 协和医院位于北京, 澳门也叫Macau: a subject that is no person, by its ending or by what is said of it. */
function readThing(context: ChineseContext, words: string): ChineseClause | undefined {
  const [, name = "", verb = ""] = thingVerb.exec(words) ?? [];
  const type = thingType(context, name);
  const isNamed = type !== undefined || (placing.test(verb) && isPlaceName(name));
  if (!isNamed || genericOrganization.test(name) || /[我你他她它这那哪的]|总部/.test(name)) {
    return undefined;
  }
  const party = { ...entityOf(context, name), type };
  const rest = words
    .slice(name.length)
    .replace(/^的(?=总部)/, "")
    .replace(/^总部是(?:在)?/, "总部在");
  const statements = readPredicate(context, rest, party);
  return statements && { parties: [party], statements, subjectLength: name.length };
}

function thingType({ evidence }: ChineseContext, name: string): string | undefined {
  if (isKnownPlace(name)) {
    return "place";
  }
  const isOrganization = organizationSuffix.test(name) || companies.has(name);
  return isOrganization || isLatinName(name) || evidence.known.has(name)
    ? "organization"
    : undefined;
}

function readInherited(
  context: ChineseContext,
  words: string,
  inherited: readonly EntityName[],
): ChineseClause | undefined {
  const [party] = inherited.length === 1 ? inherited : [];
  const rest = words.replace(/^(?:并且|并|而且|还|也|同时)+/, "");
  const statements = party && readPredicate(context, rest, party);
  return statements && { parties: inherited, statements, subjectLength: 0 };
}
