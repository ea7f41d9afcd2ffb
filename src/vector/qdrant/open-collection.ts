/** Opens the memories' collection, and changes its embedding model. */
import { ConfigurationError } from "../../core/errors.ts";
import { createHash } from "node:crypto";
import { ensureCollection, metadataOf, noteOf } from "../../qdrant/ensure-collection.ts";
import type { CollectionNote } from "../../qdrant/ensure-collection.ts";
import { isConflict, isRefusal } from "../../qdrant/map-error.ts";
import type { QdrantCollectionInfo, QdrantPayload } from "../../qdrant/qdrant-client.ts";
import { checkCompleted } from "../../qdrant/qdrant-collection.ts";
import type { QdrantCollection } from "../../qdrant/qdrant-collection.ts";
import { numberField } from "./flat-metadata.ts";
import type { MetadataIndexes } from "./flat-metadata.ts";
import { POINT_FIELDS } from "./point-fields.ts";
import { TERMS } from "./point-space.ts";

/** What makes the vectors of two models comparable. */
export interface QdrantEmbedding {
  readonly id: string;
  readonly dimensions: number;
}

const DENSE_PREFIX = "dense-";
const CHANGE = "change the embedding model";
/** How often a change is tried that another process disturbs. */
const MAX_ATTEMPTS = 3;

/** The name of a model's vector: that of no other model, so that what is written with another is refused. */
export function denseVectorOf({ id, dimensions }: QdrantEmbedding): string {
  const digest = createHash("sha256")
    .update(JSON.stringify([id, dimensions]))
    .digest("hex");
  return `${DENSE_PREFIX}${digest.slice(0, 16)}`;
}

/**
 * Makes the collection or checks it.
 *
 * @throws {ConfigurationError} If it is of another embedding model, or not one of ours.
 */
export async function openPointCollection(
  collection: QdrantCollection,
  embedding: QdrantEmbedding,
  { indexes, isChange }: { readonly indexes: MetadataIndexes; readonly isChange: boolean },
): Promise<void> {
  const info = await ensureCollection(collection, {
    vectors: { [denseVectorOf(embedding)]: vectorSettings(embedding) },
    sparseVectors: { [TERMS]: { modifier: "idf" } },
    note: noteFor(embedding),
    fields: {
      ...POINT_FIELDS,
      ...Object.fromEntries(indexes.map((key) => [numberField(key), "float"] as const)),
    },
  });
  if (isChange) {
    await changeModel(collection, embedding);
    return;
  }
  checkModel(collection.name, info, embedding);
  // A change that was interrupted is ended. Vectors that are not listed may be those of a change under way.
  const listed = readNote(info).drops ?? [];
  await dropVectors(
    collection,
    vectorNames(info).filter((name) => listed.includes(name)),
  );
}

/**
 * Makes the collection one of this model: every point lacks a vector until it is given one. Does nothing if it is of it
 * already. It can be repeated if it was interrupted.
 *
 * The vector is added, then the collection's note names the model and what is to be dropped, then that is dropped.
 *
 * @throws {ConfigurationError} If the server cannot change it, or another process changes it to another model.
 */
export async function changeModel(
  collection: QdrantCollection,
  embedding: QdrantEmbedding,
): Promise<void> {
  const { connection, name } = collection;
  const own = denseVectorOf(embedding);
  const read = async (): Promise<QdrantCollectionInfo> =>
    connection.call(CHANGE, async (client) => client.getCollection(name));
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const before = vectorNames(await read());
    if (!before.includes(own)) await addVector(collection, own, vectorSettings(embedding));
    const drops = before.filter((vector) => vector !== own);
    await connection.call(CHANGE, async (client) =>
      client.updateCollection(name, { metadata: metadataOf({ ...noteFor(embedding), drops }) }),
    );
    const after = await read();
    if (!isOf(after, embedding)) break;
    // Another process that changes it at this time may have dropped it.
    if (!vectorNames(after).includes(own)) continue;
    await dropVectors(
      collection,
      vectorNames(after).filter((vector) => vector !== own),
    );
    return;
  }
  const problem = "another process changes it to another model at the same time";
  throw new ConfigurationError(CHANGE, problem, "let one of them do it, and repeat the call");
}

async function addVector(
  { connection, name }: QdrantCollection,
  vector: string,
  settings: QdrantPayload,
): Promise<void> {
  const { version, hasVectorChanges } = connection.server;
  if (!hasVectorChanges) {
    const problem = `Qdrant ${version} cannot change the vectors of a collection`;
    throw new ConfigurationError(CHANGE, problem, "use 1.18 or later, or another collection");
  }
  try {
    await connection.call(CHANGE, async (client) => {
      const options = { wait: true, timeout: connection.timeoutSeconds };
      const made = await client.createVectorName(name, vector, { dense: settings }, options);
      checkCompleted(CHANGE, [made]);
    });
  } catch (error) {
    // Another process was faster.
    if (!isConflict(error)) throw error;
  }
}

async function dropVectors(
  { connection, name }: QdrantCollection,
  vectors: readonly string[],
): Promise<void> {
  for (const vector of vectors) {
    try {
      await connection.call(CHANGE, async (client) => {
        const options = { wait: true, timeout: connection.timeoutSeconds };
        checkCompleted(CHANGE, [await client.deleteVectorName(name, vector, options)]);
      });
    } catch (error) {
      // Another process was faster.
      if (!isRefusal(error)) throw error;
    }
  }
}

function checkModel(name: string, info: QdrantCollectionInfo, embedding: QdrantEmbedding): void {
  const action = `open the collection '${name}'`;
  if (isOf(info, embedding) && vectorNames(info).includes(denseVectorOf(embedding))) return;
  const note = readNote(info);
  const problem =
    `it was made with embedding model '${note.id}' of ${note.dimensions} dimensions ` +
    `and is opened with '${embedding.id}' of ${embedding.dimensions}`;
  throw new ConfigurationError(action, problem, "open it with its own model, or call reembed()");
}

/** The vectors of embedding models. */
function vectorNames({ config }: QdrantCollectionInfo): string[] {
  const names = Object.keys(Object(config.params.vectors) as object);
  return names.filter((name) => name.startsWith(DENSE_PREFIX));
}

function isOf(info: QdrantCollectionInfo, { id, dimensions }: QdrantEmbedding): boolean {
  const note = readNote(info);
  return note.id === id && note.dimensions === dimensions;
}

/** What is noted with the collection: the model, and the vectors that a change to it has to drop. */
interface ModelNote extends QdrantEmbedding {
  readonly drops?: readonly string[];
}

function readNote(info: QdrantCollectionInfo): Partial<ModelNote> {
  // Written by `noteFor` and `changeModel`.
  return noteOf(info) ?? {};
}

function noteFor({ id, dimensions }: QdrantEmbedding): CollectionNote {
  return { of: "memories", id, dimensions };
}

function vectorSettings({ dimensions }: QdrantEmbedding): {
  readonly size: number;
  readonly distance: "Cosine";
} {
  return { size: dimensions, distance: "Cosine" };
}
