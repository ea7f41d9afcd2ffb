/** The part of `@qdrant/js-client-rest` that the adapters use, and how it is loaded. */
import { unloadable } from "../core/unloadable.ts";
import type { QdrantFilter } from "./qdrant-filter.ts";

/** A payload as it is stored: JSON under string keys. */
export type QdrantPayload = Readonly<Record<string, unknown>>;

/** A point as the server gives it. */
export interface QdrantPoint {
  readonly id: string | number;
  /** Absent where points are read and not ranked. */
  readonly score?: number;
  readonly payload?: QdrantPayload | null;
  readonly vector?: unknown;
}

/** Which parts of the payload an answer has. */
export type QdrantSelection = boolean | readonly string[];

/** One request of a batch of queries. Without a `query` it reads points by id. */
export interface QdrantQuery {
  readonly query?: unknown;
  readonly using?: string;
  readonly filter: QdrantFilter;
  readonly params?: QdrantPayload;
  readonly limit: number;
  readonly with_payload: QdrantSelection;
  readonly with_vector?: QdrantSelection;
}

/** A vector of a point to write: dense, or sparse. */
export type QdrantVector =
  | readonly number[]
  | { readonly indices: readonly number[]; readonly values: readonly number[] };

/** A point to write. */
export interface QdrantNewPoint {
  readonly id: string;
  readonly vector: Readonly<Record<string, QdrantVector>>;
  readonly payload: QdrantPayload;
}

/** One write of a batch, which the server does in order. */
export type QdrantOperation =
  | {
      readonly upsert: {
        readonly points: readonly QdrantNewPoint[];
        readonly update_mode: "insert_only";
      };
    }
  | { readonly delete: { readonly filter: QdrantFilter } }
  | { readonly set_payload: { readonly payload: QdrantPayload; readonly filter: QdrantFilter } }
  | {
      readonly update_vectors: {
        readonly points: readonly Omit<QdrantNewPoint, "payload">[];
        readonly update_filter: QdrantFilter;
      };
    }
  | {
      readonly delete_vectors: {
        readonly vector: readonly string[];
        readonly filter: QdrantFilter;
      };
    };

/** What the server says of a write. */
export interface QdrantUpdateResult {
  /** "completed", or "wait_timeout" with a status of 200. */
  readonly status: string;
}

/** What a collection is, as far as it is looked at. */
export interface QdrantCollectionInfo {
  readonly config: {
    readonly params: {
      readonly vectors?: unknown;
      readonly sparse_vectors?: unknown;
    };
    readonly metadata?: QdrantPayload | null;
  };
  readonly payload_schema: Readonly<Record<string, unknown>>;
}

/** A client of the package, by the methods that are called. */
export interface QdrantClient {
  versionInfo(): Promise<{ readonly version?: unknown }>;
  collectionExists(collection: string): Promise<{ readonly exists: boolean }>;
  getCollection(collection: string): Promise<QdrantCollectionInfo>;
  createCollection(collection: string, settings: QdrantPayload): Promise<boolean>;
  updateCollection(collection: string, settings: QdrantPayload): Promise<boolean>;
  deleteCollection(collection: string): Promise<boolean>;
  createPayloadIndex(collection: string, settings: QdrantPayload): Promise<QdrantUpdateResult>;
  createVectorName(
    collection: string,
    name: string,
    settings: QdrantPayload,
    options: QdrantPayload,
  ): Promise<QdrantUpdateResult>;
  deleteVectorName(
    collection: string,
    name: string,
    options: QdrantPayload,
  ): Promise<QdrantUpdateResult>;
  queryBatch(
    collection: string,
    request: { readonly searches: readonly QdrantQuery[]; readonly timeout: number },
  ): Promise<readonly { readonly points: readonly QdrantPoint[] }[]>;
  batchUpdate(
    collection: string,
    request: {
      readonly operations: readonly QdrantOperation[];
      readonly wait: boolean;
      readonly timeout: number;
    },
  ): Promise<readonly QdrantUpdateResult[]>;
  scroll(
    collection: string,
    request: QdrantPayload,
  ): Promise<{
    readonly points: readonly QdrantPoint[];
    readonly next_page_offset?: unknown;
  }>;
  count(collection: string, request: QdrantPayload): Promise<{ readonly count: number }>;
  facet(
    collection: string,
    request: QdrantPayload,
  ): Promise<{ readonly hits: readonly { readonly value: unknown; readonly count: number }[] }>;
}

/** What a client is made with. */
export interface QdrantClientParameters {
  readonly url: string;
  readonly port: number;
  readonly prefix: string;
  readonly timeout: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly checkCompatibility: boolean;
}

/**
 * Makes a client of the package, which is loaded only now.
 *
 * @throws {ConfigurationError} If the package cannot be loaded.
 */
export async function loadQdrantClient(parameters: QdrantClientParameters): Promise<QdrantClient> {
  const { QdrantClient: Client } = await importPackage();
  // The package's types spell out every request of the server; what is used of them is the interface above.
  return new Client({ ...parameters }) as unknown as QdrantClient;
}

async function importPackage(): Promise<typeof import("@qdrant/js-client-rest")> {
  try {
    return await import("@qdrant/js-client-rest");
  } catch (cause) {
    throw unloadable("open Qdrant", "@qdrant/js-client-rest", cause);
  }
}
