/** What callers of `search` pass, and its check. */
import { z } from "zod";

import { parseFilter, type Filter } from "../core/filter.ts";
import type { HitKind } from "../core/records.ts";
import { resolveScope, type Scope } from "../core/scope.ts";
import { check, scopeFields, signal, text, time, type TimeInput, timeZone } from "./check.ts";
import type { PromptInput } from "../prompts/prompts.ts";
import { MAX_HOPS } from "./graph-view.ts";
import { promptInput } from "./prompt-options.ts";
import type { SearchRequest } from "./search/search.ts";

/** Most characters of a query: longer text is a document, not a question. */
export const MAX_QUERY_LENGTH = 10_000;
/** Most results of one search. */
export const MAX_SEARCH_LIMIT = 200;
/** Results of a search, unless asked otherwise. */
export const DEFAULT_SEARCH_LIMIT = 10;
/** Longest half-life: a century. */
export const MAX_HALF_LIFE_DAYS = 36_500;
/** Hops of the graph arm, unless asked otherwise. */
export const DEFAULT_HOPS = 2;

/** Options of `search` beside the scope. */
export interface SearchOptions {
  /** 1 to 200. @defaultValue 10 */
  readonly limit?: number | undefined;
  /** Conditions on metadata. */
  readonly filters?: Filter | undefined;
  /** Least `relevance` of a result, in [0, 1]. @defaultValue none */
  readonly threshold?: number | undefined;
  /** @defaultValue all four */
  readonly kinds?: readonly HitKind[] | undefined;
  /** World time: what held then. @defaultValue now */
  readonly asOf?: TimeInput | undefined;
  /** Knowledge time: what was known then. @defaultValue now */
  readonly knownAt?: TimeInput | undefined;
  /** When the query is asked: "last spring" counts from it, and what holds then is current. @defaultValue the clock's now */
  readonly now?: TimeInput | undefined;
  /** Days after which an event, note or turn counts for half; traits never age. @defaultValue never */
  readonly halfLifeDays?: number | undefined;
  /** Whether what has ended is found too; a query about the past sets it by itself. @defaultValue false */
  readonly includeClosed?: boolean | undefined;
  /** How far the graph arm walks: 0 (no graph) to 4. @defaultValue 2 */
  readonly graph?: { readonly hops?: number | undefined } | undefined;
  /** Whether to use the reranker the memory was opened with; an error if it has none. @defaultValue false */
  readonly rerank?: boolean | undefined;
  /**
   * Whether the memory's language model puts the query into other words first, in one call; a text is the instructions for
   * it. Where that fails the query stays as it is, and `degraded` says so. @defaultValue false
   */
  readonly rewrite?: boolean | PromptInput | undefined;
  /** Adds the numbers behind each reason to `why`, and `cut`: what nearly was a result. @defaultValue false */
  readonly explain?: boolean | undefined;
  /** Most tokens of all results' texts, estimated. @defaultValue no bound */
  readonly tokenBudget?: number | undefined;
  /** Most milliseconds; what is not ready then is left out and named in `degraded`. @defaultValue no bound */
  readonly timeBudgetMs?: number | undefined;
  /** In which "yesterday" of the query is meant. @defaultValue "UTC" */
  readonly timeZone?: string | undefined;
  /** Aborting it rejects the call with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** Checked options of a search. */
export interface CheckedSearchOptions
  extends Scope, Omit<SearchOptions, "asOf" | "knownAt" | "now"> {
  readonly now?: number | undefined;
  readonly asOf?: number | undefined;
  readonly knownAt?: number | undefined;
}

/** The fields of options, each with its check. */
export const searchFields: {
  readonly [Key in keyof CheckedSearchOptions]-?: z.ZodType<CheckedSearchOptions[Key]>;
} = {
  ...scopeFields,
  limit: z.number().int().min(1).max(MAX_SEARCH_LIMIT).optional(),
  filters: z.custom<Filter>().optional(),
  threshold: z.number().min(0).max(1).optional(),
  kinds: z.array(z.enum(["event", "trait", "note", "turn"])).optional(),
  asOf: time.optional(),
  knownAt: time.optional(),
  now: time.optional(),
  halfLifeDays: z.number().positive().max(MAX_HALF_LIFE_DAYS).optional(),
  includeClosed: z.boolean().optional(),
  graph: z.strictObject({ hops: z.number().int().min(0).max(MAX_HOPS).optional() }).optional(),
  rerank: z.boolean().optional(),
  rewrite: z.union([z.boolean(), promptInput]).optional(),
  explain: z.boolean().optional(),
  tokenBudget: z.number().int().min(1).optional(),
  timeBudgetMs: z.number().min(1).optional(),
  timeZone: timeZone.optional(),
  signal: signal.optional(),
};

const schema: z.ZodType<CheckedSearchOptions> = z.strictObject(searchFields);

/** @throws {InvalidArgumentError} */
export function checkSearch(query: unknown, options: unknown): SearchRequest {
  const checked = check(schema, options, "search");
  return searchRequest(check(text(MAX_QUERY_LENGTH), query, "search", "query"), checked, "search");
}

/** A search with its defaults. @throws {InvalidArgumentError} If the scope or the filters are none. */
export function searchRequest(
  query: string,
  { filters, kinds, graph, ...given }: CheckedSearchOptions,
  action: string,
): SearchRequest {
  return {
    ...DEFAULTS,
    ...withoutUndefined(given),
    query,
    scope: resolveScope(given, action),
    filter: filters === undefined ? null : parseFilter(filters, action),
    kinds: kinds ? new Set(kinds) : null,
    hops: graph?.hops ?? DEFAULT_HOPS,
    signal: given.signal,
  };
}

/** What a search does unless asked otherwise. */
const DEFAULTS = {
  limit: DEFAULT_SEARCH_LIMIT,
  threshold: null,
  asOf: null,
  knownAt: null,
  now: null,
  halfLifeDays: null,
  includeClosed: false,
  explain: false,
  tokenBudget: null,
  timeBudgetMs: null,
  timeZone: "UTC",
  rerank: false,
  rewrite: false,
  weighsNeed: false,
} as const;

/** An option given as undefined means its default. */
function withoutUndefined<T extends object>(
  options: T,
): { [Key in keyof T]: Exclude<T[Key], undefined> } {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  // The same keys with fewer values.
  return Object.fromEntries(given) as { [Key in keyof T]: Exclude<T[Key], undefined> };
}
