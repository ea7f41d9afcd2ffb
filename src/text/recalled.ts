/**
 * Marks text that comes from memory, so that whoever reads a prompt can tell it from instructions, and so that it is
 * not learned anew when it comes back in a conversation.
 */

/** Opens a block of recalled text. */
export const RECALLED_START = "<recalled-memory>";
/** Closes it. */
export const RECALLED_END = "</recalled-memory>";

/** A mark as it may come back: in other letters, with spaces or attributes. Group 1 is the slash of one that closes. */
const mark = /<\s{0,8}(\/?)\s{0,8}recalled[-_ ]memory\b[^<>]{0,200}>/giu;

/** Without these letters there is no mark: most texts are through here. */
const hint = /recalled[-_ ]memory/iu;

/**
 * Puts text that comes from memory between marks, one on a line before it and one on a line after it.
 *
 * Marks inside it lose their bracket, so that nothing that was once said can close the block early. O(length).
 */
export function markRecalled(text: string): string {
  const inert = text.replace(mark, (found) => `‹${found.slice(1, -1)}›`);
  return `${RECALLED_START}\n${inert}\n${RECALLED_END}`;
}

/**
 * The text without the blocks of recalled text in it, each giving way to a line break.
 *
 * A block that was cut off is recalled text all the same: one that does not close reaches to the end, and one that only
 * closes begins at the end of the block before, else at the beginning. Blocks may stand inside one another. Text
 * without a mark is returned as it is. O(length).
 */
export function withoutRecalled(text: string): string {
  if (!hint.test(text)) return text;
  const kept: string[] = [];
  let depth = 0;
  let position = 0;
  let isMarked = false;
  for (const match of text.matchAll(mark)) {
    isMarked = true;
    const isEnd = match[1] === "/";
    // What stands before a mark that only closes is recalled too.
    if (depth === 0 && !isEnd) kept.push(text.slice(position, match.index));
    depth = Math.max(0, depth + (isEnd ? -1 : 1));
    position = match.index + match[0].length;
  }
  if (depth === 0) kept.push(text.slice(position));
  return isMarked ? kept.join("\n") : text;
}
