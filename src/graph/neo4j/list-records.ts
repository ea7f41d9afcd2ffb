/** The ledger page by page, as an export and a verification have it. */
import { cutPage, oneMore } from "../../core/cut-page.ts";
import type { Page, PageOptions } from "../../core/page.ts";
import type { Tombstone } from "../../core/records.ts";
import type { Tenant } from "../../core/scope.ts";
import type { EpisodeRecords } from "../graph-store.ts";
import { episodeRecords } from "../ledger/episode-records.ts";
import type { Lister } from "./list-graph.ts";
import type { Namespace } from "./namespace.ts";
import type { Neo4jConnection } from "./neo4j-connection.ts";
import { LIST_EPISODES } from "./statements/list-episodes.ts";
import { LIST_MEMORY_IDS } from "./statements/list-memory-ids.ts";
import { LIST_TENANTS } from "./statements/list-tenants.ts";
import { LIST_TOMBSTONES } from "./statements/list-tombstones.ts";

/** One page of the memories that the ledger attests. */
export async function pageOfIds(
  tenant: Tenant,
  options: PageOptions,
  connection: Neo4jConnection,
): Promise<Page<string>> {
  const parameters = { tenant, after: options.cursor ?? "", limit: oneMore(options) };
  const rows = await connection.read(LIST_MEMORY_IDS, parameters);
  const ids = rows.map(({ id }) => String(id));
  return cutPage(ids, options, (id) => id);
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
  return cutPage(tenants, options, (tenant) => tenant);
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
  return cutPage(found, options, (one) => `${one.id} ${one.form}`);
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
  const { items, cursor } = cutPage(episodes, options, (id) => id);
  if (items.length === 0) return { items: [], cursor };
  return { items: await ledger.read((tables) => episodeRecords(tables, items)), cursor };
}
