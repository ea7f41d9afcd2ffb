/** Comparing the stores with each other and with the records. */
import { isDeepStrictEqual } from "node:util";

import { append } from "../core/append.ts";
import type { Tenant } from "../core/scope.ts";
import { canonicalizer } from "../core/validity/canonical.ts";
import { deriveState } from "../core/validity/derive.ts";
import { projectMemory } from "../core/validity/project.ts";
import type { Projection } from "../core/visibility.ts";
import type { StoredPoint } from "../vector/vector-store.ts";
import type { Engine } from "./engine.ts";
import { attestedIn } from "./forget-steps.ts";
import { pendingWork } from "./pending-work.ts";
import type { Stores } from "./stores.ts";
import { allPages, PAGE_SIZE } from "./tenants.ts";

/** A fault between or within the stores. */
export interface Fault {
  /** What is wrong. */
  readonly kind:
    | "stale-projection"
    | "relation-without-evidence"
    | "entity-without-evidence"
    | "missing-edge"
    | "stray-edge"
    | "memory-without-evidence"
    | "evidence-without-memory"
    | "missing-vector"
    | "pending-episode"
    | "unread-episode";
  /** The id of what is at fault; an entity's key for entities. */
  readonly id: string;
  /** Whose record it is. */
  readonly tenant: string;
}

/** What `verify` found. */
export interface VerifyReport {
  /** Whether there is no fault. */
  readonly isSound: boolean;
  /** Tenants looked at. */
  readonly tenantCount: number;
  /** Memories looked at. */
  readonly memoryCount: number;
  /** Every fault found. */
  readonly faults: readonly Fault[];
}

/** Compares the stores of these tenants, without writing. */
export async function verify(
  tenants: AsyncIterable<Tenant>,
  engine: Engine,
): Promise<VerifyReport> {
  const faults: Fault[] = [];
  let tenantCount = 0;
  let memoryCount = 0;
  for await (const tenant of tenants) {
    tenantCount += 1;
    const found = await verifyTenant(tenant, engine);
    memoryCount += found.memoryCount;
    append(
      faults,
      found.faults.map((fault) => ({ ...fault, tenant })),
    );
  }
  return { isSound: faults.length === 0, tenantCount, memoryCount, faults };
}

type TenantFault = Omit<Fault, "tenant">;

interface Found {
  readonly memoryCount: number;
  readonly faults: readonly TenantFault[];
}

async function verifyTenant(tenant: Tenant, engine: Engine): Promise<Found> {
  const { stores, clock } = engine;
  const { graph, journal, vector } = stores;
  const { memories: stored, turns } = await pointsOf(tenant, stores);
  const drift = await driftBetween(tenant, { stored, turns }, engine);
  const faults: TenantFault[] = [...(await graph.verify(tenant)), ...drift];
  const pending = await journal.pending(tenant, { now: clock.now(), limit: PAGE_SIZE });
  for (const { episodeId } of pending) faults.push({ kind: "pending-episode", id: episodeId });
  const bare = await allPages((cursor) => vector.unembedded(tenant, { cursor, limit: PAGE_SIZE }));
  for (const { id } of bare) faults.push({ kind: "missing-vector", id });
  const unread = await journal.unread(tenant, { now: clock.now(), limit: PAGE_SIZE });
  for (const { episodeId } of unread) faults.push({ kind: "unread-episode", id: episodeId });
  return { memoryCount: stored.size, faults };
}

/** Where the vector store and the ledger do not say the same. */
async function driftBetween(
  tenant: Tenant,
  {
    stored,
    turns,
  }: { readonly stored: ReadonlyMap<string, StoredPoint>; readonly turns: readonly StoredPoint[] },
  { stores, clock }: Engine,
): Promise<TenantFault[]> {
  const { graph } = stores;
  const told = await allPages((cursor) => graph.memoryIds(tenant, { cursor, limit: PAGE_SIZE }));
  const known = new Set(told);
  const suspects = [
    ...told.filter((id) => !stored.has(id)),
    ...[...stored.keys()].filter((id) => !known.has(id)),
  ];
  const checked = [...stored.values()].filter(({ id }) => known.has(id));
  const stale: string[] = [];
  for (let start = 0; start < checked.length; start += PAGE_SIZE) {
    append(stale, await staleMemories(tenant, checked.slice(start, start + PAGE_SIZE), stores));
  }
  for (let start = 0; start < turns.length; start += PAGE_SIZE) {
    append(stale, await staleTurns(tenant, turns.slice(start, start + PAGE_SIZE), stores));
  }
  return [
    ...(await unmatched(tenant, suspects, stores)),
    ...(await stillStale(tenant, stale, stores, clock.now())).map((id): TenantFault => ({
      kind: "stale-projection",
      id,
    })),
  ];
}

