/** What changes a tenant's points. Each write can be repeated, and finds by its own filter whether there is anything to do. */
import { randomUUID } from "node:crypto";

import { StoreUnavailableError } from "../../core/errors.ts";
import type { Revision } from "../../core/records.ts";
import type { Projection } from "../../core/visibility.ts";
import { isMissing, QDRANT } from "../../qdrant/map-error.ts";
import type { QdrantNewPoint, QdrantOperation, QdrantVector } from "../../qdrant/qdrant-client.ts";
import { matches, within } from "../../qdrant/qdrant-filter.ts";
import { ID_KEY, MAX_WRITE_ATTEMPTS } from "../../qdrant/tenant-collection.ts";
import { analyze } from "../../text/tokens.ts";
import type { NewPoint, StoredPoint } from "../vector-store.ts";
import {
  idOf,
  newPayload,
  projectionPayload,
  RECORD_FIELDS,
  textKeyword,
  toStoredPoint,
} from "./point-payload.ts";
import { TERMS } from "./point-space.ts";
import type { TenantSpace } from "./point-space.ts";
import { readByIds } from "./read-points.ts";
import { termVector } from "./term-vector.ts";

/** The most of one request, by estimate: the server takes 32 MB unless it is told otherwise. */
const MAX_REQUEST_BYTES = 8_000_000;
/** Most points of one write: it is what has to be sent again if it fails. */
const MAX_POINTS_PER_WRITE = 256;
/** Characters of a number in JSON, of a point's other fields, and bytes of a character at most. */
const BYTES_PER_COMPONENT = 22;
const BYTES_PER_POINT = 2000;
const BYTES_PER_CHARACTER = 3;

/** Inserts what is not there. Returns the ids that were inserted by this call, whoever else inserts them at the time. */
export async function insertPoints(
  points: TenantSpace,
  fresh: readonly NewPoint[],
): Promise<ReadonlySet<string>> {
  const writer = randomUUID();
  const byId = new Map<string, NewPoint>();
  for (const point of fresh) if (!byId.has(point.id)) byId.set(point.id, point);
  const ids = [...byId.keys()];
  const isNew = points.kept?.areAbsent(points.tenant, ids) ?? false;
  for (const batch of batchesOf([...byId.values()], points.space.dimensions)) {
    const made = batch.map((point) => newPoint(points, point, writer));
    await points.update("insert", [points.insertion(made)]);
  }
  points.kept?.forget(points.tenant, ids);
  // What the operation has just found to be absent is its own: two that tell the same at one moment may both say so.
  const inserted = new Set(isNew ? ids : await readWritten(points, ids, writer));
  for (const { id, kind } of byId.values()) {
    if (inserted.has(id)) points.space.kinds.put(points.tenant, id, kind);
  }
  return inserted;
}

/** Which of these points a writer has written. */
async function readWritten(
  points: TenantSpace,
  ids: readonly string[],
  writer: string,
): Promise<string[]> {
  const found = await readByIds(points, ids, [ID_KEY, "writer"]);
  return found.filter(({ payload }) => payload?.["writer"] === writer).map(idOf);
}

function newPoint(points: TenantSpace, point: NewPoint, writer: string): QdrantNewPoint {
  const vector: Record<string, QdrantVector> = {
    [TERMS]: termVector(point.kind, analyze(point.searchText)),
  };
  if (point.embedding) vector[points.space.denseVector] = Array.from(point.embedding);
  return points.newPoint(point.id, vector, newPayload(point, points.space.metadataIndexes, writer));
}

function batchesOf(fresh: readonly NewPoint[], dimensions: number): NewPoint[][] {
  const batches: NewPoint[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const point of fresh) {
    const size = bytesOf(point, dimensions);
    const last = batches.at(-1);
    if (last && last.length < MAX_POINTS_PER_WRITE && bytes + size <= MAX_REQUEST_BYTES) {
      last.push(point);
      bytes += size;
    } else {
      batches.push([point]);
      bytes = size;
    }
  }
  return batches;
}

