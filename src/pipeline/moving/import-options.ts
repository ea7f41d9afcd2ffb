/** What callers of `import` pass, and its check. */
import { z } from "zod";

import { InvalidArgumentError } from "../../core/errors.ts";
import type { Scope, Tenant } from "../../core/scope.ts";
import { check, scopeFields, signal } from "../check.ts";
import { wholeTenantOf } from "./export-options.ts";
import { IMPORT_ACTION } from "./moving-actions.ts";
import type { ImportSource } from "./numbered-lines.ts";

/** How far an import is. */
export interface ImportProgress {
  /** Lines that are kept, those passed over included: where `skipLines` may go on. */
  readonly lineCount: number;
  /** Episodes that are kept. */
  readonly episodeCount: number;
  /** Turns and memories whose vectors were made anew. */
  readonly embeddedCount: number;
}

/** Options of `import`. */
export interface ImportOptions {
  /** Lines that an import before this one has kept: they are passed over unread, but for the first. @defaultValue 0 */
  readonly skipLines?: number | undefined;
  /** Told after each batch that is kept. What it throws ends the import. @defaultValue none */
  readonly onProgress?: ((progress: ImportProgress) => void) | undefined;
  /** Aborting it rejects the call with the signal's reason; whole batches before it are kept. */
  readonly signal?: AbortSignal | undefined;
}

/** An episode that was not taken, as another of its id is there: the same idempotency key for two adds. */
export interface ImportConflict {
  /** Whose episode it is. */
  readonly tenant: string;
  /** The episode. */
  readonly episodeId: string;
}

/** What `import` did. */
export interface ImportReport {
  /** Lines read, those passed over included. */
  readonly lineCount: number;
  /** Whose records there were. */
  readonly tenantCount: number;
  /** Episodes read. What was there already is counted, too: importing it again changes nothing. */
  readonly episodeCount: number;
  /** Turns read. */
  readonly turnCount: number;
  /** Tombstones read. */
  readonly tombstoneCount: number;
  /** Memories, relations and turns that went, as tombstones say that they were deleted elsewhere. */
  readonly erasedCount: number;
  /** Vectors read, of the memory's own model. */
  readonly vectorCount: number;
  /** Turns and memories whose vectors were made anew, as the export had none, or those of another model. */
  readonly embeddedCount: number;
  /** Episodes that were not taken, as others of their ids are there. */
  readonly conflictCount: number;
  /** The first 100 of them. */
  readonly conflicts: readonly ImportConflict[];
  /** What is still without a vector, and why: `repair()` makes it. Null if nothing is. */
  readonly missingVectors: { readonly count: number; readonly reason: string } | null;
}

/** Options as the import works with them. */
export interface CheckedImport {
  /** Whose lines are taken; null for everyone's. */
  readonly tenant: Tenant | null;
  readonly skipLines: number;
  readonly onProgress: (progress: ImportProgress) => void;
  readonly signal: AbortSignal | undefined;
}

const schema: z.ZodType<ImportOptions & Scope> = z.strictObject({
  ...scopeFields,
  skipLines: z.number().int().min(0).optional(),
  onProgress: z
    .custom<(progress: ImportProgress) => void>(
      (value) => typeof value === "function",
      "a function",
    )
    .optional(),
  signal: signal.optional(),
});

/** @throws {InvalidArgumentError} @throws The signal's reason, if aborted. */
export function checkImportOptions(options: unknown): CheckedImport {
  const checked = check(schema, options ?? {}, IMPORT_ACTION);
  const { skipLines = 0, onProgress, signal: given, ...scope } = checked;
  given?.throwIfAborted();
  return {
    tenant: wholeTenantOf(scope, IMPORT_ACTION),
    skipLines,
    onProgress: onProgress ?? ((): void => undefined),
    signal: given,
  };
}

/** @throws {InvalidArgumentError} If it cannot be gone through. */
export function checkSource(source: unknown): ImportSource {
  const isText = typeof source === "string";
  const isList = typeof source === "object" && source !== null;
  const isSource = isList && (Symbol.asyncIterator in source || Symbol.iterator in source);
  if (isSource && !(source instanceof Uint8Array)) {
    // Each item is checked as it comes.
    return source as ImportSource;
  }
  const lines = "the lines of an export, as a list, a stream or what export() gives";
  // A text is a path more often than the lines themselves.
  const requirement = isText ? `${lines}; of a file, createReadStream(path)` : lines;
  throw new InvalidArgumentError(IMPORT_ACTION, "lines", requirement, isText ? "a text" : source);
}
