/** The graph of a tenant, as callers explore it. */
import { z } from "zod";

import { InvalidArgumentError, NotFoundError } from "../core/errors.ts";
import { deterministicId } from "../core/ids.ts";
import { entityKey, MAX_NAME_LENGTH } from "../core/names.ts";
import type { LedgerRecords } from "../core/records.ts";
import { resolveScope, type ResolvedScope, type Scope } from "../core/scope.ts";
import type { Steps } from "../core/awaitable.ts";
import type { LedgerOutcome, Relation } from "../graph/graph-store.ts";
import { isInScope } from "../core/visibility.ts";
import { sideOf } from "./add/resolve-names.ts";
import { check, scopeFields, signal, time, type TimeInput } from "./check.ts";
import type { Engine } from "./engine.ts";
import { driveTask } from "./drive-task.ts";
import { expireDue } from "./forget.ts";
import { DEFAULT_PAGE_SIZE, type Listing, MAX_PAGE_SIZE, visibilityOf } from "./read.ts";
import { recordSteps } from "./record-steps.ts";
import type { Stores } from "./stores.ts";
import type { Task } from "./task.ts";
import { type EntityView, type RelationView, viewEntity, viewRelation } from "./views.ts";

/** Most hops of a neighbourhood: further away is everything. */
export const MAX_HOPS = 4;
/** Most edges of one entity that a neighbourhood follows. */
const FANOUT = 200;
/** Most edges of a neighbourhood. */
const MAX_NEIGHBOURHOOD = 2_000;

