/**
 * What was known at a time: what was found is derived anew from the records up to then.
 *
 * Stores keep what holds as it is known today, so the arms look wider, closed facts included, and what they bring is
 * judged here. What a later record took back is not in their answers any more; it comes in through the ledger, which
 * holds everything that bears on what was found.
 */
import { matchesFilter } from "../../core/matches-filter.ts";
import { step, type Steps } from "../../core/awaitable.ts";
import type { Attestation, Spell } from "../../core/records.ts";
import type { Tenant } from "../../core/scope.ts";
import { canonicalizer } from "../../core/validity/canonical.ts";
import { deriveState, type LedgerState } from "../../core/validity/derive.ts";
import {
  projectMemory,
  projectRelation,
  projectTurn,
  spellsByAttestation,
} from "../../core/validity/project.ts";
import {
  isEdgeVisible,
  isVisible,
  metadataFor,
  textFor,
  type Visibility,
} from "../../core/visibility.ts";
import type { FilterNode } from "../../core/filter.ts";
import type { Relation } from "../../graph/graph-store.ts";
import type { StoredPoint } from "../../vector/vector-store.ts";
import type { Stores } from "../stores.ts";

/** How many times the usual number each arm fetches when the past's knowledge is asked for. */
export const KNOWN_AT_WIDENING = 3;
/** Statements that only the ledger brings in: more belong to slots that changed hundreds of times. */
export const MAX_RECALLED = 100;

/** What was found and is to be judged. */
export interface KnownAtInput {
  readonly stores: Stores;
  readonly tenant: Tenant;
  /** Epoch ms. */
  readonly knownAt: number;
  readonly points: readonly StoredPoint[];
  readonly relations: readonly Relation[];
  /** What the caller wants to see. */
  readonly visibility: Visibility;
}

/** What was known, with projections as they would have been. */
export interface KnownThen {
  readonly points: readonly StoredPoint[];
  readonly relations: readonly Relation[];
}

/** Takes points and relations back to what was known of them, and adds what has been taken back since. */
export function* recallKnown(input: KnownAtInput): Steps<KnownThen> {
  const { stores, tenant, points, relations, knownAt } = input;
  const { agentId } = input.visibility;
  const memories = points.filter(({ kind }) => kind !== "turn");
  const ids = [...memories, ...relations].map(({ id }) => id);
  const state = yield* stateAt(input, ids);
  const statements = [...state.statements.values()];
  const recalled = (form: "memory" | "relation"): string[] =>
    statements
      .filter((one) => (one.form === "relation") === (form === "relation") && !ids.includes(one.id))
      .map(({ id }) => id)
      .slice(0, MAX_RECALLED);
  const morePoints = yield* step(stores.vector.get(tenant, recalled("memory")));
  const moreRelations = yield* step(
    stores.graph.getRelations(tenant, recalled("relation"), agentId),
  );
  const turns = points.filter(({ kind }) => kind === "turn");
  const turnAttestations = Map.groupBy(
    Array.from(state.attestations.values(), ({ attestation }) => attestation),
    ({ turnId }) => turnId,
  );
  const spells = spellsByAttestation(state);
  return {
    points: [
      ...[...memories, ...morePoints].flatMap((point) => memoryThen(point, state, knownAt) ?? []),
      ...turns
        .filter(({ recordedAt }) => recordedAt <= knownAt)
        .map((turn) => turnThen(turn, { told: turnAttestations.get(turn.id), spells, knownAt })),
    ],
    relations: [...relations, ...moreRelations].flatMap(
      (relation) => relationThen(relation, state, input.visibility) ?? [],
    ),
  };
}

/** Whether a point is wanted; what the stores check where today's knowledge is asked for. */
export function isWanted(
  point: StoredPoint,
  visibility: Visibility,
  filter: FilterNode | null,
): boolean {
  if (point.isRedacted || !isVisible(point, visibility)) return false;
  const { kind, metadata: own, projection } = point;
  const metadata = kind === "turn" ? own : metadataFor(projection, visibility.agentId);
  return filter === null || matchesFilter(filter, metadata);
}

function* stateAt(
  { stores, tenant, knownAt }: KnownAtInput,
  ids: readonly string[],
): Steps<LedgerState> {
  const all = yield* step(stores.graph.ledgerOf(tenant, ids));
  const attestations = all.attestations.filter(({ recordedAt }) => recordedAt <= knownAt);
  const supersessions = all.supersessions.filter(({ recordedAt }) => recordedAt <= knownAt);
  const keys = new Set(
    attestations.flatMap(({ slot }) => (slot ? [slot.subject, slot.value] : [])),
  );
  const merges = yield* step(stores.graph.mergesOf(tenant, [...keys]));
  const canonical = canonicalizer(merges.filter(({ recordedAt }) => recordedAt <= knownAt));
  return deriveState({ attestations, supersessions }, canonical);
}

function memoryThen(
  point: StoredPoint,
  state: LedgerState,
  knownAt: number,
): StoredPoint | undefined {
  const statement = state.statements.get(point.id);
  if (!statement || statement.form === "relation" || point.recordedAt > knownAt) return undefined;
  const projection = projectMemory(statement, state, point.projection.revision);
  const revision = point.revisions.findLast(({ recordedAt }) => recordedAt <= knownAt);
  const text = revision?.text ?? projection.text ?? point.originalText ?? point.text;
  return { ...point, text, projection };
}

interface TurnRecall {
  readonly told: readonly Attestation[] | undefined;
  readonly spells: ReadonlyMap<string, readonly Spell[]>;
  readonly knownAt: number;
}

/** From what it told, where that was found; else from today's spells without the ends that were learned of since. */
function turnThen(point: StoredPoint, { told, spells, knownAt }: TurnRecall): StoredPoint {
  const { projection, turn, agentId, metadata } = point;
  if (told) {
    const attested = told.map((attestation) => ({
      attestation,
      spells: spells.get(attestation.id) ?? [],
    }));
    const own = { agentId, runId: turn?.runId ?? null, metadata };
    return { ...point, projection: projectTurn(attested, own, projection.revision) };
  }
  const known = projection.spells.map((spell) =>
    spell.closedAt !== null && spell.closedAt > knownAt
      ? { from: spell.from, to: null, closedAt: null }
      : spell,
  );
  return { ...point, projection: { ...projection, spells: known } };
}

function relationThen(
  relation: Relation,
  state: LedgerState,
  visibility: Visibility,
): Relation | undefined {
  const statement = state.statements.get(relation.id);
  if (statement?.form !== "relation") return undefined;
  const { fact, byAgent, ...then } = projectRelation(statement, state);
  if (!isEdgeVisible(then, visibility)) return undefined;
  // The store has narrowed the one it gave to the reader.
  const own = byAgent ? textFor({ byAgent }, visibility.agentId) : null;
  const told = byAgent && visibility.agentId !== null ? own : fact;
  return { ...relation, ...then, fact: told ?? relation.fact };
}
