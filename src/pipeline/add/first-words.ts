/** Most characters of an item that a failure tells. */
const MAX_TOLD = 200;

/** What a failure tells of an item: all of it, or the beginning of a long one. */
export function firstWords(text: string): string {
  return text.slice(0, MAX_TOLD).toWellFormed();
}
