import { ConfigurationError, InvalidArgumentError } from "../../core/errors.ts";
import type { Options } from "../../core/options.ts";
import type { Page, PageOptions } from "../../core/page.ts";
import type { Revision } from "../../core/records.ts";
import type { Tenant } from "../../core/scope.ts";
import type { Projection, Visibility } from "../../core/visibility.ts";
import type { EmbeddingIdentity } from "../../sqlite/embedding-record.ts";
import type { SqliteFile } from "../../sqlite/sqlite-file.ts";
import { tenantPage } from "../../sqlite/tenant-page.ts";
import type {
  ArmOptions,
  KeywordHits,
  ListOptions,
  NewPoint,
  OutlineList,
  PointCounts,
  Reach,
  ReadOptions,
  ScoredId,
  StoredPoint,
  TimeRange,
  VectorStore,
} from "../vector-store.ts";
import { checkEmbedding } from "../check-embedding.ts";
import { Embeddings } from "./embeddings.ts";
import { DEFAULT_CACHE_BYTES, IndexCache, readStamps } from "./index-cache.ts";
import { outlineFile, outlineIndex } from "./point-outline.ts";
import { PointReader } from "./point-reader.ts";
import { searchDense, searchKeywords, searchTime } from "./point-search.ts";
import type { SearchedTenant } from "./point-search.ts";
import { PointWriter } from "./point-writer.ts";
import { Postings } from "./postings.ts";
import { Unembedded } from "./unembedded.ts";
import { MAX_DIMENSIONS } from "./vector-scan.ts";

/** Settings of a {@link SqliteVectorStore}. */
export interface SqliteVectorStoreSettings {
  /**
   * The most memory that the tenants searched last may take together, in bytes; each point takes about
   * `dimensions` + 1500. A larger tenant is searched too, but read from the file each time. @defaultValue 256 MiB
   */
  readonly cacheBytes: number;
}

/**
 * Memories and turns in the embedded file.
 *
 * Every answer is a value, never a promise, so that calls can stand inside one transaction of the file. The vectors of
 * a tenant are kept in memory from its first search on, quantised, and found hits are scored again exactly.
 */
export class SqliteVectorStore implements VectorStore {
  /** The dimensions of every embedding. */
  readonly dimensions: number;
  readonly #file: SqliteFile;
  /** The file's model when this was made. */
  readonly #identity: EmbeddingIdentity;
  readonly #embeddings: Embeddings;
  readonly #postings: Postings;
  readonly #reader: PointReader;
  readonly #writer: PointWriter;
  readonly #unembedded: Unembedded;
  readonly #cache: IndexCache;

