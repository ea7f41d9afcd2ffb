/** Makes separate stores agree again: the ledger says what holds, and what it does not explain stays. */
import { statementKey } from "../core/names.ts";
import type { Attestation, Tombstone } from "../core/records.ts";
import type { Tenant } from "../core/scope.ts";
import { TENANT_TOMBSTONE } from "../graph/graph-store.ts";
import type { NewPoint, StoredPoint } from "../vector/vector-store.ts";
import { memoryIdOf } from "./add/identities.ts";
import { memoryPoint } from "./add/points.ts";
import { attestedIn } from "./forget-steps.ts";
import { pendingWork } from "./pending-work.ts";
import type { Stores } from "./stores.ts";
import { allPages, PAGE_SIZE } from "./listings.ts";
import { type Points, pointsOf } from "./verify.ts";

/** Generations that a memory's id is tried with. */
const GENERATIONS = 16;

/**
 * Removes what was erased and is still there, brings back memories that the ledger tells and the vector store lacks, and
 * projects everything anew.
 *
 * A memory that nothing tells is removed only where something says why: it never was in the ledger, or it or all turns
 * that told it were erased. Where the graph has lost what it knew, memories stay, and are told as faults.
 */
export async function reconcile(
  tenant: Tenant,
  stores: Stores,
  signal?: AbortSignal,
): Promise<void> {
  const { graph, vector } = stores;
  const points = await pointsOf(tenant, stores);
  const graves = await gravesOf(tenant, points, stores);
  await removeErased(tenant, { points, graves }, stores);
  await restoreMissing(tenant, points, stores);
  const { projections } = await graph.rebuild(tenant, { signal });
  await vector.project(tenant, projections);
}

/** Tombstones of points and of the turns that told them. */
class Graves {
  readonly #byId: ReadonlyMap<string, readonly Tombstone[]>;

  constructor(tombstones: readonly Tombstone[]) {
    this.#byId = Map.groupBy(tombstones, ({ id }) => id);
  }

  has(id: string, form: Tombstone["form"], recordedAt: number): boolean {
    const own = this.#byId.get(id) ?? [];
    return own.some((one) => one.form === form && recordedAt <= one.at);
  }

  /** Whether the whole tenant was erased after something was recorded. */
  hasAll(recordedAt: number): boolean {
    const own = this.#byId.get(TENANT_TOMBSTONE) ?? [];
    return own.some(({ at }) => recordedAt < at);
  }
}

async function gravesOf(
  tenant: Tenant,
  { memories, turns }: Points,
  { graph }: Stores,
): Promise<Graves> {
  const ids = new Set([TENANT_TOMBSTONE, ...memories.keys(), ...turns.map((turn) => turn.id)]);
  for (const { projection } of memories.values()) {
    for (const turnId of projection.evidence) ids.add(turnId);
  }
  const all = [...ids];
  const found: Tombstone[] = [];
  for (let start = 0; start < all.length; start += PAGE_SIZE) {
    const page = await graph.tombstones(tenant, all.slice(start, start + PAGE_SIZE));
    for (const tombstone of page) found.push(tombstone);
  }
  return new Graves(found);
}

async function removeErased(
  tenant: Tenant,
  { points, graves }: { readonly points: Points; readonly graves: Graves },
  stores: Stores,
): Promise<void> {
  const { graph, vector, journal } = stores;
  const gone = points.turns.filter(
    ({ id, recordedAt }) => graves.has(id, "erased", recordedAt) || graves.hasAll(recordedAt),
  );
  const orphans = await orphansOf(tenant, [...points.memories.values()], stores);
  const explained = orphans.filter((memory) => isExplained(memory, graves));
  const silenced = points.turns
    .filter(({ id, recordedAt }) => graves.has(id, "redacted", recordedAt))
    .map(({ id }) => id);
  const attesting = await graph.turnProjections(tenant, silenced);
  // A turn goes altogether once nothing rests on it that could be told.
  const empty = silenced.filter((id) => !attesting.has(id));
  const ids = [...new Set([...[...gone, ...explained].map(({ id }) => id), ...empty])];
  await vector.remove(tenant, ids);
  await vector.redact(tenant, [...attesting.keys()]);
  if (ids.length > 0) await journal.forget(tenant, { episodeIds: [], ids });
}

/** Memories that nothing tells, but for those that an add is about to tell. */
async function orphansOf(
  tenant: Tenant,
  memories: readonly StoredPoint[],
  stores: Stores,
): Promise<StoredPoint[]> {
  const { isUnderWay } = await pendingWork(tenant, stores);
  const orphans: StoredPoint[] = [];
  for (let start = 0; start < memories.length; start += PAGE_SIZE) {
    const page = memories.slice(start, start + PAGE_SIZE);
    const ids = page.map(({ id }) => id);
    const told = attestedIn(await stores.graph.ledgerOf(tenant, ids));
    for (const one of page) if (!told.has(one.id) && !isUnderWay(one.id)) orphans.push(one);
  }
  return orphans;
}

function isExplained({ id, recordedAt, projection }: StoredPoint, graves: Graves): boolean {
  const { revision, evidence } = projection;
  if (revision === 0 || graves.has(id, "erased", recordedAt) || graves.hasAll(recordedAt)) {
    return true;
  }
  return evidence.length > 0 && evidence.every((turn) => graves.has(turn, "erased", recordedAt));
}

/** Writes memories anew that the ledger tells and the vector store lacks, in the words of their first telling. */
async function restoreMissing(
  tenant: Tenant,
  { memories }: Points,
  { graph, vector }: Stores,
): Promise<void> {
  const told = await allPages((cursor) => graph.memoryIds(tenant, { cursor, limit: PAGE_SIZE }));
  const missing = told.filter((id) => !memories.has(id));
  for (let start = 0; start < missing.length; start += PAGE_SIZE) {
    const ids = new Set(missing.slice(start, start + PAGE_SIZE));
    const { attestations } = await graph.ledgerOf(tenant, [...ids]);
    const firsts = Map.groupBy(
      attestations.filter(({ of, isRevision }) => ids.has(of) && !isRevision),
      ({ of }) => of,
    );
    const points = [...firsts.values()].flatMap((all) => pointOf(tenant, all) ?? []);
    await vector.insert(tenant, points);
  }
}

/** The memory that attestations tell; undefined if its id does not follow from what they say. */
function pointOf(tenant: Tenant, told: readonly Attestation[]): NewPoint | undefined {
  const [first] = told.toSorted((a, b) => a.recordedAt - b.recordedAt);
  if (!first || first.text === null || first.form === "relation") return undefined;
  const { of: id, form: kind, text, recordedAt } = first;
  const textKey = statementKey(text);
  const owners = [
    { attributedTo: "user" as const, agentId: null },
    { attributedTo: "assistant" as const, agentId: first.agentId },
  ];
  const owner = owners.find((one) => {
    const identity = { kind, textKey, ...one };
    const generations = Array.from({ length: GENERATIONS }, (_, index) => index);
    return generations.some((generation) => memoryIdOf(tenant, identity, generation) === id);
  });
  if (!owner) return undefined;
  const provenance = {
    extractor: "caller",
    model: null,
    prompt: null,
    promptVersion: null,
  } as const;
  const memory = { id, kind, text, textKey, recordedAt, ...owner, provenance };
  // Who read it was the memory's own to tell.
  return { ...memoryPoint(memory, first, null), provenance: null };
}
