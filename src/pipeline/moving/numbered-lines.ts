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
  const line = new OpenLine();
  for await (const item of source) {
    if (typeof item === "string") {
      yield item;
      continue;
    }
    if (!(item instanceof Uint8Array)) {
      throw new InvalidArgumentError(IMPORT_ACTION, "lines", REQUIREMENT, item);
    }
    const [first = "", ...others] = decode(() => decoder.decode(item, { stream: true })).split(
      "\n",
    );
    line.push(first);
    for (const next of others) {
      yield line.take();
      line.push(next);
    }
    // It is refused as it is: bytes without an end of line must not be gathered without a bound.
    if (line.length > MAX_LINE_LENGTH) yield line.take();
  }
  line.push(decode(() => decoder.decode()));
  if (line.length > 0) yield line.take();
}

/** A line whose end has not come yet; put together once, however many pieces it comes in. */
class OpenLine {
  #pieces: string[] = [];
  length = 0;

  push(piece: string): void {
    this.#pieces.push(piece);
    this.length += piece.length;
  }

  take(): string {
    const text = this.#pieces.join("");
    this.#pieces = [];
    this.length = 0;
    return text;
  }
}

/** @throws {InvalidArgumentError} If the bytes are no UTF-8, or end in the middle of a character. */
function decode(work: () => string): string {
  try {
    return work();
  } catch {
    throw new InvalidArgumentError(IMPORT_ACTION, "lines", "text in UTF-8", "other bytes");
  }
}

function refuse(number: number, requirement: string): InvalidArgumentError {
  return new InvalidArgumentError(IMPORT_ACTION, `line ${number}`, requirement, "longer");
}
