/**
 * The port for memories and turns: their text, embedding, keywords and projection.
 *
 * Every method is of one tenant and sees nothing of another, in no answer, count or score. Inserts are insert-only by
 * id. Answers are values or promises; a rejected or thrown error is a `MnemographError`.
 */
import type { Awaitable } from "../core/awaitable.ts";
import type { FilterNode } from "../core/filter.ts";
import type { Page, PageOptions } from "../core/page.ts";
import type {
  Attribution,
  HitKind,
  Metadata,
  Provenance,
  Revision,
  Spell,
} from "../core/records.ts";
import type { Tenant } from "../core/scope.ts";
import type { Projection, Visibility } from "../core/visibility.ts";

/** A memory or turn as it is stored. What it says never changes, except by revision or redaction. */
export interface Point {
  readonly id: string;
  readonly kind: HitKind;
  /** The latest revision's text, or the text as inserted; empty for a redacted turn. */
  readonly text: string;
  /** What the text is compared by; null for turns. */
  readonly textKey: string | null;
  readonly attributedTo: Attribution;
  /** The agent whose own statement it is, or that took part in the turn; null for none. */
  readonly agentId: string | null;
  /** When it was said (turn) or first told (memory), epoch ms. */
  readonly at: number;
  readonly recordedAt: number;
  readonly provenance: Provenance | null;
  /** What only a turn has. */
  readonly turn: TurnDetails | null;
  /** The caller's metadata: a turn's own. A memory's is in its projection. */
  readonly metadata: Metadata;
}

/** Where a turn stands in its conversation. */
export interface TurnDetails {
  readonly episodeId: string;
  readonly index: number;
  readonly role: string;
  readonly name: string | null;
  readonly ref: string | null;
  readonly runId: string | null;
  readonly expiresAt: number | null;
}

/** A point to insert. */
export interface NewPoint extends Point {
  /** What keywords are indexed from: the text with speaker and date. Derived, so it is not read back. */
  readonly searchText: string;
  /** Unit length, of the store's dimensions. Null: not embedded yet, so that only `searchDense` does not find it. */
  readonly embedding: Float32Array | null;
  /** What holds of it until the graph store has spoken. */
  readonly projection: Projection;
}

/** A point as read back. */
export interface StoredPoint extends Point {
  readonly projection: Projection;
  /** The text before its first revision; null if it has none. */
  readonly originalText: string | null;
  /** By time of recording, ties by id; the last one's text answers. */
  readonly revisions: readonly Revision[];
  /** Whether a deletion took this turn's text. */
  readonly isRedacted: boolean;
}

/** A point id with its score in one arm. Larger is better. */
export interface ScoredId {
  readonly id: string;
  readonly score: number;
}

/** What one arm found, best first. */
export interface ScoredIds extends ReadonlyArray<ScoredId> {
  /**
   * Set by a store that could not look at everything: some of what is wanted may be missing, and the caller has to say
   * so. A store that filters by itself sets it never.
   */
  readonly isTruncated?: boolean;
}

/** What narrows an arm. */
export interface ArmOptions {
  /** Most results; 0 gives none. */
  readonly limit: number;
  readonly visibility: Visibility;
  readonly filter: FilterNode | null;
}

/** How far around a turn others are looked for. */
export interface Reach {
  /** Most places to either side; 0 finds none. */
  readonly distance: number;
  /** The longest time to a turn of another episode, in milliseconds. */
  readonly pauseMs: number;
}

/** What a point is when, without its text. */
export interface PointOutline {
  readonly id: string;
  readonly kind: HitKind;
  /** When it was said (turn) or first told (memory), epoch ms. */
  readonly at: number;
  /** As in its projection. */
  readonly spells: readonly Spell[];
}

/** Points in outline. */
export interface OutlineList {
  /** Each once, in any order. */
  readonly items: readonly PointOutline[];
  /** Whether there are more than were asked for. */
  readonly isTruncated: boolean;
}

/** How points are read. */
export interface ReadOptions {
  /**
   * Whether points may be those that were read before, if nothing was written to them since: the same objects, so copy
   * what you hand on. Not for verification, as damage to a file is no write. @defaultValue false
   */
  readonly mayBeKept?: boolean;
}

/** What narrows a listing. */
export interface ListOptions extends ArmOptions {
  readonly cursor: string | null;
}

/** Which points one time range holds. */
export interface TimeRange {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
}

/** How many points of each kind a tenant has, shown or not. */
export type PointCounts = Readonly<Record<HitKind, number>>;

