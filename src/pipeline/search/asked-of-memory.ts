/** What a turn's words alone tell of whether it asks, and of whom: anybody, the assistant, or what was told before. */
import { stemOf } from "./query.ts";

/** Who may stand behind a verb that asks: "have you", but "have a nice day". */
const SUBJECT = String.raw`(?:i|you|we|they|he|she|there|any|my|your|our|their|his|her|\p{L}+['’]s)`;
const OPENING = String.raw`^\s*(?:(?:and|but|so|then|well|ok(?:ay)?)[, ]+)?`;
const ASKING_WORD = String.raw`(?:what(?!\s+an?\b)|which|who|whom|whose|when|where|why|how|remind|tell)\b`;
const ASKING_VERB = String.raw`(?:(?:do|have|will|would|should)\s+(?=${SUBJECT}\b)|(?:does|did|is|are|am|was|were|has|can|could)\b)`;
const ENGLISH = new RegExp(`${OPENING}(?:${ASKING_WORD}|${ASKING_VERB})`, "iu");
const CHINESE =
  /[吗呢么嗎]\s*[。.!！]*$|什么|什麼|谁|誰|哪|几|多少|怎么|怎麼|为什么|何时|提醒我|告诉我|^\s*(?:请|再|跟我|给我|和我)*(?:说说|讲讲|谈谈|聊聊|介绍|总结|回忆|說說|講講|談談|介紹|總結|回憶)/u;
