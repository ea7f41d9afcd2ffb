/** Lines that are kept together: of one tenant and one kind, and no more than a short transaction takes. */
import type { TenantLine } from "./export-lines.ts";

/** Most lines of a batch, by their kind: some tens of milliseconds in the embedded file. */
const MAX_LINES: Readonly<Record<TenantLine["kind"], number>> = {
  tombstones: 4,
  episode: 32,
  vector: 256,
};
/** Characters after which a batch is full. */
const FULL_LENGTH = 2 * 2 ** 20;

/** A batch that is being gathered. */
export class Batch {
  #lines: TenantLine[] = [];
  #length = 0;

  /** Whether a line may still come into it. */
  fits({ kind, tenant }: TenantLine): boolean {
    const [first] = this.#lines;
    if (!first) return true;
    if (first.kind !== kind || first.tenant !== tenant) return false;
    return this.#lines.length < MAX_LINES[kind] && this.#length < FULL_LENGTH;
  }

  /** @param length - Of the line as text. */
  add(line: TenantLine, length: number): void {
    this.#lines.push(line);
    this.#length += length;
  }

  /** Empties it, and gives what was in it. */
  take(): readonly TenantLine[] {
    const lines = this.#lines;
    this.#lines = [];
    this.#length = 0;
    return lines;
  }
}
