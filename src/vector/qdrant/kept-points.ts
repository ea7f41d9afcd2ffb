import type { Tenant } from "../../core/scope.ts";
import type { QdrantPayload } from "../../qdrant/qdrant-client.ts";

/** What one operation has read: whole payloads by id, and ids that nothing has. */
export class KeptPoints {
  readonly #tenants = new Map<Tenant, Map<string, QdrantPayload | null>>();

  /** The payload; null if there is none; undefined if it was not read. */
  get(tenant: Tenant, id: string): QdrantPayload | null | undefined {
    return this.#tenants.get(tenant)?.get(id);
  }

  put(tenant: Tenant, id: string, payload: QdrantPayload | null): void {
    let known = this.#tenants.get(tenant);
    if (!known) {
      known = new Map();
      this.#tenants.set(tenant, known);
    }
    known.set(id, payload);
  }

  /** Whether nothing had one of these ids when it was looked for. */
  areAbsent(tenant: Tenant, ids: readonly string[]): boolean {
    return ids.every((id) => this.get(tenant, id) === null);
  }

  /** Forgets what was read of these ids, as it is about to change; of all, if none are named. */
  forget(tenant: Tenant, ids?: readonly string[]): void {
    if (!ids) this.#tenants.delete(tenant);
    for (const id of ids ?? []) this.#tenants.get(tenant)?.delete(id);
  }
}
