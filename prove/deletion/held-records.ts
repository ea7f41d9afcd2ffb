/** What the stores hold of a tenant, asked of them one by one, and never of what an erasure says of itself. */
import type { ErasedStores } from "../../src/index.ts";
import type { StoreHome } from "../../src/pipeline/engine.ts";
import type { Stores } from "../../src/pipeline/stores.ts";
import { allPages } from "../../src/pipeline/listings.ts";

type Tenant = Parameters<Stores["journal"]["entries"]>[0];

const PAGE_SIZE = 500;

/** The records of a tenant, by their ids. */
export interface HeldRecords {
  readonly points: ReadonlySet<string>;
  /** Turns without their text. */
  readonly redacted: ReadonlySet<string>;
  readonly entities: ReadonlySet<string>;
  readonly relations: ReadonlySet<string>;
  readonly attestations: ReadonlySet<string>;
  readonly episodes: ReadonlySet<string>;
  /** Ids other than those of episodes that the journal knows to be the tenant's. */
  readonly ids: ReadonlySet<string>;
}

/** Reads all of it. Of ids, also those that the tenant had `before` are asked for: what is gone names none. */
export async function heldRecords(
  tenant: Tenant,
  stores: Stores,
  before?: HeldRecords,
): Promise<HeldRecords> {
  const { vector, graph, journal } = stores;
  const page = (cursor: string | null): { cursor: string | null; limit: number } => ({
    cursor,
    limit: PAGE_SIZE,
  });
  const ids = await allPages((cursor) => vector.ids(tenant, page(cursor)));
  const points = await vector.get(tenant, ids);
  const told = await allPages((cursor) => graph.recordsByEpisode(tenant, page(cursor)));
  const records = told.map((one) => one.records);
  const entries = await allPages((cursor) => journal.entries(tenant, page(cursor)));
  const named = entries.flatMap(({ outcome }) =>
    outcome ? [...outcome.results.map(({ id }) => id), ...outcome.relations.added] : [],
  );
  const relations = records.flatMap((one) => one.relations.map(({ id }) => id));
  const candidates = new Set([...ids, ...relations, ...named, ...(before?.ids ?? [])]);
  return {
    points: new Set(ids),
    redacted: new Set(points.flatMap(({ id, isRedacted }) => (isRedacted ? id : []))),
    entities: new Set(await entityKeys(tenant, stores)),
    relations: new Set(relations),
    attestations: new Set(records.flatMap((one) => one.attestations.map(({ id }) => id))),
    episodes: new Set(entries.map(({ episodeId }) => episodeId)),
    ids: await ownedIds(tenant, candidates, stores),
  };
}

async function entityKeys(tenant: Tenant, { graph }: Stores): Promise<string[]> {
  const visibility = {
    asOf: Date.now(),
    isExplicit: false,
    includeClosed: true,
    agentId: null,
    runId: null,
    kinds: null,
  };
  const entities = await allPages((cursor) =>
    graph.listEntities(tenant, { cursor, limit: PAGE_SIZE, visibility }),
  );
  return entities.map(({ key }) => key);
}

/** Those that the journal says to be the tenant's. */
async function ownedIds(
  tenant: Tenant,
  candidates: ReadonlySet<string>,
  { journal }: Stores,
): Promise<Set<string>> {
  const owners = await Promise.all(
    Array.from(candidates, async (id) => [id, await journal.tenantOf(id)] as const),
  );
  return new Set(owners.flatMap(([id, owner]) => (owner === tenant ? id : [])));
}

/** The receipt that an erasure owes which took one state to the other. */
export function receiptOwed(
  before: HeldRecords,
  after: HeldRecords,
  { path, servers }: Pick<StoreHome, "path" | "servers">,
): ErasedStores {
  const lost = (kind: keyof HeldRecords): number => before[kind].difference(after[kind]).size;
  const placeOf = (server: string | null): string => server ?? path ?? "nowhere";
  return {
    vector: {
      place: placeOf(servers.vector),
      pointCount: lost("points"),
      redactedTurnCount: after.redacted.difference(before.redacted).size,
    },
    graph: {
      place: placeOf(servers.graph),
      entityCount: lost("entities"),
      relationCount: lost("relations"),
      attestationCount: lost("attestations"),
    },
    journal: {
      place: placeOf(servers.vector),
      episodeCount: lost("episodes"),
      idCount: lost("ids"),
    },
  };
}
