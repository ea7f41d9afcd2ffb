/** The tables of a tenant's ledger in the embedded file. Made inside a transaction, and of no use after it. */
import type {
  Attestation,
  LedgerRecords,
  Mention,
  Merge,
  RelationRecord,
  Supersession,
  Tombstone,
} from "../../core/records.ts";
import type { Canonical } from "../../core/validity/canonical.ts";
import type { Visibility } from "../../core/visibility.ts";
import type { SqliteFile } from "../../sqlite/sqlite-file.ts";
import type { NameMatch, NameOptions } from "../graph-store.ts";
import type {
  FreshRecords,
  AttestationColumn,
  AttestationRow,
  EdgeBounds,
  EdgeRow,
  EdgesOfEntity,
  Facet,
  FacetKind,
  LedgerTables,
  MentionColumn,
  MergeColumn,
  ProjectedEntity,
  RecordTable,
  SupersessionColumn,
} from "../ledger/ledger-tables.ts";
import type { NamelessRelation } from "../ledger/nameless-relation.ts";
import type { ProjectedRelation } from "../ledger/relation-projection.ts";
import type { EdgeCache } from "./edge-cache.ts";
import { edgesAround } from "./edges-around.ts";
import * as rows from "./ledger-rows.ts";
import { findNames } from "./name-lookup.ts";
import * as projected from "./projected-rows.ts";
import { readEntities, readNames, readRelations } from "./relation-rows.ts";

/** {@link LedgerTables} by SQL. */
export class SqliteLedgerTables implements LedgerTables, rows.TenantFile {
  readonly file: SqliteFile;
  readonly row: number;
  readonly edges: EdgeCache;

  constructor({ file, row, edges }: rows.TenantFile) {
    this.file = file;
    this.row = row;
    this.edges = edges;
  }

  bumpRevision(): number {
    return this.file.bumpRevision(this.row);
  }

  findAttestations(column: AttestationColumn, values: Iterable<string>): AttestationRow[] {
    return rows.findAttestations(this, column, values);
  }

  timelinesOf(ids: Iterable<string>): Set<string> {
    return rows.timelinesOf(this, ids);
  }

  findSupersessions(column: SupersessionColumn, values: Iterable<string>): Supersession[] {
    return rows.findSupersessions(this, column, values);
  }

  findMentions(column: MentionColumn, values: Iterable<string>): Mention[] {
    return rows.findMentions(this, column, values);
  }

  findMentioned(keys: Iterable<string>): Set<string> {
    return rows.findMentioned(this, keys);
  }

  findMerges(keys: Iterable<string>): Merge[] {
    return rows.findMerges(this, keys);
  }

  countingMerges(keys: Iterable<string>, without: readonly Merge[] = []): Merge[] {
    return rows.countingMerges(this, keys, without);
  }

  findMergesTold(column: MergeColumn, values: Iterable<string>): Merge[] {
    return rows.findMergesTold(this, column, values);
  }

  findRelationRecords(ids: Iterable<string>): RelationRecord[] {
    return rows.findRelationRecords(this, ids);
  }

  readRelations(ids: Iterable<string>): NamelessRelation[] {
    return readRelations(this, ids);
  }

  readEdges(ids: Iterable<string>): EdgeRow[] {
    return projected.readEdges(this, ids);
  }

  readEntities(keys: Iterable<string>): ProjectedEntity[] {
    return readEntities(this, keys);
  }

  namesOf(keys: Iterable<string>): Map<string, string> {
    return readNames(this, keys);
  }

  findNames(keys: readonly string[], options: NameOptions): NameMatch[] {
    return findNames(this, keys, options);
  }

  edgesAround(
    keys: readonly string[],
    bounds: EdgeBounds,
  ): Iterable<readonly [string, EdgesOfEntity]> {
    return edgesAround(this, keys, bounds);
  }

  findTombstones(ids: Iterable<string>): Tombstone[] {
    return rows.findTombstones(this, ids);
  }

  findTold(kind: FacetKind, facets: readonly Facet[], agentId: string): Facet[] {
    return projected.findTold(this, kind, facets, agentId);
  }

  findNamed(keys: Iterable<string>, narrow: Pick<Visibility, "agentId" | "runId">): Set<string> {
    return projected.findNamed(this, keys, narrow);
  }

  statementIds(): string[] {
    return projected.statementIds(this);
  }

  entityKeys(): Set<string> {
    return projected.entityKeys(this);
  }

  unattestedEdges(): string[] {
    return projected.unattestedEdges(this);
  }

  insertRecords(records: LedgerRecords, canonical: Canonical): FreshRecords {
    return rows.insertRecords(this, records, canonical);
  }

  eraseRecords(table: RecordTable, ids: Iterable<string>): void {
    rows.eraseRecords(this, table, ids);
  }

  moveAttestation(id: string, timeline: string): void {
    rows.moveAttestation(this, id, timeline);
  }

  writeSpells(id: string, spells: string): void {
    rows.writeSpells(this, id, spells);
  }

  eraseText(attestation: Attestation): void {
    rows.eraseText(this, attestation);
  }

  writeEdge(id: string, edge: ProjectedRelation, revision: number): void {
    projected.writeEdge(this, id, edge, revision);
  }

  writeEntity(entity: ProjectedEntity): void {
    projected.writeEntity(this, entity);
  }

  eraseEntity(key: string): boolean {
    return projected.eraseEntity(this, key);
  }

  buryAll(tombstones: readonly Tombstone[]): void {
    rows.buryAll(this, tombstones);
  }
}
