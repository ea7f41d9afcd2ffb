import { SPEAKER, type EntityName } from "../extraction.ts";
import type { Statement, Tense } from "../reading.ts";
import { entityOf, linkOf, state, type ChineseContext } from "./chinese-context.ts";
import { isKnownPlace, isLatinName, isPersonName, particles } from "./names.ts";
import { readJob, readObject, readOrganization, splitList } from "./objects.ts";
import { nounPatterns } from "./patterns.ts";
import { readAspect, readVerb, type Aspect } from "./verbs.ts";
import { readOwned } from "./owners.ts";

/** Reads what is said of a subject; undefined unless the words are understood to the end. */
export function readPredicate(
  context: ChineseContext,
  words: string,
  subject: EntityName,
): Statement[] | undefined {
  const special =
    readEnding(context, words, subject) ??
    readMove(context, words, subject) ??
    readPet(context, words, subject) ??
    readDislike(context, words, subject);
  if (special !== undefined) {
    return special;
  }
  const aspect = readAspect(words);
  if (aspect === undefined) {
    return undefined;
  }
  return (
    readWork(context, aspect, subject) ??
    readBeing(context, aspect, subject) ??
    readAge(aspect, subject) ??
    readCalled(context, aspect, subject) ??
    readVerb(context, aspect, subject)
  );
}

const dislike =
  /^(?:从来|从小|一直|现在|其实|真的|都|也|就|还|很)*不(?:太|怎么|是很|是特别)?(?:喜欢|爱)(?:吃|喝)?(?=.+[^了]$)/;

/** 不喜欢香菜, 不太喜欢香菜; not 不喜欢香菜了, which is an end. */
function readDislike(
  context: ChineseContext,
  words: string,
  subject: EntityName,
): Statement[] | undefined {
  const denied = dislike.exec(words)?.[0] ?? "";
  const aspect = { rest: `讨厌${words.slice(denied.length)}`, kind: "plain" } as const;
  return denied === "" ? undefined : readVerb(context, aspect, subject);
}

function plainTense({ kind }: Aspect): Tense {
  return kind === "plain" ? "holds" : kind;
}

const oneJob = /^在(.{1,20}?)(?:当|做|担任|任)(.{1,14})$/;

/** 在协和医院当护士 */
function readWork(
  context: ChineseContext,
  aspect: Aspect,
  subject: EntityName,
): Statement[] | undefined {
  const [, where = "", what = ""] = oneJob.exec(aspect.rest) ?? [];
  const employer = where === "" ? undefined : readOrganization(context, where);
  const job = employer && readJob(context, what.replace(particles, ""));
  if (employer === undefined || job === undefined) {
    return undefined;
  }
  return employment(employer, job, subject, plainTense(aspect));
}

function employment(
  employer: NonNullable<ReturnType<typeof readOrganization>>,
  job: NonNullable<ReturnType<typeof readJob>>,
  subject: EntityName,
  tense: Tense,
): Statement[] {
  const works = linkOf("WORKS_AT", tense);
  const holds = linkOf("JOB_TITLE", tense);
  return [
    ...employer.entities.map((entity) => state(works, subject, entity)),
    ...job.entities.map((entity) => state(holds, subject, entity)),
    ...employer.asides,
  ];
}

const thingKind = /^一(?:家|种|只|款|座|个|条|部|本|所|间|支)(.{1,12})$/;
const thingTypes: readonly (readonly [RegExp, string])[] = [
  [/(?:公司|企业|银行|集团|大学|学校|医院|机构|工厂|品牌|乐队)$/, "organization"],
  [/(?:城市|国家|村庄|小镇|餐厅|酒店|咖啡馆|公园|博物馆|岛|山|湖)$/, "place"],
  [/(?:狗|犬|猫|柯基|金毛|泰迪|柴犬|哈士奇|拉布拉多|布偶|兔子|仓鼠|鹦鹉|乌龟)$/, "animal"],
  [/(?:书|小说|电影|歌|电视剧|动漫|游戏)$/, "work"],
  [/(?:软件|应用|框架|数据库|编程语言|语言|手机)$/, "product"],
];

