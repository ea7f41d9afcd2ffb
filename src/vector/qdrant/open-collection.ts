/** Opens the memories' collection, and changes its embedding model. */
import { ConfigurationError } from "../../core/errors.ts";
import { createHash } from "node:crypto";
import { ensureCollection, metadataOf, noteOf } from "../../qdrant/ensure-collection.ts";
import type { CollectionNote } from "../../qdrant/ensure-collection.ts";
import { isConflict } from "../../qdrant/map-error.ts";
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
  if (isChange) await changeModel(collection, embedding);
  else checkModel(collection.name, info, embedding);
  await dropOtherModels(collection, info, embedding);
}

/**
 * Makes the collection one of this model: every point lacks a vector until it is given one. Does nothing if it is of it
 * already. It can be repeated if it was interrupted.
 *
 * @throws {ConfigurationError} If the server cannot change it.
 */
export async function changeModel(
  collection: QdrantCollection,
  embedding: QdrantEmbedding,
): Promise<void> {
  const { connection, name } = collection;
  const action = "change the embedding model";
  const info = await connection.call(action, async (client) => client.getCollection(name));
  const vector = denseVectorOf(embedding);
  if (!vectorNames(info).includes(vector)) {
    if (!connection.server.hasVectorChanges) {
      const problem = `Qdrant ${connection.server.version} cannot change the vectors of a collection`;
      throw new ConfigurationError(action, problem, "use 1.18 or later, or another collection");
    }
    await addVector(collection, vector, vectorSettings(embedding));
  }
  await connection.call(action, async (client) =>
    client.updateCollection(name, { metadata: metadataOf(noteFor(embedding)) }),
  );
  await dropOtherModels(collection, info, embedding);
}

async function addVector(
  { connection, name }: QdrantCollection,
  vector: string,
  settings: QdrantPayload,
): Promise<void> {
  const action = "change the embedding model";
  try {
    await connection.call(action, async (client) => {
      const options = { wait: true, timeout: connection.timeoutSeconds };
      const made = await client.createVectorName(name, vector, { dense: settings }, options);
      checkCompleted(action, [made]);
    });
  } catch (error) {
    // Another process was faster.
    if (!isConflict(error)) throw error;
  }
}

/** Removes the vectors of models before: also those that a change left when it was interrupted. */
async function dropOtherModels(
  { connection, name }: QdrantCollection,
  info: QdrantCollectionInfo,
  embedding: QdrantEmbedding,
): Promise<void> {
  const own = denseVectorOf(embedding);
  const others = vectorNames(info).filter(
    (vector) => vector !== own && vector.startsWith(DENSE_PREFIX),
  );
  for (const vector of others) {
    await connection.call("drop the vectors of another model", async (client) => {
      const options = { wait: true, timeout: connection.timeoutSeconds };
      checkCompleted("drop vectors", [await client.deleteVectorName(name, vector, options)]);
    });
  }
}

function checkModel(name: string, info: QdrantCollectionInfo, embedding: QdrantEmbedding): void {
  const action = `open the collection '${name}'`;
  // Written by `noteFor`.
  const note = (noteOf(info) ?? {}) as Partial<QdrantEmbedding>;
  const isKnown = vectorNames(info).includes(denseVectorOf(embedding));
  if (note.id === embedding.id && note.dimensions === embedding.dimensions && isKnown) return;
  const problem =
    `it was made with embedding model '${note.id}' of ${note.dimensions} dimensions ` +
    `and is opened with '${embedding.id}' of ${embedding.dimensions}`;
  throw new ConfigurationError(action, problem, "open it with its own model, or call reembed()");
}

function vectorNames({ config }: QdrantCollectionInfo): string[] {
  return Object.keys(Object(config.params.vectors) as object);
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