function bytesOf({ text, searchText, metadata, projection }: NewPoint, dimensions: number): number {
  const characters =
    text.length +
    searchText.length +
    JSON.stringify(metadata).length +
    JSON.stringify(projection.metadata).length;
  return BYTES_PER_POINT + BYTES_PER_COMPONENT * dimensions + BYTES_PER_CHARACTER * characters;
}

/** Writes projections, each unless a newer revision's is there. */
export async function projectPoints(
  points: TenantSpace,
  projections: ReadonlyMap<string, Projection>,
): Promise<void> {
  await learnKinds(points, [...projections.keys()]);
  const operations: QdrantOperation[] = [];
  for (const [id, projection] of projections) {
    const kind = points.space.kinds.get(points.tenant, id);
    if (!kind) continue;
    const payload = projectionPayload(kind, projection, points.space.metadataIndexes);
    const isOlder = within("revision", { lte: projection.revision });
    operations.push(points.setting([id], payload, [isOlder, matches("kind", kind)]));
  }
  await points.update("project", operations);
  points.kept?.forget(points.tenant, [...projections.keys()]);
}

/** Reads the kinds of points that are not known yet: what has none is not there. */
async function learnKinds(points: TenantSpace, ids: readonly string[]): Promise<void> {
  const { kinds } = points.space;
  const unknown = ids.filter((id) => kinds.get(points.tenant, id) === undefined);
  if (unknown.length > 0) points.learn(await readByIds(points, unknown, [ID_KEY, "kind"]));
}

/** Gives points that lack a vector of the current model theirs. */
export async function embedPoints(
  points: TenantSpace,
  embeddings: ReadonlyMap<string, Float32Array>,
): Promise<void> {
  const size = Math.max(
    1,
    Math.floor(MAX_REQUEST_BYTES / (BYTES_PER_COMPONENT * points.space.dimensions)),
  );
  const all = [...embeddings];
  for (let start = 0; start < all.length; start += size) {
    await retryMissing("embed", async () =>
      embedBatch(points, new Map(all.slice(start, start + size))),
    );
  }
}

async function embedBatch(
  points: TenantSpace,
  embeddings: ReadonlyMap<string, Float32Array>,
): Promise<void> {
  const { denseVector } = points.space;
  const isBare = { must_not: [{ has_vector: denseVector }, matches("redacted", true)] };
  // The server refuses all if one is not there.
  const there = await readByIds(points, [...embeddings.keys()], [ID_KEY], isBare);
  const batch = there.flatMap((point) => {
    const embedding = embeddings.get(idOf(point));
    return embedding
      ? [{ id: String(point.id), vector: { [denseVector]: Array.from(embedding) } }]
      : [];
  });
  if (batch.length === 0) return;
  const update = { points: batch, update_filter: points.filter(isBare) };
  await points.update("embed", [{ update_vectors: update }]);
}

