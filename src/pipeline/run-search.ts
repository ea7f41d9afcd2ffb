/** One search, from the caller's options to its result. */
import { ConfigurationError } from "../core/errors.ts";
import type { CutHit, Degradation, Hit, RelationHit } from "../core/hit.ts";
import type { Tenant } from "../core/scope.ts";
import type { Engine } from "./engine.ts";
import { dueEpisodes, expireDue } from "./forget.ts";
import type { SearchOutcome, SearchRequest, SeenToEarlier } from "./search/request.ts";
import { startWatch } from "./search/watch.ts";
import { sessionOf } from "./session.ts";
import { checkSearch } from "./search-options.ts";
import type { Stores } from "./stores.ts";
import { LEASE_MS } from "./task.ts";

/** What a search cost. */
export interface SearchUsage {
  /** Calls of a model that charges for them. */
  readonly modelCalls: number;
  /** Requests to the embedding model. */
  readonly embeddingRequests: number;
  /** By stage. */
  readonly milliseconds: Readonly<Record<string, number>>;
}

/** What `search` returns. */
export interface SearchResult {
  /** Memories and turns, the best first. */
  readonly results: readonly Hit[];
  /** Edges of the graph that bear on the query, the best first. */
  readonly relations: readonly RelationHit[];
  /** With `rewrite`: what was searched for instead of the query; absent where that stayed as it is. */
  readonly rewritten?: string;
  /** With `explain`: what was found and is not among the results, and what cut it off. At most 20 for each bound. */
  readonly cut?: readonly CutHit[];
  /** What is missing from this answer, and why; empty when all parts answered. */
  readonly degraded: readonly Degradation[];
  /** What it cost. */
  readonly usage: SearchUsage;
}

/**
 * Searches.
 *
 * @throws {ConfigurationError} If `rerank` is asked for and the memory has no reranker, or `rewrite` and it has no language
 * model: it would never be done.
 */
export async function runSearch(
  query: unknown,
  options: unknown,
  engine: Engine,
): Promise<SearchResult> {
  const {
    need: _,
    tellings: __,
    ...result
  } = await performSearch(checkSearch(query, options), engine);
  return result;
}

/** Performs a search that has been checked. @throws {ConfigurationError} As {@link runSearch}. */
export async function performSearch(
  request: SearchRequest,
  engine: Engine,
): Promise<SearchOutcome> {
  const started = performance.now();
  request.signal?.throwIfAborted();
  const { embeddingModel, clock, reranker, observer } = engine;
  if (request.rerank && reranker === null) {
    const problem = "'rerank' is asked for and there is no reranker";
    throw new ConfigurationError("search", problem, "pass one to Memory.open(), or leave it out");
  }
  const asked = await rewritten(request, engine);
  // A process that only adds needs none of it.
  const { search } = await import("./search/search.ts");
  const reopen = (): Stores => sessionOf(engine.stores);
  const before = { reopen, done: seeToEarlier(request.scope.tenant, engine) };
  // A search that fails or answers before it looks at it is told of its own failure, or of none.
  before.done.catch(() => undefined);
  const context = { stores: reopen(), embeddingModel, clock, reranker, before };
  const found = await search(asked.request, context);
  const outcome = asked.complete(found);
  const milliseconds = performance.now() - started;
  observer({ type: "search-end", hitCount: outcome.results.length, milliseconds });
  return outcome;
}

interface AskedSearch {
  readonly request: SearchRequest;
  /** Adds to an outcome what asking took. */
  readonly complete: (outcome: SearchOutcome) => SearchOutcome;
}

/** The search with its query in other words, if that is asked for: within half of its time, so that the rest is left to find. */
async function rewritten(request: SearchRequest, engine: Engine): Promise<AskedSearch> {
  const { rewrite, timeBudgetMs, signal } = request;
  if (rewrite === false) return { request, complete: (outcome) => outcome };
  const { rewriteQuery } = await import("./rewrite-query.ts");
  const half = timeBudgetMs === null ? null : timeBudgetMs / 2;
  const watch = startWatch({ timeBudgetMs: half, signal, monotonicNow: () => performance.now() });
  const { languageModel: model } = engine;
  const { query, isRewritten, ...cost } = await rewriteQuery(request.query, rewrite, {
    model,
    watch,
  });
  const took = watch.elapsedMs();
  const left = timeBudgetMs === null ? null : Math.max(1, timeBudgetMs - took);
  return {
    request: { ...request, query, timeBudgetMs: left },
    complete: ({ usage, degraded, ...outcome }) => ({
      ...outcome,
      ...(isRewritten ? { rewritten: query } : {}),
      degraded: [...cost.degraded, ...degraded],
      usage: {
        ...usage,
        modelCalls: usage.modelCalls + cost.requestCount,
        milliseconds: { ...usage.milliseconds, rewrite: took },
      },
    }),
  };
}

/**
 * Erases what has expired, and looks in the journal, with the same request, whether the graph lacks something.
 *
 * What a writer is at under a live lease is not told: it has not been acknowledged. As whoever finishes an acknowledged
 * add has a live lease as well, what is older than a lease is told whatever its lease.
 */
async function seeToEarlier(tenant: Tenant, engine: Engine): Promise<SeenToEarlier> {
  const { stores, clock } = engine;
  const now = clock.now();
  const [due, isLacking] = await Promise.all([
    dueEpisodes(tenant, engine),
    // In one file nothing is pending.
    stores.transactor
      ? false
      : stores.journal.hasPending(tenant, { leaseBefore: now, recordedBefore: now - LEASE_MS }),
  ]);
  await expireDue(tenant, engine, due);
  return { hasErased: due.length > 0, isLacking };
}
