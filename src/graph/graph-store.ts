/**
 * The port for the ledger of statements and the graph of entities: who told what when, and what holds because of it.
 *
 * Every method is of one tenant and sees nothing of another. Records are inserted once, by id; what holds is derived by
 * `core/validity` and kept as a projection stamped with the tenant's revision, which every write raises by one.
 */
import type { Awaitable } from "../core/awaitable.ts";
import type { Page, PageOptions } from "../core/page.ts";
import type {
  LedgerRecords,
  Merge,
  Provenance,
  SlotClaim,
  Spell,
  Tombstone,
} from "../core/records.ts";
import type { Tenant } from "../core/scope.ts";
import type { StatementState } from "../core/validity/derive.ts";
import type { Ledger } from "../core/validity/starts.ts";
import type { Projection, Visibility } from "../core/visibility.ts";

/** How a write changed what holds of one memory or relation, its tellings, or the entities that its ends are. */
export interface StatementChange {
  readonly id: string;
  readonly form: StatementState["form"];
  /** Null if it was not there before. */
  readonly before: StatementState | null;
  /** Null if it is gone. */
  readonly after: StatementState | null;
  /** The timelines it stands in now, or stood in before it went. */
  readonly timelines: readonly string[];
}

/** What a write did. */
export interface LedgerOutcome {
  /** The tenant's revision after it. */
  readonly revision: number;
  /**
   * What is otherwise because of what was written. A commit that is repeated tells what the first one did, so that
   * whoever crashed after it can go on.
   */
  readonly changes: readonly StatementChange[];
  /** New projections of memories and turns, for the vector store: of what changed, and of turns that tell it. */
  readonly projections: ReadonlyMap<string, Projection>;
  /** Ids of statements and turns that a tombstone keeps dead: nothing of them was written. */
  readonly dead: ReadonlySet<string>;
  /** Turns that others still rest on, and in which something erased was told: their text must go. */
  readonly redactedTurnIds: readonly string[];
}

/** What to forget. Each kind takes only its own attestations with it; what loses its last one goes. */
export interface ForgetRequest {
  readonly memoryIds: readonly string[];
  readonly relationIds: readonly string[];
  readonly turnIds: readonly string[];
  readonly episodeIds: readonly string[];
  /** When, epoch ms: the time of the tombstones. */
  readonly at: number;
}

/** What forgetting did. */
export interface ForgetOutcome extends LedgerOutcome {
  readonly removed: {
    readonly memoryIds: readonly string[];
    readonly relationIds: readonly string[];
    readonly entityKeys: readonly string[];
    readonly attestationCount: number;
  };
  /** Turns that were asked for, and those that told nothing but what is gone: they must go altogether. */
  readonly removedTurnIds: readonly string[];
}

/** A node of the graph, after aliases and merges. */
export interface Entity {
  readonly key: string;
  readonly name: string;
  readonly type: string | null;
  /** Other names, sorted. */
  readonly aliases: readonly string[];
  /** When it was first told of, epoch ms. */
  readonly firstAt: number;
}

/** An edge of the graph, after aliases and merges: its ends are canonical keys. */
export interface Relation {
  readonly id: string;
  readonly source: string;
  readonly sourceName: string;
  readonly type: string;
  readonly destination: string;
  readonly destinationName: string;
  readonly fact: string;
  readonly spells: readonly Spell[];
  readonly retractedAt: number | null;
  /** Memories that tell it. */
  readonly memoryIds: readonly string[];
  /** Turns that attest it, in the order of telling. */
  readonly turnIds: readonly string[];
  readonly agentIds: readonly (string | null)[];
  readonly runIds: readonly string[];
  readonly recordedAt: number;
  /** What read it first. */
  readonly provenance: Provenance;
}

/** A bounded piece of the graph around some entities. */
export interface Neighbourhood {
  readonly relations: readonly Relation[];
  /** Hops from the nearest seed, by entity key. */
  readonly distances: ReadonlyMap<string, number>;
  /** Whether a bound cut it. */
  readonly isTruncated: boolean;
}

/** Bounds of a neighbourhood. */
export interface NeighbourhoodOptions {
  /** 1 to 4. */
  readonly hops: number;
  readonly visibility: Visibility;
  /** Most edges of one entity that are followed, the latest recorded first. */
  readonly fanout: number;
  /** Most edges in all. */
  readonly maxRelations: number;
}

/** A name that leads to an entity. */
export interface NameMatch {
  readonly name: string;
  readonly key: string;
  readonly isPrefix: boolean;
}

/** What narrows a search for names. */
export interface NameOptions {
  /** First words of names. */
  readonly prefixes: readonly string[];
  readonly limit: number;
  /** Only names that turns of this agent or of none gave; null for all. @defaultValue null */
  readonly agentId?: string | null;
}

