/** Questions for a time: what says when something was is likelier the answer than what merely speaks of it. */
import { findDates } from "../../text/dates.ts";
import type { StoredPoint } from "../../vector/vector-store.ts";
import { compareScored, type ScoredCandidate } from "./fuse.ts";

/** A question for a time, also one that is wrapped: "Do you know when …". Elsewhere "when" is no question. */
const ASKS_WHEN =
  /(?:^|[,，:：]|\b(?:and|ask|know|me|remember|recall|so)\b)\s*(?:since\s+|until\s+|till\s+|by\s+|(?:in|on|at)\s+)?(?:when\b|(?:what|which)\s+(?:date|day|month|year|time\s+of\s+year)\b|how\s+long\b)|什么时候|什麼時候|何时|何時|哪[一]?[天年月日]|几[月号]|幾[月號]|多久/iu;

/** Whether a question asks for a time. */
export function asksWhen(query: string): boolean {
  return ASKS_WHEN.test(query);
}

/** Most hits that are read for dates, the best ones: a text takes some 20 µs. */
const MAX_DATED = 48;

/**
 * Raises those of the best hits that say when, themselves or by the turn that counts for them. Best first, ties by id; the
 * rest is left as it is.
 *
 * @param weight - What saying when is worth.
 */
export function raiseDated(ranking: readonly ScoredCandidate[], weight: number): ScoredCandidate[] {
  const points = new Map(ranking.map(({ candidate: { point } }) => [point.id, point]));
  const saysWhen = ({ candidate: { point }, bestTurn }: ScoredCandidate): boolean => {
    const turn = bestTurn === null ? undefined : points.get(bestTurn);
    return isDated(point) || (turn !== undefined && isDated(turn));
  };
  const best = ranking
    .slice(0, MAX_DATED)
    .map((one) =>
      saysWhen(one)
        ? { ...one, score: one.score + weight, parts: { ...one.parts, when: weight } }
        : one,
    );
  return [...best.toSorted(compareScored), ...ranking.slice(MAX_DATED)];
}

function isDated({ text, at }: StoredPoint): boolean {
  return findDates(text, { reference: at }).length > 0;
}
