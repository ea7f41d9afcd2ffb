import type { DateSpan } from "./calendar.ts";

/** What a rule's pattern captured, by name. */
export type DateGroups = Readonly<Record<string, string | undefined>>;

/** A match of a rule with the text around it. */
export interface DateMatch {
  readonly groups: DateGroups;
  readonly text: string;
  /** At most {@link CONTEXT_LENGTH} characters before the match. */
  readonly before: string;
  /** At most {@link CONTEXT_LENGTH} characters after the match. */
  readonly after: string;
}

/** One way to write a date. Pure; patterns bound every repetition, so that matching stays linear. */
export interface DateRule {
  /** Has the flag `g`. */
  readonly pattern: RegExp;
  /** Whether the date depends on when it was said. */
  readonly isRelative: boolean;
  /** Must match `before`, if set. */
  readonly precededBy?: RegExp;
  /** Must not match `before`, if set. */
  readonly notPrecededBy?: RegExp;
  /**
   * Returns the interval in wall time, or undefined if the match is no date after all.
   *
   * @param now - Wall time of the reference.
   */
  readonly resolve: (match: DateMatch, now: number) => DateSpan | undefined;
  /** The same where the words around it say that it lies ahead; where it is not set, `resolve` is what they mean too. */
  readonly resolveAhead?: (match: DateMatch, now: number) => DateSpan | undefined;
}

/** How much text on either side of a match a rule may look at. */
export const CONTEXT_LENGTH = 48;
