import { canonicalizeRelation } from "../../../../core/relations/relations.ts";
import { SPEAKER, type EntityName } from "../extraction.ts";
import { relationOf } from "../relation-of.ts";
import type { Statement, Tense } from "../reading.ts";
import { entityOf, state, type ChineseContext } from "./chinese-context.ts";
import { isPersonName, latinPrefix, particles } from "./names.ts";
import { readJob, readObject, splitList } from "./objects.ts";
import { readOwnedPrefix, readOwner, type OwnedNoun } from "./owners.ts";
import { readPredicate } from "./predicates.ts";
import { organizationSuffix } from "./words.ts";

/** What was read of one Chinese clause. */
export interface ChineseClause {
  readonly parties: readonly EntityName[];
  readonly statements: readonly Statement[];
  /** How many characters of the clause say the subject; 0 if it is left out. */
  readonly subjectLength: number;
}

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
  return (
    readNickname(context, words) ??
    readFavourite(context, words) ??
    readDescribed(context, words) ??
    readSpeaker(context, words) ??
    readPronoun(context, words) ??
    readNamed(context, words) ??
    readThing(context, words) ??
    readInherited(context, words, inherited)
  );
}

const nickname =
  /^(?:大家|朋友们?|同学们?|家人|家里人|别人|人们|同事们?|爸妈|你|你们)?(?:都|可以|一般|平时)*(?:叫|管|喊)([我他她])(?:叫|做)?([^，,]{1,8})$/;

/** 大家都叫我小明 */
function readNickname(context: ChineseContext, words: string): ChineseClause | undefined {
  const [, who = "", rest = ""] = nickname.exec(words) ?? [];
  const name = rest.replace(particles, "");
  const owner = who === "" ? undefined : ownerBefore(context, who);
  if (
    owner === undefined ||
    !isPersonName(name, context.evidence, "loose") ||
    name === owner.name
  ) {
    return undefined;
  }
  const link = {
    definition: relationOf("ALSO_KNOWN_AS"),
    isInverse: false,
    tense: "holds" as const,
  };
  return {
    parties: [],
    statements: [state(link, owner, entityOf(context, name))],
    subjectLength: words.length,
  };
}

const favourite =
  /^最(?:喜欢|喜爱|爱|钟爱)(?:吃|喝|看|听|读|玩)?的([\p{Script=Han}]{1,6})(?:一直|当然|还|就|仍然)*是(.{1,14})$/u;

/** 我最喜欢的食物是寿司 */
function readFavourite(context: ChineseContext, words: string): ChineseClause | undefined {
  const at = words.indexOf("最");
  const owner = at > 0 && at <= 12 ? ownerBefore(context, words.slice(0, at)) : undefined;
  const [, kind = "", value = ""] =
    owner === undefined ? [] : (favourite.exec(words.slice(at)) ?? []);
  const { definition } = canonicalizeRelation(`最喜欢的${kind}`);
  const text = value.replace(particles, "").replace(/^[《"“]|[》"”]$/g, "");
  if (
    owner === undefined ||
    kind === "" ||
    definition === undefined ||
    /[我你他她它这那和、吗]|很|一[个部本]/.test(text) ||
    /人|事|时候|地方|东西/.test(kind)
  ) {
    return undefined;
  }
  const link = { definition, isInverse: false, tense: "holds" as const };
  return {
    parties: [owner],
    statements: [state(link, owner, entityOf(context, text))],
    subjectLength: at,
  };
}

function ownerBefore(context: ChineseContext, words: string): EntityName | undefined {
  if (/^(?:我|我们)$/.test(words)) {
    return { name: SPEAKER };
  }
  if (/^[他她]$/.test(words)) {
    return context.discourse.resolvePronoun(words === "他" ? "male" : "female");
  }
  const owned = readOwnedPrefix(context, words);
  const name = owned?.rest ?? words;
  return isPersonName(name, context.evidence, owned === undefined ? "strict" : "loose")
    ? entityOf(context, name)
    : undefined;
}

const nounVerb =
  /^(?:的名字|名字)?(?:现在)?(?:换成了|变成了|叫做|名叫|叫|是|为|:|：|在|就是)(.{1,20})$/;

/** 我的经理是张伟, 我姐姐叫安娜, 我姐姐安娜在Feedzai工作. */
function readDescribed(context: ChineseContext, words: string): ChineseClause | undefined {
  const owned = readOwnedPrefix(context, words);
  if (owned === undefined) {
    return undefined;
  }
  const subjectLength = words.length - owned.rest.length;
  const [, value = ""] = nounVerb.exec(owned.rest) ?? [];
  const statements =
    value === "" ? undefined : readValue(context, owned, value.replace(particles, ""));
  if (statements !== undefined) {
    const names = statements.map((statement) => otherEnd(statement, owned.owner));
    notePersons(context, owned, names);
    // 我女儿叫小雨，今年5岁: what follows is about her.
    const [only] = names.length === 1 && isAboutPerson(owned) ? names : [];
    return {
      parties: only === undefined ? [] : [{ name: only, type: "person" }],
      statements,
      subjectLength,
    };
  }
  return readApposed(context, owned, words.length) ?? noteUnnamed(context, owned);
}

