/** One search: what bears on a query among a tenant's memories, turns and relations. */
import { append } from "../../core/append.ts";
import { runAsync, runSync } from "../../core/awaitable.ts";
import type { CutHit, Degradation, Hit } from "../../core/hit.ts";
import type { Visibility } from "../../core/visibility.ts";
import { cutHits } from "./cut.ts";
import { find, type Found } from "./find.ts";
import type { FindInput } from "./find-input.ts";
import type { FoldedCandidate } from "./fold.ts";
import { presentHit, presentRelation } from "./present.ts";
import { readQuery } from "./query.ts";
import type { DoneBefore, SearchContext, SearchOutcome, SearchRequest } from "./request.ts";
import { RERANK_CANDIDATES, rerankHits } from "./rerank.ts";
import { isOutage, type PartOutcome, withinBudget } from "./side-by-side.ts";
import { fitBudget } from "./token-budget.ts";
import { startWatch, type Watch } from "./watch.ts";

export type { SearchContext, SearchOutcome, SearchRequest } from "./request.ts";

/**
 * Searches one tenant. No language model is called; the embedding model once.
 *
 * A part that fails or is late is left out and named in `degraded`. Where the stores share a file, all of them are read
 * in one state. Nothing is written.
 *
 * @throws The signal's reason, untouched, once it is aborted.
 * @throws {StoreUnavailableError} And other errors of the arms, if all of them failed: the first one.
 */
export async function search(
  request: SearchRequest,
  context: SearchContext,
): Promise<SearchOutcome> {
  const { stores, embeddingModel, clock, reranker, weights } = context;
  const monotonicNow = context.monotonicNow ?? ((): number => performance.now());
  const watch = startWatch({ ...request, monotonicNow });
  watch.throwIfAborted();
  const now = request.now ?? clock.now();
  const query = readQuery(request.query, {
    reference: request.asOf ?? now,
    timeZone: request.timeZone,
    isTimeGiven: request.asOf !== null,
  });
  const visibility = visibilityOf(request, { now, isPast: query.past !== null });
  const embedding = await embed(query.text, context, watch);
  const { isModel } = embeddingModel;
  const expiredBy = clock.now();
  const input = {
    request,
    stores,
    query,
    visibility,
    embedding,
    isModel,
    weights,
    watch,
    expiredBy,
  };
  const judge = request.rerank ? reranker : null;
  const hitCount = judge ? Math.max(request.limit, RERANK_CANDIDATES) : request.limit;
  const found = await run(input, hitCount, context.before);
  watch.throwIfAborted();
  let hits: readonly Hit[] = presentAll(found.hits, found, input);
  const degraded: Degradation[] = [...found.degraded];
  if (judge) {
    const reranked = await rerankHits(hits, judge, { query: query.text, watch });
    hits = reranked.hits;
    append(degraded, reranked.degraded);
  }
  const wasEmbedded = embedding.status !== "late";
  const limited = hits.slice(0, request.limit);
  const results = fitBudget(limited, ({ memory }) => memory, request.tokenBudget);
  return {
    results,
    ...(request.explain ? { cut: explainCut({ hits, limited, results }, found, input) } : {}),
    relations: found.relations.map((relation) => presentRelation(relation, visibility)),
    degraded,
    tellings: found.tellings,
    need: found.need,
    usage: {
      embeddingRequests: wasEmbedded ? 1 : 0,
      modelCalls: (wasEmbedded && isModel ? 1 : 0) + (judge ? 1 : 0),
      milliseconds: { ...found.milliseconds, total: watch.elapsedMs() },
    },
  };
}

/** What may be shown; the past also where the query asks about it. */
function visibilityOf(
  { asOf, includeClosed, scope, kinds }: SearchRequest,
  { now, isPast }: { readonly now: number; readonly isPast: boolean },
): Visibility {
  return {
    asOf: asOf ?? now,
    isExplicit: asOf !== null,
    includeClosed: includeClosed || isPast,
    agentId: scope.agentId,
    runId: scope.runId,
    kinds,
  };
}

