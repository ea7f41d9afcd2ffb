import type { HitKind } from "../../core/records.ts";
import type { Tenant } from "../../core/scope.ts";

/** Most points whose kind is remembered. */
const MAX_KNOWN = 20_000;

/** Kinds of points, the last ones written or read: a kind never changes while a point is
 * there, and projecting has to know it. */
export class KnownKinds {
  readonly #kinds = new Map<string, HitKind>();

  get(tenant: Tenant, id: string): HitKind | undefined {
    return this.#kinds.get(keyOf(tenant, id));
  }

  /** Forgets these, which may come again as another kind; all, if none are named. */
  forget(tenant: Tenant, ids?: readonly string[]): void {
    if (!ids) this.#kinds.clear();
    for (const id of ids ?? []) this.#kinds.delete(keyOf(tenant, id));
  }

  put(tenant: Tenant, id: string, kind: HitKind): void {
    const key = keyOf(tenant, id);
    // Those that were put in last stay longest.
    this.#kinds.delete(key);
    this.#kinds.set(key, kind);
    if (this.#kinds.size <= MAX_KNOWN) return;
    for (const oldest of this.#kinds.keys()) {
      this.#kinds.delete(oldest);
      return;
    }
  }
}

function keyOf(tenant: Tenant, id: string): string {
  return `${id} ${tenant}`;
}
