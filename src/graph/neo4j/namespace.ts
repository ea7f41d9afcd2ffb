import type { Tenant } from "../../core/scope.ts";

/** What a tenant's name begins with; see `core/scope.ts`. */
const KINDS = ["user:", "agent:", "run:"] as const;

/** Keeps the tenants of one memory apart from those of others in the same database. */
export class Namespace {
  readonly #prefix: string;

  /** @param name - Letters, digits, - and _. None for the memory that has no namespace. */
  constructor(name?: string) {
    this.#prefix = name === undefined ? "" : `${name}/`;
  }

  /** What the names of its tenants begin with in the database. */
  get prefixes(): readonly string[] {
    return KINDS.map((kind) => `${this.#prefix}${kind}`);
  }

  /** A tenant as the database has it. */
  stored(tenant: Tenant): Tenant {
    // The database's name of it is used as one, and handed to nobody.
    return `${this.#prefix}${tenant}` as Tenant;
  }

  /** The tenant that the database has under this name. */
  tenantOf(stored: string): Tenant {
    // Listed by its prefix.
    return stored.slice(this.#prefix.length) as Tenant;
  }
}