function otherEnd({ source, destination }: Statement, owner: EntityName): string {
  return source.name === owner.name ? destination.name : source.name;
}

function isAboutPerson({ noun }: OwnedNoun): boolean {
  return (noun.isInverse ? noun.definition.source : noun.definition.destination) === "person";
}

function notePersons(
  { discourse }: ChineseContext,
  owned: OwnedNoun,
  names: readonly string[],
): void {
  if (isAboutPerson(owned)) {
    discourse.namePerson(names, owned.gender);
  }
}

function noteUnnamed({ discourse }: ChineseContext, owned: OwnedNoun): undefined {
  if (isAboutPerson(owned)) {
    discourse.mentionPerson(undefined, owned.gender);
  }
}

/** The value of a noun by what its relation takes. */
function readValue(
  context: ChineseContext,
  { owner, noun }: OwnedNoun,
  value: string,
): Statement[] | undefined {
  const link = { definition: noun.definition, isInverse: noun.isInverse, tense: "holds" as Tense };
  const names = splitList(value);
  switch (noun.definition.type) {
    case "JOB_TITLE": {
      return readJob(context, value)?.entities.map((entity) => state(link, owner, entity));
    }
    case "LIVES_IN":
    case "FROM":
    case "BORN_IN": {
      const place = readObject(context, value, "place");
      return (
        place && [...place.entities.map((entity) => state(link, owner, entity)), ...place.asides]
      );
    }
    case "WORKS_AT": {
      return readObject(context, value, "organization")?.entities.map((entity) =>
        state(link, owner, entity),
      );
    }
    case "STUDIED_AT": {
      return readObject(context, value, "school")?.entities.map((entity) =>
        state(link, owner, entity),
      );
    }
    case "LIKES": {
      return readObject(context, value, "phrases")?.entities.map((entity) =>
        state(link, owner, entity),
      );
    }
    case "SPEAKS": {
      return readObject(context, value, "language")?.entities.map((entity) =>
        state(link, owner, entity),
      );
    }
    case "ALSO_KNOWN_AS": {
      // 他的名字是… tells of someone not named so far.
      const isOwn = owner.name === SPEAKER || noun.noun !== "名字";
      return isOwn && isPersonName(value, context.evidence, "loose")
        ? [state(link, owner, entityOf(context, value))]
        : undefined;
    }
    default: {
      const areNames =
        names.length > 0 &&
        names.every((name) => isPersonName(name, context.evidence, "loose") && !/人$/.test(name));
      return areNames && readJob(context, value) === undefined
        ? names.map((name) => state(link, owner, entityOf(context, name)))
        : undefined;
    }
  }
}

/** Longest name that may follow a noun, in characters. */
const maxNameLength = 8;

/** 我姐姐安娜 + 在Feedzai工作: the split at which the rest is understood. */
function readApposed(
  context: ChineseContext,
  owned: OwnedNoun,
  length: number,
): ChineseClause | undefined {
  const { rest, noun } = owned;
  const latin = latinPrefix(rest);
  const lengths =
    latin === undefined
      ? Array.from({ length: maxNameLength }, (_, index) => index + 1)
      : [latin.length];
  const isNamed = isAboutPerson(owned) || noun.definition.type === "HAS_PET";
  for (const size of isNamed ? lengths : []) {
    const name = rest.slice(0, size);
    if (size < rest.length && isPersonName(name, context.evidence, "loose")) {
      const party = {
        ...entityOf(context, name),
        type: noun.definition.type === "HAS_PET" ? "animal" : "person",
      };
      const statements = readPredicate(context, rest.slice(size), party);
      if (statements !== undefined) {
        notePersons(context, owned, [party.name]);
        const isOver =
          noun.definition.cardinality === "one" &&
          statements.some((statement) => statement.tense === "ended");
        const aside = isOver ? [] : [stateKinship(owned, party)];
        return {
          parties: [party],
          statements: [...statements, ...aside],
          subjectLength: length - rest.length + size,
        };
      }
    }
  }
  return undefined;
}

function stateKinship({ owner, noun }: OwnedNoun, party: EntityName): Statement {
  return state(
    { definition: noun.definition, isInverse: noun.isInverse, tense: "holds" },
    owner,
    party,
    "aside",
  );
}

