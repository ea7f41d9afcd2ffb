/** The ledger and graph in the embedded file: the reference that other graph stores must agree with. */
import type { Page } from "../../core/page.ts";
import type { LedgerRecords, Merge, Tombstone } from "../../core/records.ts";
import type { Tenant } from "../../core/scope.ts";
import type { Ledger } from "../../core/validity/starts.ts";
import { isEdgeVisible } from "../../core/visibility.ts";
import type { SqliteFile } from "../../sqlite/sqlite-file.ts";
import type {
  Entity,
  ForgetOutcome,
  ForgetRequest,
  GraphListOptions,
  GraphStore,
  LedgerCounts,
  LedgerFault,
  LedgerOutcome,
  NameMatch,
  Neighbourhood,
  NeighbourhoodOptions,
  Relation,
} from "../graph-store.ts";
import { commitLedger, rebuildLedger, TENANT_TOMBSTONE } from "./commit-ledger.ts";
import { loadConnected } from "./connected.ts";
import { forgetLedger } from "./forget-ledger.ts";
import { buryAll, canonicalFor, findMerges, findTombstones, type TenantFile } from "./ledger-rows.ts";
import { namesOfIds, findNames, findSpellings } from "./name-lookup.ts";
import { neighbourhoodOf } from "./neighbourhood.ts";
import {
  pageOfEntities,
  readEntities,
  readRelations,
  RELATION_COLUMNS,
  type RelationRow,
  toNameless,
  withNames,
} from "./relation-rows.ts";
import { verifyLedger } from "./verify-ledger.ts";

const RECORD_TABLES = ["attestation", "supersession", "mention", "merge", "tombstone", "entity", "relation"];

/** A {@link GraphStore} in one SQLite file. Answers at once, so that its writes can share a transaction. */
export class SqliteGraphStore implements GraphStore {
  readonly #file: SqliteFile;

  /** @param file - Whoever opened it closes it. */
  constructor(file: SqliteFile) {
    this.#file = file;
  }

  commit(tenant: Tenant, records: LedgerRecords): LedgerOutcome {
    return this.#write(tenant, (part) => commitLedger(part, records));
  }

  forget(tenant: Tenant, request: ForgetRequest): ForgetOutcome {
    return this.#write(tenant, (part) => forgetLedger(part, request));
  }

