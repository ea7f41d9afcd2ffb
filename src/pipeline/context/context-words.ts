/** The words of a context around what was recalled, in English and Chinese. */
import type { DiaryLanguage } from "../profile/diary-words.ts";

/** A language's own words. */
export interface ContextWords {
  /** Heading of what is over. */
  readonly past: string;
  /** Heading of turns, word for word. */
  readonly said: string;
  /** Heading of what holds beside what is told of somebody. */
  readonly user: string;
  /** A stretch of time that is over; null for an unknown start. */
  readonly held: (from: string | null, to: string) => string;
  /** When something happened. */
  readonly on: (date: string) => string;
  /** When somebody said something. */
  readonly when: (date: string) => string;
  /** What was said with it, word for word. */
  readonly beside: (words: string) => string;
  /** How a line goes on that was cut. */
  readonly cut: string;
}

/** By language. */
export const CONTEXT_WORDS: Readonly<Record<DiaryLanguage, ContextWords>> = {
  en: {
    past: "What was, and holds no longer",
    said: "What was said",
    user: "user",
    held: (from, to) => ` (${from === null ? "" : `from ${from} `}until ${to}, no longer)`,
    on: (date) => ` (on ${date})`,
    when: (date) => ` (${date})`,
    beside: (words) => ` Said with it: "${words}"`,
    cut: " …",
  },
  zh: {
    past: "过去（现已不再）",
    said: "原话",
    user: "用户",
    held: (from, to) => `（${from === null ? "" : `自${from}起，`}至${to}为止，现已不再）`,
    on: (date) => `（${date}）`,
    when: (date) => `（${date}）`,
    beside: (words) => `同时说到：“${words}”`,
    cut: "……",
  },
};
