/** Ids of points: UUIDs that follow from a tenant and a record's id. */
import { createHash } from "node:crypto";

import { isUuid } from "../core/ids.ts";
import type { Tenant } from "../core/scope.ts";

const HALF_BYTES = 8;

/**
 * The id of a tenant's record as a point.
 *
 * Its first half is that of the record's id, so that the server lists a tenant's points in the order of their ids; its
 * second half is a digest of tenant and id, so that records of two tenants that have one id are two points.
 */
export function pointIdOf(tenant: Tenant, id: string): string {
  const digest = createHash("sha256")
    .update(JSON.stringify([tenant, id]))
    .digest("hex");
  return spell(`${firstHalf(id)}${digest.slice(0, 2 * HALF_BYTES)}`);
}

/** The id of a point that belongs to no tenant. */
export function commonPointId(name: string): string {
  return spell(
    createHash("sha256")
      .update(name)
      .digest("hex")
      .slice(0, 4 * HALF_BYTES),
  );
}

function firstHalf(id: string): string {
  if (isUuid(id)) return id.replaceAll("-", "").slice(0, 2 * HALF_BYTES);
  const half = Buffer.alloc(HALF_BYTES);
  half.set(Buffer.from(id).subarray(0, HALF_BYTES));
  return half.toString("hex");
}

function spell(hex: string): string {
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20, 32),
  ].join("-");
}
