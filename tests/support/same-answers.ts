import { expect } from "vitest";

import { comparable, differenceBetween } from "./answer-differences.ts";

/** Expects equal answers but for the differences that `answer-differences.ts` names. `what` says to whom. */
export function expectSame(own: unknown, expected: unknown, what: string): void {
  const at = differenceBetween(own, expected);
  if (at === null) return;
  // Only to show it: the comparison has been made.
  expect(comparable(own), `${what}: at ${at}`).toEqual(comparable(expected));
  throw new Error(`${what}: differs at ${at}`);
}
