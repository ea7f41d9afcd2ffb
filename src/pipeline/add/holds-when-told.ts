/** Whether a statement that names its start says as well that it holds when it is told. */
import type { StatedFact } from "./stated.ts";

/** Words of what is over, though nobody says when it ended. */
const PAST =
  /\b(?:used to|former(?:ly)?|previously|back then|lived|worked|studied|resided|was|were)\b|以前|曾|过去|原来|当时|那时/iu;

/**
 * "I moved to Porto last week" says when it began, and that it is so today: whatever the slot was told to hold in between
 * ("I live in Lisbon", said the day before) is over. "In 2015 I lived in Madrid" does not say that.
 */
export function holdsWhenTold(
  text: string,
  {
    validFrom,
    validTo,
    corrects = null,
  }: Pick<StatedFact, "validFrom" | "validTo"> & {
    readonly corrects?: StatedFact["corrects"] | undefined;
  },
): boolean {
  return validFrom !== null && validTo === null && corrects === null && !PAST.test(text);
}
