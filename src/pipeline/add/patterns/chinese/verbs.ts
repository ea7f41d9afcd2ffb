import type { EntityName } from "../extraction.ts";
import type { Statement, Tense } from "../reading.ts";
import { entityOf, linkOf, state, type ChineseContext } from "./chinese-context.ts";
import { isKnownPlace } from "./names.ts";
import { readObject } from "./objects.ts";
import { verbPatterns, type VerbPattern } from "./patterns.ts";

/** How adverbs set what follows in time. */
export interface Aspect {
  /** What follows the adverbs. */
  readonly rest: string;
  readonly kind: "plain" | "past" | "ended";
}

const adverb =
  /^(?:现在|目前|如今|一直|正在|已经|刚刚|刚才|刚|最近|终于|其实|特别|非常|真的|真|超级|超|很|从小|平时|平常|都|也|就(?![职业读任])|还|仍然|依然|主要|确实|一般|经常|常常|常|通常|后来|比较|挺|十分|尤其|本来|一起|早就|又(?![名叫称])|在这里|的确)/;
const pastAdverb = /^(?:以前|曾经|曾|过去|从前|原来|之前|小时候|当年|当时|那时候?|那会儿?|原先)/;
const endAdverb = /^(?:已经|早就|现在|目前|早已)?(?:不再|没再|没有再|再也不)/;
const denial =
  /^(?:已经|早就|现在|目前|早已|也|都|还|很|从来|从)*(?:不是|不|没有|没|别|未|并不|并没有)/;

/** Bound on the adverbs before a verb. */
const maxAdverbs = 6;

/** Reads the adverbs of a predicate; undefined if they deny it. 不…了 and 不再 make an end of it. */
export function readAspect(words: string): Aspect | undefined {
  let rest = words;
  let kind: Aspect["kind"] = "plain";
  for (let count = 0; count < maxAdverbs; count++) {
    const ended = endAdverb.exec(rest);
    const denied = ended === null ? denial.exec(rest) : null;
    if (ended !== null) {
      rest = rest.slice(ended[0].length);
      kind = "ended";
    } else if (denied !== null) {
      if (!denied[0].endsWith("不") || !rest.endsWith("了") || kind === "ended") {
        return undefined;
      }
      rest = rest.slice(denied[0].length);
      kind = "ended";
    } else {
      const past = pastAdverb.exec(rest);
      const plain = past ?? adverb.exec(rest);
      if (plain === null) {
        break;
      }
      rest = rest.slice(plain[0].length);
      kind = past === null ? kind : "past";
    }
  }
  return { rest, kind };
}

const plainTail = /^(?:了|的|呢|啊|呀|吧|啦|哦|一段时间)*$/;
const duration =
  /^了?(?:快|将近|差不多|大概)?[\d一二三四五六七八九十两几多半]{1,4}(?:多)?(?:年|个月|个多月|天|周|个星期)(?:多)?了$/;
const pastTail = /^过(?:了|的|啊|呢|[\d一二三四五六七八九十两几多]{1,4}(?:年|个月))*$/;

/** Reads a verb of the catalog with its object, if they are all there is. */
export function readVerb(
  context: ChineseContext,
  aspect: Aspect,
  subject: EntityName,
): Statement[] | undefined {
  const isEmphatic = /^是.+的$/.test(aspect.rest);
  const words = isEmphatic ? aspect.rest.slice(1) : aspect.rest;
  for (const pattern of verbPatterns) {
    const found = words.startsWith(pattern.before) ? matchObject(words, pattern) : undefined;
    const tense = found && tenseOf(pattern, aspect, found.isPast);
    const addressed = found && readAddressed(context, found.object, pattern);
    if (addressed !== undefined && tense !== undefined) return addressed(subject, tense);
    const object = found && readObject(context, found.object, pattern.object);
    if (object !== undefined && tense !== undefined) {
      const link = { definition: pattern.definition, isInverse: pattern.isInverse, tense };
      return [...object.entities.map((entity) => state(link, subject, entity)), ...object.asides];
    }
  }
  return undefined;
}

/** 住在建国路88号 and 搬到中山路8号 tell the address; 住在北京市建国路88号 the town as well. */
function readAddressed(
  context: ChineseContext,
  words: string,
  { definition }: VerbPattern,
): ((subject: EntityName, tense: Tense) => Statement[]) | undefined {
  const isLiving = definition.type === "LIVES_IN";
  const [address] = (isLiving ? readObject(context, words, "address")?.entities : undefined) ?? [];
  const town = address && knownTownOf(address.name);
  return (
    address &&
    ((subject, tense) => [
      state(linkOf("HAS_ADDRESS", tense), subject, address),
      ...(town
        ? [state(linkOf("LIVES_IN", tense), subject, entityOf(context, town), "aside")]
        : []),
    ])
  );
}

function knownTownOf(address: string): string | undefined {
  const length = [4, 3, 2].find((count) => isKnownPlace(address.slice(0, count)));
  return length === undefined ? undefined : address.slice(0, length);
}

/** 我和李娜快结婚了: not yet. */
const coming = /(?:快|快要|就要|要|将|即将|马上|准备|打算|想|没|不|别)$/;

function matchObject(
  words: string,
  { before, after }: VerbPattern,
): { object: string; isPast: boolean } | undefined {
  if (after === "") {
    return { object: words.slice(before.length), isPast: false };
  }
  const at = words.lastIndexOf(after);
  if (at <= before.length) {
    return undefined;
  }
  if (coming.test(words.slice(before.length, at))) {
    return undefined;
  }
  const object = words.slice(before.length, at).replace(/(?:很|非常|特别|都|一起|也|正|严重)$/, "");
  const tail = words.slice(at + after.length);
  if (pastTail.test(tail)) {
    return { object, isPast: true };
  }
  return plainTail.test(tail) || duration.test(tail) ? { object, isPast: false } : undefined;
}

function tenseOf(
  { tense, definition }: VerbPattern,
  { kind }: Aspect,
  isPast: boolean,
): Tense | undefined {
  if (kind === "ended" || kind === "past") {
    return tense === "happened" && kind === "past" ? tense : kind;
  }
  if (isPast) {
    return definition.cardinality === "one" ? "past" : "happened";
  }
  return tense;
}
