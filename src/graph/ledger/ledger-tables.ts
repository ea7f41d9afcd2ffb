/**
 * A tenant's ledger as tables of rows: all that the rules of the ledger ask of a store.
 *
 * The rules (`commit-ledger.ts` and the rest of this folder) are written once over this interface. The embedded file
 * answers from SQL inside one transaction; a server's adapter from a working set that it has read.
 */
import type {
  Attestation,
  LedgerRecords,
  Mention,
  Merge,
  RelationRecord,
  Supersession,
  Tombstone,
} from "../../core/records.ts";
import { type Canonical, canonicalizer } from "../../core/validity/canonical.ts";
import type { Visibility } from "../../core/visibility.ts";
import type { Entity, NameMatch, NameOptions, NeighbourhoodOptions } from "../graph-store.ts";
import type { NamelessRelation } from "./nameless-relation.ts";
import type { ProjectedRelation } from "./relation-projection.ts";

/** An attestation with what was projected of it. */
export interface AttestationRow {
  readonly attestation: Attestation;
  /** The timeline of its own slot, whatever a revision made of the memory; see `timelineOf`. */
  readonly timeline: string;
  /** When what it told holds, as JSON of a list of spells. */
  readonly spells: string;
}

/** Columns by which attestations are found. */
export type AttestationColumn =
  | "of_id"
  | "turn_id"
  | "episode_id"
  | "memory_id"
  | "timeline"
  | "slot_subject"
  | "slot_value";
/** Columns by which supersessions are found. */
export type SupersessionColumn = "old_id" | "by_id" | "turn_id" | "episode_id";
/** Columns by which mentions are found. */
export type MentionColumn = "key" | "turn_id" | "episode_id" | "of_id";
/** Columns by which the merges that were told are found. */
export type MergeColumn = "turn_id" | "episode_id";
/** Tables of records. */
export type RecordTable = "attestation" | "supersession" | "mention" | "merge" | "relation";

/** An entity with the time up to which its mentions shaped it. */
export interface ProjectedEntity extends Entity {
  /** Mentions told after it, by a name and of a type that it has, change nothing; epoch ms. */
  readonly settledAt: number;
}

/** What a mention may tell of an entity: a name (as a key), a type, or a time in epoch ms. */
export type FacetKind = "name" | "type" | "time";
/** One thing that an entity shows, and the key it may have been told under. */
export interface Facet {
  readonly entity: string;
  readonly toldUnder: string;
  readonly what: string | number;
}

/** What a commit brings that was not there. */
export interface FreshRecords {
  readonly mentions: readonly Mention[];
  /** Of attestations, supersessions and merges. */
  readonly ids: ReadonlySet<string>;
}

/** An edge as it is kept, with its record. */
export interface EdgeRow extends ProjectedRelation {
  readonly record: RelationRecord;
}

/** The visible edges of one entity, in either direction, the latest recorded first. */
export interface EdgesOfEntity {
  readonly edges: readonly NamelessRelation[];
  /** Whether there are or may be more. */
  readonly isCut: boolean;
}

/** Which edges of an entity are read. */
export type EdgeBounds = Pick<NeighbourhoodOptions, "visibility" | "fanout">;

/** The tables. Answers lists in no particular order unless it says so. */
export interface LedgerTables {
  /** Raises the tenant's revision by one and returns it. */
  bumpRevision(): number;

