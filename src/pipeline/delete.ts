/** Deleting by id or by scope. */
import { z } from "zod";

import { nextMoment } from "../core/clock.ts";
import { NotFoundError } from "../core/errors.ts";
import { resolveScope } from "../core/scope.ts";
import { isInScope } from "../core/visibility.ts";
import { checkCallScope, refuseUnsetIds } from "./call-scope.ts";
import { check, signal } from "./check.ts";
import type { Engine } from "./engine.ts";
import { sumErased } from "./erased-counts.ts";
import { type ErasedStores, withPlaces } from "./erased-stores.ts";
import { findPoint, placeOf } from "./find.ts";
import { erase, type EraseReceipt, eraseTenant } from "./forget.ts";
import { eachTenantAnywhere } from "./tenants.ts";
import type { EraseRequest } from "./task.ts";

/** Erases a memory, relation, turn or episode. @throws {NotFoundError} If the scope has nothing of this id. */
export async function deleteById(
  id: string,
  options: unknown,
  engine: Engine,
): Promise<EraseReceipt> {
  const place = await placeOf(id, options, "delete", engine);
  if (!place) throw new NotFoundError("delete", "memory, relation, turn or episode", id);
  const request = await requestFor(id, place, engine);
  return erase(place.tenant, request, engine);
}

async function requestFor(
  id: string,
  place: NonNullable<Awaited<ReturnType<typeof placeOf>>>,
  { stores }: Engine,
): Promise<EraseRequest> {
  const point = await findPoint(id, place, stores);
  if (point) return point.kind === "turn" ? { turnIds: [id] } : { memoryIds: [id] };
  const { tenant, scope } = place;
  const narrow = scope ?? { agentId: null, runId: null };
  const [relation] = await stores.graph.getRelations(tenant, [id]);
  if (relation && isInScope(relation, narrow)) return { relationIds: [id] };
  const entry = await stores.journal.get(tenant, id);
  if (entry) {
    const { agentId, runId } = entry;
    const own = { agentIds: [agentId], runIds: runId === null ? [] : [runId] };
    if (isInScope(own, narrow)) return { episodeIds: [id] };
  }
  throw new NotFoundError("delete", "memory, relation, turn or episode", id);
}

/** What `deleteAll` does, in the words of an error. */
const ACTION = "delete all of a scope";

/** Erases all of a scope: the whole tenant, or what an agent or a run told within it. */
export async function deleteScope(options: unknown, engine: Engine): Promise<EraseReceipt> {
  const scope = checkCallScope(options, ACTION) ?? resolveScope({}, ACTION);
  refuseUnsetIds(options, ACTION);
  const { tenant, agentId, runId, userId } = scope;
  const isAgentTenant = userId === null && agentId !== null;
  const narrow = {
    agentId: isAgentTenant ? null : agentId,
    runId: userId === null && agentId === null ? null : runId,
  };
  if (narrow.agentId === null && narrow.runId === null) {
    // So that an add which is under way was recorded before the deletion, and one that begins after it was not.
    await nextMoment(engine.clock);
    return eraseTenant(tenant, engine);
  }
  const episodeIds = await engine.stores.journal.episodesOf(tenant, narrow);
  return erase(tenant, { episodeIds }, engine);
}

const resetOptions: z.ZodType<{ readonly signal?: AbortSignal | undefined }> = z.strictObject({
  signal: signal.optional(),
});

/** What `reset` erased. */
export interface ResetReceipt {
  /** Tenants of which there was something. */
  readonly tenantCount: number;
  /** How much went from the vectors, the graph and the journal, of all tenants together, and where these are. */
  readonly stores: ErasedStores;
  /** As in {@link EraseReceipt}. */
  readonly isPurged: boolean;
}

/** Erases every tenant that any store knows. @throws {InvalidArgumentError} If a scope is given: the rest must not go with it. */
export async function reset(options: unknown, engine: Engine): Promise<ResetReceipt> {
  check(resetOptions, options, "reset").signal?.throwIfAborted();
  // All are known before the first is gone: a listing in pages would step over some.
  const tenants = await Array.fromAsync(eachTenantAnywhere(engine.stores));
  await nextMoment(engine.clock);
  const receipts: EraseReceipt[] = [];
  for (const tenant of tenants) receipts.push(await eraseTenant(tenant, engine));
  const { home } = engine;
  // Each empties the whole file of what was erased, so the last one tells. One before may have been delayed by a reader.
  const isPurged = receipts.at(-1)?.isPurged ?? home.purge({ isThorough: true }).isComplete;
  const erased = sumErased(receipts.map(({ stores }) => stores));
  return { tenantCount: tenants.length, stores: withPlaces(erased, home), isPurged };
}