/** What narrows a listing of the graph. */
export interface GraphListOptions {
  readonly limit: number;
  readonly cursor: string | null;
  readonly visibility: Visibility;
}

/** How many records the tenant's ledger holds. */
export interface LedgerCounts {
  readonly entities: number;
  readonly relations: number;
  readonly attestations: number;
}

/** How many records an erasure took, by what they are. An edge that was shown as one with another is one too. */
export interface ErasedRecords {
  /** Nodes. */
  readonly entityCount: number;
  /** Edges. */
  readonly relationCount: number;
  /** Pieces of evidence. */
  readonly attestationCount: number;
}

/** What one episode told, as it is in the ledger. */
export interface EpisodeRecords {
  readonly episodeId: string;
  /** `relations` are those that its attestations tell, whoever told them first. */
  readonly records: LedgerRecords;
}

/** A fault that {@link GraphStore.verify} found. */
export interface LedgerFault {
  readonly kind:
    | "stale-projection"
    | "relation-without-evidence"
    | "entity-without-evidence"
    | "missing-edge"
    | "stray-edge";
  readonly id: string;
}

/** Id of the tombstone that keeps a whole tenant's past dead. */
export const TENANT_TOMBSTONE = "*";

/** What an add is going to ask about: a server's session reads it all in one round trip. */
export interface PrefetchHint {
  /** Memories, relations, turns and episodes. */
  readonly ids?: readonly string[] | undefined;
  /** Entity keys. */
  readonly keys?: readonly string[] | undefined;
  /** What is about to be told, as entity keys, whether the slot has one value or many. */
  readonly slots?: readonly SlotClaim[] | undefined;
}

/** A part of a question: a relation has it if any of these is said of it. */
export interface SearchLead {
  readonly types: readonly string[];
  /** Beginnings of types. */
  readonly families: readonly string[];
  /** In lower case, perhaps without their endings; found inside of words as well. */
  readonly words: readonly string[];
  /** What having it is worth. */
  readonly weight: number;
}

/** What a search is going to ask the graph. */
export interface SearchHint {
  /** As {@link GraphStore.findByName} will be asked. */
  readonly names: { readonly keys: readonly string[]; readonly options: NameOptions };
  /** Entities it is about though it does not name them: whoever speaks. */
  readonly keys: readonly string[];
  /** Memories and turns whose entities and relations will be asked for, best first. */
  readonly hitIds: readonly string[];
  /** What in a relation makes it worth going on from its other end. */
  readonly leads: readonly SearchLead[];
  readonly visibility: Visibility;
  /** Edges of one entity that will be asked for at most. */
  readonly fanout: number;
}

/** What a commit would do, had it been made. */
export interface CommitPreview {
  readonly outcome: LedgerOutcome;
  /** The relations it would write, and those that would change, as they would be; those that would be gone are left out. */
  readonly relations: readonly Relation[];
}

