/** Extremes of any number of values: spread over a call's arguments, about 100,000 of them overflow the stack. */

/** The least of some numbers; `Infinity` if there is none, `NaN` if one is. */
export function least(values: Iterable<number>): number {
  let found = Number.POSITIVE_INFINITY;
  for (const value of values) found = Math.min(found, value);
  return found;
}

/** The greatest of some numbers; `-Infinity` if there is none, `NaN` if one is. */
export function greatest(values: Iterable<number>): number {
  let found = Number.NEGATIVE_INFINITY;
  for (const value of values) found = Math.max(found, value);
  return found;
}
