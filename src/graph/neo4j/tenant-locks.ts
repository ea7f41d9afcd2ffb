import { StoreUnavailableError } from "../../core/errors.ts";
import type { Tenant } from "../../core/scope.ts";

/** Lets the writers of one process wait for each other, tenant by tenant, before they hold a connection. */
export class TenantLocks {
  readonly #last = new Map<Tenant, Promise<unknown>>();
  readonly #maxWaitMs: number;

  /** @param maxWaitMs - Who has waited longer, behind one who found the server down, does not try it again. */
  constructor(maxWaitMs: number) {
    this.#maxWaitMs = maxWaitMs;
  }

  /** Runs `work` once all that came before it for the tenant have ended. */
  async run<T>(tenant: Tenant, work: () => Promise<T>): Promise<T> {
    const since = performance.now();
    const before = this.#last.get(tenant) ?? Promise.resolve();
    const mine = before.then(work, async (error: unknown) => {
      const hasWaited = performance.now() - since > this.#maxWaitMs;
      if (hasWaited && error instanceof StoreUnavailableError) throw error;
      return work();
    });
    this.#last.set(tenant, mine);
    try {
      return await mine;
    } finally {
      if (this.#last.get(tenant) === mine) this.#last.delete(tenant);
    }
  }
}
