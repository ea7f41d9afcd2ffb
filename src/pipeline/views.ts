/** Records as callers see them: times as ISO 8601 strings in UTC, null where there is none. */
import type { Evidence } from "../core/hit.ts";
import type { Attribution, HitKind, Metadata, Provenance, Spell } from "../core/records.ts";
import type { Entity, Relation } from "../graph/graph-store.ts";
import type { StoredPoint } from "../vector/vector-store.ts";

/** When something held. */
export interface SpellView {
  readonly validFrom: string | null;
  readonly validTo: string | null;
  /** When its end was learned of. */
  readonly closedAt: string | null;
}

/** An edge of the graph. */
export interface RelationView {
  readonly id: string;
  readonly source: string;
  /** The canonical type, such as "LIVES_IN". */
  readonly relationship: string;
  readonly destination: string;
  /** The fact as a sentence. */
  readonly fact: string;
  readonly validFrom: string | null;
  readonly validTo: string | null;
  readonly closedAt: string | null;
  /** When it was taken back; null while it stands. */
  readonly retractedAt: string | null;
  /** Each time it held, the earliest first. */
  readonly spells: readonly SpellView[];
  /** Memories that tell it. */
  readonly memoryIds: readonly string[];
  readonly recordedAt: string;
}

/** A node of the graph. */
export interface EntityView {
  readonly name: string;
  readonly type: string | null;
  readonly aliases: readonly string[];
  /** When it was first told of. */
  readonly firstAt: string;
}

/** A memory or turn. */
export interface MemoryView {
  readonly id: string;
  readonly memory: string;
  readonly kind: HitKind;
  readonly attributedTo: Attribution;
  readonly agentId: string | null;
  readonly metadata: Metadata;
  readonly validFrom: string | null;
  readonly validTo: string | null;
  readonly closedAt: string | null;
  readonly retractedAt: string | null;
  /** Each time it held, the earliest first. */
  readonly spells: readonly SpellView[];
  readonly recordedAt: string;
  readonly evidence: readonly Evidence[];
  /** What read it; null for turns. */
  readonly provenance: Provenance | null;
}

/** Epoch milliseconds as text. */
export function iso(ms: number): string {
  return new Date(ms).toISOString();
}

/** Epoch milliseconds as text, or null. */
export function isoOrNull(ms: number | null): string | null {
  return ms === null ? null : iso(ms);
}

/** A spell as callers see it. */
export function viewSpell({ from, to, closedAt }: Spell): SpellView {
  return { validFrom: isoOrNull(from), validTo: isoOrNull(to), closedAt: isoOrNull(closedAt) };
}

/** An edge as callers see it, by its latest spell. */
export function viewRelation(relation: Relation): RelationView {
  const last = relation.spells.at(-1) ?? { from: null, to: null, closedAt: null };
  return {
    id: relation.id,
    source: relation.sourceName,
    relationship: relation.type,
    destination: relation.destinationName,
    fact: relation.fact,
    ...viewSpell(last),
    retractedAt: isoOrNull(relation.retractedAt),
    spells: relation.spells.map(viewSpell),
    memoryIds: relation.memoryIds,
    recordedAt: iso(relation.recordedAt),
  };
}

/** An entity as callers see it. */
export function viewEntity({ name, type, aliases, firstAt }: Entity): EntityView {
  return { name, type, aliases, firstAt: iso(firstAt) };
}

/** A memory or turn as callers see it, by its latest spell. */
export function viewPoint(point: StoredPoint, evidence: readonly Evidence[]): MemoryView {
  const { projection } = point;
  const isTurn = point.kind === "turn";
  const told = { from: isTurn ? point.at : null, to: null, closedAt: null };
  const last = isTurn ? told : (projection.spells.at(-1) ?? told);
  return {
    id: point.id,
    memory: point.text,
    kind: point.kind,
    attributedTo: point.attributedTo,
    agentId: point.agentId,
    metadata: isTurn ? point.metadata : projection.metadata,
    ...viewSpell(last),
    retractedAt: isoOrNull(projection.retractedAt),
    spells: isTurn ? [] : projection.spells.map(viewSpell),
    recordedAt: iso(point.recordedAt),
    evidence,
    provenance: point.provenance,
  };
}

/** A turn as evidence. */
export function viewEvidence(turn: StoredPoint): Evidence | undefined {
  const details = turn.turn;
  if (!details) return undefined;
  const { episodeId, ref, role, name } = details;
  return {
    turnId: turn.id,
    episodeId,
    ...(ref === null ? {} : { ref }),
    role,
    ...(name === null ? {} : { name }),
    at: iso(turn.at),
    ...(turn.isRedacted ? { redacted: true as const } : { text: turn.text }),
  };
}
