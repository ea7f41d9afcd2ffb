/** The answers of an add that writes nothing: it was added before, or erased since. */
import { StoreUnavailableError } from "../../core/errors.ts";
import type { Tenant } from "../../core/scope.ts";
import type { Relation } from "../../graph/graph-store.ts";
import type { JournalEntry } from "../../journal/journal.ts";
import type { Engine } from "../engine.ts";
import type { Stores } from "../stores.ts";
import { type AddResult, describeOutcome, type Outcome } from "./add-result.ts";
import { type AddCost, NO_COST, usageOf } from "./add-usage.ts";
import { readUnread } from "./extract/unread.ts";
import { type Described, pointsSeen, relationIdsOf, relationsSeen } from "./run-plan.ts";
import { firstWords } from "./first-words.ts";
import type { Episode } from "./stated.ts";

/**
 * What an episode that is there already came to, told as it stands now. Undefined while it came to nothing yet. Where the
 * graph is a store of its own and is down, its relations cannot be told: then `pending` names it.
 */
export async function repeatedResult(
  { id, scope }: Pick<Episode, "id" | "scope">,
  entry: JournalEntry | undefined,
  engine: Engine,
): Promise<AddResult | undefined> {
  if (!entry?.outcome) return undefined;
  const { vector } = engine.stores;
  const { tenant, agentId } = scope;
  const outcome: Outcome = { ...entry.outcome, failed: [] };
  const ids = outcome.results.flatMap(({ id: own, previousId }) =>
    previousId === null ? [own] : [own, previousId],
  );
  const [points, relations] = await Promise.all([
    vector.get(tenant, ids),
    readRelations(tenant, relationIdsOf(outcome), { agentId, stores: engine.stores }),
  ]);
  const seen = {
    points: pointsSeen(points, scope),
    relations: relationsSeen(relations ?? [], scope),
  };
  const described = describeOutcome(outcome, seen.points, seen.relations);
  const unread = entry.unread === null ? [] : readUnread(entry.unread).stages;
  const untold = relations === null ? (["graph"] as const) : [];
  const pending = [...new Set([...unread, ...untold])];
  return { ...emptyResult(id, NO_COST, engine), ...described, pending, isRepeat: true };
}

/** Null if the graph is a store of its own and is down. */
async function readRelations(
  tenant: Tenant,
  ids: readonly string[],
  { agentId, stores }: { readonly agentId: string | null; readonly stores: Stores },
): Promise<readonly Relation[] | null> {
  try {
    return await stores.graph.getRelations(tenant, ids, agentId);
  } catch (error) {
    if (stores.transactor || !(error instanceof StoreUnavailableError)) throw error;
    return null;
  }
}

/** What is known of an episode that was added before, and that the graph, being down, does not know of yet. */
export function deferredResult(episodeId: string, described: Described, engine: Engine): AddResult {
  const result = { ...emptyResult(episodeId, NO_COST, engine), ...described };
  return { ...result, pending: ["graph"], isRepeat: true };
}

/** The answer to an episode that was erased: under its key it stays so, however often it is sent. */
export function erasedResult({ id, messages }: Episode, engine: Engine): AddResult {
  const failed = messages.map(({ content }) => ({
    item: "turn" as const,
    text: firstWords(content),
    reason: "its episode was deleted",
  }));
  return { ...emptyResult(id, NO_COST, engine), failed, isRepeat: true };
}

/** What an add gives back that came to nothing. */
export function emptyResult(episodeId: string, cost: AddCost, engine: Engine): AddResult {
  const relations = { added: [], closed: [], retracted: [], confirmed: [] };
  const usage = usageOf(cost, engine);
  const nothing = { results: [], relations, failed: [], pending: [], caughtUp: [] };
  return { episodeId, ...nothing, isRepeat: false, usage };
}
