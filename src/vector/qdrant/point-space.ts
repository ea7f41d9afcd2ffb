/** What reading and writing a tenant's points share. */
import type { Tenant } from "../../core/scope.ts";
import type { QdrantPoint, QdrantSelection } from "../../qdrant/qdrant-client.ts";
import type { QdrantCollection } from "../../qdrant/qdrant-collection.ts";
import { ID_KEY, TenantCollection } from "../../qdrant/tenant-collection.ts";
import type { MetadataIndexes } from "./flat-metadata.ts";
import type { KeptPoints } from "./kept-points.ts";
import type { KnownKinds } from "./known-kinds.ts";
import { idOf, kindOf, SKETCH_FIELDS, VIEW_FIELDS } from "./point-payload.ts";

/** The vector of a text's terms. */
export const TERMS = "terms";

/** The memories' collection, opened. */
export interface PointSpace {
  readonly collection: QdrantCollection;
  /** The vector of the embedding model in use: each model has one of its own. */
  readonly denseVector: string;
  readonly dimensions: number;
  readonly metadataIndexes: MetadataIndexes;
  readonly kinds: KnownKinds;
  /** Whether the server can count a tenant's terms alone. */
  readonly hasTenantFrequencies: boolean;
}

/** The tenant's points, and what one operation has read of them. */
export class TenantSpace extends TenantCollection {
  readonly space: PointSpace;
  readonly kept: KeptPoints | null;

  constructor(space: PointSpace, tenant: Tenant, kept: KeptPoints | null) {
    super(space.collection, tenant);
    this.space = space;
    this.kept = kept;
  }

  /** What to ask of a hit's payload: if somebody keeps it, also where it stands and what it rests on. */
  hitFields(isExact: boolean): QdrantSelection {
    const needed = isExact ? [ID_KEY] : VIEW_FIELDS;
    return this.kept ? [...new Set([...SKETCH_FIELDS, ...needed])] : needed;
  }

  /** Forgets what was read of points that are removed; of all, if none are named. */
  forget(ids?: readonly string[]): void {
    this.kept?.forget(this.tenant, ids);
    this.space.kinds.forget(this.tenant, ids);
  }

  /** Notes the kinds that payloads say. */
  learn(points: readonly QdrantPoint[]): void {
    for (const point of points) {
      const kind = kindOf(point);
      if (kind !== undefined) this.space.kinds.put(this.tenant, idOf(point), kind);
    }
  }

  /** Keeps what was read of hits. */
  sketch(points: readonly QdrantPoint[]): void {
    for (const point of points) {
      if (point.payload) this.kept?.putSketch(this.tenant, idOf(point), point.payload);
    }
  }

  /** Keeps payloads that were read whole. */
  keep(points: readonly QdrantPoint[]): void {
    this.learn(points);
    if (!this.kept) return;
    for (const point of points) {
      if (point.payload) this.kept.put(this.tenant, idOf(point), point.payload);
    }
  }
}