  forgetTenant(tenant: Tenant, at: number): void {
    this.#write(tenant, (part) => {
      const { file, row } = part;
      for (const table of RECORD_TABLES) file.run(`DELETE FROM ${table} WHERE tenant = ?`, row);
      buryAll(part, [{ id: TENANT_TOMBSTONE, at, form: "erased" }]);
      file.bumpRevision(row);
    });
  }

  tombstones(tenant: Tenant, ids: readonly string[]): readonly Tombstone[] {
    return this.#read(tenant, [], (part) => findTombstones(part, ids));
  }

  ledgerOf(tenant: Tenant, statementIds: readonly string[]): Ledger {
    const nothing: Ledger = { attestations: [], supersessions: [] };
    return this.#read(tenant, nothing, (part) => {
      const { attestations, supersessions } = loadConnected(part, statementIds);
      return { attestations, supersessions };
    });
  }

  mergesOf(tenant: Tenant, keys: readonly string[]): readonly Merge[] {
    return this.#read(tenant, [], (part) => findMerges(part, keys));
  }

  findByName(
    tenant: Tenant,
    keys: readonly string[],
    options: { readonly prefixes: readonly string[]; readonly limit: number },
  ): readonly NameMatch[] {
    return this.#read(tenant, [], (part) => findNames(part, keys, options));
  }

  findBySpelling(
    tenant: Tenant,
    fuzzyKeys: readonly string[],
  ): readonly { readonly key: string; readonly fuzzyKey: string; readonly type: string | null }[] {
    return this.#read(tenant, [], (part) => findSpellings(part, fuzzyKeys));
  }

  entitiesOf(tenant: Tenant, ids: readonly string[]): ReadonlyMap<string, readonly string[]> {
    return this.#read(tenant, new Map(), (part) => namesOfIds(part, ids));
  }

  getEntities(tenant: Tenant, keys: readonly string[]): readonly Entity[] {
    return this.#read(tenant, [], (part) => {
      const canonical = canonicalFor(part, keys);
      return readEntities(part, new Set(keys.map(canonical)));
    });
  }

  getRelations(tenant: Tenant, ids: readonly string[]): readonly Relation[] {
    return this.#read(tenant, [], (part) => withNames(part, readRelations(part, ids)));
  }

  relationsOfMemory(tenant: Tenant, memoryId: string): readonly Relation[] {
    return this.#read(tenant, [], (part) => {
      const sql = "SELECT DISTINCT of_id FROM attestation WHERE tenant = ? AND memory_id = ?";
      const ids = part.file.all<{ of_id: string }>(sql, part.row, memoryId);
      return withNames(part, readRelations(part, ids.map(({ of_id }) => of_id)));
    });
  }

  neighbourhood(tenant: Tenant, keys: readonly string[], options: NeighbourhoodOptions): Neighbourhood {
    const nothing: Neighbourhood = { relations: [], distances: new Map(), isTruncated: false };
    return this.#read(tenant, nothing, (part) => {
      const canonical = canonicalFor(part, keys);
      return neighbourhoodOf(part, [...new Set(keys.map(canonical))], options);
    });
  }

  listEntities(tenant: Tenant, { limit, cursor }: GraphListOptions): Page<Entity> {
    return this.#read(tenant, { items: [], cursor: null }, (part) => {
      if (limit <= 0) return { items: [], cursor: null };
      const items = pageOfEntities(part, cursor ?? "", limit + 1);
      const page = items.slice(0, limit);
      return { items: page, cursor: items.length > limit ? (page.at(-1)?.key ?? null) : null };
    });
  }

  listRelations(tenant: Tenant, { limit, cursor, visibility }: GraphListOptions): Page<Relation> {
    return this.#read(tenant, { items: [], cursor: null }, (part) => {
      const found = [];
      let after = parseCursor(cursor);
      const sql = `SELECT ${RELATION_COLUMNS} FROM relation WHERE tenant = ? AND is_shown = 1 AND (recorded_at < ? OR (recorded_at = ? AND id > ?)) ORDER BY recorded_at DESC, id LIMIT ?`;
      while (limit > 0 && found.length <= limit) {
        const [at, id] = after;
        const rows = part.file.all<RelationRow>(sql, part.row, at, at, id, limit + 1);
        const last = rows.at(-1);
        found.push(...rows.map(toNameless).filter((one) => isEdgeVisible(one, visibility)));
        if (!last || rows.length <= limit) break;
        after = [last.recorded_at, last.id];
      }
      const page = found.slice(0, limit);
      const end = page.at(-1);
      const isMore = found.length > limit && end !== undefined;
      return {
        items: withNames(part, page),
        cursor: isMore ? JSON.stringify([end.recordedAt, end.id]) : null,
      };
    });
  }

  counts(tenant: Tenant): LedgerCounts {
    const nothing: LedgerCounts = { entities: 0, relations: 0, attestations: 0 };
    return this.#read(tenant, nothing, ({ file, row }) => {
      const sql = `SELECT (SELECT count(*) FROM entity WHERE tenant = ?1) AS entities,
        (SELECT count(*) FROM relation WHERE tenant = ?1 AND is_shown = 1) AS relations,
        (SELECT count(*) FROM attestation WHERE tenant = ?1) AS attestations`;
      const counts = file.get<LedgerCounts>(sql, row) ?? nothing;
      return { ...counts };
    });
  }

  memoryIds(
    tenant: Tenant,
    { cursor, limit }: { readonly cursor: string | null; readonly limit: number },
  ): Page<string> {
    return this.#read(tenant, { items: [], cursor: null }, ({ file, row }) => {
      const sql = `SELECT DISTINCT of_id AS id FROM attestation WHERE tenant = ? AND form <> 'relation' AND of_id > ? ORDER BY of_id LIMIT ?`;
      const ids = file.all<{ id: string }>(sql, row, cursor ?? "", limit).map(({ id }) => id);
      return { items: ids, cursor: ids.length === limit ? (ids.at(-1) ?? null) : null };
    });
  }

  verify(tenant: Tenant): readonly LedgerFault[] {
    return this.#read(tenant, [], verifyLedger);
  }

  rebuild(tenant: Tenant): LedgerOutcome {
    return this.#write(tenant, rebuildLedger);
  }

  #write<T>(tenant: Tenant, work: (part: TenantFile) => T): T {
    const file = this.#file;
    return file.transaction(() => work({ file, row: file.tenantId(tenant, { create: true }) }));
  }

  #read<T>(tenant: Tenant, nothing: T, work: (part: TenantFile) => T): T {
    const file = this.#file;
    return file.snapshot(() => {
      const row = file.tenantId(tenant);
      return row === undefined ? nothing : work({ file, row });
    });
  }
}

function parseCursor(cursor: string | null): readonly [number, string] {
  if (cursor === null) return [Number.MAX_SAFE_INTEGER, ""];
  const [at, id] = JSON.parse(cursor) as [number, string];
  return [at, id];
}