/** Repeats what reads and then writes, where a point was removed between the two. */
async function retryMissing(action: string, work: () => Promise<void>): Promise<void> {
  for (let attempt = 0; attempt < MAX_WRITE_ATTEMPTS; attempt += 1) {
    try {
      await work();
      return;
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }
  throw contended(action);
}

function contended(action: string): StoreUnavailableError {
  const reason = "others write the same points all the time";
  return new StoreUnavailableError(action, QDRANT, { reason });
}

/** Erases the text of turns. Returns how many had one just before. */
export async function redactPoints(points: TenantSpace, ids: readonly string[]): Promise<number> {
  const isTurn = matches("kind", "turn");
  const erased = points.ofIds(ids, { must: [isTurn] });
  const count = await points.count("redact", {
    must: [{ has_id: points.pointIds(ids) }, isTurn],
    must_not: [matches("redacted", true)],
  });
  // The model's first: where it is another by now, all of it is refused.
  await points.update("redact", [
    { delete_vectors: { vector: [points.space.denseVector], filter: erased } },
    { delete_vectors: { vector: [TERMS], filter: erased } },
    points.setting(ids, { text: "", redacted: true }, [isTurn]),
  ]);
  points.kept?.forget(points.tenant, ids);
  return count;
}

/** Erases points with all that belongs to them. Returns how many there were just before: the server does not say. */
export async function removePoints(points: TenantSpace, ids: readonly string[]): Promise<number> {
  const count = await points.count("remove", { must: [{ has_id: points.pointIds(ids) }] });
  await points.update("remove", [points.removalOf(ids)]);
  points.forget(ids);
  return count;
}

/** Erases all of the tenant. Returns how many points there were just before. */
export async function removeTenant(points: TenantSpace): Promise<number> {
  const count = await points.count("remove a tenant");
  await points.update("remove a tenant", [points.removal()]);
  points.forget();
  return count;
}

/** Appends a revision; if it is the latest, its text, keywords and embedding take the place of those before. */
export async function revisePoint(
  points: TenantSpace,
  revision: Revision & { readonly searchText: string },
  embedding: Float32Array | null,
): Promise<void> {
  const { memoryId } = revision;
  for (let attempt = 0; attempt < MAX_WRITE_ATTEMPTS; attempt += 1) {
    const [found] = await readByIds(points, [memoryId], [...RECORD_FIELDS, "writer"]);
    if (!found?.payload) return;
    const point = toStoredPoint(found.payload);
    if (point.kind === "turn" || point.revisions.some(({ id }) => id === revision.id)) return;
    const writer = randomUUID();
    const write = { before: String(found.payload["writer"]), writer };
    const operations = revising(points, { point, revision, embedding }, write);
    points.kept?.forget(points.tenant, [memoryId]);
    try {
      await points.update("revise", operations);
    } catch (error) {
      // It was removed meanwhile.
      if (!isMissing(error)) throw error;
    }
    const [written] = await readByIds(points, [memoryId], ["writer"]);
    if (!written || written.payload?.["writer"] === writer) return;
  }
  throw contended("revise");
}

function revising(
  points: TenantSpace,
  {
    point,
    revision: { searchText, ...plain },
    embedding,
  }: {
    readonly point: StoredPoint;
    readonly revision: Revision & { readonly searchText: string };
    readonly embedding: Float32Array | null;
  },
  { before, writer }: { readonly before: string; readonly writer: string },
): QdrantOperation[] {
  const revisions = [...point.revisions, plain].toSorted(compareRevisions);
  const isLatest = revisions.at(-1) === plain;
  // Whoever has written since is not overwritten: then nothing of this is done. And where the vectors are refused, the
  // revision is not there either.
  const claim = points.setting([point.id], { writer }, [matches("writer", before)]);
  const isOwn = matches("writer", writer);
  const payload = {
    revisions: JSON.stringify(revisions),
    ...(isLatest && { textKey: textKeyword(plain.textKey) }),
  };
  const setting = points.setting([point.id], payload, [isOwn]);
  if (!isLatest) return [claim, setting];
  const own = points.ofIds([point.id], { must: [isOwn] });
  const { denseVector } = points.space;
  const vector: Record<string, QdrantVector> = {
    [TERMS]: termVector(point.kind, analyze(searchText)),
  };
  if (embedding) vector[denseVector] = Array.from(embedding);
  const [id = ""] = points.pointIds([point.id]);
  return [
    claim,
    { update_vectors: { points: [{ id, vector }], update_filter: own } },
    ...(embedding ? [] : [{ delete_vectors: { vector: [denseVector], filter: own } }]),
    setting,
  ];
}

function compareRevisions(a: Revision, b: Revision): number {
  return a.recordedAt - b.recordedAt || (a.id < b.id ? -1 : 1);
}