/** The person that is all a clause consists of: 王小明，住在北京. */
export function readBareSubject(context: ChineseContext, words: string): EntityName | undefined {
  const owned = readOwnedPrefix(context, words);
  const name = owned?.rest ?? words;
  const isName = isPersonName(name, context.evidence, owned === undefined ? "strict" : "loose");
  if (!isName) {
    return undefined;
  }
  context.discourse.mentionPerson(name, owned?.gender ?? "unknown");
  return { ...entityOf(context, name), type: "person" };
}

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
  if (statements !== undefined) {
    return { parties: [own], statements, subjectLength: subject.length };
  }
  return readTogether(context, rest, words.length);
}

function readBirthday(
  context: ChineseContext,
  words: string,
  owner: EntityName,
): Statement[] | undefined {
  const [, date = ""] =
    /^的?生日(?:是|在)([\d年月日号/.-]{3,11}|[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,3}[日号])$/.exec(
      words,
    ) ?? [];
  const link = { definition: relationOf("BORN_ON"), isInverse: false, tense: "holds" as const };
  return date === "" ? undefined : [state(link, owner, entityOf(context, date))];
}

/** 我和(我姐姐)安娜住在里斯本: both do. */
function readTogether(
  context: ChineseContext,
  words: string,
  length: number,
): ChineseClause | undefined {
  const rest = words.replace(/^(?:和|跟|与)/, "");
  if (rest === words) {
    return undefined;
  }
  const owned = readOwnedPrefix(context, rest);
  const named = readApposedOrNamed(
    context,
    owned?.rest ?? rest,
    owned === undefined ? "strict" : "loose",
  );
  if (named === undefined) {
    return undefined;
  }
  const own = { name: SPEAKER };
  const mine = readPredicate(context, named.rest, own) ?? [];
  const theirs = readPredicate(context, named.rest, named.party) ?? [];
  const aside = owned === undefined ? [] : [stateKinship(owned, named.party)];
  context.discourse.mentionPerson(named.party.name, owned?.gender ?? "unknown");
  return {
    parties: [own, named.party],
    statements: [...mine, ...theirs, ...aside],
    subjectLength: length - named.rest.length,
  };
}

function readApposedOrNamed(
  context: ChineseContext,
  words: string,
  certainty: "strict" | "loose",
): { readonly party: EntityName; readonly rest: string } | undefined {
  for (const name of nameCandidates(context, words, certainty)) {
    const party = { ...entityOf(context, name), type: "person" };
    const rest = words.slice(name.length);
    if (readPredicate(context, rest, party) !== undefined) {
      return { party, rest };
    }
  }
  return undefined;
}

/** The names that words may begin with, the longest first. */
function nameCandidates(
  context: ChineseContext,
  words: string,
  certainty: "strict" | "loose",
): string[] {
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
  const party =
    pronoun === undefined
      ? undefined
      : context.discourse.resolvePronoun(pronoun === "他" ? "male" : "female");
  const statements = party && readPredicate(context, words.slice(1), party);
  return statements && party && { parties: [party], statements, subjectLength: 1 };
}

/** 张伟住在北京, 安娜的哥哥汤姆在Feedzai工作 (by readDescribed), 张伟和李娜结婚了. */
function readNamed(context: ChineseContext, words: string): ChineseClause | undefined {
  if (readOwner(context, words) !== undefined && /^[我他她]/.test(words)) {
    return undefined;
  }
  for (const name of nameCandidates(context, words, "strict")) {
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
  const isPerson = statements.some(({ source, destination }) =>
    [source, destination].some((end) => end.name === party.name && end.type === "person"),
  );
  if (isPerson) {
    discourse.mentionPerson(party.name, "unknown");
  }
}

/** 协和医院位于北京: a subject that only its ending tells to be an organisation. */
function readThing(context: ChineseContext, words: string): ChineseClause | undefined {
  const [, name = "", verb = ""] =
    /^([\p{Script=Han}A-Za-z\d]{2,12}?)(位于|坐落于|坐落在|总部在|总部位于|总部设在|是一家|是一座)/u.exec(
      words,
    ) ?? [];
  const isThing =
    name !== "" &&
    (organizationSuffix.test(name) || context.evidence.known.has(name)) &&
    !/[我你他她这那]/.test(name) &&
    verb !== "";
  const party = isThing ? entityOf(context, name) : undefined;
  const statements = party && readPredicate(context, words.slice(name.length), party);
  return statements && party && { parties: [party], statements, subjectLength: name.length };
}

function readInherited(
  context: ChineseContext,
  words: string,
  inherited: readonly EntityName[],
): ChineseClause | undefined {
  const [party] = inherited;
  const rest = words.replace(/^(?:并且|并|而且|还|也|同时)+/, "");
  const statements =
    party && inherited.length === 1 ? readPredicate(context, rest, party) : undefined;
  return statements && { parties: inherited, statements, subjectLength: 0 };
}
