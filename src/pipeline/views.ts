/** Records as callers see them: times as ISO 8601 strings in UTC, null where there is none. */
import type { Evidence } from "../core/hit.ts";
import type { Attribution, HitKind, Metadata, Provenance, Spell } from "../core/records.ts";
import type { Entity, Relation } from "../graph/graph-store.ts";
import type { StoredPoint } from "../vector/vector-store.ts";

/** When something held. */
export interface SpellView {
  /** Its start; null if unknown. */
  readonly validFrom: string | null;
  /** Its end, exclusive; null while it holds. */
  readonly validTo: string | null;
  /** When its end was learned of. */
  readonly closedAt: string | null;
}

/** An edge of the graph. */
export interface RelationView {
  /** The relation. */
  readonly id: string;
  /** Name of the entity it goes out from. */
  readonly source: string;
  /** The canonical type, such as "LIVES_IN". */
  readonly relationship: string;
  /** Name of the entity it leads to. */
  readonly destination: string;
  /** The fact as a sentence. */
  readonly fact: string;
  /** Since when it holds, of its latest spell; null if unknown. */
  readonly validFrom: string | null;
  /** Until when, exclusive; null while it holds. */
  readonly validTo: string | null;
  /** When its end was learned of. */
  readonly closedAt: string | null;
  /** When it was taken back; null while it stands. */
  readonly retractedAt: string | null;
  /** Each time it held, the earliest first. */
  readonly spells: readonly SpellView[];
  /** Memories that tell it. */
  readonly memoryIds: readonly string[];
  /** When it was first recorded. */
  readonly recordedAt: string;
  /** What read it first: the extractor and, if there was one, the model and the version of its prompt. */
  readonly provenance: Provenance;
}

/** A node of the graph. */
export interface EntityView {
  /** What it was first called. */
  readonly name: string;
  /** Such as "person"; null if unknown. */
  readonly type: string | null;
  /** Its other names, sorted. */
  readonly aliases: readonly string[];
  /** When it was first told of. */
  readonly firstAt: string;
}

/** A memory or turn. */
export interface MemoryView {
  /** The memory or turn. */
  readonly id: string;
  /** Its text. */
  readonly memory: string;
  /** What it is. */
  readonly kind: HitKind;
  /** Whose statement it is. */
  readonly attributedTo: Attribution;
  /** The agent whose own statement it is, or that took part; null for none. */
  readonly agentId: string | null;
  /** Of a memory, what its tellings carry, a later one's keys winning. */
  readonly metadata: Metadata;
  /** Since when it holds, of its latest spell; null if unknown. */
  readonly validFrom: string | null;
  /** Until when, exclusive; null while it holds. */
  readonly validTo: string | null;
  /** When its end was learned of. */
  readonly closedAt: string | null;
  /** When it was taken back; null while it stands. */
  readonly retractedAt: string | null;
  /** Each time it held, the earliest first. */
  readonly spells: readonly SpellView[];
  /** When it was first recorded. */
  readonly recordedAt: string;
  /** The turns it was read from, in the order of telling. */
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
    provenance: relation.provenance,
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
