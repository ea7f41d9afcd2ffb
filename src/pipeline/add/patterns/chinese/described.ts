import { CONTACT_KINDS } from "../contact-data.ts";
import { SPEAKER, type EntityName } from "../extraction.ts";
import type { Statement } from "../reading.ts";
import { entityOf, state, type ChineseContext, type Link } from "./chinese-context.ts";
import { isPersonName, latinPrefix, particles } from "./names.ts";
import { readJob, readObject, splitList } from "./objects.ts";
import { readOwnedPrefix, type OwnedNoun } from "./owners.ts";
import type { ObjectKind } from "./patterns.ts";
import { readPredicate } from "./predicates.ts";

/** What was read of one Chinese clause. */
export interface ChineseClause {
  /** Whom it is about, for a clause that follows and leaves its subject out. */
  readonly parties: readonly EntityName[];
  readonly statements: readonly Statement[];
  /** How many characters of the clause say the subject; 0 if it is left out. */
  readonly subjectLength: number;
}

const nounVerb =
  /^[，,]?(?:的名字|名字)?(?:现在)?(?:已经|刚刚?|最近)?(?:换成了?|改成了?|变成了?|改为了?|变为了?|更新为|换为|叫做|名叫|叫|就是|是|为|:|：|在)(.{1,60})$/;

const having = /^(我们?)(?:还|也)?有(?:一|两|二|三|四|几)?(?:个|位)(?=.{1,8}叫)/;

/** 我把邮箱换成了… says what 我的邮箱换成了… does. */
const changing =
  /^(我们?|[他她])(?:已经|刚刚?|最近)?把(?:我们?的?|自己的)?(?=.{1,8}(?:换成|改成|换为|改为|更新为))/;

/** 我的经理是张伟, 我姐姐叫安娜, 我姐姐安娜在Feedzai工作. */
export function readDescribed(context: ChineseContext, words: string): ChineseClause | undefined {
  // 我有一个弟弟叫小刚 says what 我弟弟叫小刚 does.
  const owned = readOwnedPrefix(context, words.replace(having, "$1").replace(changing, "$1的"));
  if (owned === undefined) {
    return undefined;
  }
  const [, value = ""] = nounVerb.exec(owned.rest) ?? [];
  const statements =
    value === "" ? undefined : readValue(context, owned, value.replace(particles, ""));
  if (statements === undefined) {
    return readApposed(context, owned, words.length) ?? noteUnnamed(context, owned);
  }
  const names = statements.map((statement) => otherEnd(statement, owned.owner));
  notePersons(context, owned, names);
  // 我女儿叫小雨，今年5岁: what follows is about her.
  const [only] = names.length === 1 && isAboutPerson(owned) ? names : [];
  const parties = only === undefined ? [] : [{ name: only, type: "person" }];
  return { parties, statements, subjectLength: words.length - owned.rest.length };
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

/** What a noun's value is, where it is not a name. */
const valueKinds: Readonly<Record<string, ObjectKind>> = {
  JOB_TITLE: "job",
  LIVES_IN: "place",
  FROM: "place",
  BORN_IN: "place",
  WORKS_AT: "organization",
  STUDIED_AT: "school",
  LIKES: "phrases",
  SPEAKS: "language",
  ...CONTACT_KINDS,
};

/** The value of a noun by what its relation takes. */
function readValue(
  context: ChineseContext,
  { owner, noun }: OwnedNoun,
  value: string,
): Statement[] | undefined {
  const link: Link = { definition: noun.definition, isInverse: noun.isInverse, tense: "holds" };
  const kind = valueKinds[noun.definition.type];
  if (kind !== undefined) {
    const object = readObject(context, value, kind);
    return (
      object && [...object.entities.map((entity) => state(link, owner, entity)), ...object.asides]
    );
  }
  // 他的名字是… tells of someone not named so far.
  const isStranger = noun.noun === "名字" && owner.name !== SPEAKER;
  const names = isStranger ? [] : readNames(context, value);
  return names.length === 0
    ? undefined
    : names.map((name) => state(link, owner, entityOf(context, name)));
}

function readNames(context: ChineseContext, value: string): string[] {
  const names = splitList(value);
  const areNames = names.every(
    (name) => isPersonName(name, context.evidence, "loose") && !name.endsWith("人"),
  );
  return areNames && readJob(context, value) === undefined ? names : [];
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
  const isPet = noun.definition.type === "HAS_PET";
  for (const name of isPet || isAboutPerson(owned) ? namesBefore(context, rest) : []) {
    const party = { ...entityOf(context, name), type: isPet ? "animal" : "person" };
    const statements = readPredicate(context, rest.slice(name.length), party);
    if (statements !== undefined) {
      notePersons(context, owned, [party.name]);
      const isOver =
        noun.definition.cardinality === "one" && statements.some(({ tense }) => tense === "ended");
      const aside = isOver ? [] : [stateKinship(owned, party)];
      const subjectLength = length - rest.length + name.length;
      return { parties: [party], statements: [...statements, ...aside], subjectLength };
    }
  }
  return undefined;
}

/** The names that words may begin with right after a noun, the shortest first. */
function namesBefore(context: ChineseContext, words: string): string[] {
  const latin = latinPrefix(words);
  const candidates =
    latin === undefined
      ? Array.from({ length: maxNameLength }, (_, index) => words.slice(0, index + 1))
      : [latin];
  return candidates.filter(
    (name) => name.length < words.length && isPersonName(name, context.evidence, "loose"),
  );
}

/** Says by the way what someone is to the owner of the noun that describes them. */
export function stateKinship({ owner, noun }: OwnedNoun, party: EntityName): Statement {
  const link: Link = { definition: noun.definition, isInverse: noun.isInverse, tense: "holds" };
  return state(link, owner, party, "aside");
}

/** The person that is all a clause consists of: 王小明，住在北京. */
export function readBareSubject(context: ChineseContext, words: string): EntityName | undefined {
  const owned = readOwnedPrefix(context, words);
  const name = owned?.rest ?? words;
  if (!isPersonName(name, context.evidence, owned === undefined ? "strict" : "loose")) {
    return undefined;
  }
  context.discourse.mentionPerson(name, owned?.gender ?? "unknown");
  return { ...entityOf(context, name), type: "person" };
}