/** The port. Adapters implement it; `tests/contracts/graph-store.ts` holds them to it. */
export interface GraphStore {
  /**
   * The store as one operation sees it: it may answer from what the operation has read already, sends together what is
   * asked in one tick, and sees its own writes. Take one for each operation, and let it go with it.
   */
  session?(): GraphStore;
  /**
   * Reads what an add will ask about, so that a session can answer from it.
   *
   * @returns Memories that stand where the hint's slots do: those that may end by what is told. Some may be missing, and others named as well.
   */
  prefetch?(tenant: Tenant, hint: PrefetchHint): Awaitable<readonly string[]>;
  /** Reads what lies around all that a search names and found first, so that a session can answer from it. */
  prefetchSearch?(tenant: Tenant, hint: SearchHint): Awaitable<void>;
  /** What {@link GraphStore.commit} would do with these records; nothing is written. Words of the relations as for `agentId`. */
  preview?(
    tenant: Tenant,
    records: LedgerRecords,
    agentId?: string | null,
  ): Awaitable<CommitPreview>;
  /**
   * Inserts records once, by id, leaves out what tombstones keep dead, and projects whatever they bear on. The records
   * of a turn come in one commit. Where some of its records are there already and others are new, `changes` counts all of
   * them as new, so what the new ones undo of those is not told; it is projected all the same.
   */
  commit(tenant: Tenant, records: LedgerRecords): Awaitable<LedgerOutcome>;
  /**
   * Erases, leaves tombstones of what was asked for, and projects what the erased bore on. Tombstones are left for what
   * is unknown, too. With an edge go those that are shown as one with it.
   */
  forget(tenant: Tenant, request: ForgetRequest): Awaitable<ForgetOutcome>;
  /** Erases all of the tenant; what was recorded before `at` stays dead. Returns what there was of it. */
  forgetTenant(tenant: Tenant, at: number): Awaitable<ErasedRecords>;
  /** Tombstones among these ids ({@link TENANT_TOMBSTONE} for the tenant's own), by id; of a turn perhaps one of each form, the later one last. */
  tombstones(tenant: Tenant, ids: readonly string[]): Awaitable<readonly Tombstone[]>;
  /** All records that bear on these memories or relations, directly or not, for history and for the past's knowledge. */
  ledgerOf(tenant: Tenant, statementIds: readonly string[]): Awaitable<Ledger>;
  /** The merges that bear on these keys, directly or not. */
  mergesOf(tenant: Tenant, keys: readonly string[]): Awaitable<readonly Merge[]>;
  /**
   * Entities by these names or aliases (their keys), by name; then, where `prefixes` says so, by the first words of one.
   * Every match once.
   */
  findByName(
    tenant: Tenant,
    keys: readonly string[],
    options: NameOptions,
  ): Awaitable<readonly NameMatch[]>;
  /** Entities that these memories, turns or relations name, by id; the keys sorted. */
  entitiesOf(
    tenant: Tenant,
    ids: readonly string[],
  ): Awaitable<ReadonlyMap<string, readonly string[]>>;
  /**
   * The entities that these keys are today, each once, by key. With an agent, those that turns of it or of none name, by
   * the names that they use.
   */
  getEntities(
    tenant: Tenant,
    keys: readonly string[],
    agentId?: string | null,
  ): Awaitable<readonly Entity[]>;
  /**
   * Relations, by id; also those that are over, were taken back, or are told by another. With an agent, in its words or
   * those of none; whether it may see them is for the caller to look at.
   */
  getRelations(
    tenant: Tenant,
    ids: readonly string[],
    agentId?: string | null,
  ): Awaitable<readonly Relation[]>;
  /** Relations that these memories tell, and those that are shown in their place, by id, each once; words as above. */
  relationsOfMemories(
    tenant: Tenant,
    memoryIds: readonly string[],
    agentId?: string | null,
  ): Awaitable<readonly Relation[]>;
  /**
   * Visible relations around these entities, nearest first, of one entity the latest recorded first. Unknown keys are
   * in it with nothing around them.
   */
  neighbourhood(
    tenant: Tenant,
    keys: readonly string[],
    options: NeighbourhoodOptions,
  ): Awaitable<Neighbourhood>;
  /** Entities by key. An agent sees those that its own turns name or those of no agent; a run, those named in it. */
  listEntities(tenant: Tenant, options: GraphListOptions): Awaitable<Page<Entity>>;
  /** Visible relations, the latest recorded first, those of one time by id. */
  listRelations(tenant: Tenant, options: GraphListOptions): Awaitable<Page<Relation>>;
  counts(tenant: Tenant): Awaitable<LedgerCounts>;
  /** The tenant's revision, raised by every write; 0 before the first. Equal ones mean that all reads as before. */
  revision(tenant: Tenant): Awaitable<number>;
  /** Ids of memories that the ledger attests, by id order. */
  memoryIds(
    tenant: Tenant,
    options: { readonly cursor: string | null; readonly limit: number },
  ): Awaitable<Page<string>>;
  /**
   * All records by the episode that told them (a revision and a merge by hand have episodes of their own), by episode
   * id; each list by id. For an export: committed anew, one episode after the other in any order, they come to the same.
   */
  recordsByEpisode(
    tenant: Tenant,
    options: { readonly cursor: string | null; readonly limit: number },
  ): Awaitable<Page<EpisodeRecords>>;
  /** All tombstones, {@link TENANT_TOMBSTONE} included, by id, those of one id by form. */
  listTombstones(
    tenant: Tenant,
    options: { readonly cursor: string | null; readonly limit: number },
  ): Awaitable<Page<Tombstone>>;
  /**
   * Leaves tombstones, so that what was recorded before them and comes after them is dead; of two of one id and form the
   * later stays. It erases nothing that is there: {@link GraphStore.forget} does. Raises no revision.
   */
  bury(tenant: Tenant, tombstones: readonly Tombstone[]): Awaitable<void>;
  /** Tenants that have, or had, records or tombstones, by name. */
  tenants(options: PageOptions): Awaitable<Page<Tenant>>;
  /** Projections of those of these turns that attest anything, as they should be now; of revision 0. */
  turnProjections(
    tenant: Tenant,
    turnIds: readonly string[],
  ): Awaitable<ReadonlyMap<string, Projection>>;
  /** Compares projections with what the records say, without writing. */
  verify(tenant: Tenant): Awaitable<readonly LedgerFault[]>;
  /**
   * Projects everything anew from the records, and returns every projection of a memory or turn. A server's store may do
   * so in parts, each a write of its own; an aborted signal ends it before the next.
   */
  rebuild(
    tenant: Tenant,
    options?: { readonly signal?: AbortSignal | undefined },
  ): Awaitable<LedgerOutcome>;
}
