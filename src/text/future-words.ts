/**
 * Whether the words around a date say that it lies ahead: "we'll move in May", 打算五月搬家.
 *
 * A date that is wrongly taken for one to come is a year off, so where the words leave it open it is not.
 */

/** What parts clauses: what stands beyond it says nothing of the date's tense. */
const ENGLISH_BREAK =
  /[.;:!?,\n]|\b(?:and|but|because|since|that|which|who|what|when|where|why|how|if|after|before|while|as)\b/iu;
const CHINESE_BREAK = /[，。；：！？,;:!?\n]/u;

const SUBJECT = "(?:i|you|we|they|he|she|it|that|there|who|this)";
const IS = String.raw`(?:\b${SUBJECT}['’](?:m|re|s)|\b(?:am|are|is|isn['’]t|aren['’]t))`;
/** A few words between the two halves of a verb: "are you two going". */
const BETWEEN = String.raw`(?:\s\p{L}+){0,3}?\s`;
/** "I'm flying", "are we moving": what goes on now has no date, so one beside it lies ahead. "Proud of winning" is none. */
const PROGRESSIVE = String.raw`${IS}${BETWEEN}(?<!\b(?:of|about|for|by|from|with|without)\s)(?!\p{L}*thing\b|king\b|(?:sp|st)?ring\b|during|morning|evening|amazing|boring|interesting|exciting)\p{L}{2,}ing`;
const WILL = String.raw`(?:will|won['’]t|shall|${SUBJECT}['’]ll)`;
/** Will is a name, too, where nobody is asked about. */
const NAMED_WILL =
  /\bWill(?!\s(?:I|you|we|they|he|she|it|that|there|this|the|an?|my|your|our|his|her|their|any)\b)/gu;
const WANTS = String.raw`(?:wants?|wanting|plan(?:s|ning)?|hop(?:es?|ing)|intend(?:s|ing)?|expects?|need(?:s|ing)?|have|has|having|aim(?:s|ing)?) to`;
const AWAITED = String.raw`${IS}${BETWEEN}(?:going|about|due|supposed|expected|scheduled) to|gonna|must(?! have)|due(?! to)|deadline`;
const ENGLISH_FUTURE = new RegExp(
  String.raw`(?<!\p{L})(?:${WILL}|${WANTS}|${AWAITED}|${PROGRESSIVE})(?!\p{L})`,
  "iu",
);

/** "The rent was due", "they were hoping to": what lay ahead then. */
const WAS = /\b(?:was|were|wasn['’]t|weren['’]t|had|did|didn['’]t|missed)\b/iu;
/** "The photos I took", "what we achieved": a clause of its own, though nothing parts it. */
const TOLD = new RegExp(
  String.raw`\b${SUBJECT}\s(?:\p{L}+ly\s)?(?:\p{L}{2,}ed|took|got|went|came|bought|had|did|made|saw|met|won|lost|left|gave|told|said|wrote|read|sent|found|felt|kept|held|ate|broke|fell|began|ran|wore|drove|flew|spent|paid|sold|built)(?!\p{L})`,
  "iu",
);
/** What looks back at something with a date of its own: "I'll never forget the trip in May". */
const LOOKS_BACK =
  /\b(?:(?:say|tell|thank|admit|confess|apologi[sz]e|forget|remember|recall|miss|regret|think|talk|speak|hear|read|show|send|recover|enjoy|wear)(?:s|es|t?ing)?|(?:lov|us|shar|writ)(?:es?|ing))\b/iu;
const WITH_DATE =
  /\b(?:the|this|these|those|my|our|your|his|her|their|its|\p{L}+['’]s)(?:\s\p{L}+){0,3}\s$/iu;
const OWNER = /^['’]s\s/u;
/** "Going to Porto in May was the best decision." */
const PAST_AFTER = /^\s(?:was|were|went|had|did)\b/iu;

const CHINESE_PLAN =
  "将要|将会|就要|快要|打算|计划|計劃|准备|準備|预计|預計|预定|預定|约(?:好|定)|約(?:好|定)|才能";
/** A plan that something is called by (预定的酒店), or that is done (准备了). */
const NO_LABEL = "(?![的了过過])";
/** 会 by itself, and not the end of 音乐会 or 机会: behind who will or behind an adverb. Names are too like other words. */
const WILL_IN_CHINESE = String.raw`(?<=[我你您他她它们們爸妈媽哥姐弟妹爷爺奶叔姨舅姑师師儿兒子就也都将將]|[一肯]定|可能|[应應][该該]|\p{sc=Latin})会`;
const WANT_IN_CHINESE = "(?<![重主需必只])要";
const CHINESE_WANT_BEFORE = new RegExp(
  String.raw`(?:${WANT_IN_CHINESE}|${WILL_IN_CHINESE})(?:在)?$`,
  "u",
);
const CHINESE_PLAN_BEFORE = new RegExp(
  String.raw`(?:(?:${CHINESE_PLAN})${NO_LABEL}|将(?=[于在])|(?<![一肯规規固确確])[定订訂]在|[排安]在|[延推改挪提][迟遲后後期前]?[到至在]|截止(?:日期|时间|時間))`,
  "u",
);
/** Where the verb comes after the date, as it does in Chinese. */
const CHINESE_AFTER = new RegExp(
  String.raw`^[^了过過]{0,6}?(?:(?:${CHINESE_PLAN})${NO_LABEL}|${WANT_IN_CHINESE}(?![求是不点點紧緊了我你您他她它])|${WILL_IN_CHINESE}(?![议議员員上面计計]))(?!.*(?:[过過]|的$))`,
  "u",
);
/** It happened: 在五月举行了. What is put off is only said to be so: 推迟到五月了. */
const DONE = /^[^了过過].*[了过過]/u;

/** `before` and `after` are what stands around the date; only its own clause is looked at. Pure. */
export function isAhead(before: string, after: string): boolean {
  return (
    isAheadInEnglish(
      lastPart(before, ENGLISH_BREAK).replace(NAMED_WILL, ""),
      firstPart(after, ENGLISH_BREAK),
    ) || isAheadInChinese(lastPart(before, CHINESE_BREAK), firstPart(after, CHINESE_BREAK))
  );
}

function isAheadInEnglish(lead: string, tail: string): boolean {
  const marker = ENGLISH_FUTURE.exec(lead);
  if (!marker) return ENGLISH_FUTURE.test(tail) && !WAS.test(`${lead} ${tail}`);
  if (WAS.test(lead) || TOLD.test(lead.slice(marker.index)) || PAST_AFTER.test(tail)) return false;
  const isOfThing = OWNER.test(tail) || WITH_DATE.test(withoutPreposition(lead));
  return !(isOfThing && LOOKS_BACK.test(lead.slice(marker.index)));
}

function withoutPreposition(lead: string): string {
  return lead.replace(/\b(?:in|on|of|from|at|by|last)\s$/iu, "");
}

function isAheadInChinese(lead: string, tail: string): boolean {
  if (CHINESE_WANT_BEFORE.test(lead) || CHINESE_AFTER.test(tail)) return true;
  return CHINESE_PLAN_BEFORE.test(lead) && !DONE.test(tail);
}

function lastPart(text: string, separator: RegExp): string {
  return text.split(separator).at(-1) ?? "";
}

function firstPart(text: string, separator: RegExp): string {
  return text.split(separator)[0] ?? "";
}
