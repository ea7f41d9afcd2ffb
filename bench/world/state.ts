/** Compares what a tenant's memory holds with what it should hold. Pure: it is given the rows. */
import { createHash } from "node:crypto";
import type { ApiEdge, ApiMemory, ApiNode } from "../memory-api.ts";
import type { Fact, FactState, RelationName, Tenant } from "./types.ts";

/** All rows of a tenant, closed ones included. */
export interface TenantState {
  readonly memories: readonly ApiMemory[];
  readonly edges: readonly ApiEdge[];
  readonly nodes: readonly ApiNode[];
}

/** How rows of one sort differ from the truth. All counts; right is 0. */
export interface RowReport {
  /** Facts that hold and have no row that holds. */
  readonly missing: number;
  /** Rows that hold although their fact does not, or that are of no fact of the tenant. */
  readonly extra: number;
  /** Rows that hold beyond the first of their fact. */
  readonly duplicated: number;
  /** Facts that have ended without a closed row that ends when they did. */
  readonly wrongEnd: number;
  /** Facts that hold whose row starts at another time. */
  readonly wrongStart: number;
  /** Closed rows, not taken back, of facts that never held or were deleted. */
  readonly ghosts: number;
}

/** How a tenant's state differs from the truth. */
export interface StateReport {
  readonly memories: RowReport;
  readonly edges: RowReport;
  /** Facts that hold and are shown in other words than they were first told in. */
  readonly reworded: number;
  readonly nodes: { readonly missing: number; readonly extra: number; readonly duplicated: number };
  /** Edges of this tenant that only another tenant's facts speak of. */
  readonly crossTenantEdges: number;
}

/** Which truth to compare with: once all has arrived, or after the deletions as well. */
export type Stage = "ingested" | "final";

/** Names the library has for relations of the world. Any other name is compared in lower case. */
const RELATION_NAMES: Readonly<Record<string, RelationName>> = {
  partner_of: "partner",
  managed_by: "manager",
  favorite_food: "favourite_food",
  also_known_as: "alias",
};

interface Row {
  readonly factId: string | undefined;
  readonly isOpen: boolean;
  readonly isRetracted: boolean;
  readonly validFrom: string | null;
  readonly validTo: string | null;
}

/** Compares a tenant's rows with the truth at a stage. `others` are the world's other tenants. */
export function compareState(
  tenant: Tenant,
  state: TenantState,
  stage: Stage,
  others: readonly Tenant[] = [],
): StateReport {
  const byText = factIdsByText(tenant);
  const byEdge = factIdsByEdge(tenant);
  const canonical = nameReader(tenant);
  const memories = state.memories
    .filter(({ kind }) => kind !== "turn")
    .map((memory) => rowOf(memory, byText.get(memory.memory)));
  const edges = state.edges.map((edge) => rowOf(edge, byEdge.get(edgeKey(edge, canonical))));
  const relational = tenant.facts.filter(({ relationship }) => relationship !== "alias");
  const foreign = new Set(others.flatMap((other) => Array.from(factIdsByEdge(other).keys())));
  const unknown = state.edges
    .map((edge) => edgeKey(edge, canonical))
    .filter((key) => !byEdge.has(key));
  return {
    memories: compareRows(tenant.facts, memories, stage),
    edges: compareRows(relational, edges, stage),
    reworded: countReworded(tenant.facts, state.memories, stage),
    nodes: compareNodes(tenant, state.nodes, stage),
    crossTenantEdges: unknown.filter((key) => foreign.has(key)).length,
  };
}

/**
 * A hash of what a tenant holds, without ids and whatever the order of the rows.
 *
 * With `tenant`, wordings and names are folded: two states that mean the same have the same hash.
 */
export function hashState(state: TenantState, tenant?: Tenant): string {
  return createHash("sha256").update(stateLines(state, tenant).join("\n")).digest("hex");
}

/** What {@link hashState} hashes: one line per row, sorted. */
export function stateLines(state: TenantState, tenant?: Tenant): string[] {
  const byText = tenant ? factIdsByText(tenant) : new Map<string, string>();
  const canonical = tenant ? nameReader(tenant) : (name: string): string => name;
  const lines = [
    ...state.memories.map((memory) =>
      line("memory", byText.get(memory.memory) ?? memory.memory, memory.kind, ...timesOf(memory)),
    ),
    ...state.edges.map((edge) => line("edge", edgeKey(edge, canonical), ...timesOf(edge))),
    ...new Set(state.nodes.map(({ name }) => line("node", canonical(name)))),
  ];
  return lines.toSorted();
}

/** Rows of a state, in number. */
export function countRows({ memories, edges, nodes }: TenantState): number {
  return memories.length + edges.length + nodes.length;
}

/** The fact each wording belongs to. */
export function factIdsByText({ facts }: Tenant): Map<string, string> {
  return new Map(facts.flatMap(({ id, texts }) => texts.map((text) => [text, id])));
}

/** The fact each edge belongs to, by {@link edgeKey}. */
export function factIdsByEdge({ facts }: Tenant): Map<string, string> {
  return new Map(
    facts.map(({ id, subject, relationship, object }) => [
      keyOf(subject.name, relationship, object.name),
      id,
    ]),
  );
}

