/** Turns of one point, of the first and of the last it rests on, that are read with it: most rest on one or two. */
const MAX_CITED_AT_END = 2;

/** Of the turns that a point rests on, those that are read with it: what was said there says more than the fact alone. */
export function citedTurns(evidence: readonly string[]): readonly string[] {
  return [...evidence.slice(0, MAX_CITED_AT_END), ...evidence.slice(-MAX_CITED_AT_END)];
}
