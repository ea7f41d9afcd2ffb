/** Finds records by id, for the tenant a scope or the id itself names. */
import { InvalidArgumentError, NotFoundError } from "../core/errors.ts";
import type { Evidence } from "../core/hit.ts";
import type { ResolvedScope, Tenant } from "../core/scope.ts";
import { isInScope } from "../core/visibility.ts";
import type { StoredPoint } from "../vector/vector-store.ts";
import { checkCallScope } from "./call-scope.ts";
import type { Engine } from "./engine.ts";
import { expireDue } from "./forget.ts";
import type { Stores } from "./stores.ts";
import { viewEvidence } from "./views.ts";

/** Where an id was looked for. */
export interface Place {
  readonly tenant: Tenant;
  /** The scope it must be in; null if the caller named none. */
  readonly scope: ResolvedScope | null;
}

/**
 * The tenant to look in, without what has expired: the scope's, else the one the id belongs to. Undefined if the id is
 * nobody's.
 */
export async function placeOf(
  id: string,
  options: unknown,
  action: string,
  engine: Engine,
): Promise<Place | undefined> {
  const scope = checkCallScope(options, action);
  // Callers without types pass what they have.
  const given: unknown = id;
  if (typeof given !== "string" || given === "") {
    throw new InvalidArgumentError(action, "id", "an id, a non-empty string", given);
  }
  const tenant = scope?.tenant ?? (await engine.stores.journal.tenantOf(id));
  if (tenant === undefined) return undefined;
  await expireDue(tenant, engine);
  return { tenant, scope };
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
  options: unknown,
  action: string,
  engine: Engine,
): Promise<{ readonly place: Place; readonly point: StoredPoint }> {
  const place = await placeOf(id, options, action, engine);
  const point = place ? await findPoint(id, place, engine.stores) : undefined;
  if (!place || !point || point.kind === "turn") throw new NotFoundError(action, "memory", id);
  return { place, point };
}

/** The turns of a place that points rest on, as evidence by turn id. */
export async function readEvidence(
  points: readonly StoredPoint[],
  { tenant, scope }: Place,
  { vector }: Stores,
): Promise<(point: StoredPoint) => Evidence[]> {
  const ids = new Set(points.flatMap(({ projection }) => projection.evidence));
  const turns = await vector.get(tenant, [...ids]);
  const shown = turns.filter(({ projection }) => scope === null || isInScope(projection, scope));
  const views = new Map(shown.map((turn) => [turn.id, viewEvidence(turn)]));
  return (point) => {
    if (point.kind === "turn") {
      const own = viewEvidence(point);
      return own ? [own] : [];
    }
    return point.projection.evidence.flatMap((id) => views.get(id) ?? []);
  };
}
