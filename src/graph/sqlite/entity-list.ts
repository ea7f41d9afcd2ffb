/** Lists entities by key, page by page. */
import { append } from "../../core/append.ts";
import type { Page } from "../../core/page.ts";
import type { Visibility } from "../../core/visibility.ts";
import { canonicalizer } from "../../core/validity/canonical.ts";
import type { Entity, GraphListOptions } from "../graph-store.ts";
import { narrowEntities } from "../ledger/narrow-entities.ts";
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

/** Those of the entities that some turn of the agent or of none names, and some turn that attests something in the run. */
function namedIn(
  tenant: SqliteLedgerTables,
  entities: readonly Entity[],
  { agentId, runId }: Visibility,
): Set<string> {
  const keys = new Set(entities.map(({ key }) => key));
  if (agentId === null && runId === null) return keys;
  const merges = tenant.countingMerges(keys);
  const members = new Set([...keys, ...merges.flatMap(({ from, into }) => [from, into])]);
  const sql = `SELECT value AS key FROM json_each(?1) WHERE EXISTS (
    SELECT 1 FROM mention WHERE mention.tenant = ?2 AND mention.key = json_each.value
      AND (?3 IS NULL OR record ->> 'agentId' IS NULL OR record ->> 'agentId' = ?3)
      AND (?4 IS NULL OR EXISTS (
        SELECT 1 FROM attestation WHERE attestation.tenant = ?2 AND attestation.turn_id = mention.turn_id
          AND attestation.record ->> 'runId' = ?4)))`;
  const { file, row } = tenant;
  const list = JSON.stringify([...members]);
  const named = file.all<{ readonly key: string }>(sql, list, row, agentId, runId);
  return new Set(named.map(({ key }) => key).map(canonicalizer(merges)));
}
