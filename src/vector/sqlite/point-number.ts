/**
 * Row numbers of points: the tenant's number and the point's within it, so that a tenant's rows lie together.
 *
 * Within a tenant numbers only rise and are never given twice. A revision gives a point a new one, because what is
 * found under a number (embedding, keywords) then never changes.
 */
const POINTS_PER_TENANT = 2 ** 28;

/** The first and last row number that a tenant may have. */
export interface PointRange {
  readonly first: number;
  readonly last: number;
}

/** The row number of a tenant's point. Exact up to 33 million tenants. */
export function rowOf(tenantRow: number, number: number): number {
  return tenantRow * POINTS_PER_TENANT + number;
}

/** The point's number within its tenant. */
export function numberOf(row: number): number {
  return row % POINTS_PER_TENANT;
}

/** Every row number of a tenant. */
export function rangeOf(tenantRow: number): PointRange {
  return { first: rowOf(tenantRow, 0), last: rowOf(tenantRow, POINTS_PER_TENANT - 1) };
}

/** The most numbers a tenant can be given. */
export const MAX_POINT_NUMBER: number = POINTS_PER_TENANT - 1;
