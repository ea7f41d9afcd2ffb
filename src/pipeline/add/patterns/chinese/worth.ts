import type { ChineseContext } from "./chinese-context.ts";
import { isPersonName, latinPrefix } from "./names.ts";
import { readOwnedPrefix } from "./owners.ts";
import { readPredicate } from "./predicates.ts";

/** A Chinese clause that is worth keeping though no relation was read from it. */
export interface ChineseWorth {
  readonly kind: "event" | "trait";
  /** Whether it is about the speaker. */
  readonly isOwn: boolean;
}

const talk =
  /^(?:我|我们)(?:也|就|都|还|真的|很|非常|只)*(?:觉得|认为|想说|知道|不知道|看|说|明白|理解|同意|相信|希望你|祝|感觉|猜|听说|建议|推荐|没事|很好|挺好|不错|可以|能|会帮|帮|来|先|问|懂|好|想问|想知道|是说)/;
const event =
  /(?:去了|来了|买了|卖了|参加了|看了|完成了|学会了|毕业了|搬了|结婚了|离婚了|生了|做了|吃了|拿到了?|获得了?|赢了|输了|见了|见到了|遇到了|收到了|通过了|辞职了|换了|报名了?|预订了|开了|写了|画了|跑了|爬了|游了|读了|听了|玩了|学了|开始了?|创办了|创立了|出版了|发表了|拜访了|参观了|领养了|丢了|摔了|受伤了|生病了|住院了|去世了|出生了|入职了|退休了|订婚了|分手了|升职了|旅行|旅游|去过|到过|当了|得了|考上了|考过了|录取了)/;
const trait =
  /^(?:有(?:一|两|二|三|四|五|几|\d)(?:个|只|条|位|套|辆|家|间|本|台|份)|正在|一直在|每天|每周|每年|经常|习惯|打算|计划|准备|想学|想去|想要|负责|不吃|不喝|吃素|单身|已婚|怀孕|退休|信|是素食|在.{2,20}(?:工作|上班|上学|读书)$)/;
const doubted = /^(?:从来|从|还|也|都|并)*(?:没|不|别|想|要|会|可能|打算|计划|准备|希望)/;
/** Before a verb: not yet, or not at all. */
const coming = /快|就要|将要|马上|即将|打算|准备|差点|险些|没|不/;
const asking = /[吗呢?？]$|什么|怎么|为什么|谁|哪/;

/** Fewest characters of such a clause. */
const minLength = 5;
/** How far into a predicate its verb may stand. */
const maxVerbOffset = 8;

/** Judges whether a clause tells something of someone: an act, a state, a plan, a possession. */
export function judgeWorth(context: ChineseContext, words: string): ChineseWorth | undefined {
  const isSpeaker = /^(?:我|我们)/.test(words);
  const owned = readOwnedPrefix(context, words);
  const said = owned && readPredicate(context, owned.rest, { name: "" });
  if (said !== undefined) {
    return { kind: "trait", isOwn: isSpeaker };
  }
  const subject = isSpeaker ? words.replace(/^我们?/, "") : nameRest(context, words);
  const predicate = owned?.rest ?? subject;
  const kind = predicate === undefined ? undefined : kindOf(context, words, predicate);
  return kind && { kind, isOwn: isSpeaker };
}

/** What follows the name that words begin with. */
function nameRest({ evidence }: ChineseContext, words: string): string | undefined {
  const candidates = [latinPrefix(words), words.slice(0, 4), words.slice(0, 3), words.slice(0, 2)];
  const name = candidates.find(
    (part) => part !== undefined && isPersonName(part, evidence, "strict"),
  );
  return name === undefined ? undefined : words.slice(name.length);
}

/** 昨天我去滑雪了, 昨天我买车了: with a day that is over, 了 at the end tells an act. */
const ended = /^(?!.*(?:很|太|非常|觉得|知道|明白|想|得很)).{2,20}了[。！!\s]*$/;

function kindOf(
  { isPast }: ChineseContext,
  clause: string,
  predicate: string,
): ChineseWorth["kind"] | undefined {
  if (clause.length < minLength || talk.test(clause) || asking.test(predicate)) {
    return undefined;
  }
  const words = predicate.replace(/^(?:也|就|都|还|现在|目前|已经|刚刚?|最近|终于)+/, "");
  const verbAt = words.search(event);
  const isComing = coming.test(words.slice(0, Math.max(0, verbAt)));
  if (verbAt >= 0 && verbAt <= maxVerbOffset && !isComing && !doubted.test(words)) {
    return "event";
  }
  if (isPast && ended.test(words) && !doubted.test(words)) {
    return "event";
  }
  return trait.test(words) ? "trait" : undefined;
}
