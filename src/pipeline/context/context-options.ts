/** What callers of `context` pass, and its check. */
import { z } from "zod";

import { check } from "../check.ts";
import {
  type CheckedSearchOptions,
  searchFields,
  type SearchOptions,
  searchRequest,
} from "../search-options.ts";
import type { SearchRequest } from "../search/search.ts";

/** Tokens of a block, unless asked otherwise. */
export const DEFAULT_CONTEXT_TOKENS = 1_000;
/** Results that a block is chosen from, unless asked otherwise: what a default budget takes of short texts. */
export const DEFAULT_CONTEXT_LIMIT = 30;
/** Need from which something is recalled, unless asked otherwise: more likely than not. */
export const DEFAULT_RECALL_THRESHOLD = 0.5;

/** Options of `context` beside the scope: those of `search`, which it does, and its own. */
export interface ContextOptions extends Omit<SearchOptions, "explain"> {
  /** Most tokens of the whole block, estimated, its marks and headings included. @defaultValue 1,000 */
  readonly tokenBudget?: number | undefined;
  /** Most memories and turns to choose from, 1 to 200. @defaultValue 30 */
  readonly limit?: number | undefined;
  /** Least `need` for which anything is recalled, in [0, 1]; 0 recalls whatever is found. @defaultValue 0.5 */
  readonly recallThreshold?: number | undefined;
}

/** Checked options of `context`. */
export interface ContextRequest {
  readonly tokenBudget: number;
  readonly recallThreshold: number;
  /** The search for a query. @throws {InvalidArgumentError} If the scope or the filters are none. */
  readonly searchFor: (query: string) => SearchRequest;
  readonly signal: AbortSignal | undefined;
}

interface CheckedContextOptions extends CheckedSearchOptions {
  readonly recallThreshold?: number | undefined;
}

const { explain: _, ...fields } = searchFields;
const schema: z.ZodType<CheckedContextOptions> = z.strictObject({
  ...fields,
  recallThreshold: z.number().min(0).max(1).optional(),
});

/** What errors call it. */
export const CONTEXT_ACTION = "make a context";

/** @throws {InvalidArgumentError} */
export function checkContext(options: unknown): ContextRequest {
  const { tokenBudget, recallThreshold, limit, ...given } = check(schema, options, CONTEXT_ACTION);
  // What is found is cut by what is written of it, not by its text alone.
  const searched = { ...given, limit: limit ?? DEFAULT_CONTEXT_LIMIT };
  return {
    tokenBudget: tokenBudget ?? DEFAULT_CONTEXT_TOKENS,
    recallThreshold: recallThreshold ?? DEFAULT_RECALL_THRESHOLD,
    searchFor: (query) => ({
      ...searchRequest(query, searched, CONTEXT_ACTION),
      weighsNeed: true,
    }),
    signal: given.signal,
  };
}
