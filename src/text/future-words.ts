/** Whether the words around a date say that it lies ahead: "we'll move in May", 打算五月搬家. */

/** What parts clauses: what stands beyond it says nothing of the date's tense. */
const ENGLISH_BREAK =
  /[.;:!?,\n]|\b(?:and|but|because|since|that|which|who|what|when|where|why|how|if|after|before|while|as)\b/iu;
const CHINESE_BREAK = /[，。；：！？,;:!?\n]/u;

const PLAIN_FUTURE = String.raw`will|won['’]t|shall|gonna|(?<!\b(?:was|were) )(?:going|about) to|(?:wants?|wanting|plan(?:s|ning)?|hop(?:es?|ing)|intend(?:s|ing)?|expect(?:s|ed|ing)?|suppos(?:e|ed)|need(?:s|ing)?|have|has|having|aim(?:s|ing)?) to|must(?! have)|due(?! to (?:the|a|an|my|your|his|her|its|our|their)\b)|deadline`;
const SUBJECT = String.raw`(?:i|you|we|they|he|she|it|that|there|who|this)`;
/** "I'm flying", "are we moving": what goes on now has no date, so one beside it lies ahead. */
const PROGRESSIVE = String.raw`(?:\b${SUBJECT}['’](?:m|re|s)|\b(?:am|are|is|isn['’]t|aren['’]t))(?:\s\p{L}+){0,3}?\s(?!during|morning|evening|spring)\p{L}{2,}ing`;
const ENGLISH_FUTURE = new RegExp(
  String.raw`(?:(?<!\p{L})(?:${PLAIN_FUTURE})|\b(?:${SUBJECT})['’]ll|${PROGRESSIVE})(?!\p{L})`,
  "iu",
);

const CHINESE_PLAN =
  "将要|将会|将(?=[于在])|就要|快要|打算|计划|計劃|准备|準備|预计|預計|预定|預定|约(?:好|定)|約(?:好|定)|[定订訂排安]在|安排在|[延推改挪提][迟遲后後期前]?[到至在]|截止|才能";
const CHINESE_FUTURE_BEFORE = new RegExp(
  String.raw`(?:${CHINESE_PLAN}|(?<![重主需必])要(?:在)?$|(?<![开開聚机機社晚学學协協])会(?:在)?$)`,
  "u",
);
/** Where the verb comes after the date, as it does in Chinese. */
const CHINESE_FUTURE_AFTER = new RegExp(
  String.raw`^[^了过過]{0,6}?(?:${CHINESE_PLAN}|(?<![重主需必])要(?!求|是|不是|点|點|紧|緊)|(?<![开開聚机機社晚学學协協])会(?!议|議|员|員|上|面|计|計))`,
  "u",
);

/** `before` and `after` are what stands around the date; only its own clause is looked at. Pure. */
export function isAhead(before: string, after: string): boolean {
  const lead = lastPart(before, ENGLISH_BREAK);
  const tail = firstPart(after, ENGLISH_BREAK);
  if (ENGLISH_FUTURE.test(lead) || ENGLISH_FUTURE.test(tail)) return true;
  return (
    CHINESE_FUTURE_BEFORE.test(lastPart(before, CHINESE_BREAK)) ||
    CHINESE_FUTURE_AFTER.test(firstPart(after, CHINESE_BREAK))
  );
}

function lastPart(text: string, separator: RegExp): string {
  return text.split(separator).at(-1) ?? "";
}

function firstPart(text: string, separator: RegExp): string {
  return text.split(separator)[0] ?? "";
}
