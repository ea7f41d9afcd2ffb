/** What the benchmarks use of the library, so that they can be tested with a stand-in (design.md, section 2). */

/** A message as `add` takes it. */
export interface ApiMessage {
  readonly role: "user" | "assistant";
  readonly content: string;
  readonly name?: string;
  readonly id?: string;
}

/** An entity named in a call. */
export interface ApiEntityName {
  readonly name: string;
  readonly type?: string;
}

/** A fact that was extracted elsewhere. */
export interface ApiFact {
  readonly text: string;
  readonly kind?: "event" | "trait";
  readonly sources?: readonly string[];
  readonly validFrom?: string;
  readonly slot?: {
    readonly subject: ApiEntityName;
    readonly relationship: string;
    readonly value: ApiEntityName;
  };
  readonly corrects?: true;
}

/** A relation that was extracted elsewhere. */
export interface ApiRelation {
  readonly source: ApiEntityName;
  readonly relationship: string;
  readonly destination: ApiEntityName;
  readonly fact?: string;
  readonly sources?: readonly string[];
  readonly validFrom?: string;
  readonly cardinality?: "one" | "many";
  readonly corrects?: true;
}

/** An entity that was extracted elsewhere. */
export interface ApiEntity {
  readonly name: string;
  readonly type?: string;
  readonly aliases?: readonly string[];
  readonly sources?: readonly string[];
}

/** Options of `add`. */
export interface ApiAddOptions {
  readonly userId: string;
  readonly at?: string;
  readonly idempotencyKey?: string;
  readonly facts?: readonly ApiFact[];
  readonly relations?: readonly ApiRelation[];
  readonly entities?: readonly ApiEntity[];
}

/** What `add` answers. */
export interface ApiAddResult {
  readonly results: readonly {
    readonly id: string;
    readonly memory: string;
    readonly event: string;
  }[];
  readonly failed: readonly {
    /** Why it was not kept, in words. */
    readonly reason: string;
  }[];
  readonly pending: readonly unknown[];
}

/** A turn that tells a memory. */
export interface ApiEvidence {
  readonly ref?: string | null | undefined;
  readonly text?: string | null | undefined;
}

/** One search result. */
export interface ApiHit {
  readonly id: string;
  readonly memory: string;
  readonly kind: string;
  readonly relevance: number;
  readonly evidence: readonly ApiEvidence[];
}

/** One relation of a search result. */
export interface ApiRelationHit {
  readonly source: string;
  readonly relationship: string;
  readonly destination: string;
  readonly fact?: string | null | undefined;
}

/** What `search` answers. */
export interface ApiSearchResult {
  readonly results: readonly ApiHit[];
  readonly relations: readonly ApiRelationHit[];
  readonly degraded: readonly unknown[];
}

/** A memory as it stands. */
export interface ApiMemory {
  readonly id: string;
  readonly memory: string;
  readonly kind: string;
  readonly validFrom: string | null;
  readonly validTo: string | null;
  readonly retractedAt?: string | null | undefined;
}

/** A relation as it stands. */
export interface ApiEdge {
  readonly id: string;
  readonly source: string;
  readonly relationship: string;
  readonly destination: string;
  readonly validFrom: string | null;
  readonly validTo: string | null;
  readonly retractedAt?: string | null | undefined;
}

/** An entity as it stands. */
export interface ApiNode {
  readonly name: string;
}

/** One page of a listing. */
export interface ApiPage<Item> {
  readonly results: readonly Item[];
  readonly cursor?: string | null | undefined;
}

/** What listings take. */
export interface ApiListOptions {
  readonly userId: string;
  readonly limit?: number;
  readonly cursor?: string;
  readonly includeClosed?: boolean;
}

/** The part of `Memory` the benchmarks use. */
export interface MemoryApi {
  add(messages: readonly ApiMessage[], options: ApiAddOptions): Promise<ApiAddResult>;
  search(
    query: string,
    options: { readonly userId: string; readonly limit: number; readonly asOf?: string },
  ): Promise<ApiSearchResult>;
  getAll(options: ApiListOptions): Promise<ApiPage<ApiMemory>>;
  delete(id: string, options: { readonly userId: string }): Promise<unknown>;
  close(): Promise<void>;
  readonly graph: {
    relations(options: ApiListOptions): Promise<ApiPage<ApiEdge>>;
    entities(options: ApiListOptions): Promise<ApiPage<ApiNode>>;
  };
}

/** Opens a memory on the file at `path`. */
export type OpenMemory = (path: string) => Promise<MemoryApi>;

/** Most pages one listing is read for. */
const MAX_PAGES = 10_000;

/** Reads a listing to its end, page by page. */
export async function readAll<Item>(
  list: (options: ApiListOptions) => Promise<ApiPage<Item>>,
  options: ApiListOptions,
): Promise<Item[]> {
  const items: Item[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    const answer = await list(cursor === undefined ? options : { ...options, cursor });
    items.push(...answer.results);
    if (!answer.cursor) {
      return items;
    }
    cursor = answer.cursor;
  }
  throw new Error(`A listing did not end within ${MAX_PAGES} pages`);
}
