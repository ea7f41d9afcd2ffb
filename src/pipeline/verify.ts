/** Comparing the stores with each other and with the records. */
import { isDeepStrictEqual } from "node:util";

import { append } from "../core/append.ts";
import type { Tenant } from "../core/scope.ts";
import { canonicalizer } from "../core/validity/canonical.ts";
import { deriveState } from "../core/validity/derive.ts";
import { projectMemory } from "../core/validity/project.ts";
import type { Projection } from "../core/visibility.ts";
import type { JournalEntry } from "../journal/journal.ts";
import type { StoredPoint } from "../vector/vector-store.ts";
import type { Engine } from "./engine.ts";
import { attestedIn } from "./forget-steps.ts";
import { pendingWork } from "./pending-work.ts";
import type { Stores } from "./stores.ts";
import { allPages, PAGE_SIZE } from "./listings.ts";

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
  /** Whether there is no fault and nothing in flight: all that was told is where it belongs. */
  readonly isSound: boolean;
  /** Tenants looked at. */
  readonly tenantCount: number;
  /** Memories looked at. */
  readonly memoryCount: number;
  /** Every fault found. */
  readonly faults: readonly Fault[];
  /**
   * What somebody has a claim on: at work on it at this moment, or dead since less than a minute. It is no fault, and what
   * it has still to write is not looked for; ask again after `leaseUntil`.
   */
  readonly inFlight: readonly InFlight[];
}

/** Something in the journal that somebody has a claim on. */
export interface InFlight {
  /** The episode's id; of a deletion or correction, one of its own. */
  readonly id: string;
  /** Whose record it is. */
  readonly tenant: string;
  /** When the claim ends at the latest, epoch ms: then anybody finishes it. */
  readonly leaseUntil: number;
}

/** Compares the stores of these tenants, without writing. */
export async function verify(
  tenants: AsyncIterable<Tenant>,
  engine: Engine,
): Promise<VerifyReport> {
  const faults: Fault[] = [];
  const inFlight: InFlight[] = [];
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
    for (const [id, leaseUntil] of found.inFlight) inFlight.push({ id, tenant, leaseUntil });
  }
  const isSound = faults.length === 0 && inFlight.length === 0;
  return { isSound, tenantCount, memoryCount, faults, inFlight };
}

type TenantFault = Omit<Fault, "tenant">;

interface Found {
  readonly memoryCount: number;
  readonly faults: readonly TenantFault[];
  /** When the claims on what is in flight end, by id. */
  readonly inFlight: ReadonlyMap<string, number>;
}

async function verifyTenant(tenant: Tenant, engine: Engine): Promise<Found> {
  const { stores } = engine;
  const { graph, vector } = stores;
  const { memories: stored, turns } = await pointsOf(tenant, stores);
  const { faults: drift, inFlight } = await driftBetween(tenant, { stored, turns }, engine);
  const faults: TenantFault[] = [...(await graph.verify(tenant)), ...drift];
  const open = await openEntries(tenant, engine);
  append(faults, open.faults);
  for (const [id, leaseUntil] of open.inFlight) inFlight.set(id, leaseUntil);
  const bare = await allPages((cursor) => vector.unembedded(tenant, { cursor, limit: PAGE_SIZE }));
  for (const { id } of bare) faults.push({ kind: "missing-vector", id });
  return { memoryCount: stored.size, faults, inFlight };
}

/** What the journal says is still to be done: by whoever has the lease, or by anybody. */
async function openEntries(
  tenant: Tenant,
  { stores: { journal }, clock }: Engine,
): Promise<Pick<Found, "faults" | "inFlight">> {
  const now = clock.now();
  const all = { now: Number.MAX_SAFE_INTEGER, limit: PAGE_SIZE };
  const [pending, unread] = await Promise.all([
    journal.pending(tenant, all),
    journal.unread(tenant, all),
  ]);
  const faults: TenantFault[] = [];
  const inFlight = new Map<string, number>();
  const note = (kind: TenantFault["kind"], { episodeId: id, leaseUntil }: JournalEntry): void => {
    if (leaseUntil < now) faults.push({ kind, id });
    else inFlight.set(id, leaseUntil);
  };
  for (const entry of pending) note("pending-episode", entry);
  for (const entry of unread) note("unread-episode", entry);
  return { faults, inFlight };
}

/** Where the vector store and the ledger do not say the same. */
async function driftBetween(
  tenant: Tenant,
  {
    stored,
    turns,
  }: { readonly stored: ReadonlyMap<string, StoredPoint>; readonly turns: readonly StoredPoint[] },
  { stores, clock }: Engine,
): Promise<{ readonly faults: readonly TenantFault[]; readonly inFlight: Map<string, number> }> {
  const { graph } = stores;
  const inFlight = new Map<string, number>();
  const look = { now: clock.now(), inFlight };
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
  const faults = await unmatched(tenant, suspects, stores, look);
  for (const id of await stillStale(tenant, stale, stores, look)) {
    faults.push({ kind: "stale-projection", id });
  }
  return { faults, inFlight };
}

/** A second look at what seems to be at fault. */
interface Look {
  readonly now: number;
  /** Told of what is in flight, as no fault is looked for where it writes. */
  readonly inFlight: Map<string, number>;
}

/**
 * Memories that one store has and the other has not. The stores were read one after the other, so they are looked up
 * again; what an add or deletion that is on its way has still to bring or to take is no fault.
 */
async function unmatched(
  tenant: Tenant,
  ids: readonly string[],
  stores: Stores,
  { now, inFlight }: Look,
): Promise<TenantFault[]> {
  if (ids.length === 0) return [];
  const { isUnderWay, leases } = await pendingWork(tenant, stores, now);
  for (const [id, leaseUntil] of leases) inFlight.set(id, leaseUntil);
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
  { now, inFlight }: Look,
): Promise<string[]> {
  if (ids.length === 0 || stores.transactor) return [...ids];
  const { leases } = await pendingWork(tenant, stores, now);
  for (const [id, leaseUntil] of leases) inFlight.set(id, leaseUntil);
  if (leases.size > 0) return [];
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