/** 是护士, 是Feedzai的工程师, 是我的经理, 是北京人, 是一家科技公司. */
function readBeing(
  context: ChineseContext,
  aspect: Aspect,
  subject: EntityName,
): Statement[] | undefined {
  if (!aspect.rest.startsWith("是")) {
    return undefined;
  }
  const words = aspect.rest.slice(1).replace(particles, "");
  const tense = plainTense(aspect);
  const owned = readOwned(context, words);
  if (owned !== undefined) {
    return owned.owner.name === subject.name
      ? undefined
      : [state({ ...owned.noun, tense }, owned.owner, subject)];
  }
  const job = readJob(context, words);
  if (job !== undefined) {
    return job.entities.map((entity) => state(linkOf("JOB_TITLE", tense), subject, entity));
  }
  return (
    readJobAt(context, words, subject, tense) ??
    readNative(context, words, subject, tense) ??
    readKind(context, words, subject, tense) ??
    readOwnName(context, words, subject)
  );
}

function readJobAt(
  context: ChineseContext,
  words: string,
  subject: EntityName,
  tense: Tense,
): Statement[] | undefined {
  const at = words.lastIndexOf("的");
  const employer = at > 0 ? readOrganization(context, words.slice(0, at)) : undefined;
  const job = employer && readJob(context, words.slice(at + 1));
  return employer === undefined || job === undefined
    ? undefined
    : employment(employer, job, subject, tense);
}

function readNative(
  context: ChineseContext,
  words: string,
  subject: EntityName,
  tense: Tense,
): Statement[] | undefined {
  const place = words.endsWith("人") ? words.slice(0, -1).replace(/^土生土长的/, "") : "";
  const link = linkOf("FROM", tense);
  return isKnownPlace(place) ? [state(link, subject, entityOf(context, place))] : undefined;
}

function readKind(
  context: ChineseContext,
  words: string,
  subject: EntityName,
  tense: Tense,
): Statement[] | undefined {
  const [, kind = ""] = thingKind.exec(words) ?? [];
  const type = thingTypes.find(([pattern]) => pattern.test(kind))?.[1];
  if (type === undefined || subject.name === SPEAKER || /[我你他她这那的好坏很]/.test(kind)) {
    return undefined;
  }
  const statement = state(linkOf("IS_A", tense), subject, entityOf(context, kind));
  return [{ ...statement, source: { name: subject.name, type } }];
}

/** 我是王小明 */
function readOwnName(
  context: ChineseContext,
  words: string,
  subject: EntityName,
): Statement[] | undefined {
  const isName = subject.name === SPEAKER && isPersonName(words, context.evidence, "strict");
  return isName ? [alias(context, subject, words)] : undefined;
}

function alias(context: ChineseContext, subject: EntityName, name: string): Statement {
  return state(linkOf("ALSO_KNOWN_AS", "holds"), subject, entityOf(context, name));
}

const ages = /^(?:今年)?(\d{1,3}|[一二三四五六七八九十]{1,4})岁(?:了|啦)?$/;

function readAge({ rest, kind }: Aspect, subject: EntityName): Statement[] | undefined {
  const [, years = ""] = ages.exec(rest) ?? [];
  const link = linkOf("HAS_AGE", "holds");
  return years === "" || kind !== "plain" ? undefined : [state(link, subject, { name: years })];
}

const called =
  /^(?:大家都?叫(?:我|他|她)|叫做|名叫|又名|又叫|也叫|(?:又|也|亦|被?俗|被?简|也被|又被)称(?:为|作)?|别名(?:叫|是)?|别称(?:叫|是)?|人称|绰号叫?|外号(?:叫|是)?|昵称(?:叫|是)?|小名(?:叫|是)?|英文名(?:叫|是)?|笔名(?:叫|是)?|中文名(?:叫|是)?|叫|本名(?:叫|是)?)(.{1,12})$/;

/** 叫王小明, 又名…, 人称…, 英文名是…. */
function readCalled(
  context: ChineseContext,
  { rest, kind }: Aspect,
  subject: EntityName,
): Statement[] | undefined {
  const [, words = ""] = called.exec(rest) ?? [];
  const name = words.replace(particles, "");
  const isName = isOtherName(name, subject, context) && !/^(?:我|你|他|她)/.test(name);
  return isName && kind === "plain" && name !== subject.name
    ? [alias(context, subject, name)]
    : undefined;
}

/** Whether a text may be another name: of somebody a person's, of a place or an organisation any name. */
function isOtherName(name: string, subject: EntityName, { evidence }: ChineseContext): boolean {
  const isThing = subject.type === "place" || subject.type === "organization";
  const isShort = /^[\p{Script=Han}]{2,8}$/u.test(name) && !/[我你他她它这那的了是个]/.test(name);
  return isThing ? isLatinName(name) || isShort : isPersonName(name, evidence, "loose");
}

const quit =
  /^(?:上个?月|刚刚?|已经|最近)?(?:从(.{1,20}?)(?:辞职|离职|退休|跳槽)|离开了?(.{1,20}?)|辞去了?(.{1,20}?)的(?:工作|职务|职位)|被(.{1,20}?)(?:裁员|解雇|开除|辞退|裁))了?$/;
