/** A block of recalled text for a prompt: whether a turn needs one, what is in it, and how it is written. */
import type { Hit } from "../../core/hit.ts";
import type { Engine } from "../engine.ts";
import { performSearch, type SearchUsage } from "../run-search.ts";
import { startWatch } from "../search/watch.ts";
import { askedLast } from "./asked-last.ts";
import { besideResults } from "./beside-results.ts";
import { checkContext } from "./context-options.ts";
import type { RecalledContext } from "./recalled-context.ts";
import { writeBlock } from "./write-block.ts";

/** The least share of the best hit's score that makes another worth its place in a prompt. */
const MIN_SHOWN_SHARE = 0.15;
const NO_USAGE: SearchUsage = { modelCalls: 0, embeddingRequests: 0, milliseconds: {} };
const NOTHING = { text: "", results: [], relations: [], tokenCount: 0, omittedCount: 0 } as const;

/** Recalls what bears on the last turn, if it asks for any of it. No language model is asked unless an option says so. */
export async function context(
  given: unknown,
  options: unknown,
  engine: Engine,
): Promise<RecalledContext> {
  const request = checkContext(options);
  const query = askedLast(given);
  const search = request.searchFor(query ?? "");
  search.signal?.throwIfAborted();
  const watch = startWatch({ ...search, monotonicNow: () => performance.now() });
  if (query === null) return { ...NOTHING, need: 0, query, degraded: [], usage: NO_USAGE };
  const { results, relations, tellings, degraded, usage, need } = await performSearch(
    search,
    engine,
  );
  const told = { need: need ?? 0, query, degraded, usage };
  if (told.need < request.recallThreshold) return { ...NOTHING, ...told };
  const asOf = search.asOf ?? search.now ?? engine.clock.now();
  const { tokenBudget } = request;
  const bearing = search.rerank ? results : worthShowing(results);
  const { timeZone } = search;
  const beside = await besideResults(bearing, { ...search, query }, { engine, watch });
  const block = writeBlock(bearing, relations, {
    asOf,
    tokenBudget,
    timeZone,
    tellings,
    ...beside,
  });
  return { ...block, ...told, degraded: [...degraded, ...beside.degraded] };
}

/** Without the tail of a ranking: of a small tenant it is all the rest. A reranker's scores have a zero of their own. */
function worthShowing(results: readonly Hit[]): readonly Hit[] {
  const best = results[0]?.score ?? 0;
  return results.filter(({ score }) => score >= MIN_SHOWN_SHARE * best);
}
