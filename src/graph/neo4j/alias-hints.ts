import type { Merge } from "../../core/records.ts";
import type { Tenant } from "../../core/scope.ts";
import { canonicalizer } from "../../core/validity/canonical.ts";

/** Tenants whose aliases are remembered. */
const MAX_TENANTS = 1_000;
/** Aliases remembered of each. */
const MAX_ALIASES = 1_000;

/**
 * What keys stood for when they were last seen, so that what bears on them can be read ahead.
 *
 * Only a guess: what is read by a wrong one is read again by the right one.
 */
export class AliasHints {
  readonly #tenants = new Map<Tenant, Map<string, string>>();

  /** Remembers the merges that were read. */
  note(tenant: Tenant, merges: readonly Merge[]): void {
    if (merges.length === 0) return;
    const aliases = this.#tenants.get(tenant) ?? new Map<string, string>();
    // The one used last is the last to go.
    this.#tenants.delete(tenant);
    this.#tenants.set(tenant, aliases);
    const canonical = canonicalizer(merges);
    for (const { from } of merges) aliases.set(from, canonical(from));
    dropFirst(aliases, MAX_ALIASES);
    dropFirst(this.#tenants, MAX_TENANTS);
  }

  /** What the key stood for; the key itself if that is not remembered. */
  canonical(tenant: Tenant, key: string): string {
    return this.#tenants.get(tenant)?.get(key) ?? key;
  }
}

function dropFirst(map: Map<unknown, unknown>, limit: number): void {
  for (const key of map.keys()) {
    if (map.size <= limit) return;
    map.delete(key);
  }
}
