/** Finds records by id, for the tenant a scope or the id itself names. */
import { NotFoundError } from "../core/errors.ts";
import type { Evidence } from "../core/hit.ts";
import { resolveScope, type ResolvedScope, type Scope, type Tenant } from "../core/scope.ts";
import { isInScope } from "../core/visibility.ts";
import type { StoredPoint } from "../vector/vector-store.ts";
import type { Engine } from "./engine.ts";
import type { Stores } from "./stores.ts";
import { viewEvidence } from "./views.ts";

/** Where an id was looked for. */
export interface Place {
  readonly tenant: Tenant;
  /** The scope it must be in; null if the caller named none. */
  readonly scope: ResolvedScope | null;
}

/** The tenant to look in: the scope's, else the one the id belongs to. Undefined if the id is nobody's. */
export async function placeOf(
  id: string,
  scope: Scope,
  action: string,
  { stores }: Engine,
): Promise<Place | undefined> {
  const isScoped = [scope.userId, scope.agentId, scope.runId].some((part) => part !== undefined);
  if (isScoped) {
    const resolved = resolveScope(scope, action);
    return { tenant: resolved.tenant, scope: resolved };
  }
  const tenant = await stores.journal.tenantOf(id);
  return tenant === undefined ? undefined : { tenant, scope: null };
}

/** The memory or turn of an id within a place; an id outside it is not found. */
export async function findPoint(
  id: string,
  { tenant, scope }: Place,
  { vector }: Stores,
): Promise<StoredPoint | undefined> {
  const [point] = await vector.get(tenant, [id]);
  if (!point) return undefined;
  return scope && !isInScope(point.projection, scope) ? undefined : point;
}

/** @throws {NotFoundError} If no memory of the place has this id. */
export async function mustFindMemory(
  id: string,
  scope: Scope,
  action: string,
  engine: Engine,
): Promise<{ readonly place: Place; readonly point: StoredPoint }> {
  const place = await placeOf(id, scope, action, engine);
  const point = place ? await findPoint(id, place, engine.stores) : undefined;
  if (!place || !point || point.kind === "turn") throw new NotFoundError(action, "memory", id);
  return { place, point };
}

/** The turns that points rest on, as evidence by turn id. */
export async function readEvidence(
  points: readonly StoredPoint[],
  tenant: Tenant,
  { vector }: Stores,
): Promise<(point: StoredPoint) => Evidence[]> {
  const ids = new Set(points.flatMap(({ projection }) => projection.evidence));
  const turns = await vector.get(tenant, [...ids]);
  const views = new Map(turns.map((turn) => [turn.id, viewEvidence(turn)]));
  return (point) => {
    if (point.kind === "turn") {
      const own = viewEvidence(point);
      return own ? [own] : [];
    }
    return point.projection.evidence.flatMap((id) => views.get(id) ?? []);
  };
}
