/** What callers of `export` pass, and its check. */
import { z } from "zod";

import { InvalidArgumentError } from "../../core/errors.ts";
import { resolveScope, type Scope, type Tenant } from "../../core/scope.ts";
import { check, scopeFields, signal } from "../check.ts";
import { EXPORT_ACTION } from "./moving-actions.ts";
import type { TenantLine } from "./export-lines.ts";
import { parseExported } from "./parse-line.ts";

/** How far an export is. */
export interface ExportProgress {
  /** Lines so far, those of an earlier part included. */
  readonly lineCount: number;
  /** The tenant that is being read. */
  readonly tenant: string;
}

/** Where an export that was interrupted goes on. */
export interface ExportPosition {
  /** The last whole line that you have. */
  readonly line: string;
  /** How many lines you have, that one included. */
  readonly lineCount: number;
}

/** Options of `export`. */
export interface ExportOptions {
  /** Goes on after the lines that an interrupted export gave. @defaultValue from the beginning */
  readonly after?: ExportPosition | undefined;
  /** Whether vectors are exported; without them `import` makes them anew. @defaultValue true */
  readonly vectors?: boolean | undefined;
  /** Told after each page. What it throws ends the export. @defaultValue none */
  readonly onProgress?: ((progress: ExportProgress) => void) | undefined;
  /** Aborting it ends the export with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** Options as the export works with them. */
export interface CheckedExport {
  /** Null for every tenant. */
  readonly tenant: Tenant | null;
  /** Lines that are there already. */
  readonly lineCount: number;
  /** The last of them that is about a tenant; null if none is. */
  readonly last: TenantLine | null;
  /** Whether the last of them is the end. */
  readonly isEnded: boolean;
  readonly hasVectors: boolean;
  readonly onProgress: (progress: ExportProgress) => void;
  readonly signal: AbortSignal | undefined;
}

const schema: z.ZodType<ExportOptions & Scope> = z.strictObject({
  ...scopeFields,
  after: z.strictObject({ line: z.string(), lineCount: z.number().int().min(1) }).optional(),
  vectors: z.boolean().optional(),
  onProgress: z
    .custom<(progress: ExportProgress) => void>(
      (value) => typeof value === "function",
      "a function",
    )
    .optional(),
  signal: signal.optional(),
});

/** @throws {InvalidArgumentError} @throws The signal's reason, if aborted. */
export function checkExportOptions(options: unknown): CheckedExport {
  const checked = check(schema, options ?? {}, EXPORT_ACTION);
  const { after, vectors = true, onProgress, signal: given, ...scope } = checked;
  given?.throwIfAborted();
  return {
    tenant: wholeTenantOf(scope, EXPORT_ACTION),
    lineCount: after?.lineCount ?? 0,
    ...lastOf(after?.line),
    hasVectors: vectors,
    onProgress: onProgress ?? ((): void => undefined),
    signal: given,
  };
}

/**
 * The tenant that a scope names; null if it names none.
 *
 * @throws {InvalidArgumentError} If it narrows inside a tenant: what one agent was told cannot be parted from the rest.
 */
export function wholeTenantOf(scope: Scope, action: string): Tenant | null {
  if (Object.keys(scope).length === 0) return null;
  const { tenant, userId, agentId, runId } = resolveScope(scope, action);
  const isNarrow =
    userId === null ? agentId !== null && runId !== null : agentId !== null || runId !== null;
  if (isNarrow) {
    const requirement = "a whole tenant's, that is userId alone, agentId alone or runId alone";
    throw new InvalidArgumentError(action, "scope", requirement, JSON.stringify(scope));
  }
  return tenant;
}

function lastOf(text: string | undefined): Pick<CheckedExport, "last" | "isEnded"> {
  if (text === undefined) return { last: null, isEnded: false };
  const line = parseExported(text, (requirement) => {
    return new InvalidArgumentError(EXPORT_ACTION, "after.line", requirement, text);
  });
  const isEnded = line.kind === "end";
  return { last: isEnded || line.kind === "header" ? null : line, isEnded };
}