/**
 * On one view of the file where there is one, so without giving up the thread; else the arms at once, beside what has to be
 * done first: as a rule that is to find that nothing has, so only where something was erased all is read anew. What was
 * found counts as well where that is not done within the time budget, and the answer says so.
 */
async function run(
  input: FindInput,
  hitCount: number,
  before: DoneBefore | undefined,
): Promise<Found> {
  const { stores, watch } = input;
  const { transactor } = stores;
  if (transactor) {
    await before?.done;
    return transactor.snapshot(() => runSync(find(input, hitCount)));
  }
  const finding = runAsync(find(input, hitCount));
  if (!before) return finding;
  // What fails first is told of at once.
  await Promise.race([finding, before.done]);
  const found = await finding;
  const seen = await withinBudget(before.done.then(doneAt(watch)), watch);
  if (seen.status !== "done") return withDegradation(found, UNCHECKED);
  const { hasErased, isLacking } = seen.value;
  let fresh = found;
  if (hasErased) {
    fresh = await runAsync(find({ ...input, stores: before.reopen() }, hitCount));
    const isCut = fresh.degraded.some(({ code }) => code === "OUT_OF_TIME");
    if (isCut) return withDegradation(found, UNCHECKED);
  }
  // A graph that did not answer is told of as that alone: then all of it is missing.
  const isTold = fresh.degraded.some(({ part, code }) => part === "graph" && code !== "TRUNCATED");
  return isLacking && !isTold ? withDegradation(fresh, PENDING) : fresh;
}

function doneAt(watch: Watch): <T>(value: T) => PartOutcome<T> {
  return (value) => ({ status: "done", value, milliseconds: watch.elapsedMs() });
}

function withDegradation(found: Found, degradation: Degradation): Found {
  return { ...found, degraded: [...found.degraded, degradation] };
}

const UNCHECKED: Degradation = {
  part: "journal",
  reason:
    "What has expired was not looked up and erased within the time budget: what no turn that was read says to have expired may be shown though it has, and what the graph lacks is not known",
  code: "OUT_OF_TIME",
};

const PENDING: Degradation = {
  part: "graph",
  reason:
    "Something told earlier is not in the graph yet, and what it ended still stands: the next add or repair() sees to it",
  code: "PENDING",
};

function presentAll(
  hits: readonly FoldedCandidate[],
  { turns, ranges }: Found,
  { request, query, visibility }: FindInput,
): Hit[] {
  const { explain, knownAt } = request;
  const options = { visibility, explain, past: query.past, ranges, turns, knownAt };
  return hits.map((hit) => presentHit(hit, options));
}

interface Answered {
  /** What was found, in its last order. */
  readonly hits: readonly Hit[];
  /** Of these, up to the limit. */
  readonly limited: readonly Hit[];
  /** Of these, what the budget takes. */
  readonly results: readonly Hit[];
}

function explainCut(
  { hits, limited, results }: Answered,
  found: Found,
  input: FindInput,
): CutHit[] {
  const { beyond, below, unwanted } = found.cut;
  const kept = new Set(results);
  return cutHits({
    byBudget: limited.filter((hit) => !kept.has(hit)),
    byLimit: [...hits.slice(limited.length), ...presentAll(beyond, found, input)],
    byThreshold: presentAll(below, found, input),
    unwanted,
  });
}

/** The query's vector, or why there is none: the other arms can do without. */
async function embed(
  text: string,
  { embeddingModel }: SearchContext,
  watch: Watch,
): Promise<PartOutcome<Float32Array>> {
  if (watch.isOver()) return { status: "late" };
  const startedAt = watch.elapsedMs();
  const work = embeddingModel.doEmbed([text], { purpose: "query", signal: watch.signal }).then(
    ({ embeddings }): PartOutcome<Float32Array> => {
      const [value] = embeddings;
      if (!value) return { status: "late" };
      return { status: "done", value, milliseconds: watch.elapsedMs() - startedAt };
    },
    (error: unknown): PartOutcome<Float32Array> => {
      if (watch.signal?.aborted === true || !isOutage(error)) throw error;
      return { status: "failed", error };
    },
  );
  return await withinBudget(work, watch);
}