  /** Attestations whose `column` is one of `values`. */
  findAttestations(column: AttestationColumn, values: Iterable<string>): AttestationRow[];
  /** The timelines in which these statements were told. */
  timelinesOf(ids: Iterable<string>): Set<string>;
  findSupersessions(column: SupersessionColumn, values: Iterable<string>): Supersession[];
  findMentions(column: MentionColumn, values: Iterable<string>): Mention[];
  /** Which of these keys some turn still names. */
  findMentioned(keys: Iterable<string>): Set<string>;
  /** All merges connected to any of these keys, directly or not, however often each was told. */
  findMerges(keys: Iterable<string>): Merge[];
  /**
   * The merges that decide which entities the keys connected to these stand for: of all that say the same, the first to
   * be told, and the caller's last (see `canonicalizer`). Their number does not count: the user is called by name all
   * the time.
   *
   * @param without - Merges; those that would decide if they were not there are found as well.
   */
  countingMerges(keys: Iterable<string>, without?: readonly Merge[]): Merge[];
  /** Merges that these turns or episodes told. */
  findMergesTold(column: MergeColumn, values: Iterable<string>): Merge[];
  findRelationRecords(ids: Iterable<string>): RelationRecord[];
  /** Edges of these ids, by id, shown or not; those that nothing attests are none. */
  readRelations(ids: Iterable<string>): NamelessRelation[];
  /** Edges of these ids as they are kept, also those that nothing attests. */
  readEdges(ids: Iterable<string>): EdgeRow[];
  /** Entities of these keys, by key. */
  readEntities(keys: Iterable<string>): ProjectedEntity[];
  /** The names of the entities of these keys, by key. */
  namesOf(keys: Iterable<string>): Map<string, string>;
  /** Names that lead to keys: those asked for, by name, then those that begin with a word asked for; not yet canonical. */
  findNames(keys: readonly string[], options: NameOptions): NameMatch[];
  /** The visible edges of each entity, in either direction, in the order of the keys. What is not taken may not be read. */
  edgesAround(
    keys: readonly string[],
    bounds: EdgeBounds,
  ): Iterable<readonly [string, EdgesOfEntity]>;
  /** Tombstones among these ids, by id, then time. */
  findTombstones(ids: Iterable<string>): Tombstone[];
  /** Those of the facets that some mention tells which this agent, or none, made. */
  findTold(kind: FacetKind, facets: readonly Facet[], agentId: string): Facet[];

  /** Those of the keys that a turn of the agent or of none names, and a turn that attests something in the run. */
  findNamed(keys: Iterable<string>, narrow: Pick<Visibility, "agentId" | "runId">): Set<string>;

  /** Every memory and relation that is attested, by id. */
  statementIds(): string[];
  /** Every key that is mentioned or has an entity. */
  entityKeys(): Set<string>;
  /** Records of edges that nothing attests. */
  unattestedEdges(): string[];

  /** Inserts what is not there yet. Returns what was not. */
  insertRecords(records: LedgerRecords, canonical: Canonical): FreshRecords;
  eraseRecords(table: RecordTable, ids: Iterable<string>): void;
  /** Puts an attestation into the timeline where it belongs since keys were merged or parted. */
  moveAttestation(id: string, timeline: string): void;
  /** Writes when what an attestation told holds. */
  writeSpells(id: string, spells: string): void;
  /** Erases the told text of a relation's attestation, leaving the edge. */
  eraseText(attestation: Attestation): void;
  /** Writes what is projected of an edge, unless a newer revision's is there. */
  writeEdge(id: string, edge: ProjectedRelation, revision: number): void;
  writeEntity(entity: ProjectedEntity): void;
  /** Returns whether there was one. */
  eraseEntity(key: string): boolean;
  /** Writes tombstones. Of two of one form the later one counts; a turn may have one of each form. */
  buryAll(tombstones: readonly Tombstone[]): void;
}

/** The canonical function for these keys, as the tables have it now. */
export function canonicalFor(tables: LedgerTables, keys: Iterable<string>): Canonical {
  return canonicalizer(tables.countingMerges(keys));
}

/** Attestations that speak of any of these entities, by the keys they were told with. */
export function attestationsAbout(tables: LedgerTables, keys: ReadonlySet<string>): Attestation[] {
  const bySubject = tables.findAttestations("slot_subject", keys);
  const byValue = tables.findAttestations("slot_value", keys);
  return [...bySubject, ...byValue].map(({ attestation }) => attestation);
}

/** Every entity key that attestations speak of. */
export function keysOf(attestations: Iterable<Attestation>): Set<string> {
  const keys = new Set<string>();
  for (const { slot } of attestations) {
    if (!slot) continue;
    keys.add(slot.subject);
    keys.add(slot.value);
  }
  return keys;
}
