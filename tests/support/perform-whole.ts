/** Does random operations on whole memories. */
import type { AddOptions, FactInput, Memory, RelationInput, Scope } from "../../src/index.ts";
import { allPages } from "./memory-state.ts";
import { withoutPlaces } from "./without-places.ts";
import type { Caller, Link, ToldFact, ToldRelation, WholeOperation } from "./whole-operations.ts";
import { FACTS, FILTERS, METADATA, NAMES, QUERIES, RELATIONS, SPOKEN } from "./whole-words.ts";

/** Between two operations. */
export const STEP_MS = 60_000;
const DAY_MS = 86_400_000;

/** What operations by number come to, in one place and at one time. */
export interface Setting {
  /** What the names of tenants end with. */
  readonly mark: string;
  /** Epoch ms. */
  readonly now: number;
  /** The id that an operation's target came to. */
  readonly id: string;
  /** Ids of memories, and of relations, that statements may put an end to. */
  readonly memoryIds: readonly string[];
}

type Does = WholeOperation["does"];
type Doing<Name extends Does> = Extract<WholeOperation, { readonly does: Name }>;
type Adding = Doing<"state" | "say" | "note">;

/** The two tenants: a user and an agent of one name. */
export function tenantScopes(mark: string): readonly Scope[] {
  return [{ userId: `kirk~${mark}` }, { agentId: `kirk~${mark}` }];
}

/** The scope of a call: an agent is called like the other tenant. */
export function scopeOf({ tenant, agent, run }: Caller, mark: string): Scope {
  const scope = tenantScopes(mark)[tenant] ?? {};
  const agentId = [undefined, `kirk~${mark}`, "guide"][agent];
  const runId = [undefined, "run 1", "kirk"][run];
  return {
    ...(agentId !== undefined && tenant === 0 ? { agentId } : {}),
    ...scope,
    ...(runId === undefined ? {} : { runId }),
  };
}

/** Does an operation, and gives what the memory answers. */
export async function performWhole(
  memory: Memory,
  operation: WholeOperation,
  setting: Setting,
): Promise<unknown> {
  const scope = scopeOf(operation.caller, setting.mark);
  switch (operation.does) {
    case "state":
    case "say":
    case "note":
      return memory.add(messagesOf(operation), { ...scope, ...optionsOf(operation, setting) });
    case "update":
    case "delete":
    case "get":
    case "history":
      return performById(memory, operation, { scope, ...setting });
    case "search":
    case "list":
    case "profile":
      return ask(memory, operation, { scope, ...setting });
    case "graph":
      return askGraph(memory, operation, scope);
    default:
      return performOnTenant(memory, operation, scope);
  }
}

function messagesOf(operation: Adding): NonNullable<Parameters<Memory["add"]>[0]> {
  if (operation.does === "state") return `This tells of key ${operation.key}, Ana and 张伟.`;
  return operation.spoken.flatMap((index) => SPOKEN[index] ?? []);
}

function optionsOf(operation: Adding, { now, memoryIds }: Setting): AddOptions {
  const { key, day, metadata, expiresIn } = operation;
  const shared = {
    idempotencyKey: `key ${key}`,
    at: dayOf(day),
    metadata: METADATA[metadata],
    ...(expiresIn === null ? {} : { expiresAt: now + (expiresIn + 0.5) * STEP_MS }),
  };
  if (operation.does === "say") return shared;
  if (operation.does === "note") return { ...shared, infer: false };
  return {
    ...shared,
    dryRun: operation.isDry,
    facts: operation.facts.map((fact) => factOf(fact, memoryIds)),
    relations: operation.relations.map(relationOf),
    entities: operation.entities.map(({ name, alias }) => ({
      name: nameOf(name),
      ...(alias === null ? {} : { aliases: [nameOf(alias)] }),
    })),
  };
}

function factOf(told: ToldFact, memoryIds: readonly string[]): FactInput {
  const fact = FACTS[told.fact];
  if (!fact) throw new Error(`There is no fact ${told.fact}`);
  return {
    ...fact,
    ...(told.isEvent ? { kind: "event" as const } : {}),
    ...(told.byAssistant ? { attributedTo: "assistant" as const } : {}),
    ...intervalOf(told),
    ...linkOf(told.link, memoryIds),
  };
}

