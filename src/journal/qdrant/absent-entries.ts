import type { Tenant } from "../../core/scope.ts";

/** Most that are remembered. */
const MAX_ABSENT = 1000;
/** The form of an id that was made for one call alone: a version 7 UUID. */
const MADE_FOR_ONE_CALL = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * Episodes that were looked for and not found, whose id nobody else can be using: beginning one of them has surely
 * written it, and need not be checked.
 */
export class AbsentEntries {
  readonly #keys = new Set<string>();

  add(tenant: Tenant, episodeId: string): void {
    if (!MADE_FOR_ONE_CALL.test(episodeId)) return;
    if (this.#keys.size >= MAX_ABSENT) this.#keys.clear();
    this.#keys.add(keyOf(tenant, episodeId));
  }

  /** Whether it was found to be absent; says so once. */
  take(tenant: Tenant, episodeId: string): boolean {
    return this.#keys.delete(keyOf(tenant, episodeId));
  }
}

function keyOf(tenant: Tenant, episodeId: string): string {
  return `${episodeId} ${tenant}`;
}
