import { InvalidArgumentError } from "../../core/errors.ts";
import type { Options } from "../../core/options.ts";
import type { Page, PageOptions } from "../../core/page.ts";
import type { Revision } from "../../core/records.ts";
import type { Tenant } from "../../core/scope.ts";
import type { Projection, Visibility } from "../../core/visibility.ts";
import { QdrantCollection } from "../../qdrant/qdrant-collection.ts";
import type { QdrantConnection } from "../../qdrant/qdrant-connection.ts";
import { tenantPage } from "../../qdrant/tenant-page.ts";
import { checkEmbedding } from "../check-embedding.ts";
import type {
  ArmOptions,
  KeywordHits,
  ListOptions,
  NewPoint,
  OutlineList,
  PointCounts,
  Reach,
  ScoredIds,
  StoredPoint,
  TimeRange,
  VectorStore,
} from "../vector-store.ts";
import { findNeighbours } from "./find-neighbours.ts";
import type { MetadataIndexes } from "./flat-metadata.ts";
import { KeptPoints } from "./kept-points.ts";
import { KnownKinds } from "./known-kinds.ts";
import { listPoints } from "./list-points.ts";
import { changeModel, denseVectorOf, openPointCollection } from "./open-collection.ts";
import type { QdrantEmbedding } from "./open-collection.ts";
import { TenantSpace } from "./point-space.ts";
import type { PointSpace } from "./point-space.ts";
import type { RankedHits } from "./ranked-search.ts";
import {
  countPoints,
  countUnembedded,
  findByTextKey,
  getPoints,
  readAhead,
  listIds,
  listUnembedded,
  outlinePoints,
  readEmbeddings,
} from "./read-points.ts";
import { searchDense } from "./search-dense.ts";
import { prepareKeywords, searchKeywords } from "./search-keywords.ts";
import { searchTime } from "./search-time.ts";
import { withModelErrors } from "./model-errors.ts";
import {
  embedPoints,
  insertPoints,
  projectPoints,
  redactPoints,
  removePoints,
  removeTenant,
  revisePoint,
} from "./write-points.ts";

/** Settings of a {@link QdrantVectorStore}. */
export interface QdrantVectorStoreSettings {
  /** The collection's name. @defaultValue "mnemograph" */
  readonly collection: string;
  /** The model whose vectors it keeps. */
  readonly embedding: QdrantEmbedding;
  /**
   * Keys of the metadata that hold numbers, so that the server finds ranges over them. A range over another key is
   * looked for among what has the key at all, up to a bound. @defaultValue none
   */
  readonly metadataIndexes: MetadataIndexes;
  /** Whether a collection of another embedding model is changed to this one. @defaultValue false: it is an error */
  readonly isChange: boolean;
}

/** The name of the collection, unless another is given. */
export const DEFAULT_COLLECTION = "mnemograph";

/**
 * Memories and turns in a collection of a Qdrant server.
 *
 * Every request names the tenant, and what is asked for in one tick is one request. A write has been applied when its
 * promise is fulfilled; one that fails for want of an answer may have been, and can be repeated.
 */
export class QdrantVectorStore implements VectorStore {
  readonly dimensions: number;
  readonly hasTenantFrequencies: boolean;
  readonly #space: PointSpace;
  /** Null for the store itself: only a session keeps what it has read. */
  readonly #kept: KeptPoints | null;

  private constructor(space: PointSpace, kept: KeptPoints | null) {
    this.#space = space;
    this.#kept = kept;
    this.dimensions = space.dimensions;
    this.hasTenantFrequencies = space.hasTenantFrequencies;
  }

  /**
   * Opens the collection; makes it if it is not there.
   *
   * @param connection - Whoever opened it closes it.
   * @throws {ConfigurationError} If the collection is of another embedding model, or not one of ours.
   */
  static async open(
    connection: QdrantConnection,
    {
      collection: name = DEFAULT_COLLECTION,
      embedding,
      metadataIndexes = [],
      isChange = false,
    }: Options<QdrantVectorStoreSettings> & Pick<QdrantVectorStoreSettings, "embedding">,
  ): Promise<QdrantVectorStore> {
    const collection = new QdrantCollection(connection, name);
    await openPointCollection(collection, embedding, { indexes: metadataIndexes, isChange });
    const space = spaceOf(collection, embedding, metadataIndexes);
    await prepareKeywords(space);
    return new QdrantVectorStore(space, null);
  }

