/** Reading single memories and lists of them. */
import { z } from "zod";

import { parseFilter, type Filter } from "../core/filter.ts";
import type { HitKind } from "../core/records.ts";
import { resolveScope, type ResolvedScope, type Scope } from "../core/scope.ts";
import type { Visibility } from "../core/visibility.ts";
import { check, scopeFields, signal, time, type TimeInput } from "./check.ts";
import type { Engine } from "./engine.ts";
import { findPoint, placeOf, readEvidence } from "./find.ts";
import { expireDue } from "./forget.ts";
import { narrowPoint } from "./narrow.ts";
import { type MemoryView, viewPoint } from "./views.ts";

/** Most records of one page. */
export const MAX_PAGE_SIZE = 1_000;
/** Records of a page, unless asked otherwise. */
export const DEFAULT_PAGE_SIZE = 100;

/** Options of `getAll` beside the scope. */
export interface ListOptions {
  /** 1 to 1,000. @defaultValue 100 */
  readonly limit?: number | undefined;
  /** From the page before. */
  readonly cursor?: string | undefined;
  /** @defaultValue event, trait and note; turns only if named */
  readonly kinds?: readonly HitKind[] | undefined;
  /** Conditions on metadata. */
  readonly filters?: Filter | undefined;
  /** World time. @defaultValue now */
  readonly asOf?: TimeInput | undefined;
  /** Whether what has ended is listed too. @defaultValue false */
  readonly includeClosed?: boolean | undefined;
  /** Aborting it rejects the call with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** One page of a listing. */
export interface Listing<T> {
  /** The records of this page. */
  readonly results: readonly T[];
  /** Hand it in as `cursor` for the next page; null at the end. */
  readonly cursor: string | null;
}

/** What `getAll` does, in the words of an error. */
const ACTION = "list memories";

const limit = z.number().int().min(1).max(MAX_PAGE_SIZE).optional();
const pageFields = { limit, cursor: z.string().optional(), signal: signal.optional() } as const;
const kindNames = ["event", "trait", "note", "turn"] as const;

const listOptions: z.ZodType<CheckedListOptions> = z.strictObject({
  ...scopeFields,
  ...pageFields,
  kinds: z.array(z.enum(kindNames)).optional(),
  filters: z.custom<Filter>().optional(),
  asOf: time.optional(),
  includeClosed: z.boolean().optional(),
});

interface CheckedListOptions extends Scope, Omit<ListOptions, "asOf"> {
  readonly asOf?: number | undefined;
}

/** One memory or turn; undefined if there is none, or the scope does not hold it. */
export async function get(
  id: string,
  options: unknown,
  engine: Engine,
): Promise<MemoryView | undefined> {
  const place = await placeOf(id, options, "get a memory", engine);
  if (!place) return undefined;
  const point = await findPoint(id, place, engine.stores);
  if (!point) return undefined;
  const evidenceOf = await readEvidence([point], place, engine.stores);
  return viewPoint(narrowPoint(point, place.scope?.agentId ?? null), evidenceOf(point));
}

/** A page of memories, newest recorded first. */
export async function getAll(options: unknown, engine: Engine): Promise<Listing<MemoryView>> {
  const checked = check(listOptions, options, ACTION);
  const scope = resolveScope(checked, ACTION);
  const filter = checked.filters === undefined ? null : parseFilter(checked.filters, ACTION);
  checked.signal?.throwIfAborted();
  await expireDue(scope.tenant, engine);
  const visibility = visibilityOf(
    scope,
    { ...checked, kinds: checked.kinds ?? ["event", "trait", "note"] },
    engine,
  );
  const { limit: size = DEFAULT_PAGE_SIZE, cursor = null } = checked;
  const page = await engine.stores.vector.list(scope.tenant, {
    limit: size,
    cursor,
    visibility,
    filter,
  });
  const place = { tenant: scope.tenant, scope };
  const evidenceOf = await readEvidence(page.items, place, engine.stores);
  return {
    results: page.items.map((point) =>
      viewPoint(narrowPoint(point, scope.agentId), evidenceOf(point)),
    ),
    cursor: page.cursor,
  };
}

/** What a reader with these options may see. */
export function visibilityOf(
  { agentId, runId }: ResolvedScope,
  options: {
    readonly asOf?: number | undefined;
    readonly includeClosed?: boolean | undefined;
    readonly kinds?: readonly HitKind[] | undefined;
  },
  { clock }: Engine,
): Visibility {
  const { asOf, includeClosed = false, kinds } = options;
  return {
    asOf: asOf ?? clock.now(),
    isExplicit: asOf !== undefined,
    includeClosed,
    agentId,
    runId,
    kinds: kinds ? new Set(kinds) : null,
  };
}
