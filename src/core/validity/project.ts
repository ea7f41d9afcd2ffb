/** What stores keep of the derived state for speed. */
import { type AgentShare, sharesOf } from "../agent-shares.ts";
import {
  type Attestation,
  compareTold,
  type Metadata,
  type MetadataValue,
  type Spell,
} from "../records.ts";
import { MAX_EVIDENCE, type Projection } from "../visibility.ts";
import type { LedgerState, StatementState } from "./derive.ts";

/** What is kept of a relation beside its record. */
export interface RelationProjection {
  readonly fact: string | null;
  readonly spells: readonly Spell[];
  readonly retractedAt: number | null;
  readonly foldedInto: string | null;
  readonly memoryIds: readonly string[];
  readonly turnIds: readonly string[];
  readonly agentIds: readonly (string | null)[];
  readonly runIds: readonly string[];
  /** Whose words its fact may have, where several agents attest it; absent otherwise. */
  readonly byAgent?: readonly AgentShare[];
}

/** The projection of a memory. */
export function projectMemory(
  statement: StatementState,
  state: LedgerState,
  revision: number,
): Projection {
  const told = tellings(statement, state);
  const own = told.find(({ of }) => of === statement.id);
  return {
    revision,
    spells: statement.spells.map(plain),
    retractedAt: statement.retractedAt,
    foldedInto: statement.foldedInto,
    isAttesting: true,
    text: own?.text ?? null,
    evidence: bounded(unique(told.map(({ turnId }) => turnId))),
    agentIds: unique(told.map(({ agentId }) => agentId)),
    runIds: unique(told.flatMap(({ runId }) => runId ?? [])),
    metadata: mergedMetadata(told),
    ...shared(sharesOf(statement.id, told)),
  };
}

/** The projection of a relation. */
export function projectRelation(statement: StatementState, state: LedgerState): RelationProjection {
  const told = tellings(statement, state);
  return {
    fact: told.find(({ text }) => text !== null)?.text ?? null,
    spells: statement.spells.map(plain),
    retractedAt: statement.retractedAt,
    foldedInto: statement.foldedInto,
    memoryIds: unique(told.flatMap(({ memoryId }) => memoryId ?? [])),
    turnIds: bounded(unique(told.map(({ turnId }) => turnId))),
    agentIds: unique(told.map(({ agentId }) => agentId)),
    runIds: unique(told.flatMap(({ runId }) => runId ?? [])),
    ...shared(sharesOf(statement.id, told).map((share) => ({ ...share, metadata: {} }))),
  };
}

function shared(byAgent: readonly AgentShare[]): { readonly byAgent?: readonly AgentShare[] } {
  return byAgent.length > 0 ? { byAgent } : {};
}

/** When what each attestation told holds: the spells that rest on it. An event, once told, always did happen. */
export function spellsByAttestation(state: LedgerState): Map<string, Spell[]> {
  const spells = new Map<string, Spell[]>();
  for (const id of state.attestations.keys()) spells.set(id, []);
  for (const statement of state.statements.values()) {
    for (const spell of statement.spells) {
      const { from, to, closedAt } = spell;
      const kept =
        statement.form === "event" ? { from, to: null, closedAt: null } : { from, to, closedAt };
      for (const id of spell.attestationIds) spells.get(id)?.push(kept);
    }
  }
  return spells;
}

/** What a turn told, with the spells that it shows of it. */
export interface Telling {
  readonly attestation: Pick<Attestation, "statedTo" | "episodeAt">;
  readonly spells: readonly Spell[];
}

/**
 * When that which a telling says holds: as long as what it tells of; and where it tells its end, from then on, as what was
 * told to have ended has ended ever since.
 */
function spellsSaid({ attestation: { statedTo, episodeAt }, spells }: Telling): readonly Spell[] {
  const isEndTold = statedTo !== null && statedTo <= episodeAt;
  if (!isEndTold || !spells.some(({ to }) => to === statedTo)) return spells;
  return [...spells, { from: statedTo, to: null, closedAt: null }];
}

/** The projection of a turn, from what it told. */
export function projectTurn(
  told: readonly Telling[],
  turn: {
    readonly agentId: string | null;
    readonly runId: string | null;
    readonly metadata: Metadata;
  },
  revision: number,
): Projection {
  const distinct = new Map<string, Spell>();
  for (const telling of told) {
    for (const spell of spellsSaid(telling)) {
      distinct.set(`${spell.from}|${spell.to}|${spell.closedAt}`, spell);
    }
  }
  return {
    revision,
    spells: [...distinct.values()].toSorted(compareSpells),
    retractedAt: null,
    foldedInto: null,
    isAttesting: told.length > 0,
    text: null,
    evidence: [],
    agentIds: [turn.agentId],
    runIds: turn.runId === null ? [] : [turn.runId],
    metadata: turn.metadata,
  };
}

/** The attestations a statement shows, folded ones included; its own, if it shows none. In the order of telling. */
function tellings(statement: StatementState, state: LedgerState): Attestation[] {
  const shown = new Set(statement.spells.flatMap(({ attestationIds }) => attestationIds));
  const told: Attestation[] = [];
  for (const id of shown) {
    const resolved = state.attestations.get(id);
    if (resolved) told.push(resolved.attestation);
  }
  // Only what shows nothing is looked for among all.
  for (const { attestation } of shown.size > 0 ? [] : state.attestations.values()) {
    if (attestation.of === statement.id) told.push(attestation);
  }
  return told.toSorted((a, b) => compareTold(a, b) || (a.id < b.id ? -1 : 1));
}

function compareSpells(a: Spell, b: Spell): number {
  return (
    compareTimes(a.from, b.from, Number.NEGATIVE_INFINITY) ||
    compareTimes(a.to, b.to, Number.POSITIVE_INFINITY) ||
    compareTimes(a.closedAt, b.closedAt, Number.POSITIVE_INFINITY)
  );
}

function compareTimes(a: number | null, b: number | null, unknown: number): number {
  return a === b ? 0 : (a ?? unknown) - (b ?? unknown);
}

function plain({ from, to, closedAt }: Spell): Spell {
  return { from, to, closedAt };
}

function unique<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}

function bounded(ids: readonly string[]): readonly string[] {
  if (ids.length <= MAX_EVIDENCE) return ids;
  const half = MAX_EVIDENCE / 2;
  return [...ids.slice(0, half), ...ids.slice(-half)];
}

function mergedMetadata(told: readonly Attestation[]): Metadata {
  // Without a prototype, so that a key named `__proto__` is a key.
  const merged: Record<string, MetadataValue> = Object.create(null) as Record<
    string,
    MetadataValue
  >;
  for (const { metadata } of told) Object.assign(merged, metadata);
  return merged;
}
