/** How much each part of a hit's score counts: one set of constants for all tenants and data. */

/** What each part of a score is worth, next to a text that has all words of the query, which is 1. */
export const PART_WEIGHTS = {
  /** The text's own words. */
  text: 1,
  /** Words within one turn to either side. Both windows: conversation.ts. */
  near: 0.75,
  /** Words within two turns to either side. */
  wide: 1,
  /** Words that were said anywhere in the same conversation; flat from 0.3 to 0.8 on LoCoMo. */
  talk: 0.5,
  /** What a turn was asked: as if it said that itself; flat from 0.8 to 1.2 on LoCoMo. */
  answer: 1,
  /** The speaker whom the query asks about; flat from 0.2 to 0.4 on LoCoMo. */
  speaker: 0.3,
  /** A memory, beside the best of its turns: then facts and turns together beat either alone (LoCoMo: 78.3, 77.6, 59). */
  memory: 1,
  /** What a memory whose turns are not at hand gets instead of them, for each share of its own: about a turn's windows. */
  alone: 2,
  /** Nearness of meaning by a model: flat from 1.5 to 2 for e5-small, from 1 to 1.5 for bge-small and MiniLM. */
  dense: 1.5,
  /** The same by letters alone, which the keywords know already: enough to find what is misspelt, no more. */
  lexicalDense: 0.12,
  /** A path that explains the whole question: as much as a turn with all of its words in and around it. */
  graph: 3,
  /**
   * Near the names of the query in the graph: what holds a quarter of the mass, as the next to a name does, gets about
   * what a turn gets for saying it, in its text and both windows. MuSiQue, R@10: 72 with it, 55 without.
   */
  link: 5,
  /** A date in the query that a text is of. Dates never find by themselves what the words do not ask for. */
  time: 0.4,
  /** Saying when, where that is asked; flat from 0.15 to 0.3 on LoCoMo. */
  when: 0.2,
} as const;

/** A weight for each part. */
export type PartWeights = Readonly<Record<keyof typeof PART_WEIGHTS, number>>;