/** Options of the graph's listings beside the scope. */
export interface GraphOptions {
  /** 1 to 1,000. @defaultValue 100 */
  readonly limit?: number | undefined;
  /** From the page before. */
  readonly cursor?: string | undefined;
  /** World time. @defaultValue now */
  readonly asOf?: TimeInput | undefined;
  /** Whether relations that have ended are listed too. @defaultValue false */
  readonly includeClosed?: boolean | undefined;
  /** Aborting it rejects the call with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** Options of a neighbourhood beside the scope. */
export interface NeighborhoodOptions {
  /** 1 to 4. @defaultValue 1 */
  readonly hops?: number | undefined;
  /** World time. @defaultValue now */
  readonly asOf?: TimeInput | undefined;
  /** @defaultValue false */
  readonly includeClosed?: boolean | undefined;
  /** Aborting it rejects the call with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** The graph around an entity. */
export interface Neighborhood {
  /** The entities found, nearest first. */
  readonly entities: readonly (EntityView & {
    /** Hops from the entity asked about. */
    readonly distance: number;
  })[];
  /** The edges between them. */
  readonly relations: readonly RelationView[];
  /** Whether there is more than the bounds let through. */
  readonly isTruncated: boolean;
}

/** What a merge of entities did. */
export interface MergeResult {
  /** The entity that both names now lead to. */
  readonly entity: EntityView;
  /** Relations that changed because of it. */
  readonly changedRelationIds: readonly string[];
}

interface CheckedOptions extends Scope {
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
  readonly hops?: number | undefined;
  readonly asOf?: number | undefined;
  readonly includeClosed?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

const shared = {
  ...scopeFields,
  asOf: time.optional(),
  includeClosed: z.boolean().optional(),
  signal: signal.optional(),
} as const;
const listSchema: z.ZodType<CheckedOptions> = z.strictObject({
  ...shared,
  limit: z.number().int().min(1).max(MAX_PAGE_SIZE).optional(),
  cursor: z.string().optional(),
});
const hopSchema: z.ZodType<CheckedOptions> = z.strictObject({
  ...shared,
  hops: z.number().int().min(1).max(MAX_HOPS).optional(),
});
const scopeSchema: z.ZodType<CheckedOptions> = z.strictObject({
  ...scopeFields,
  signal: signal.optional(),
});

/** A page of entities, by key. */
export async function listEntities(options: unknown, engine: Engine): Promise<Listing<EntityView>> {
  const { scope, list } = await prepare(
    options,
    { schema: listSchema, action: "list entities" },
    engine,
  );
  const page = await engine.stores.graph.listEntities(scope.tenant, list);
  return { results: page.items.map(viewEntity), cursor: page.cursor };
}

/** A page of relations, newest recorded first. */
export async function listRelations(
  options: unknown,
  engine: Engine,
): Promise<Listing<RelationView>> {
  const { scope, list } = await prepare(
    options,
    { schema: listSchema, action: "list relations" },
    engine,
  );
  const page = await engine.stores.graph.listRelations(scope.tenant, list);
  return { results: page.items.map(viewRelation), cursor: page.cursor };
}

/** What is known around an entity, by name or alias. */
export async function neighborhood(
  entity: unknown,
  options: unknown,
  engine: Engine,
): Promise<Neighborhood> {
  const action = "explore a neighborhood";
  const { scope, list, hops } = await prepare(options, { schema: hopSchema, action }, engine);
  const key = await mustFindEntity(entity, { scope, action }, engine.stores);
  const bounds = {
    hops,
    visibility: list.visibility,
    fanout: FANOUT,
    maxRelations: MAX_NEIGHBOURHOOD,
  };
  const found = await engine.stores.graph.neighbourhood(scope.tenant, [key], bounds);
  const entities = await engine.stores.graph.getEntities(
    scope.tenant,
    [...found.distances.keys()],
    scope.agentId,
  );
  const ordered = entities
    .map((one) => ({ ...viewEntity(one), distance: found.distances.get(one.key) ?? 0 }))
    .toSorted((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1));
  const relations = found.relations.map((one: Relation) => viewRelation(one));
  return { entities: ordered, relations, isTruncated: found.isTruncated };
}

/** Makes two entities one: from now on `from` is another name of `into`. */
export async function mergeEntities(
  names: { readonly from: unknown; readonly into: unknown },
  options: unknown,
  engine: Engine,
): Promise<MergeResult> {
  const action = "merge entities";
  const { scope } = await prepare(options, { schema: scopeSchema, action }, engine);
  const { tenant, agentId } = scope;
  const from = await mustFindEntity(names.from, { scope, action }, engine.stores);
  const into = await mustFindEntity(names.into, { scope, action }, engine.stores);
  if (from === into) {
    throw new InvalidArgumentError(action, "into", "another entity than from", names.into);
  }
  const records = mergeRecords({ from, into }, engine);
  const task: Task = { form: "records", records, revision: null };
  const steps = (): Steps<LedgerOutcome> =>
    recordSteps({ tenant, records, revision: null, embedding: null }, engine.stores);
  const { changes } = await driveTask({ tenant, action, task }, steps, engine);
  const changed = changes.filter(({ form }) => form === "relation").map(({ id }) => id);
  const { graph } = engine.stores;
  const relations = await graph.getRelations(tenant, changed, agentId);
  const shown = new Set(relations.filter((one) => isInScope(one, scope)).map(({ id }) => id));
  const changedRelationIds = changed.filter((id) => shown.has(id));
  const [entity] = await graph.getEntities(tenant, [into], agentId);
  if (!entity) throw new NotFoundError(action, "entity", into);
  return { entity: viewEntity(entity), changedRelationIds };
}

function mergeRecords(
  { from, into }: { readonly from: string; readonly into: string },
  { clock, ids }: Engine,
): LedgerRecords {
  const now = clock.now();
  const episodeId = ids.next();
  const merge = {
    id: deterministicId("merge", from, into, episodeId),
    from,
    into,
    reason: "caller" as const,
    turnId: null,
    recordedAt: now,
    episodeAt: now,
    episodeId,
    index: 0,
  };
  return { relations: [], attestations: [], supersessions: [], mentions: [], merges: [merge] };
}

async function prepare(
  options: unknown,
  { schema, action }: { readonly schema: z.ZodType<CheckedOptions>; readonly action: string },
  engine: Engine,
): Promise<{
  readonly scope: ResolvedScope;
  readonly list: Parameters<Stores["graph"]["listRelations"]>[1];
  readonly hops: number;
}> {
  const checked = check(schema, options, action);
  const scope = resolveScope(checked, action);
  checked.signal?.throwIfAborted();
  await expireDue(scope.tenant, engine);
  const { limit = DEFAULT_PAGE_SIZE, cursor = null, hops = 1 } = checked;
  return { scope, hops, list: { limit, cursor, visibility: visibilityOf(scope, checked, engine) } };
}

/** @throws {NotFoundError} If no turn that the scope may see names an entity so. */
async function mustFindEntity(
  entity: unknown,
  { scope, action }: { readonly scope: ResolvedScope; readonly action: string },
  { graph }: Stores,
): Promise<string> {
  if (!isName(entity)) {
    const requirement = `an entity's name, of at most ${MAX_NAME_LENGTH} characters`;
    throw new InvalidArgumentError(action, "entity", requirement, entity);
  }
  const { tenant, agentId } = scope;
  const side = sideOf(entity);
  const key = side ?? entityKey(entity);
  // A key is a name that some agent gave: whoever is narrowed to one must have that name from it or from none.
  const isKnown = agentId === null || side !== undefined;
  const [byKey] = isKnown ? await graph.getEntities(tenant, [key], agentId) : [];
  if (byKey) return byKey.key;
  const [match] = await graph.findByName(tenant, [key], { prefixes: [], limit: 1, agentId });
  if (!match) throw new NotFoundError(action, "entity", entity, { by: "name" });
  return match.key;
}

function isName(entity: unknown): entity is string {
  return typeof entity === "string" && entity.length <= MAX_NAME_LENGTH && entityKey(entity) !== "";
}
