/** A place in a text: UTF-16 offsets. */
export interface Span {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

/** Whether two places share a character. */
export function overlaps(a: Span, b: Span): boolean {
  return a.start < b.end && b.start < a.end;
}
