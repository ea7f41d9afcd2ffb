import type { Tenant } from "../../core/scope.ts";

/** Lets the writers of one process wait for each other, tenant by tenant, before they hold a connection. */
export class TenantLocks {
  readonly #last = new Map<Tenant, Promise<unknown>>();

  /** Runs `work` once all that came before it for the tenant have ended. */
  async run<T>(tenant: Tenant, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(tenant) ?? Promise.resolve();
    const mine = before.then(work, work);
    const ended = mine.catch(() => undefined);
    this.#last.set(tenant, ended);
    try {
      return await mine;
    } finally {
      if (this.#last.get(tenant) === ended) this.#last.delete(tenant);
    }
  }
}
