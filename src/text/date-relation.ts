/** How a statement relates to a date it mentions. */
export type DateRelation = "in" | "before" | "after" | "since" | "until" | "between" | "around";

/** Where a date stands in a text. */
export interface DatePlace {
  readonly start: number;
  readonly end: number;
}

/** How far around a mention its preposition may stand. */
const WINDOW = 40;
/** What may stand between a preposition and its date: "before the end of May", "since about 2015". */
const FILLER = String.raw`(?:(?:(?:(?:the|very|early|late|mid|sometime|about|around|in|on|at|of|last)[\s-]{1,3})|(?:end|start|beginning|middle)\s{1,2}of\s{1,2})){0,5}$`;

const ENGLISH_PREPOSITIONS: readonly (readonly [DateRelation, RegExp])[] = [
  ["before", preposition("before|prior to|earlier than|ahead of")],
  ["after", preposition("after|later than|following|past")],
  ["since", preposition("since|as of|starting|starting from|beginning|ever since")],
  ["until", preposition("until|till|til|by|up to|up until|through|thru|no later than")],
  ["between", preposition("between")],
  ["around", preposition("around|circa|ca\\.|approximately|roughly|almost|nearly|towards?")],
];
const FROM = preposition("from");
const ABOUT = preposition("about");
const CLAUSE_START_FROM = /(?:^|[.!?;,:\n])\s{0,3}from\s/iu;

const CHINESE_PREFIXES: readonly (readonly [DateRelation, RegExp])[] = [
  ["since", /(?:自从|自從|打从|从|從|(?<![来來各独獨亲親])自)\s?$/u],
  ["until", /(?:直到|截至|截止到?|到|至)\s?$/u],
  ["around", /(?:大约|大約|大概|差不多|将近|(?<![相预預邀签簽合纽紐])约)(?:在|是)?\s?$/u],
  ["before", /(?:早于|早於)\s?$/u],
  ["after", /(?:晚于|晚於)\s?$/u],
];

const CHINESE_SUFFIXES: readonly (readonly [DateRelation, RegExp])[] = [
  ["between", /^\s?(?:之间|之間)/u],
  ["around", /^\s?(?:前后|前後|左右|上下)/u],
  ["before", /^\s?(?:以前|之前|前(?![往面夕期任女男妻夫台天年]))/u],
  ["after", /^\s?(?:以后|以後|之后|之後|[后後](?![来來面续續天悔代果者期台半院年]))/u],
  ["since", /^\s?(?:以来|以來|至今|到现在|到現在|开始|開始|起(?![诉訴草床飞飛来來火初码碼名源]))/u],
  ["until", /^\s?(?:为止|為止)/u],
];

const PAIR_JOINT = /^[\s)]{0,3}(?:and|to|&|[-–—]|和|与|與|到|至)\s{0,3}(?:the\s{1,2})?(?:在)?$/iu;
const RANGE_JOINT = /^[\s)]{0,3}(?:to|through|thru|up to|[-–—]|到|至)\s{0,3}(?:the\s{1,2})?$/iu;

/**
 * Returns the relation of each of the mentions, which are given in order.
 *
 * Read from the preposition in front ("before 2020", 直到2019年) or the word behind (2019年以前); `between`
 * for both ends of "between A and B"; "from A to B" is `since` A and `until` B; `in` where nothing says otherwise.
 */
export function relateDates(text: string, places: readonly DatePlace[]): DateRelation[] {
  const relations = places.map((place) => relationAt(text, place));
  for (const [index, place] of places.entries()) {
    const previous = places[index - 1];
    if (previous !== undefined && place.start - previous.end <= WINDOW) {
      relatePair(text.slice(previous.end, place.start), relations, index);
    }
  }
  return relations;
}

function relatePair(joint: string, relations: DateRelation[], second: number): void {
  const [former, latter] = [relations[second - 1], relations[second]];
  if (PAIR_JOINT.test(joint) && (former === "between" || latter === "between")) {
    relations[second - 1] = "between";
    relations[second] = "between";
  } else if (RANGE_JOINT.test(joint) && former === "since") {
    relations[second] = "until";
  }
}

function relationAt(text: string, { start, end }: DatePlace): DateRelation {
  const before = text.slice(Math.max(0, start - WINDOW), start);
  const after = text.slice(end, end + WINDOW);
  const mention = text.slice(start, end);
  return (
    matching(CHINESE_SUFFIXES, after) ??
    matching(ENGLISH_PREPOSITIONS, before) ??
    fromOrAbout(before, after, mention) ??
    matching(CHINESE_PREFIXES, before) ??
    "in"
  );
}

/** "From May to June" begins in May; "a letter from May" is of May. "About" estimates counted times alone. */
function fromOrAbout(before: string, after: string, mention: string): DateRelation | undefined {
  if (FROM.test(before)) {
    const isRange = /^\s{0,3}(?:to|until|till|through|thru|onwards?|on|[-–—])(?![\p{L}])/iu.test(
      after,
    );
    return isRange || CLAUSE_START_FROM.test(before) ? "since" : undefined;
  }
  return ABOUT.test(before) && /\b(?:ago|from now)$/iu.test(mention) ? "around" : undefined;
}

function matching(
  patterns: readonly (readonly [DateRelation, RegExp])[],
  context: string,
): DateRelation | undefined {
  return patterns.find(([, pattern]) => pattern.test(context))?.[0];
}

function preposition(words: string): RegExp {
  return new RegExp(String.raw`(?<![\p{L}\p{N}])(?:${words})[\s-]{1,3}${FILLER}`, "iu");
}
