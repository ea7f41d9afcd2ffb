import type { Memory, SearchResult } from "../src/index.ts";

/** A few hits: the demo is to be read. */
const MAX_HITS = 3;

/** Below this, a hit has next to nothing to do with the question. */
const MIN_RELEVANCE = 0.2;

/** "My sister's company's city" is three steps away from me. */
const HOPS = 3;

/** Most users that one question is put to: each costs a search. */
export const MAX_ASKED_USERS = 200;

/** A question, and the answer of who knows most of it. */
export interface Asked {
  readonly question: string;
  /** Whose memory answers. */
  readonly userId: string;
  readonly answer: SearchResult;
  /** How many memories the question was put to. */
  readonly askedCount: number;
  /** Users who were not asked, as there are too many. */
  readonly leftOutCount: number;
}

/**
 * Puts a question to the memory of each user, and takes the answer with the most relevant hit.
 *
 * The relevance of a hit, unlike its score, may be compared between memories. Of equal ones the first user's is taken, and
 * so it is when nobody knows anything.
 *
 * @param userIds - At least one; the first {@link MAX_ASKED_USERS} are asked.
 */
export async function askUsers(
  memory: Memory,
  question: string,
  userIds: readonly string[],
): Promise<Asked> {
  const askedIds = userIds.slice(0, MAX_ASKED_USERS);
  let best: { readonly userId: string; readonly answer: SearchResult } | undefined;
  for (const userId of askedIds) {
    const answer = await memory.search(question, {
      userId,
      limit: MAX_HITS,
      threshold: MIN_RELEVANCE,
      graph: { hops: HOPS },
    });
    if (best === undefined || relevanceOf(answer) > relevanceOf(best.answer)) {
      best = { userId, answer };
    }
  }
  if (best === undefined) {
    throw new RangeError("A question needs somebody to be put to");
  }
  const leftOutCount = userIds.length - askedIds.length;
  return { question, ...best, askedCount: askedIds.length, leftOutCount };
}

function relevanceOf({ results }: SearchResult): number {
  return results.reduce((best, { relevance }) => Math.max(best, relevance), 0);
}