/** What an edge says, as a key; a partnership is the same from either end. */
export function edgeKey(
  { source, relationship, destination }: Pick<ApiEdge, "source" | "relationship" | "destination">,
  canonical: (name: string) => string,
): string {
  const lower = relationship.toLowerCase();
  return keyOf(canonical(source), RELATION_NAMES[lower] ?? lower, canonical(destination));
}

/** Reads an alias as the name it stands for. */
export function nameReader({ facts }: Tenant): (name: string) => string {
  const aliases = new Map(
    facts
      .filter(({ relationship }) => relationship === "alias")
      .map(({ subject, object }) => [object.name, subject.name]),
  );
  return (name) => aliases.get(name) ?? name;
}

function keyOf(source: string, relationship: string, destination: string): string {
  const ends =
    relationship === "partner" ? [source, destination].toSorted() : [source, destination];
  return JSON.stringify([relationship, ...ends]);
}

function rowOf(
  row: Pick<ApiMemory, "validFrom" | "validTo" | "retractedAt">,
  factId: string | undefined,
): Row {
  const isRetracted = typeof row.retractedAt === "string";
  const { validFrom, validTo } = row;
  return { factId, isRetracted, isOpen: !isRetracted && validTo === null, validFrom, validTo };
}

function compareRows(facts: readonly Fact[], rows: readonly Row[], stage: Stage): RowReport {
  const byFact = Map.groupBy(rows, ({ factId }) => factId ?? "");
  const states = facts.map((fact) => ({
    fact,
    state: fact[stage],
    own: byFact.get(fact.id) ?? [],
  }));
  const holding = states.filter(({ state }) => state.status === "current");
  const idle = states.filter(({ state }) => state.status !== "current");
  const openCounts = holding.map(({ own }) => own.filter(({ isOpen }) => isOpen).length);
  const strangers = byFact.get("") ?? [];
  return {
    missing: openCounts.filter((count) => count === 0).length,
    duplicated: openCounts.reduce((sum, count) => sum + Math.max(0, count - 1), 0),
    extra:
      strangers.filter(({ isOpen }) => isOpen).length +
      idle.flatMap(({ own }) => own.filter(({ isOpen }) => isOpen)).length,
    wrongEnd: states.filter(({ state, own }) => !endsRight(state, own)).length,
    wrongStart: holding.filter(({ state, own }) => !startsRight(state, own)).length,
    ghosts: idle
      .filter(({ state }) => state.status === "retracted" || state.status === "deleted")
      .flatMap(({ own }) => own.filter((row) => !row.isOpen && !row.isRetracted)).length,
  };
}

function endsRight({ status, spells }: FactState, own: readonly Row[]): boolean {
  const last = spells.at(-1);
  return status !== "ended" || own.some(({ validTo }) => isSameTime(validTo, last?.to ?? null));
}

function startsRight({ spells }: FactState, own: readonly Row[]): boolean {
  const last = spells.at(-1);
  const open = own.filter(({ isOpen }) => isOpen);
  return open.length === 0 || open.some((row) => isSameTime(row.validFrom, last?.from ?? null));
}

function isSameTime(a: string | null, b: string | null): boolean {
  return a === null || b === null ? a === b : Date.parse(a) === Date.parse(b);
}

function countReworded(
  facts: readonly Fact[],
  memories: readonly ApiMemory[],
  stage: Stage,
): number {
  const open = new Set(
    memories.filter((memory) => rowOf(memory, undefined).isOpen).map(({ memory }) => memory),
  );
  return facts.filter((fact) => {
    const state = fact[stage];
    const isShown = fact.texts.some((text) => open.has(text));
    return state.status === "current" && isShown && !open.has(state.spells.at(-1)?.text ?? "");
  }).length;
}

/** What only a fact that never held speaks of may be there, and need not. */
function compareNodes(
  tenant: Tenant,
  nodes: readonly ApiNode[],
  stage: Stage,
): StateReport["nodes"] {
  const canonical = nameReader(tenant);
  const told = tenant.facts.filter((fact) => fact[stage].status !== "deleted");
  const allowed = namesIn(told);
  const names = Array.from(namesIn(told.filter((fact) => fact[stage].status !== "retracted")));
  const counts = new Map<string, number>();
  for (const { name } of nodes) {
    counts.set(canonical(name), (counts.get(canonical(name)) ?? 0) + 1);
  }
  return {
    missing: names.filter((name) => !counts.has(name)).length,
    duplicated: names.reduce((sum, name) => sum + Math.max(0, (counts.get(name) ?? 0) - 1), 0),
    extra: Array.from(counts.keys()).filter((name) => !allowed.has(name)).length,
  };
}

/** Everything facts speak of, under its name and not its alias. */
function namesIn(facts: readonly Fact[]): Set<string> {
  return new Set(
    facts.flatMap(({ subject, relationship, object }) =>
      relationship === "alias" ? [subject.name] : [subject.name, object.name],
    ),
  );
}

function timesOf(row: Pick<ApiMemory, "validFrom" | "validTo" | "retractedAt">): string[] {
  const { validFrom, validTo } = row;
  const times = [validFrom, validTo].map((time) =>
    time === null ? "" : new Date(time).toISOString(),
  );
  return [...times, typeof row.retractedAt === "string" ? "retracted" : ""];
}

function line(...parts: readonly string[]): string {
  return JSON.stringify(parts);
}
