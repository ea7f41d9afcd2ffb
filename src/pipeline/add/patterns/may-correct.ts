/** Words with which a sentence puts right what was said before. */
const correcting =
  /\b(?:no|nope|sorry|actually|oops|wait|correction|meant|mistaken|wrong|misspoke|mistake|incorrect|mixed|rather|instead|not|scratch that|take that back)\b|n['’]t\b|不是|不对|错|更正|纠正|口误|抱歉|对不起|不好意思|應該|应该|其实|其實|對不起|糾正|不對|錯/iu;

/** Whether a message may correct an earlier one; `false` is certain. O(length). */
export function mayCorrect(content: string): boolean {
  return correcting.test(content);
}
