/** How much of a prompt a text takes, by its letters alone. */
import { isCjk } from "../../text/language.ts";

/** Letters of Latin script and the like in one token, on average, for the tokenizers in use: an estimate. */
export const CHARACTERS_PER_TOKEN = 4;

/** Estimates the tokens of a text: a Chinese, Japanese or Korean character is one, of other scripts four are. */
export function estimateTokens(text: string): number {
  let cjkCount = 0;
  let otherCount = 0;
  for (const character of text) {
    if (isCjk(character.codePointAt(0) ?? 0)) cjkCount += 1;
    else otherCount += 1;
  }
  return cjkCount + Math.ceil(otherCount / CHARACTERS_PER_TOKEN);
}

/**
 * Keeps items, best first, while they fit the budget together; one that does not fit is passed over for those behind it,
 * so that one long text does not shut out all others.
 *
 * @param budget - Tokens; null for any.
 */
export function fitBudget<T>(
  items: readonly T[],
  textOf: (item: T) => string,
  budget: number | null,
): T[] {
  if (budget === null) return [...items];
  let left = budget;
  return items.filter((item) => {
    const size = estimateTokens(textOf(item));
    if (size > left) return false;
    left -= size;
    return true;
  });
}
