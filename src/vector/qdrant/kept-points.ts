import type { Tenant } from "../../core/scope.ts";
import type { QdrantPayload } from "../../qdrant/qdrant-client.ts";

/** What one operation has read: whole payloads by id, ids that nothing has, and of hits where they stand. */
export class KeptPoints {
  readonly #tenants = new Map<Tenant, Map<string, QdrantPayload | null>>();
  readonly #sketches = new Map<Tenant, Map<string, QdrantPayload>>();

  /** The payload; null if there is none; undefined if it was not read. */
  get(tenant: Tenant, id: string): QdrantPayload | null | undefined {
    return this.#tenants.get(tenant)?.get(id);
  }

  /** What is known of where a point stands and what it rests on: `SKETCH_FIELDS` of it, or all. */
  sketchOf(tenant: Tenant, id: string): QdrantPayload | undefined {
    return this.get(tenant, id) ?? this.#sketches.get(tenant)?.get(id);
  }

  put(tenant: Tenant, id: string, payload: QdrantPayload | null): void {
    mapOf(this.#tenants, tenant).set(id, payload);
  }

  /** Keeps a payload that was read in part. */
  putSketch(tenant: Tenant, id: string, payload: QdrantPayload): void {
    mapOf(this.#sketches, tenant).set(id, payload);
  }

  /** Whether nothing had one of these ids when it was looked for. */
  areAbsent(tenant: Tenant, ids: readonly string[]): boolean {
    return ids.every((id) => this.get(tenant, id) === null);
  }

  /** Forgets what was read of these ids, as it is about to change; of all, if none are named. */
  forget(tenant: Tenant, ids?: readonly string[]): void {
    for (const kept of [this.#tenants, this.#sketches]) {
      if (!ids) kept.delete(tenant);
      for (const id of ids ?? []) kept.get(tenant)?.delete(id);
    }
  }
}

function mapOf<Value>(
  tenants: Map<Tenant, Map<string, Value>>,
  tenant: Tenant,
): Map<string, Value> {
  const known = tenants.get(tenant) ?? new Map<string, Value>();
  tenants.set(tenant, known);
  return known;
}