const separate = /^(?:已经|刚刚?|最近)?[和跟与](.{2,10}?)(?:分手|离婚|分开)了$/;

/** 从Feedzai辞职了, 离开了Feedzai, 和汤姆分手了. */
function readEnding(
  context: ChineseContext,
  words: string,
  subject: EntityName,
): Statement[] | undefined {
  const left =
    quit
      .exec(words)
      ?.slice(1)
      .find((group) => group !== undefined) ?? "";
  const [organization] = readOrganization(context, left)?.entities ?? [];
  if (organization !== undefined) {
    return [state(linkOf("WORKS_AT", "ended"), subject, organization)];
  }
  const partner = separate.exec(words)?.[1] ?? "";
  const name = stripKin(partner);
  const isName = isPersonName(name, context.evidence, partner === name ? "strict" : "loose");
  return isName
    ? [state(linkOf("PARTNER_OF", "ended"), subject, entityOf(context, name))]
    : undefined;
}

/** 男朋友汤姆 names 汤姆. */
function stripKin(words: string): string {
  const own = words.replace(/^我的?/, "");
  const noun = nounPatterns.find(
    (pattern) => own.startsWith(pattern.noun) && own.length > pattern.noun.length,
  );
  return noun === undefined ? words : own.slice(noun.noun.length);
}

const move = /^(?:已经|刚刚?|最近)?从(.{2,12}?)(?:搬|迁居|移居)(?:到|去|来)了?(.{2,12})$/;

const lasting =
  /(?:已经|快|都|有)*[\d一二三四五六七八九十两几半]+多?(?:年|个月|天|周|个星期)多?了?$/;

/** 从里斯本搬到了波尔图 */
function readMove(
  context: ChineseContext,
  words: string,
  subject: EntityName,
): Statement[] | undefined {
  const [, origin = "", goal = ""] = move.exec(words) ?? [];
  const from = origin === "" ? undefined : readObject(context, origin, "place");
  const to = from && readObject(context, goal.replace(lasting, ""), "place");
  const [source, destination] = [from?.entities[0], to?.entities[0]];
  if (source === undefined || destination === undefined) {
    return undefined;
  }
  const lives = linkOf("LIVES_IN", "holds");
  return [
    state({ ...lives, tense: "begins" }, subject, destination),
    state({ ...lives, tense: "ended" }, subject, source, "aside"),
    ...(to?.asides ?? []),
  ];
}

const pet =
  /^(?:家里?|还|也|现在|刚|最近)*(养了?|养着|养有|有|领养了|收养了|买了)(?:一|两|二|三|四|几)?(?:只|条|匹|个|头)?(?:(?:可爱|小|大|黑|白|黄)的?)?(?:(?:名字)?(?:叫做|名叫|名为|叫|名字叫)([^的]{1,8})的(.{1,5})|(.{1,5}?)(?:[,，]|名字)?(?:它)?(?:叫做|名叫|名为|叫)(.{1,8}))$/;
const animals =
  /^(?:小|大|柯基|金毛|泰迪|柴犬|布偶|橘|黑|白|英短|美短|哈士奇|拉布拉多)?(?:狗|猫|犬|狗狗|猫咪|兔子|仓鼠|鹦鹉|乌龟|金鱼|小狗|小猫|柯基|金毛|泰迪|柴犬|橘猫|哈士奇|拉布拉多)$/;

/** 养了一只叫豆豆的狗, 有一只狗叫豆豆. */
function readPet(
  context: ChineseContext,
  words: string,
  subject: EntityName,
): Statement[] | undefined {
  const match = pet.exec(words.replace(particles, ""));
  const [, verb = "", nameBefore, kindAfter, kindBefore, nameAfter] = match ?? [];
  const names = splitList(nameBefore ?? nameAfter ?? "");
  const kind = kindAfter ?? kindBefore ?? "";
  if (
    !animals.test(kind) ||
    names.length === 0 ||
    names.some((name) => !/^[\p{Script=Han}A-Za-z]{1,8}$/u.test(name))
  ) {
    return undefined;
  }
  const tense: Tense = /领养|收养|买/.test(verb) ? "begins" : "holds";
  const link = linkOf("HAS_PET", tense);
  const isA = linkOf("IS_A", "holds");
  return names.flatMap((name) => {
    const animal = { ...entityOf(context, name), type: "animal" };
    const species = state(isA, animal, entityOf(context, kind), "aside");
    return [state(link, subject, animal), { ...species, source: animal }];
  });
}