/**
 * Memories that one store has and the other has not. The stores were read one after the other, so they are looked up
 * again; what an add or deletion that is on its way has still to bring or to take is no fault.
 */
async function unmatched(
  tenant: Tenant,
  ids: readonly string[],
  stores: Stores,
): Promise<TenantFault[]> {
  if (ids.length === 0) return [];
  const { isUnderWay } = await pendingWork(tenant, stores);
  const points = await stores.vector.get(tenant, ids);
  const stored = new Set(points.map(({ id }) => id));
  const told = attestedIn(await stores.graph.ledgerOf(tenant, ids));
  return ids.flatMap((id): TenantFault[] => {
    if (isUnderWay(id) || stored.has(id) === told.has(id)) return [];
    return [{ kind: stored.has(id) ? "memory-without-evidence" : "evidence-without-memory", id }];
  });
}

/** Those of the points that are stale at a second look, too: none while a commit is about to project some. */
async function stillStale(
  tenant: Tenant,
  ids: readonly string[],
  stores: Stores,
  now: number,
): Promise<string[]> {
  if (ids.length === 0 || stores.transactor) return [...ids];
  const { isBusy } = await pendingWork(tenant, stores, now);
  if (isBusy) return [];
  const points = await stores.vector.get(tenant, ids);
  const turns = points.filter(({ kind }) => kind === "turn");
  const memories = points.filter(({ kind }) => kind !== "turn");
  return [
    ...(await staleMemories(tenant, memories, stores)),
    ...(await staleTurns(tenant, turns, stores)),
  ];
}

/** The points of a tenant. */
export interface Points {
  readonly memories: ReadonlyMap<string, StoredPoint>;
  readonly turns: readonly StoredPoint[];
}

/** Reads every point of a tenant. */
export async function pointsOf(tenant: Tenant, { vector }: Stores): Promise<Points> {
  const memories = new Map<string, StoredPoint>();
  const turns: StoredPoint[] = [];
  const ids = await allPages((cursor) => vector.ids(tenant, { cursor, limit: PAGE_SIZE }));
  for (let start = 0; start < ids.length; start += PAGE_SIZE) {
    for (const point of await vector.get(tenant, ids.slice(start, start + PAGE_SIZE))) {
      if (point.kind === "turn") turns.push(point);
      else memories.set(point.id, point);
    }
  }
  return { memories, turns };
}

/** Turns whose projection is not what they attest now; one that attests nothing has none to compare with. */
async function staleTurns(
  tenant: Tenant,
  turns: readonly StoredPoint[],
  { graph }: Stores,
): Promise<string[]> {
  const ids = turns.map(({ id }) => id);
  const expected = await graph.turnProjections(tenant, ids);
  return turns.flatMap(({ id, projection }) => {
    const { revision } = projection;
    const own = expected.get(id);
    const isSame = !own || isDeepStrictEqual(plain({ ...own, revision }), plain(projection));
    return isSame ? [] : [id];
  });
}

async function staleMemories(
  tenant: Tenant,
  points: readonly StoredPoint[],
  { graph }: Stores,
): Promise<string[]> {
  const ledger = await graph.ledgerOf(
    tenant,
    points.map(({ id }) => id),
  );
  const keys = ledger.attestations.flatMap(({ slot }) => (slot ? [slot.subject, slot.value] : []));
  const merges = await graph.mergesOf(tenant, [...new Set(keys)]);
  const state = deriveState(ledger, canonicalizer(merges));
  return points.flatMap((point) => {
    const statement = state.statements.get(point.id);
    if (!statement) return [];
    const expected = projectMemory(statement, state, point.projection.revision);
    return isDeepStrictEqual(plain(expected), plain(point.projection)) ? [] : [point.id];
  });
}

/** A projection as it comes back from a store: JSON, whatever the order of its keys. */
function plain(projection: Projection): unknown {
  return JSON.parse(JSON.stringify(projection));
}
