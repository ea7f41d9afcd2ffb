/** The phrases of a Chinese question that only ask: 什么时候, 多少. What says their words is another question, not its answer. */

/** Interrogatives, the longest first at each place. */
const ASKING =
  /什么(?:时候|时间|地方|样的?|名字|东西)|什麼(?:時候|時間|地方|樣的?|名字|東西)|为什么|為什麼|为何|為何|何时|何時|多少|多久|多大|多长时间|多長時間|怎么(?:样|办|了|回事)?|怎麼(?:樣|辦|了|回事)?|怎样|怎樣|哪(?:里|裡|儿|兒|个|個|些|位|家|天|年|一[个個年天家位])|几(?:个|点|号|月|岁|年|天|次)|幾(?:個|點|號|月|歲|年|天|次)|是不是|有没有|有沒有|能不能|会不会|會不會|什么|什麼|谁|誰/gu;

/** The text with those phrases blanked out, each character in its place. */
export function withoutAsking(text: string): string {
  const blank = (phrase: string): string => " ".repeat(phrase.length);
  return text.replace(ASKING, blank);
}
