/** Looking after the stores: comparing them, mending them, counting them. */
import { append } from "../core/append.ts";
import { ModelRequestError, ModelUnavailableError } from "../core/errors.ts";
import { isDeepStrictEqual } from "node:util";

import { type Awaitable, step, type Steps } from "../core/awaitable.ts";
import type { Tenant } from "../core/scope.ts";
import { canonicalizer } from "../core/validity/canonical.ts";
import { deriveState } from "../core/validity/derive.ts";
import { projectMemory } from "../core/validity/project.ts";
import type { Ledger } from "../core/validity/starts.ts";
import type { Projection } from "../core/visibility.ts";
import type { StoredPoint } from "../vector/vector-store.ts";
import type { CaughtUpEpisode } from "./add/add-result.ts";
import { catchUpAll } from "./add/catch-up.ts";
import { checkCallScope } from "./call-scope.ts";
import type { Engine } from "./engine.ts";
import { fillVectors } from "./fill-vectors.ts";
import { drive, expireDue } from "./forget.ts";
import type { Stores } from "./stores.ts";

/** Records looked at in one go. */
const PAGE_SIZE = 500;

/** A fault between or within the stores. */
export interface Fault {
  /** What is wrong. */
  readonly kind:
    | "stale-projection"
    | "relation-without-evidence"
    | "entity-without-evidence"
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

/** What `repair` did. */
export interface RepairReport {
  /** What was at fault before. */
  readonly mended: readonly Fault[];
  /** What is still at fault. */
  readonly left: readonly Fault[];
  /** Adds whose model was down, read now. */
  readonly caughtUp: readonly CaughtUpEpisode[];
}

/** Every tenant, page by page. */
export async function* eachTenant({ journal }: Stores): AsyncGenerator<Tenant> {
  let cursor: string | null = null;
  do {
    const page: { readonly items: readonly Tenant[]; readonly cursor: string | null } =
      await journal.tenants({ cursor, limit: PAGE_SIZE });
    yield* page.items;
    ({ cursor } = page);
  } while (cursor !== null);
}

/** The tenants that a call is about: its scope's, or every one. @throws {InvalidArgumentError} */
export function tenantsOf(
  options: unknown,
  action: string,
  { stores }: Engine,
): AsyncIterable<Tenant> {
  const scope = checkCallScope(options, action);
  return scope ? only(scope.tenant) : eachTenant(stores);
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

async function verifyTenant(
  tenant: Tenant,
  { stores, clock }: Engine,
): Promise<{ readonly memoryCount: number; readonly faults: readonly TenantFault[] }> {
  const { graph, journal, vector } = stores;
  const faults: TenantFault[] = [...(await graph.verify(tenant))];
  const told = new Set(
    await allPages((cursor) => graph.memoryIds(tenant, { cursor, limit: PAGE_SIZE })),
  );
  const { memories: stored, turns } = await pointsOf(tenant, stores);
  for (const id of told) if (!stored.has(id)) faults.push({ kind: "evidence-without-memory", id });
  const checked = [...stored.values()].filter(({ id }) => told.has(id));
  const suspects = [...stored.keys()].filter((id) => !told.has(id));
  // The stores were read one after the other: what was added in between is looked up again.
  const toldSince = attestedIn(await graph.ledgerOf(tenant, suspects));
  for (const id of suspects) {
    if (!toldSince.has(id)) faults.push({ kind: "memory-without-evidence", id });
  }
  for (let start = 0; start < checked.length; start += PAGE_SIZE) {
    append(faults, await staleMemories(tenant, checked.slice(start, start + PAGE_SIZE), stores));
  }
  for (let start = 0; start < turns.length; start += PAGE_SIZE) {
    append(faults, await staleTurns(tenant, turns.slice(start, start + PAGE_SIZE), stores));
  }
  const pending = await journal.pending(tenant, { now: clock.now(), limit: PAGE_SIZE });
  for (const { episodeId } of pending) faults.push({ kind: "pending-episode", id: episodeId });
  const bare = await allPages((cursor) => vector.unembedded(tenant, { cursor, limit: PAGE_SIZE }));
  for (const { id } of bare) faults.push({ kind: "missing-vector", id });
  const unread = await journal.unread(tenant, { now: clock.now(), limit: PAGE_SIZE });
  for (const { episodeId } of unread) faults.push({ kind: "unread-episode", id: episodeId });
  return { memoryCount: stored.size, faults };
}

function attestedIn({ attestations }: Ledger): Set<string> {
  return new Set(attestations.map(({ of }) => of));
}

interface Points {
  readonly memories: ReadonlyMap<string, StoredPoint>;
  readonly turns: readonly StoredPoint[];
}

async function pointsOf(tenant: Tenant, { vector }: Stores): Promise<Points> {
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
): Promise<TenantFault[]> {
  const ids = turns.map(({ id }) => id);
  const expected = await graph.turnProjections(tenant, ids);
  return turns.flatMap(({ id, projection }): TenantFault[] => {
    const { revision } = projection;
    const own = expected.get(id);
    const isSame = !own || isDeepStrictEqual(plain({ ...own, revision }), plain(projection));
    return isSame ? [] : [{ kind: "stale-projection", id }];
  });
}

async function staleMemories(
  tenant: Tenant,
  points: readonly StoredPoint[],
  { graph }: Stores,
): Promise<TenantFault[]> {
  const ledger = await graph.ledgerOf(
    tenant,
    points.map(({ id }) => id),
  );
  const keys = ledger.attestations.flatMap(({ slot }) => (slot ? [slot.subject, slot.value] : []));
  const merges = await graph.mergesOf(tenant, [...new Set(keys)]);
  const state = deriveState(ledger, canonicalizer(merges));
  return points.flatMap((point): TenantFault[] => {
    const statement = state.statements.get(point.id);
    if (!statement) return [];
    const expected = projectMemory(statement, state, point.projection.revision);
    return isDeepStrictEqual(plain(expected), plain(point.projection))
      ? []
      : [{ kind: "stale-projection", id: point.id }];
  });
}

/** A projection as it comes back from a store: JSON, whatever the order of its keys. */
function plain(projection: Projection): unknown {
  return JSON.parse(JSON.stringify(projection));
}

/** Mends what `verify` finds: projects anew, erases what nothing attests and what has expired, and purges the file. */
export async function repair(
  tenants: AsyncIterable<Tenant>,
  engine: Engine,
  signal?: AbortSignal,
): Promise<RepairReport> {
  let isReaderUp = true;
  let isModelUp = true;
  const mended: Fault[] = [];
  const left: Fault[] = [];
  const caughtUp: CaughtUpEpisode[] = [];
  for await (const tenant of tenants) {
    await expireDue(tenant, engine);
    const before = await verify(only(tenant), engine);
    if (before.isSound) continue;
    if (isReaderUp) isReaderUp = await readIfUp(tenant, { caughtUp, signal }, engine);
    await drive(() => repairSteps(tenant, before.faults, engine.stores), engine.stores);
    const isBare = before.faults.some(({ kind }) => kind === "missing-vector");
    // Once it is down it is not asked for every tenant: each time would wait for all the retries.
    if (isBare && isModelUp) isModelUp = await fillIfUp(tenant, engine, signal);
    const after = await verify(only(tenant), engine);
    const still = new Set(after.faults.map(({ kind, id }) => `${kind} ${id}`));
    append(
      mended,
      before.faults.filter(({ kind, id }) => !still.has(`${kind} ${id}`)),
    );
    append(left, after.faults);
  }
  engine.file.purge({ isThorough: true });
  return { mended, left, caughtUp };
}

/** Reads what is still to be read. False if the model does not answer. */
async function readIfUp(
  tenant: Tenant,
  { caughtUp, signal }: { caughtUp: CaughtUpEpisode[]; signal: AbortSignal | undefined },
  engine: Engine,
): Promise<boolean> {
  const { episodes, isDown } = await catchUpAll(tenant, engine, signal);
  append(caughtUp, episodes);
  return !isDown;
}

/** Makes the vectors that are missing. False if the model does not answer: they are then told as left. */
async function fillIfUp(
  tenant: Tenant,
  engine: Engine,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  try {
    await fillVectors(() => only(tenant), engine, { signal });
    return true;
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof ModelUnavailableError || error instanceof ModelRequestError) return false;
    throw error;
  }
}

function* repairSteps(
  tenant: Tenant,
  faults: readonly Fault[],
  { graph, vector }: Stores,
): Steps<void> {
  const found = faults.filter(({ kind }) => kind === "memory-without-evidence");
  const suspects = found.map(({ id }) => id);
  // Asked again where nobody can write in between: what another writer added meanwhile is no orphan.
  const told = attestedIn(yield* step(graph.ledgerOf(tenant, suspects)));
  const orphans = suspects.filter((id) => !told.has(id));
  yield* step(vector.remove(tenant, orphans));
  const outcome = yield* step(graph.rebuild(tenant));
  yield* step(vector.project(tenant, outcome.projections));
}

/** One tenant as a list of tenants. */
export async function* only(tenant: Tenant): AsyncGenerator<Tenant> {
  yield await Promise.resolve(tenant);
}

async function allPages<T>(
  read: (
    cursor: string | null,
  ) => Awaitable<{ readonly items: readonly T[]; readonly cursor: string | null }>,
): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | null = null;
  do {
    const page: { readonly items: readonly T[]; readonly cursor: string | null } =
      await read(cursor);
    append(items, page.items);
    ({ cursor } = page);
  } while (cursor !== null);
  return items;
}
