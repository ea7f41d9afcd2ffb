/** Stores that let texts through, so that a campaign can be seen to find it. */
import { DatabaseSync } from "node:sqlite";

import type { Tenant } from "../../src/core/scope.ts";
import type { StoreChange } from "../places.ts";
import { withMethods } from "../with-methods.ts";

/** What they let through. */
export const INJECTION_SABOTAGES = {
  statement: "writes what it looks for into the statement that looks for it",
  prompt: "puts what was said into the system prompt",
  metadata: "keeps a turn in the tenant that its metadata names",
} as const;

/** Stores that are broken in one way; as they are otherwise. */
export function brokenDoors(sabotage: string | null): StoreChange {
  return (opened) => {
    const { stores } = opened;
    if (sabotage === "statement") {
      const database = new DatabaseSync(":memory:");
      const vector = wrapped(stores.vector, "searchKeywords", (tenant, terms, own) => {
        database.prepare(`SELECT '${String(terms).replaceAll("'", "''")}'`).all();
        return own(tenant);
      });
      return { ...opened, stores: { ...stores, vector } };
    }
    if (sabotage !== "metadata") return opened;
    const vector = wrapped(stores.vector, "insert", (tenant, points, own) => {
      // As the port takes them.
      const named = (points as readonly { readonly metadata: Record<string, unknown> }[]).find(
        ({ metadata }) => typeof metadata["tenant"] === "string",
      );
      return own(named ? (named.metadata["tenant"] as Tenant) : tenant);
    });
    return { ...opened, stores: { ...stores, vector } };
  };
}

type Instead = (tenant: Tenant, what: unknown, own: (tenant: Tenant) => unknown) => unknown;

function wrapped<Port extends object>(port: Port, method: keyof Port, instead: Instead): Port {
  return withMethods(port, (name, own) => {
    if (name !== method) return null;
    return (tenant: Tenant, ...rest: readonly unknown[]): unknown =>
      instead(tenant, rest[0], (asked) => own(asked, ...rest));
  });
}
