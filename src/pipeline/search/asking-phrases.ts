/** What only asks in a question: 什么时候, "do you remember". What says these words is another question, not its answer. */

/** What a question is wrapped in: it is about what comes after, and not about telling, knowing and remembering. */
const WRAPPING =
  /^\s*(?:(?:and|but|so|ok(?:ay)?|please)[, ]+)*(?:(?:do|can|could|would|will) you (?:please |still |also |even |happen to |perhaps )*(?:know|remember|recall|tell (?:me|us)|remind (?:me|us))|(?:please )?(?:tell|remind) (?:me|us)|what (?:do|can|did) you (?:still )?(?:know|remember|recall|tell (?:me|us))|i(?:['’]d| would)? (?:like|want|need) to know)\b|^\s*(?:那|请|请问|请你)?[你您]?(?:还|都|能|可以)?(?:知不知道|知道|记不记得|记得|記得|了解|告诉我|告訴我|提醒我)(?!的)|^\s*(?:请|再|跟我|给我|和我)*(?:说说|讲讲|谈谈|聊聊|介绍一下|介绍|說說|講講|談談|介紹一下|介紹)/iu;

/** Interrogatives, the longest first at each place. */
const ASKING =
  /什么(?:时候|时间|地方|样的?|名字|东西)|什麼(?:時候|時間|地方|樣的?|名字|東西)|为什么|為什麼|为何|為何|何时|何時|多少|多久|多大|多长时间|多長時間|怎么(?:样|办(?=[呢啊才]|\P{L}|$)|了|回事)?|怎麼(?:樣|辦(?=[呢啊才]|\P{L}|$)|了|回事)?|怎样|怎樣|哪(?:里|裡|儿|兒|个|個|些|位|家|天|年|一[个個年天家位])|几(?:个|点|号|月|岁|年|天|次)|幾(?:個|點|號|月|歲|年|天|次)|是不是|有没有|有沒有|能不能|会不会|會不會|什么|什麼|谁|誰/gu;

/** The text with those phrases blanked out, each character in its place. */
export function withoutAsking(text: string): string {
  const blank = (phrase: string): string => " ".repeat(phrase.length);
  return text.replace(WRAPPING, blank).replace(ASKING, blank);
}
