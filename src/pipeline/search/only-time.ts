/** Questions for all there is of a time: "What happened in August?", 上个月发生了什么. */
import type { Query } from "./query.ts";
import { overlaps } from "./span.ts";

/** Words that ask for anything at all, by their index terms. */
const ANYTHING: ReadonlySet<string> = new Set(
  "happen occur go up new event thing everything anything plan busi schedul 发生 發生 事 事情 大事 做 干 幹 过 忙 安排 经历 經歷".split(
    " ",
  ),
);

/** Whether a query names a time, and nothing else that could be looked for. */
export function isOnlyTime({ dates, words }: Query): boolean {
  if (dates.length === 0) return false;
  return words.every(
    (word) =>
      word.isStopWord || ANYTHING.has(word.stem) || dates.some((date) => overlaps(date, word)),
  );
}
