/**
 * Questions that bound what happened by something else that happened: "Where did Ana travel before she moved?",
 * "since the wedding", 搬家之后.
 */
import type { DateMention } from "../../text/dates.ts";
import { ENGLISH_STOP_WORDS } from "../../text/stop-words.ts";
import { analyze } from "../../text/tokens.ts";
import { type Comparison, readAnchor } from "./anchor.ts";
import { BEFORE } from "./past-intent.ts";

/** What a question bounds events by. */
export interface EventBound {
  readonly side: "before" | "after";
  /** The words for what bounds them. */
  readonly clause: string;
}

const AFTER: Comparison = {
  english: /\b(?:after|since)\b/giu,
  chinese: /之后|以后|之後|以後/gu,
  relations: new Set(["after", "since"]),
};

/** Reads it; null if the query has none, or names nothing to look for. */
export function readEventBound(text: string, dates: readonly DateMention[]): EventBound | null {
  for (const [side, comparison] of [
    ["before", BEFORE],
    ["after", AFTER],
  ] as const) {
    const found = readAnchor(text, dates, comparison);
    if (!found) continue;
    const clause = text.slice(found.anchor.start, found.anchor.end);
    if (analyze(clause).some((term) => !ENGLISH_STOP_WORDS.has(term))) return { side, clause };
  }
  return null;
}