function relationOf(told: ToldRelation): RelationInput {
  const relation = RELATIONS[told.relation];
  if (!relation) throw new Error(`There is no relation ${told.relation}`);
  return {
    ...relation,
    ...intervalOf(told),
    ...(told.isCorrection ? { corrects: true as const } : {}),
  };
}

function linkOf({ does, what }: Link, memoryIds: readonly string[]): Partial<FactInput> {
  if (does === null) return {};
  return { [does]: what === null ? true : (memoryIds[what % memoryIds.length] ?? true) };
}

function intervalOf({
  from,
  to,
}: Pick<ToldFact, "from" | "to">): Pick<FactInput, "validFrom" | "validTo"> {
  return {
    ...(from === null ? {} : { validFrom: dayOf(from) }),
    ...(to === null ? {} : { validTo: dayOf((from ?? 0) + to + 1) }),
  };
}

async function performById(
  memory: Memory,
  operation: Doing<"update" | "delete" | "get" | "history">,
  { scope, id, now }: Setting & { readonly scope: Scope },
): Promise<unknown> {
  const within = operation.isScoped ? scope : {};
  switch (operation.does) {
    case "update":
      return memory.update(id, `Ana lives in Faro since ${now / STEP_MS} minutes`, within);
    case "delete":
      return withoutPlaces(await memory.delete(id, within));
    case "get":
      return memory.get(id, within);
    default:
      return memory.history(id, within);
  }
}

async function ask(
  memory: Memory,
  operation: Doing<"search" | "list" | "profile">,
  { scope, now }: Setting & { readonly scope: Scope },
): Promise<unknown> {
  const asOf = operation.asOf === null ? {} : { asOf: dayOf(operation.asOf) };
  if (operation.does === "profile") return memory.profile({ ...scope, ...asOf });
  const { filter, kinds, includeClosed, limit } = operation;
  const options = {
    ...scope,
    ...asOf,
    ...(filter === null ? {} : { filters: FILTERS[filter] }),
    ...(kinds.length === 0 ? {} : { kinds }),
    includeClosed,
    limit,
  };
  if (operation.does === "list") {
    return allPages((cursor) => memory.getAll({ ...options, cursor }));
  }
  const { knownAgo, hops, query } = operation;
  return memory.search(QUERIES[query] ?? "", {
    ...options,
    ...(knownAgo === null ? {} : { knownAt: now - (knownAgo + 0.5) * STEP_MS }),
    ...(hops === null ? {} : { graph: { hops } }),
  });
}

async function askGraph(memory: Memory, operation: Doing<"graph">, scope: Scope): Promise<unknown> {
  const { name, hops, asOf, includeClosed } = operation;
  const options = { ...scope, includeClosed, ...(asOf === null ? {} : { asOf: dayOf(asOf) }) };
  const relations = await allPages((cursor) =>
    memory.graph.relations({ ...options, limit: 3, cursor }),
  );
  const entities = await allPages((cursor) =>
    memory.graph.entities({ ...options, limit: 3, cursor }),
  );
  const near = await memory.graph.neighborhood(nameOf(name), { ...options, hops });
  return { relations, entities, near };
}

async function performOnTenant(
  memory: Memory,
  operation: Doing<"merge" | "stats" | "verify" | "repair" | "delete all">,
  scope: Scope,
): Promise<unknown> {
  switch (operation.does) {
    case "merge":
      return memory.graph.merge(nameOf(operation.from), nameOf(operation.into), scope);
    case "delete all":
      return withoutPlaces(await memory.deleteAll(scope));
    case "verify":
      return memory.verify(scope);
    case "repair":
      return memory.repair(scope);
    default:
      return memory.stats(scope);
  }
}

function nameOf(index: number): string {
  return NAMES[index] ?? "";
}

/** A day of January 2024. */
function dayOf(number: number): number {
  return Date.UTC(2024, 0, 1) + number * DAY_MS;
}
