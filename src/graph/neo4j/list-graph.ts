/** Lists entities and relations page by page. */
import { append } from "../../core/append.ts";
import type { Page } from "../../core/page.ts";
import type { Tenant } from "../../core/scope.ts";
import { isEdgeVisible } from "../../core/visibility.ts";
import type { Entity, GraphListOptions, Relation } from "../graph-store.ts";
import { decodeEdgeCursor, encodeEdgeCursor, type EdgePosition } from "../ledger/edge-order.ts";
import type { ProjectedEntity } from "../ledger/ledger-tables.ts";
import type { NamelessRelation } from "../ledger/nameless-relation.ts";
import { withNames } from "../ledger/named-relations.ts";
import { namedIn, narrowEntities } from "../ledger/narrow-entities.ts";
import type { Neo4jConnection } from "./neo4j-connection.ts";
import { LIST_ENTITIES } from "./statements/list-entities.ts";
import { LIST_RELATIONS } from "./statements/list-relations.ts";
import type { TenantLedger } from "./tenant-ledger.ts";
import { listedKey } from "./values.ts";

/** What listing works with. */
export interface Lister {
  readonly connection: Neo4jConnection;
  readonly ledger: TenantLedger;
}

/** Most rows read at once. */
const PAGE_SIZE = 200;

/** The entities after a cursor that the agent and the run asked for name. */
export async function listEntities(
  tenant: Tenant,
  { limit, cursor, visibility }: GraphListOptions,
  { connection, ledger }: Lister,
): Promise<Page<Entity>> {
  if (limit === 0) return { items: [], cursor: null };
  const found: Entity[] = [];
  const size = Math.min(limit + 1, PAGE_SIZE);
  let after: string | undefined = cursor ?? "";
  while (after !== undefined && found.length <= limit) {
    const parameters = { tenant, after, limit: size };
    // The shape is that of the statement's RETURN.
    const page = (await connection.read(LIST_ENTITIES, parameters)) as unknown as ProjectedEntity[];
    const named = await ledger.read((tables) => namedIn(tables, page, visibility));
    append(
      found,
      page.filter(({ key }) => named.has(key)),
    );
    after = page.length < size ? undefined : page.at(-1)?.key;
  }
  const items = found.slice(0, limit);
  const seen = await ledger.read((tables) => narrowEntities(tables, items, visibility.agentId));
  return { items: seen, cursor: found.length > limit ? (items.at(-1)?.key ?? null) : null };
}

interface ListedRow {
  readonly record: string;
  readonly source: string;
  readonly destination: string;
  readonly recordedAt: number;
  readonly state: string;
}

/** The visible relations after a cursor. */
export async function listRelations(
  tenant: Tenant,
  { limit, cursor, visibility }: GraphListOptions,
  { connection, ledger }: Lister,
): Promise<Page<Relation>> {
  if (limit === 0) return { items: [], cursor: null };
  const found: NamelessRelation[] = [];
  const size = Math.min(limit + 1, PAGE_SIZE);
  let after: EdgePosition | undefined = cursor === null ? FIRST : decodeEdgeCursor(cursor);
  while (after !== undefined && found.length <= limit) {
    const { recordedAt, id } = after;
    const listed = recordedAt === FIRST.recordedAt ? "" : listedKey(recordedAt);
    const rows = await connection.read(LIST_RELATIONS, { tenant, listed, id, limit: size });
    // The shape is that of the statement's RETURN.
    const page = (rows as unknown as ListedRow[]).map(edgeOf);
    append(
      found,
      page.filter((edge) => isEdgeVisible(edge, visibility)),
    );
    after = page.length < size ? undefined : page.at(-1);
  }
  const items = found.slice(0, limit);
  const last = items.at(-1);
  const named = await ledger.read((tables) => withNames(tables, items, visibility.agentId));
  return { items: named, cursor: found.length > limit && last ? encodeEdgeCursor(last) : null };
}

/** Before all. */
const FIRST: EdgePosition = { recordedAt: Number.POSITIVE_INFINITY, id: "" };

function edgeOf({ record, source, destination, recordedAt, state }: ListedRow): NamelessRelation {
  // Written by the projection from one, and from a RelationRecord.
  const projected = JSON.parse(state) as NamelessRelation;
  const { id, type } = JSON.parse(record) as NamelessRelation;
  return { ...projected, id, source, type, destination, recordedAt };
}
