/** The ledger page by page, as an export and a verification have it. */
import type { Page } from "../../core/page.ts";
import type { Attestation, Mention, Merge, Supersession, Tombstone } from "../../core/records.ts";
import type { Tenant } from "../../core/scope.ts";
import type { EpisodeRecords } from "../graph-store.ts";
import type { LedgerTables } from "../ledger/ledger-tables.ts";
import type { Lister } from "./list-graph.ts";
import type { Namespace } from "./namespace.ts";
import type { Neo4jConnection } from "./neo4j-connection.ts";
import { LIST_EPISODES } from "./statements/list-episodes.ts";
import { LIST_MEMORY_IDS } from "./statements/list-memory-ids.ts";
import { LIST_TENANTS } from "./statements/list-tenants.ts";
import { LIST_TOMBSTONES } from "./statements/list-tombstones.ts";

interface PageOptions {
  readonly cursor: string | null;
  readonly limit: number;
}

/** One page of the memories that the ledger attests. */
export async function pageOfIds(
  tenant: Tenant,
  options: PageOptions,
  connection: Neo4jConnection,
): Promise<Page<string>> {
  const parameters = { tenant, after: options.cursor ?? "", limit: oneMore(options) };
  const rows = await connection.read(LIST_MEMORY_IDS, parameters);
  const ids = rows.map(({ id }) => String(id));
  return cut(ids, options, (id) => id);
}

/** One page of the namespace's tenants that were ever written to. */
export async function pageOfTenants(
  options: PageOptions,
  namespace: Namespace,
  connection: Neo4jConnection,
): Promise<Page<Tenant>> {
  const { cursor } = options;
  const parameters = {
    // A tenant's own name.
    after: cursor === null ? "" : namespace.stored(cursor as Tenant),
    prefixes: namespace.prefixes,
    limit: oneMore(options),
  };
  const rows = await connection.read(LIST_TENANTS, parameters);
  const tenants = rows.map(({ tenant }) => namespace.tenantOf(String(tenant)));
  return cut(tenants, options, (tenant) => tenant);
}

/** One page of tombstones. The cursor is the last one's id and form. */
export async function pageOfTombstones(
  tenant: Tenant,
  options: PageOptions,
  connection: Neo4jConnection,
): Promise<Page<Tombstone>> {
  const cursor = options.cursor ?? " ";
  const end = cursor.lastIndexOf(" ");
  const [id, form] = [cursor.slice(0, end), cursor.slice(end + 1)];
  const parameters = { tenant, id, form, limit: oneMore(options) };
  const rows = await connection.read(LIST_TOMBSTONES, parameters);
  // The shape is that of the statement's RETURN.
  const found = rows as unknown as Tombstone[];
  return cut(found, options, (one) => `${one.id} ${one.form}`);
}

/** One page of episodes, with their records. */
export async function pageOfEpisodes(
  tenant: Tenant,
  options: PageOptions,
  { connection, ledger }: Lister,
): Promise<Page<EpisodeRecords>> {
  const parameters = { tenant, after: options.cursor ?? "", limit: oneMore(options) };
  const rows = await connection.read(LIST_EPISODES, parameters);
  const episodes = rows.map(({ episode }) => String(episode));
  const { items, cursor } = cut(episodes, options, (id) => id);
  if (items.length === 0) return { items: [], cursor };
  return { items: await ledger.read((tables) => recordsOf(tables, items)), cursor };
}

function recordsOf(tables: LedgerTables, episodeIds: readonly string[]): EpisodeRecords[] {
  const byEpisode = <T extends Attestation | Supersession | Mention | Merge>(
    records: readonly T[],
  ): Map<string, T[]> => {
    const ordered = records.toSorted((a, b) => (a.id < b.id ? -1 : 1));
    return Map.groupBy(ordered, ({ episodeId }) => episodeId);
  };
  const told = tables.findAttestations("episode_id", episodeIds);
  const attestations = byEpisode(told.map(({ attestation }) => attestation));
  const supersessions = byEpisode(tables.findSupersessions("episode_id", episodeIds));
  const mentions = byEpisode(tables.findMentions("episode_id", episodeIds));
  const merges = byEpisode(tables.findMergesTold("episode_id", episodeIds));
  const edges = told.flatMap(({ attestation: { form, of } }) => (form === "relation" ? of : []));
  const found = tables.findRelationRecords(new Set(edges));
  const relations = found.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return episodeIds.map((episodeId) => {
    const own = attestations.get(episodeId) ?? [];
    const ids = new Set(own.map(({ of }) => of));
    return {
      episodeId,
      records: {
        relations: relations.filter(({ id }) => ids.has(id)),
        attestations: own,
        supersessions: supersessions.get(episodeId) ?? [],
        mentions: mentions.get(episodeId) ?? [],
        merges: merges.get(episodeId) ?? [],
      },
    };
  });
}

/** Looks one further than the page, to know whether there is another. */
function oneMore({ limit }: PageOptions): number {
  return limit === 0 ? 0 : limit + 1;
}

function cut<T>(
  found: readonly T[],
  { cursor, limit }: PageOptions,
  cursorOf: (item: T) => string,
): Page<T> {
  if (limit === 0) return { items: [], cursor };
  const items = found.slice(0, limit);
  const last = items.at(-1);
  const hasMore = found.length > limit && last !== undefined;
  return { items, cursor: hasMore ? cursorOf(last) : null };
}