  /**
   * @param file - Whoever opened it closes it.
   * @throws {InvalidArgumentError} If the file's embeddings have more than 8192 dimensions.
   */
  constructor(
    file: SqliteFile,
    { cacheBytes = DEFAULT_CACHE_BYTES }: Options<SqliteVectorStoreSettings> = {},
  ) {
    const { identity } = file.embedding;
    checkDimensions(identity.dimensions);
    if (!(cacheBytes >= 0)) {
      throw new InvalidArgumentError("open the vectors", "cacheBytes", "a number >= 0", cacheBytes);
    }
    this.dimensions = identity.dimensions;
    this.#identity = identity;
    this.#file = file;
    this.#embeddings = new Embeddings(file);
    this.#postings = new Postings(file);
    this.#reader = new PointReader(file);
    this.#writer = new PointWriter(file);
    this.#unembedded = new Unembedded(file);
    this.#cache = new IndexCache(file, {
      maxBytes: cacheBytes,
      dimensions: identity.dimensions,
    });
  }

  /** How many tenants are kept in memory, and the bytes they take, by estimate. */
  get cached(): { readonly tenants: number; readonly bytes: number } {
    return { tenants: this.#cache.size, bytes: this.#cache.bytes };
  }

  insert(tenant: Tenant, points: readonly NewPoint[]): ReadonlySet<string> {
    for (const { embedding } of points) this.#check("insert", embedding);
    if (points.length === 0) return new Set();
    return this.#file.transaction(() => {
      const isEmbedded = points.some(({ embedding }) => embedding !== null);
      const isCurrent = !isEmbedded || this.#isCurrent("insert");
      const all = isCurrent ? points : points.map((point) => ({ ...point, embedding: null }));
      return this.#writer.insert(this.#file.tenantId(tenant, { create: true }), all);
    });
  }

  project(tenant: Tenant, projections: ReadonlyMap<string, Projection>): void {
    if (projections.size === 0) return;
    this.#write(tenant, (tenantRow) => {
      this.#writer.project(tenantRow, projections);
    });
  }

  revise(
    tenant: Tenant,
    revision: Revision & { readonly searchText: string },
    embedding: Float32Array | null,
  ): void {
    this.#check("revise", embedding);
    this.#write(tenant, (tenantRow) => {
      const isCurrent = embedding === null || this.#isCurrent("revise");
      this.#writer.revise(tenantRow, revision, isCurrent ? embedding : null);
    });
  }

  embed(tenant: Tenant, embeddings: ReadonlyMap<string, Float32Array>): void {
    for (const embedding of embeddings.values()) this.#check("embed", embedding);
    if (embeddings.size === 0) return;
    this.#write(tenant, (tenantRow) => {
      this.#mustBeCurrent("embed");
      this.#writer.embed(tenantRow, embeddings);
    });
  }

  embeddings(tenant: Tenant, ids: readonly string[]): ReadonlyMap<string, Float32Array> {
    return this.#read(tenant, new Map<string, Float32Array>(), (tenantRow) => {
      this.#mustBeCurrent("read embeddings");
      return this.#embeddings.byId(tenantRow, ids);
    });
  }

  unembeddedCount(tenant: Tenant): number {
    return this.#read(tenant, 0, (tenantRow) => this.#unembedded.count(tenantRow));
  }

  unembedded(tenant: Tenant, options: PageOptions): Page<StoredPoint> {
    checkLimit("list what is not embedded", options.limit);
    const none: Page<StoredPoint> = { items: [], cursor: null };
    return this.#read(tenant, none, (tenantRow) => this.#unembedded.page(tenantRow, options));
  }

  redact(tenant: Tenant, turnIds: readonly string[]): number {
    if (turnIds.length === 0) return 0;
    return this.#write(tenant, (tenantRow) => this.#writer.redact(tenantRow, turnIds)) ?? 0;
  }

  remove(tenant: Tenant, ids: readonly string[]): number {
    if (ids.length === 0) return 0;
    return this.#write(tenant, (tenantRow) => this.#writer.remove(tenantRow, ids)) ?? 0;
  }

  removeTenant(tenant: Tenant): number {
    return this.#write(tenant, (tenantRow) => this.#writer.removeAll(tenantRow)) ?? 0;
  }

  get(
    tenant: Tenant,
    ids: readonly string[],
    { mayBeKept = false }: ReadOptions = {},
  ): readonly StoredPoint[] {
    return this.#read(tenant, [], (tenantRow) => {
      // What is not committed may be taken back, and its stamp given to another write.
      const isKept = mayBeKept && !this.#file.hasUncommitted;
      const index = isKept ? this.#cache.readHeld(tenantRow) : undefined;
      return index ? this.#reader.getKept(tenantRow, ids, index) : this.#reader.get(tenantRow, ids);
    });
  }

  findByTextKey(
    tenant: Tenant,
    textKeys: readonly string[],
  ): readonly { readonly id: string; readonly textKey: string }[] {
    return this.#read(tenant, [], (tenantRow) => this.#reader.findByTextKey(tenantRow, textKeys));
  }

  list(tenant: Tenant, options: ListOptions): Page<StoredPoint> {
    checkLimit("list", options.limit);
    const none: Page<StoredPoint> = { items: [], cursor: null };
    return this.#read(tenant, none, (tenantRow) => this.#reader.list(tenantRow, options));
  }

  outline(
    tenant: Tenant,
    options: { readonly visibility: Visibility; readonly limit: number },
  ): OutlineList {
    checkLimit("outline points", options.limit);
    const none: OutlineList = { items: [], isTruncated: false };
    return this.#read(tenant, none, (tenantRow) => {
      const index = this.#cache.readHeld(tenantRow);
      return index
        ? outlineIndex(index, options)
        : outlineFile({ file: this.#file, tenantRow }, options);
    });
  }

  version(tenant: Tenant): string {
    return this.#read(tenant, "0", (tenantRow) => {
      const { point_stamp: stamp, erasure_generation: generation } = readStamps(
        this.#file,
        tenantRow,
      );
      return `${stamp}.${generation}`;
    });
  }

  searchDense(tenant: Tenant, embedding: Float32Array, options: ArmOptions): readonly ScoredId[] {
    const [found = []] = this.searchDenseEach(tenant, [embedding], options);
    return found;
  }

  searchDenseEach(
    tenant: Tenant,
    embeddings: readonly Float32Array[],
    options: ArmOptions,
  ): readonly (readonly ScoredId[])[] {
    for (const embedding of embeddings) this.#check("search", embedding);
    const none = embeddings.map(() => []);
    return this.#search(tenant, none, options, (searched) => {
      this.#mustBeCurrent("search by meaning");
      return searchDense(this.#embeddings, searched, embeddings, options);
    });
  }

  searchKeywords(tenant: Tenant, terms: readonly string[], options: ArmOptions): KeywordHits {
    const none: KeywordHits = { hits: [], weights: new Map(), idfSum: 0 };
    return this.#search(tenant, none, options, (searched) =>
      searchKeywords(this.#postings, searched, terms, options),
    );
  }

  searchTime(tenant: Tenant, range: TimeRange, options: ArmOptions): readonly ScoredId[] {
    return this.#search(tenant, [], options, (searched) => searchTime(searched, range, options));
  }

  neighbours(
    tenant: Tenant,
    turnIds: readonly string[],
    reach: Reach,
    visibility: Visibility,
  ): ReadonlyMap<string, readonly string[]> {
    checkLimit("find neighbours", reach.distance);
    return this.#read(tenant, new Map<string, readonly string[]>(), (tenantRow) =>
      this.#reader.neighbours({ tenantRow, index: this.#cache.read(tenantRow) }, turnIds, {
        reach,
        visibility,
      }),
    );
  }

  counts(tenant: Tenant): PointCounts {
    const none: PointCounts = { event: 0, trait: 0, note: 0, turn: 0 };
    return this.#read(tenant, none, (tenantRow) => this.#reader.counts(tenantRow));
  }

  ids(tenant: Tenant, options: PageOptions): Page<string> {
    checkLimit("list ids", options.limit);
    const none: Page<string> = { items: [], cursor: null };
    return this.#read(tenant, none, (tenantRow) => this.#reader.ids(tenantRow, options));
  }

  tenants(options: PageOptions): Page<Tenant> {
    checkLimit("list tenants", options.limit);
    return tenantPage(this.#file, "EXISTS (SELECT 1 FROM point WHERE tenant = tenant.id)", options);
  }

  #check(action: string, embedding: Float32Array | null): void {
    if (embedding) checkEmbedding(action, embedding, this.dimensions);
  }

  /**
   * Whether the file is still of the model that this store was made for. If this process has changed it since, what
   * was under way is stored without embeddings, which the new model then makes.
   *
   * @throws {ConfigurationError} If another process has changed it.
   */
  #isCurrent(action: string): boolean {
    this.#file.embedding.check(action);
    const { id, dimensions } = this.#file.embedding.identity;
    return id === this.#identity.id && dimensions === this.#identity.dimensions;
  }

  #mustBeCurrent(action: string): void {
    if (this.#isCurrent(action)) return;
    const problem = `the embedding model was changed from '${this.#identity.id}' meanwhile`;
    throw new ConfigurationError(action, problem, "repeat the call");
  }

  /** Runs `work` in a transaction, unless nothing was ever written of the tenant. */
  #write<T>(tenant: Tenant, work: (tenantRow: number) => T): T | undefined {
    return this.#file.transaction(() => {
      const tenantRow = this.#file.tenantId(tenant);
      return tenantRow === undefined ? undefined : work(tenantRow);
    });
  }

  /** Runs `work` on one view of the file; gives `none` if nothing was ever written of the tenant. */
  #read<T>(tenant: Tenant, none: T, work: (tenantRow: number) => T): T {
    return this.#file.snapshot(() => {
      const tenantRow = this.#file.tenantId(tenant);
      return tenantRow === undefined ? none : work(tenantRow);
    });
  }

  #search<T>(
    tenant: Tenant,
    none: T,
    { limit }: ArmOptions,
    work: (searched: SearchedTenant) => T,
  ): T {
    checkLimit("search", limit);
    if (limit === 0) {
      // The file is asked all the same, so that a closed one says so.
      return this.#read(tenant, none, () => none);
    }
    return this.#read(tenant, none, (tenantRow) =>
      work({ tenantRow, index: this.#cache.read(tenantRow) }),
    );
  }
}

/** @throws {InvalidArgumentError} If embeddings of so many dimensions cannot be searched. */
export function checkDimensions(dimensions: number): void {
  if (Number.isInteger(dimensions) && dimensions >= 1 && dimensions <= MAX_DIMENSIONS) return;
  const requirement = `an integer from 1 to ${MAX_DIMENSIONS}`;
  throw new InvalidArgumentError("open the vectors", "dimensions", requirement, dimensions);
}

function checkLimit(action: string, limit: number): void {
  if (!(Number.isInteger(limit) && limit >= 0)) {
    throw new InvalidArgumentError(action, "limit", "an integer >= 0", limit);
  }
}
