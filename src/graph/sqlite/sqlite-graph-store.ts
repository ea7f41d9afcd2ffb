/** The ledger and graph in the embedded file: the reference that other graph stores must agree with. */
import type { Page } from "../../core/page.ts";
import type { LedgerRecords, Merge, Tombstone } from "../../core/records.ts";
import type { Tenant } from "../../core/scope.ts";
import type { Ledger } from "../../core/validity/starts.ts";
import type { Projection } from "../../core/visibility.ts";
import type { SqliteFile } from "../../sqlite/sqlite-file.ts";
import {
  type CommitPreview,
  type Entity,
  type EpisodeRecords,
  type ForgetOutcome,
  type ForgetRequest,
  type GraphListOptions,
  type GraphStore,
  type ErasedRecords,
  type LedgerCounts,
  type LedgerFault,
  type LedgerOutcome,
  type NameMatch,
  type NameOptions,
  type Neighbourhood,
  type NeighbourhoodOptions,
  type Relation,
  TENANT_TOMBSTONE,
  type PrefetchHint,
} from "../graph-store.ts";
import { checkLimit } from "../ledger/check-limit.ts";
import { commitLedger } from "../ledger/commit-ledger.ts";
import { loadHistory } from "../ledger/connected.ts";
import { decodeEdgeCursor, encodeEdgeCursor } from "../ledger/edge-order.ts";
import { forgetLedger } from "../ledger/forget-ledger.ts";
import { canonicalFor } from "../ledger/ledger-tables.ts";
import { findNames, namesOfIds } from "../ledger/name-lookup.ts";
import { relationsTold, withNames } from "../ledger/named-relations.ts";
import { entitiesSeen } from "../ledger/narrow-entities.ts";
import { memoriesInSlots } from "../ledger/near-memories.ts";
import { neighbourhoodOf } from "../ledger/neighbourhood.ts";
import { projectTurns } from "../ledger/project-ledger.ts";
import { previewLedger } from "../ledger/preview-ledger.ts";
import { rebuildLedger } from "../ledger/rebuild-ledger.ts";
import { verifyLedger } from "../ledger/verify-ledger.ts";
import { EdgeCache } from "./edge-cache.ts";
import { scanEdges } from "./edge-scan.ts";
import { listEntities } from "./entity-list.ts";
import { pageOfEpisodes, pageOfTenants, pageOfTombstones } from "./export-records.ts";
import { SqliteLedgerTables } from "./sqlite-ledger-tables.ts";

const RECORD_TABLES = ["attestation", "supersession", "mention", "merge", "entity", "relation"];

/** A {@link GraphStore} in one SQLite file. Answers at once, so that its writes can share a transaction. */
export class SqliteGraphStore implements GraphStore {
  readonly #file: SqliteFile;
  readonly #edges = new EdgeCache();

  /** @param file - Whoever opened it closes it. */
  constructor(file: SqliteFile) {
    this.#file = file;
  }

  commit(tenant: Tenant, records: LedgerRecords): LedgerOutcome {
    return this.#write(tenant, (part) => commitLedger(part, records));
  }

  prefetch(tenant: Tenant, { slots = [] }: PrefetchHint): readonly string[] {
    return this.#read(tenant, [], (part) => memoriesInSlots(part, slots));
  }