/** A mark that asks nothing: "Really? …", "…, isn't it?", "…, right?". */
const ECHO =
  /^\s*(?:really|seriously|oh|huh|what|sorry|真的|是吗)\s*[?？]|,\s*(?:\p{L}+n['’]t \p{L}+|right|huh|eh|ok(?:ay)?|yeah)\s*\?\s*$/iu;

/** Whether a text asks for something; where it is typed in haste, by its words alone. */
export function isQuestion(text: string): boolean {
  return /[?？]/u.test(text.replace(ECHO, "")) || ENGLISH.test(text) || CHINESE.test(text);
}

/** What stands before a mark, with the marks: cut at every full stop, as an abbreviation costs a few words and no more. */
const PIECE = /[^.!?…。！？｡\n]+([.!?…。！？｡]*)/gu;

/** What a text asks, as one text; empty if it only tells, whatever word it begins with: "What a day!" */
export function questionsIn(text: string): string {
  const pieces = Array.from(text.matchAll(PIECE), ([piece, marks = ""]) => ({ piece, marks }));
  return pieces
    .filter(({ piece, marks }) => (marks === "" || /[?？]/u.test(marks)) && isQuestion(piece))
    .map(({ piece }) => piece.trim())
    .join(" ");
}

/** What was said before, or kept: "do you remember", "what I told you", 上次聊到. */
const OF_MEMORY =
  /\b(?:remember|recall|remind|forg[eo]t)\b|\bknow(?:s|n)? (?:anything |something |much )?about\b|\b(?:i|we)(?:['’]ve| have| had)? (?:ever |already |just )?(?:told|tell|mention(?:ed)?|said|say|talk(?:ed)?|discuss(?:ed)?)\b|\blast time we\b|记得|记不记得|忘[了记]|提醒|告[诉訴]过|[跟和对给]你(?:说|讲|提|聊)|上(?:次|回)(?:我们)?(?:说|讲|提|聊)|聊(?:到|过)|記得|忘[了記]|[跟和對給]你(?:說|講|提|聊)/iu;

/** Whether it asks what the memory holds, in so many words: then "you" means the memory. */
export function isOfMemory(text: string): boolean {
  return OF_MEMORY.test(text);
}

/** Who the user is, or all that is known of them: no word of it says anything, and everything told answers it. */
const WHO_USER_IS =
  /\bwho (?:am i|i am)\b(?=\s*(?:[?.!,]|$))|\bwhat(?:['’]s| is| was) my (?:full |first |last |sur)?name\b|(?:^\s*|\byou (?:still |even )?)(?:remember|recall|know|recogni[sz]e)(?: (?:anything|something|much))?(?: about)? me\b(?=\s*[?.!]*\s*$)|\b(?:tell|remind) me about (?:me|myself)\b|我是[谁誰](?!的)|我(?:的名字)?叫(?:什么|什麼|啥)(?=名|来着|來著|吗|嗎|[\s?？。！]|$)|我的名字是|(?<![他她它们們])(?:记得|認識|认识|了解|知道|記得|瞭解)(?:我(?:吗|嗎|么|不|$|[\s?？。！])|(?:关于)?我(?:的)?(?:些|多少|哪些|什么|什麼)(?:事|事情|情况|情況)?(?=吗|嗎|[\s?？。！]|$))/iu;

/** Whether it asks who the user is. */
export function asksWhoUserIs(text: string): boolean {
  return WHO_USER_IS.test(text);
}

const ADVISING = String.raw`(?:recommend|suggest|advise|propose|pick|choose|find|plan|think of|come up with|brainstorm)`;
const IDEAS = String.raw`(?:ideas?|suggestions?|recommendations?|tips?|advice)`;
const ADVICE = new RegExp(
  [
    String.raw`${OPENING}(?:please |can you |could you |would you |will you |help me (?:to )?|i need you to )*${ADVISING}\b`,
    String.raw`\bwhat (?:should|could|can|might|would|do|shall) (?:i|we) (?:\p{L}+ )?(?:get|buy|give|cook|make|bring|plan|order|wear|do)\b`,
    String.raw`\b(?:some|any|give me|need|want)(?: \p{L}+){0,3} ${IDEAS}\b|^\s*(?!what|which|whose|how)\p{L}+ ${IDEAS} for\b`,
    String.raw`推荐|推薦|建议|建議|出(?:个|個|点|點)?主意|帮我(?:想|选|挑|找|计划|安排|策划)|幫我(?:想|選|挑|找|計劃|安排|策劃)`,
    String.raw`(?:该|該|可以|能)[^。？！?!，,]{0,8}(?:送|买|買|准备|準備)[^。？！?!，,]{0,12}(?:什么|什麼|啥)`,
    String.raw`送(?![了过過])[^。？！?!，,]{0,12}(?:什么|什麼|啥)(?=好|礼物|禮物)`,
  ].join("|"),
  "iu",
);

/** Whether it asks for advice: "recommend …", "what should I get …", 送…什么. */
export function asksAdvice(text: string): boolean {
  return ADVICE.test(text);
}

/** Words that only say that advice is asked for. */
const ADVICE_WORDS: ReadonlySet<string> = new Set(
  "recommend suggest advise propose pick choose find plan help think come idea suggestion recommendation tip advice 推荐 推薦 建议 建議 主意 帮我 幫我"
    .split(" ")
    .map(stemOf),
);

/** Verbs of asking: they say what is to be done, and nothing of what it is about. */
const ASKING_VERBS: ReadonlySet<string> = new Set(
  "tell know remember recall remind 告诉 告訴 知道 记得 記得 提醒 说说 說說 讲讲 講講 谈谈 談談 聊聊 介绍 介紹 了解 一下"
    .split(" ")
    .map(stemOf),
);

/** "What is my daughter called?" asks for a name as "Who is my daughter?" does, and nobody has to have said "called". */
const ASKS_NAME =
  /\bwhat(?:['’]s|\s+(?:is|are|was|were|do|did|does)\b)[^?.!]*\b(?:named|call(?:ed)?)\s*(?:[?.!]|$)/iu;
const NAMING_VERBS: ReadonlySet<string> = new Set(["called", "named"].map(stemOf));

/** Whether a term of a question only asks. */
export function isAskingVerb(term: string, question: string): boolean {
  if (ASKING_VERBS.has(term)) return true;
  if (NAMING_VERBS.has(term)) return ASKS_NAME.test(question);
  return ADVICE_WORDS.has(term) && asksAdvice(question);
}
