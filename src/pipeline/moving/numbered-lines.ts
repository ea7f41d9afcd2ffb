/** The lines of what is imported, one after the other with their numbers, whichever way they come. */
import { InvalidArgumentError } from "../../core/errors.ts";
import { IMPORT_ACTION } from "./moving-actions.ts";

/** What `import` reads: lines as text, or a file's bytes in pieces, such as `createReadStream(path)` without an encoding. */
export type ImportSource = Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>;

/** A line and where it stands; lines are counted from 1, blank ones included. */
export interface NumberedLine {
  readonly number: number;
  readonly text: string;
}

/** Longest line that is read, in UTF-16 code units: far beyond what the largest episode comes to. */
export const MAX_LINE_LENGTH: number = 256 * 2 ** 20;

const REQUIREMENT = "lines of text, each by itself, or the bytes of a file";

/**
 * Gives every line that is not blank. A byte order mark and carriage returns are left out.
 *
 * @throws {InvalidArgumentError} If an item is neither a line nor bytes, or bytes are no UTF-8.
 */
export async function* numberedLines(source: ImportSource): AsyncGenerator<NumberedLine> {
  let number = 0;
  for await (const text of textsOf(source)) {
    number += 1;
    if (text.length > MAX_LINE_LENGTH) {
      throw refuse(number, `at most ${MAX_LINE_LENGTH} characters`);
    }
    const line = (number === 1 ? text.replace(/^\uFEFF/, "") : text).trim();
    if (line.includes("\n")) throw refuse(number, `one line: pass ${REQUIREMENT}`);
    if (line !== "") yield { number, text: line };
  }
}

async function* textsOf(source: ImportSource): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let rest = "";
  for await (const item of source) {
    if (typeof item === "string") {
      yield item;
      continue;
    }
    if (!(item instanceof Uint8Array)) {
      throw new InvalidArgumentError(IMPORT_ACTION, "lines", REQUIREMENT, item);
    }
    const pieces = (rest + decode(decoder, item)).split("\n");
    rest = pieces.pop() ?? "";
    yield* pieces;
  }
  if (rest !== "") yield rest;
}

function decode(decoder: InstanceType<typeof TextDecoder>, bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes, { stream: true });
  } catch {
    throw new InvalidArgumentError(IMPORT_ACTION, "lines", "text in UTF-8", "other bytes");
  }
}

function refuse(number: number, requirement: string): InvalidArgumentError {
  return new InvalidArgumentError(IMPORT_ACTION, `line ${number}`, requirement, "longer");
}
