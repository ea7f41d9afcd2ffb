/** Names what was found and is not among the results, with what cut it off. */
import type { CutHit, Hit } from "../../core/hit.ts";
import { MAX_CUT } from "./rank.ts";
import type { UnwantedPoint } from "./read-points.ts";

/** What was cut, by what cut it; each the best first. */
export interface CutParts {
  readonly byLimit: readonly Hit[];
  readonly byThreshold: readonly Hit[];
  readonly byBudget: readonly Hit[];
  readonly unwanted: readonly UnwantedPoint[];
}

/** At most {@link MAX_CUT} for each bound, those that came nearest first, and then what was never scored. */
export function cutHits({ byLimit, byThreshold, byBudget, unwanted }: CutParts): CutHit[] {
  return [
    ...scored(byBudget, "tokenBudget"),
    ...scored(byLimit, "limit"),
    ...scored(byThreshold, "threshold"),
    ...unwanted.slice(0, MAX_CUT).map(({ point: { id, text, kind }, by }): CutHit => {
      return { id, memory: text, kind, score: null, relevance: null, by, why: [] };
    }),
  ];
}

function scored(hits: readonly Hit[], by: CutHit["by"]): CutHit[] {
  return hits.slice(0, MAX_CUT).map(({ id, memory, kind, score, relevance, why }) => {
    return { id, memory, kind, score, relevance, by, why };
  });
}
