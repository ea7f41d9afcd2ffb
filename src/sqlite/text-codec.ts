/**
 * Texts as every Node reads them back: node:sqlite up to and beyond 24.13 ends a text at its first NUL when it reads.
 *
 * So a NUL is kept as a noncharacter with a digit, and so is that noncharacter itself. Texts without either are as they
 * are, which is all but a few in a million.
 */

const NUL = "\u0000";
const MARK = "\uFFFE";
const KEPT_NUL = `${MARK}0`;
const KEPT_MARK = `${MARK}1`;

/** A value as it is kept. */
export function encodeValue<Value>(value: Value): Value | string {
  if (typeof value !== "string" || !(value.includes(NUL) || value.includes(MARK))) return value;
  return value.replaceAll(MARK, KEPT_MARK).replaceAll(NUL, KEPT_NUL);
}

/** A row as it was before it was kept: the same object. */
export function decodeRow(row: Record<string, unknown>): Record<string, unknown> {
  for (const name in row) {
    const value = row[name];
    if (typeof value === "string" && value.includes(MARK)) row[name] = decodeText(value);
  }
  return row;
}

function decodeText(text: string): string {
  return text.replaceAll(KEPT_NUL, NUL).replaceAll(KEPT_MARK, MARK);
}
