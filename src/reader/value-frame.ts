/** What is open around the place where one value is read: an object, an array or a tuple. */
import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  closesTuple,
  OPEN_BRACE,
  OPEN_BRACKET,
  OPEN_PARENTHESIS,
  opensTuple,
  structureAt,
} from "./characters.ts";
import type { ValuePlace } from "./string-end.ts";

/** An object, array or tuple that is open. */
export interface ValueFrame {
  /** What opened it: a brace, a bracket, or the parenthesis of a tuple. */
  readonly bracket: number;
  /** How many values it has. */
  count: number;
  /** Whether a comma stood in it, without which a parenthesis makes no tuple. */
  hasComma: boolean;
  hasObjects: boolean;
}

/** Where a value in it stands. */
export function placeIn(frame: ValueFrame | undefined): ValuePlace {
  if (frame?.bracket === OPEN_BRACE) return "member";
  return frame?.bracket === OPEN_PARENTHESIS ? "tuple" : "element";
}

/** Returns what opens at `index`, where a value may stand: a brace, a bracket or a tuple's parenthesis; else 0. */
export function openingAt(text: string, index: number): number {
  if (opensTuple(text, index)) return OPEN_PARENTHESIS;
  const structure = structureAt(text, index);
  return structure === OPEN_BRACE || structure === OPEN_BRACKET ? structure : 0;
}

/** Returns what opened the thing that closes at `index`, or 0; a parenthesis closes only a tuple that is open. */
export function openingOfCloseAt(
  text: string,
  index: number,
  frame: ValueFrame | undefined,
): number {
  const structure = structureAt(text, index);
  if (structure === CLOSE_BRACE) return OPEN_BRACE;
  if (structure === CLOSE_BRACKET) return OPEN_BRACKET;
  const isTuple = frame?.bracket === OPEN_PARENTHESIS && closesTuple(text, index);
  return isTuple ? OPEN_PARENTHESIS : 0;
}

/** Whether parentheses make no tuple: ("a") is what it holds, and may be no more than a remark. */
export function isNoTuple({ bracket, count, hasComma }: ValueFrame): boolean {
  return bracket === OPEN_PARENTHESIS && count === 1 && !hasComma;
}
