/** Lists entities by key, page by page. */
import { append } from "../../core/append.ts";
import type { Page } from "../../core/page.ts";
import type { Entity, GraphListOptions } from "../graph-store.ts";
import { namedIn, narrowEntities } from "../ledger/narrow-entities.ts";
import type { SqliteLedgerTables } from "./sqlite-ledger-tables.ts";
import { type EntityRow, toEntity } from "./relation-rows.ts";

/** Most entities read at once. */
const PAGE_SIZE = 200;

/** The entities after a cursor that the agent and the run asked for name. */
export function listEntities(
  tenant: SqliteLedgerTables,
  { limit, cursor, visibility }: GraphListOptions,
): Page<Entity> {
  if (limit === 0) return { items: [], cursor: null };
  const found: Entity[] = [];
  const size = Math.min(limit + 1, PAGE_SIZE);
  let after: string | undefined = cursor ?? "";
  while (after !== undefined && found.length <= limit) {
    const page = readPage(tenant, after, size);
    const named = namedIn(tenant, page, visibility);
    append(
      found,
      page.filter(({ key }) => named.has(key)),
    );
    after = page.length < size ? undefined : page.at(-1)?.key;
  }
  const items = found.slice(0, limit);
  const seen = narrowEntities(tenant, items, visibility.agentId);
  return { items: seen, cursor: found.length > limit ? (items.at(-1)?.key ?? null) : null };
}

function readPage({ file, row }: SqliteLedgerTables, after: string, size: number): Entity[] {
  const sql = `SELECT key, name, type, aliases, first_at, settled_at FROM entity WHERE tenant = ? AND key > ? ORDER BY key LIMIT ?`;
  return file.all<EntityRow>(sql, row, after, size).map(toEntity);
}