  /**
   * Makes the collection one of another embedding model, and gives the store to go on with: every point lacks a vector
   * until `embed` gives it one. Stores of the model before, in whatever process, are refused from then on.
   *
   * @throws {ConfigurationError} If the server is older than 1.18, which cannot change a collection's vectors.
   */
  async changeModel(embedding: QdrantEmbedding): Promise<QdrantVectorStore> {
    const { collection, metadataIndexes } = this.#space;
    await changeModel(collection, embedding);
    return new QdrantVectorStore(spaceOf(collection, embedding, metadataIndexes), null);
  }

  session(): QdrantVectorStore {
    return new QdrantVectorStore(this.#space, new KeptPoints());
  }

  async insert(tenant: Tenant, points: readonly NewPoint[]): Promise<ReadonlySet<string>> {
    for (const { embedding } of points) this.#check("insert", embedding);
    this.#mustBeOpen("insert");
    if (points.length === 0) return new Set();
    return this.#ofModel("insert", insertPoints(this.#of(tenant), points));
  }

  async project(tenant: Tenant, projections: ReadonlyMap<string, Projection>): Promise<void> {
    this.#mustBeOpen("project");
    if (projections.size > 0) await projectPoints(this.#of(tenant), projections);
  }

  async revise(
    tenant: Tenant,
    revision: Revision & { readonly searchText: string },
    embedding: Float32Array | null,
  ): Promise<void> {
    this.#check("revise", embedding);
    await this.#ofModel("revise", revisePoint(this.#of(tenant), revision, embedding));
  }

  async embed(tenant: Tenant, embeddings: ReadonlyMap<string, Float32Array>): Promise<void> {
    for (const embedding of embeddings.values()) this.#check("embed", embedding);
    this.#mustBeOpen("embed");
    if (embeddings.size === 0) return;
    await this.#ofModel("embed", embedPoints(this.#of(tenant), embeddings));
  }

  async unembedded(tenant: Tenant, options: PageOptions): Promise<Page<StoredPoint>> {
    checkLimit("list what is not embedded", options.limit);
    return listUnembedded(this.#of(tenant), options);
  }

  async embeddings(
    tenant: Tenant,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, Float32Array>> {
    this.#mustBeOpen("read embeddings");
    return this.#ofModel("read embeddings", readEmbeddings(this.#of(tenant), ids));
  }

  async unembeddedCount(tenant: Tenant): Promise<number> {
    return countUnembedded(this.#of(tenant));
  }

  async redact(tenant: Tenant, turnIds: readonly string[]): Promise<number> {
    this.#mustBeOpen("redact");
    if (turnIds.length === 0) return 0;
    return this.#ofModel("redact", redactPoints(this.#of(tenant), turnIds));
  }

  async remove(tenant: Tenant, ids: readonly string[]): Promise<number> {
    this.#mustBeOpen("remove");
    return ids.length > 0 ? removePoints(this.#of(tenant), ids) : 0;
  }

  async removeTenant(tenant: Tenant): Promise<number> {
    return removeTenant(this.#of(tenant));
  }

  async get(tenant: Tenant, ids: readonly string[]): Promise<readonly StoredPoint[]> {
    this.#mustBeOpen("read");
    return getPoints(this.#of(tenant), ids);
  }

  async readAhead(
    tenant: Tenant,
    ids: readonly string[],
    citing: readonly string[],
  ): Promise<void> {
    // Only an operation of its own keeps what it reads.
    if (this.#kept) await readAhead(this.#of(tenant), ids, citing);
  }

  async findByTextKey(
    tenant: Tenant,
    textKeys: readonly string[],
  ): Promise<readonly { readonly id: string; readonly textKey: string }[]> {
    this.#mustBeOpen("find by text");
    return findByTextKey(this.#of(tenant), textKeys);
  }

  async list(tenant: Tenant, options: ListOptions): Promise<Page<StoredPoint>> {
    checkLimit("list", options.limit);
    return listPoints(this.#of(tenant), options);
  }

  async outline(
    tenant: Tenant,
    options: { readonly visibility: Visibility; readonly limit: number },
  ): Promise<OutlineList> {
    checkLimit("outline points", options.limit);
    return outlinePoints(this.#of(tenant), options);
  }

  /** It cannot tell: whoever wrote last may be another process, and asking would cost a request. */
  async version(): Promise<null> {
    this.#mustBeOpen("read the version");
    return null;
  }

  async searchDense(
    tenant: Tenant,
    embedding: Float32Array,
    options: ArmOptions,
  ): Promise<ScoredIds> {
    return this.#nearest(tenant, embedding, { ...options, isRead: false });
  }

  async searchDenseEach(
    tenant: Tenant,
    embeddings: readonly Float32Array[],
    options: ArmOptions,
  ): Promise<readonly ScoredIds[]> {
    // What is asked in one tick goes as one request.
    return Promise.all(
      embeddings.map(async (one) => this.#nearest(tenant, one, { ...options, isRead: true })),
    );
  }

  async #nearest(
    tenant: Tenant,
    embedding: Float32Array,
    options: ArmOptions & { readonly isRead: boolean },
  ): Promise<ScoredIds> {
    this.#check("search", embedding);
    if (!this.#isAsked(options)) return [];
    const found = searchDense(this.#of(tenant), embedding, options);
    return scoredIds(await this.#ofModel("search by meaning", found));
  }

  async searchKeywords(
    tenant: Tenant,
    terms: readonly string[],
    options: ArmOptions,
  ): Promise<KeywordHits> {
    if (!this.#isAsked(options)) return { hits: [], weights: new Map(), idfSum: 0 };
    return searchKeywords(this.#of(tenant), terms, options);
  }

  async searchTime(tenant: Tenant, range: TimeRange, options: ArmOptions): Promise<ScoredIds> {
    if (!this.#isAsked(options)) return [];
    return scoredIds(await searchTime(this.#of(tenant), range, options));
  }

  async neighbours(
    tenant: Tenant,
    turnIds: readonly string[],
    reach: Reach,
    visibility: Visibility,
  ): Promise<ReadonlyMap<string, readonly string[]>> {
    checkLimit("find neighbours", reach.distance);
    this.#mustBeOpen("find neighbours");
    return findNeighbours(this.#of(tenant), turnIds, { reach, visibility });
  }

  async counts(tenant: Tenant): Promise<PointCounts> {
    return countPoints(this.#of(tenant));
  }

  async ids(tenant: Tenant, options: PageOptions): Promise<Page<string>> {
    checkLimit("list ids", options.limit);
    return listIds(this.#of(tenant), options);
  }

  async tenants(options: PageOptions): Promise<Page<Tenant>> {
    checkLimit("list tenants", options.limit);
    return tenantPage(this.#space.collection, {}, options);
  }

  #of(tenant: Tenant): TenantSpace {
    return new TenantSpace(this.#space, tenant, this.#kept);
  }

  #check(action: string, embedding: Float32Array | null): void {
    if (embedding) checkEmbedding(action, embedding, this.dimensions);
  }

  #isAsked({ limit }: ArmOptions): boolean {
    checkLimit("search", limit);
    this.#mustBeOpen("search");
    return limit > 0;
  }

  #mustBeOpen(action: string): void {
    this.#space.collection.connection.mustBeOpen(action);
  }

  async #ofModel<T>(action: string, work: Promise<T>): Promise<T> {
    return withModelErrors(action, work);
  }
}

function spaceOf(
  collection: QdrantCollection,
  embedding: QdrantEmbedding,
  metadataIndexes: MetadataIndexes,
): PointSpace {
  return {
    collection,
    denseVector: denseVectorOf(embedding),
    dimensions: embedding.dimensions,
    metadataIndexes,
    kinds: new KnownKinds(),
    hasTenantFrequencies: collection.connection.server.hasTenantFrequencies,
  };
}

function scoredIds({ hits, isTruncated }: RankedHits): ScoredIds {
  return isTruncated ? Object.assign([...hits], { isTruncated }) : hits;
}

function checkLimit(action: string, limit: number): void {
  if (!(Number.isInteger(limit) && limit >= 0)) {
    throw new InvalidArgumentError(action, "limit", "an integer >= 0", limit);
  }
}