  preview(tenant: Tenant, records: LedgerRecords, agentId: string | null = null): CommitPreview {
    return this.#file.dryRun(() =>
      this.#write(tenant, (part) => previewLedger(part, records, agentId)),
    );
  }

  forget(tenant: Tenant, request: ForgetRequest): ForgetOutcome {
    return this.#write(tenant, (part) => forgetLedger(part, request));
  }

  forgetTenant(tenant: Tenant, at: number): ErasedRecords {
    return this.#write(tenant, (part) => {
      const { file, row } = part;
      const counts = new Map(
        RECORD_TABLES.map((table) => [
          table,
          file.run(`DELETE FROM ${table} WHERE tenant = ?`, row).changes,
        ]),
      );
      file.run("DELETE FROM tombstone WHERE tenant = ? AND at <= ?", row, at);
      part.buryAll([{ id: TENANT_TOMBSTONE, at, form: "erased" }]);
      file.bumpRevision(row);
      return {
        entityCount: counts.get("entity") ?? 0,
        relationCount: counts.get("relation") ?? 0,
        attestationCount: counts.get("attestation") ?? 0,
      };
    });
  }

  tombstones(tenant: Tenant, ids: readonly string[]): readonly Tombstone[] {
    return this.#read(tenant, [], (part) => part.findTombstones(ids));
  }

  ledgerOf(tenant: Tenant, statementIds: readonly string[]): Ledger {
    const nothing: Ledger = { attestations: [], supersessions: [] };
    return this.#read(tenant, nothing, (part) => {
      const { attestations, supersessions } = loadHistory(part, statementIds);
      return { attestations, supersessions };
    });
  }

  mergesOf(tenant: Tenant, keys: readonly string[]): readonly Merge[] {
    return this.#read(tenant, [], (part) => part.findMerges(keys));
  }

  findByName(tenant: Tenant, keys: readonly string[], options: NameOptions): readonly NameMatch[] {
    checkLimit("find names", options.limit);
    return this.#read(tenant, [], (part) => findNames(part, keys, options));
  }

  entitiesOf(tenant: Tenant, ids: readonly string[]): ReadonlyMap<string, readonly string[]> {
    return this.#read(tenant, new Map(), (part) => namesOfIds(part, ids));
  }

  getEntities(
    tenant: Tenant,
    keys: readonly string[],
    agentId: string | null = null,
  ): readonly Entity[] {
    return this.#read(tenant, [], (part) => entitiesSeen(part, keys, agentId));
  }

  getRelations(
    tenant: Tenant,
    ids: readonly string[],
    agentId: string | null = null,
  ): readonly Relation[] {
    return this.#read(tenant, [], (part) => withNames(part, part.readRelations(ids), agentId));
  }

  relationsOfMemories(
    tenant: Tenant,
    memoryIds: readonly string[],
    agentId: string | null = null,
  ): readonly Relation[] {
    return this.#read(tenant, [], (part) => relationsTold(part, memoryIds, agentId));
  }

  neighbourhood(
    tenant: Tenant,
    keys: readonly string[],
    options: NeighbourhoodOptions,
  ): Neighbourhood {
    checkLimit("read a neighbourhood", options.fanout);
    checkLimit("read a neighbourhood", options.maxRelations);
    const distances = new Map(keys.map((key) => [key, 0]));
    const nothing: Neighbourhood = { relations: [], distances, isTruncated: false };
    return this.#read(tenant, nothing, (part) => {
      const canonical = canonicalFor(part, keys);
      return neighbourhoodOf(part, [...new Set(keys.map(canonical))], options);
    });
  }

  listEntities(tenant: Tenant, options: GraphListOptions): Page<Entity> {
    checkLimit("list entities", options.limit);
    return this.#read(tenant, { items: [], cursor: null }, (part) => listEntities(part, options));
  }

  listRelations(tenant: Tenant, { limit, cursor, visibility }: GraphListOptions): Page<Relation> {
    checkLimit("list relations", limit);
    const after = cursor === null ? null : decodeEdgeCursor(cursor);
    return this.#read(tenant, { items: [], cursor: null }, (part) => {
      if (limit === 0) return { items: [], cursor: null };
      const maxScanned = Number.POSITIVE_INFINITY;
      const scan = { from: null, visibility, after, limit, maxScanned };
      const { found, isCut } = scanEdges(part, scan);
      const last = found.at(-1);
      return {
        items: withNames(part, found, visibility.agentId),
        cursor: isCut && last ? encodeEdgeCursor(last) : null,
      };
    });
  }

  counts(tenant: Tenant): LedgerCounts {
    const nothing: LedgerCounts = { entities: 0, relations: 0, attestations: 0 };
    return this.#read(tenant, nothing, ({ file, row }) => {
      const sql = `SELECT (SELECT count(*) FROM entity WHERE tenant = ?) AS entities,
        (SELECT count(*) FROM relation WHERE tenant = ? AND is_shown = 1) AS relations,
        (SELECT count(*) FROM attestation WHERE tenant = ?) AS attestations`;
      const counts = file.get<LedgerCounts>(sql, row, row, row) ?? nothing;
      return { ...counts };
    });
  }

  revision(tenant: Tenant): number {
    return this.#read(tenant, 0, ({ file, row }) => file.revision(row));
  }

  memoryIds(
    tenant: Tenant,
    { cursor, limit }: { readonly cursor: string | null; readonly limit: number },
  ): Page<string> {
    checkLimit("list memory ids", limit);
    return this.#read(tenant, { items: [], cursor: null }, ({ file, row }) => {
      if (limit === 0) return { items: [], cursor: null };
      const sql = `SELECT DISTINCT of_id AS id FROM attestation WHERE tenant = ? AND form <> 'relation' AND of_id > ? ORDER BY of_id LIMIT ?`;
      const rows = file.all<{ id: string }>(sql, row, cursor ?? "", limit + 1);
      const items = rows.slice(0, limit).map(({ id }) => id);
      return { items, cursor: rows.length > limit ? (items.at(-1) ?? null) : null };
    });
  }

  recordsByEpisode(
    tenant: Tenant,
    options: { readonly cursor: string | null; readonly limit: number },
  ): Page<EpisodeRecords> {
    checkLimit("list records", options.limit);
    const none: Page<EpisodeRecords> = { items: [], cursor: null };
    return this.#read(tenant, none, (part) => pageOfEpisodes(part, options));
  }

  listTombstones(
    tenant: Tenant,
    options: { readonly cursor: string | null; readonly limit: number },
  ): Page<Tombstone> {
    checkLimit("list tombstones", options.limit);
    const none: Page<Tombstone> = { items: [], cursor: null };
    return this.#read(tenant, none, (part) => pageOfTombstones(part, options));
  }

  bury(tenant: Tenant, tombstones: readonly Tombstone[]): void {
    if (tombstones.length === 0) return;
    this.#write(tenant, (part) => {
      part.buryAll(tombstones);
    });
  }

  tenants(options: { readonly cursor: string | null; readonly limit: number }): Page<Tenant> {
    checkLimit("list tenants", options.limit);
    return pageOfTenants(this.#file, options);
  }

  turnProjections(tenant: Tenant, turnIds: readonly string[]): ReadonlyMap<string, Projection> {
    return this.#read(tenant, new Map<string, Projection>(), (part) =>
      projectTurns(part, new Set(turnIds), { former: [], revision: 0 }),
    );
  }

  verify(tenant: Tenant): readonly LedgerFault[] {
    return this.#read(tenant, [], verifyLedger);
  }

  rebuild(tenant: Tenant): LedgerOutcome {
    return this.#write(tenant, rebuildLedger);
  }

  #write<T>(tenant: Tenant, work: (part: SqliteLedgerTables) => T): T {
    const file = this.#file;
    return file.transaction(() => {
      const row = file.tenantId(tenant, { create: true });
      return work(new SqliteLedgerTables({ file, row, edges: this.#edges }));
    });
  }

  #read<T>(tenant: Tenant, nothing: T, work: (part: SqliteLedgerTables) => T): T {
    const file = this.#file;
    return file.snapshot(() => {
      const row = file.tenantId(tenant);
      return row === undefined
        ? nothing
        : work(new SqliteLedgerTables({ file, row, edges: this.#edges }));
    });
  }
}
