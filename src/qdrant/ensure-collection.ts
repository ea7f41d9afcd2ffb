/** Makes collections, and checks those that are there. */
import { ConfigurationError } from "../core/errors.ts";
import { isConflict, isMissing } from "./map-error.ts";
import type { QdrantCollectionInfo, QdrantPayload } from "./qdrant-client.ts";
import { checkCompleted } from "./qdrant-collection.ts";
import type { QdrantCollection } from "./qdrant-collection.ts";
import { TENANT_KEY } from "./tenant-collection.ts";

/** The most points that one answer may have. */
export const MAX_ANSWER_POINTS = 20_000;

/** What is noted with a collection. */
export interface CollectionNote extends QdrantPayload {
  /** What it holds: "memories", "journal". */
  readonly of: string;
}

/** Where the note stands in the collection's metadata. */
const NOTE_KEY = "mnemograph";
/** The form of what is stored: another is not read. */
const SCHEMA = 1;

/** How a collection is made. */
export interface CollectionSpec {
  readonly vectors: QdrantPayload;
  readonly sparseVectors: QdrantPayload;
  /** What is noted with the collection, and says whose it is. */
  readonly note: CollectionNote;
  /** Indexed fields beside the tenant's, with what is indexed of them. */
  readonly fields: Readonly<Record<string, "keyword" | "integer" | "float" | "bool">>;
}

/**
 * Makes the collection and its indexes where they are missing, and gives what it is. Several processes may do so at once.
 *
 * Of a tenant there is a graph of its own and none over all; a filter on what is not indexed is refused.
 *
 * @throws {ConfigurationError} If it is not one of ours.
 */
export async function ensureCollection(
  collection: QdrantCollection,
  spec: CollectionSpec,
): Promise<QdrantCollectionInfo> {
  const { connection, name } = collection;
  const action = `open the collection '${name}'`;
  let info = await readInfo(collection, action);
  if (!info) {
    await createCollection(collection, spec, action);
    info = await readInfo(collection, action);
  }
  if (!info) {
    const problem = "it was removed while it was opened";
    throw new ConfigurationError(action, problem, "open it again");
  }
  checkNote(action, info, spec.note);
  for (const [field, schema] of indexesOf(spec)) {
    if (info.payload_schema[field] !== undefined) continue;
    await connection.call(action, async (client) => {
      const settings = { field_name: field, field_schema: schema, wait: true };
      checkCompleted(action, [await client.createPayloadIndex(name, settings)]);
    });
  }
  return info;
}

async function readInfo(
  { connection, name }: QdrantCollection,
  action: string,
): Promise<QdrantCollectionInfo | undefined> {
  try {
    return await connection.call(action, async (client) => client.getCollection(name));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

async function createCollection(
  { connection, name }: QdrantCollection,
  { vectors, sparseVectors, note }: CollectionSpec,
  action: string,
): Promise<void> {
  try {
    await connection.call(action, async (client) =>
      client.createCollection(name, {
        vectors,
        sparse_vectors: sparseVectors,
        metadata: metadataOf(note),
        // A graph for each tenant, none over all of them.
        hnsw_config: { m: 0, payload_m: 16 },
        strict_mode_config: {
          enabled: true,
          unindexed_filtering_retrieve: false,
          unindexed_filtering_update: false,
          max_query_limit: MAX_ANSWER_POINTS,
        },
        timeout: connection.timeoutSeconds,
      }),
    );
  } catch (error) {
    // Another process was faster.
    if (!isConflict(error)) throw error;
  }
}

/** The metadata of a collection with a note. */
export function metadataOf(note: CollectionNote): QdrantPayload {
  return { [NOTE_KEY]: { schema: SCHEMA, ...note } };
}

/** The note of a collection; undefined if it is not one of ours. */
export function noteOf({ config }: QdrantCollectionInfo): QdrantPayload | undefined {
  const note = config.metadata?.[NOTE_KEY];
  return typeof note === "object" && note !== null ? (note as QdrantPayload) : undefined;
}

function checkNote(action: string, info: QdrantCollectionInfo, wanted: CollectionNote): void {
  const note = noteOf(info);
  if (note?.["of"] !== wanted.of) {
    const problem = `it was not made by mnemograph for its ${wanted.of}`;
    throw new ConfigurationError(action, problem, "use another collection name");
  }
  if (note["schema"] !== SCHEMA) {
    const problem = "it was made by a version of mnemograph that stores otherwise";
    throw new ConfigurationError(action, problem, "use that version, or another collection name");
  }
}

function indexesOf({ fields }: CollectionSpec): [string, QdrantPayload][] {
  return [
    [TENANT_KEY, { type: "keyword", is_tenant: true }],
    // They narrow what a tenant's graph or postings find: graphs of their own would cost and help nobody.
    ...Object.entries(fields).map(([field, type]): [string, QdrantPayload] => [
      field,
      { type, enable_hnsw: false },
    ]),
  ];
}