/** The port. Adapters implement it; `tests/contracts/vector-store.ts` holds them to it. */
export interface VectorStore {
  readonly dimensions: number;
  /**
   * Whether the document frequencies of `searchKeywords` are the tenant's own. False for a server that cannot count
   * them: then they are those of all tenants together, and a score is not the same in every store. @defaultValue true
   */
  readonly hasTenantFrequencies?: boolean;
  /**
   * The store as one operation sees it: it may answer from what the operation has read already, sends together what is
   * asked in one tick, and sees its own writes. Take one for each operation, and let it go with it.
   */
  session?(): VectorStore;
  /** Inserts what is not there yet, by id; an existing point is left as it is. Returns the ids that were inserted. */
  insert(tenant: Tenant, points: readonly NewPoint[]): Awaitable<ReadonlySet<string>>;
  /** Writes projections, each unless a newer revision's is there. Unknown ids are passed over. */
  project(tenant: Tenant, projections: ReadonlyMap<string, Projection>): Awaitable<void>;
  /**
   * Appends a revision: its text answers from now on. Passed over if its id is there already.
   *
   * @param embedding - The new text's. Null: not embedded yet; that of the text before does not answer any more.
   */
  revise(
    tenant: Tenant,
    revision: Revision & { readonly searchText: string },
    embedding: Float32Array | null,
  ): Awaitable<void>;
  /**
   * Gives points that lack an embedding theirs. Ids that are unknown, redacted or embedded already are passed over, so
   * whoever is first has set it.
   *
   * @throws {InvalidArgumentError} If one is of other dimensions or not finite; then none is stored.
   */
  embed(tenant: Tenant, embeddings: ReadonlyMap<string, Float32Array>): Awaitable<void>;
  /** Points that lack an embedding, by id order. Redacted turns need none. */
  unembedded(tenant: Tenant, options: PageOptions): Awaitable<Page<StoredPoint>>;
  /**
   * The embeddings of these points, by id, as 32-bit floats: as they were handed in, or within 1e-6 of it in each
   * component where a store brings them to length 1 again. Ids that are unknown or lack one are left out.
   */
  embeddings(tenant: Tenant, ids: readonly string[]): Awaitable<ReadonlyMap<string, Float32Array>>;
  /** How many points lack an embedding. */
  unembeddedCount(tenant: Tenant): Awaitable<number>;
  /** Erases the text of turns, in every index; they stay as evidence without text. Returns how many still had one. */
  redact(tenant: Tenant, turnIds: readonly string[]): Awaitable<number>;
  /**
   * Erases points with their text, keywords, embedding and revisions. Unknown ids are passed over. Returns how many there
   * were; two that erase one point at the same moment may both count it.
   */
  remove(tenant: Tenant, ids: readonly string[]): Awaitable<number>;
  /** Erases all of the tenant. Returns how many points there were, as {@link VectorStore.remove} does. */
  removeTenant(tenant: Tenant): Awaitable<number>;
  /**
   * Reads points that an operation is about to ask for by id, and the turns that some of those it has read already rest
   * on, together with what else is asked in the same tick. A store that answers at once needs none.
   *
   * @param citing - Ids of points of which the turns are wanted, the earliest and latest few of each.
   */
  readAhead?(tenant: Tenant, ids: readonly string[], citing: readonly string[]): Awaitable<void>;
  /** The points of these ids, in any order; unknown ids are left out. */
  get(
    tenant: Tenant,
    ids: readonly string[],
    options?: ReadOptions,
  ): Awaitable<readonly StoredPoint[]>;
  /** Ids of memories whose text, revised or not, has one of these keys. */
  findByTextKey(
    tenant: Tenant,
    textKeys: readonly string[],
  ): Awaitable<readonly { readonly id: string; readonly textKey: string }[]>;
  /** Visible points by time of recording, newest first, ties by id. */
  list(tenant: Tenant, options: ListOptions): Awaitable<Page<StoredPoint>>;
  /** Visible points without their text, at most `limit`; which of more is the store's choice. */
  outline(
    tenant: Tenant,
    options: { readonly visibility: Visibility; readonly limit: number },
  ): Awaitable<OutlineList>;
  /**
   * Another text after every write that changes what is visible of the tenant's points, or what they say; none that it
   * had before. Null if the store cannot tell.
   */
  version(tenant: Tenant): Awaitable<string | null>;
  /** The best by cosine in [-1, 1], ties by id. */
  searchDense(tenant: Tenant, embedding: Float32Array, options: ArmOptions): Awaitable<ScoredIds>;
  /** What `searchDense` finds for each of these, at the cost of one call. */
  searchDenseEach(
    tenant: Tenant,
    embeddings: readonly Float32Array[],
    options: ArmOptions,
  ): Awaitable<readonly ScoredIds[]>;
  /** The best by BM25 with the tenant's own document frequencies, score > 0, ties by id; `idfSum` is the query's. */
  searchKeywords(
    tenant: Tenant,
    terms: readonly string[],
    options: ArmOptions,
  ): Awaitable<KeywordHits>;
  /** Points dated in the range: an event or memory by a spell that touches it, a turn by its time; nearest the middle first. */
  searchTime(tenant: Tenant, range: TimeRange, options: ArmOptions): Awaitable<ScoredIds>;
  /**
   * Turns next to these in their conversation (by agent, run, time, index, episode), within reach, in order. Other episodes
   * of the very same time are left out: what comes in at one time in several is no talk, but documents.
   */
  neighbours(
    tenant: Tenant,
    turnIds: readonly string[],
    reach: Reach,
    visibility: Visibility,
  ): Awaitable<ReadonlyMap<string, readonly string[]>>;
  counts(tenant: Tenant): Awaitable<PointCounts>;
  /** Tenants that have points, by name. */
  tenants(options: PageOptions): Awaitable<Page<Tenant>>;
  /** Every id of the tenant by id order, for verification. */
  ids(tenant: Tenant, options: PageOptions): Awaitable<Page<string>>;
}

/** What the keyword arm found, with the query's own weight, so that a score can be read as a share of it. */
export interface KeywordHits {
  readonly hits: readonly ScoredId[];
  /** By term: its inverse document frequency, times BM25's largest term weight. Empty for a tenant without points. */
  readonly weights: ReadonlyMap<string, number>;
  /** The sum of the weights. */
  readonly idfSum: number;
  /** As in {@link ScoredIds}. */
  readonly isTruncated?: boolean;
}
