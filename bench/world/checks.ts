/** What must hold of a replay as a whole: repeating, reordering and overlapping deliveries change nothing. */
import { type MemoryApi, type OpenMemory, readAll } from "../memory-api.ts";
import { createRandom } from "./prng.ts";
import { mergeReports, type ReplayReport, replayTenant } from "./replay.ts";
import { countRows, hashState, stateLines, type TenantState } from "./state.ts";
import type { Delivery, Tenant, World } from "./types.ts";

/** How many adds of a tenant are under way at once in the concurrency check. */
export const PARALLEL_ADDS = 8;
/** Rows asked for per page of a listing. */
const PAGE_SIZE = 100;
/** Lines of a difference that are kept. */
const MAX_DIFFERENCES = 6;

/** Whether each tenant's state came out as expected. */
export interface SameState {
  readonly tenantCount: number;
  /** Tenants with the very same rows. */
  readonly equalCount: number;
  /** Tenants whose rows mean the same, wordings aside. */
  readonly equivalentCount: number;
  /** Some of the rows that only one side has: `-` expected, `+` found. */
  readonly differences: readonly string[];
}

/** A second delivery of everything under the same keys. */
export interface IdempotenceReport extends SameState {
  /** Rows more than before, over all tenants. */
  readonly addedRows: number;
}

/** Reads all rows of every tenant. */
export async function readStates(memory: MemoryApi, world: World): Promise<TenantState[]> {
  const states: TenantState[] = [];
  for (const { id } of world.tenants) {
    const options = { userId: id, includeClosed: true, limit: PAGE_SIZE };
    states.push({
      memories: await readAll((page) => memory.getAll(page), options),
      edges: await readAll((page) => memory.graph.relations(page), options),
      nodes: await readAll((page) => memory.graph.entities(page), options),
    });
  }
  return states;
}

/** Delivers all sessions of all tenants, one after another. */
export async function replayWorld(memory: MemoryApi, world: World): Promise<ReplayReport> {
  const reports: ReplayReport[] = [];
  for (const tenant of world.tenants) {
    reports.push(await replayTenant(memory, tenant));
  }
  return mergeReports(reports);
}

/** Delivers everything again under the same keys. */
export async function checkIdempotence(
  memory: MemoryApi,
  world: World,
  expected: readonly TenantState[],
): Promise<IdempotenceReport> {
  await replayWorld(memory, world);
  const found = await readStates(memory, world);
  const rows = (states: readonly TenantState[]): number =>
    states.reduce((sum, state) => sum + countRows(state), 0);
  return { ...compareStates(world, expected, found), addedRows: rows(found) - rows(expected) };
}

/** Delivers everything twice, shuffled, into a new file. */
export async function checkOrder(
  open: OpenMemory,
  path: string,
  world: World,
  expected: readonly TenantState[],
): Promise<SameState> {
  const random = createRandom(world.options.seed, "order");
  const shuffled = (tenant: Tenant): Delivery[] =>
    random.shuffle([...tenant.deliveries, ...tenant.deliveries]);
  return withMemory(open, path, async (memory) => {
    for (const tenant of world.tenants) {
      await replayTenant(memory, tenant, shuffled(tenant));
    }
    return compareStates(world, expected, await readStates(memory, world));
  });
}

/** Delivers several sessions of a tenant at once into a new file. */
export async function checkConcurrency(
  open: OpenMemory,
  path: string,
  world: World,
  expected: readonly TenantState[],
): Promise<SameState> {
  return withMemory(open, path, async (memory) => {
    for (const tenant of world.tenants) {
      await replayTenant(memory, tenant, tenant.deliveries, PARALLEL_ADDS);
    }
    return compareStates(world, expected, await readStates(memory, world));
  });
}

/** Deletes what each tenant's user wants deleted. Throws if a fact to delete is not found. */
export async function deleteFacts(memory: MemoryApi, world: World): Promise<void> {
  const states = await readStates(memory, world);
  for (const [index, tenant] of world.tenants.entries()) {
    const doomed = tenant.facts.filter(({ id }) => tenant.deletions.includes(id));
    const texts = new Set(doomed.flatMap((fact) => fact.texts));
    const rows = (states[index]?.memories ?? []).filter(({ memory: text }) => texts.has(text));
    if (rows.length < doomed.length) {
      console.warn(`${tenant.id}: ${rows.length} rows found for ${doomed.length} facts to delete`);
    }
    for (const { id } of rows) {
      await memory.delete(id, { userId: tenant.id });
    }
  }
}

/** Compares the states of all tenants with those expected. */
export function compareStates(
  world: World,
  expected: readonly TenantState[],
  found: readonly TenantState[],
): SameState {
  const pairs = world.tenants.flatMap((tenant, index) => {
    const before = expected[index];
    const after = found[index];
    return before && after ? [{ tenant, before, after }] : [];
  });
  return {
    tenantCount: world.tenants.length,
    equalCount: pairs.filter(({ before, after }) => hashState(before) === hashState(after)).length,
    equivalentCount: pairs.filter(
      ({ tenant, before, after }) => hashState(before, tenant) === hashState(after, tenant),
    ).length,
    differences: pairs
      .flatMap(({ tenant, before, after }) =>
        differ(stateLines(before), stateLines(after)).map((line) => `${tenant.id} ${line}`),
      )
      .slice(0, MAX_DIFFERENCES),
  };
}

/** Opens a memory, uses it and closes it whatever happens. */
export async function withMemory<Result>(
  open: OpenMemory,
  path: string,
  use: (memory: MemoryApi) => Promise<Result>,
): Promise<Result> {
  const memory = await open(path);
  try {
    return await use(memory);
  } finally {
    await memory.close();
  }
}

function differ(before: readonly string[], after: readonly string[]): string[] {
  const old = new Set(before);
  const now = new Set(after);
  return [
    ...before.filter((line) => !now.has(line)).map((line) => `- ${line}`),
    ...after.filter((line) => !old.has(line)).map((line) => `+ ${line}`),
  ];
}
