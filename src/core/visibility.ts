/** Which records an answer may show: the one rule that every store and arm applies. */
import { type AgentShare, isOfReader, metadataSeen, textSeen } from "./agent-shares.ts";
import type { HitKind, Metadata, Spell } from "./records.ts";

/** What stores keep of a memory or turn for speed, computed from the records at `revision`. */
export interface Projection {
  /** The tenant's revision that computed it; an older one never overwrites a newer. */
  readonly revision: number;
  /** When it holds, by start. For a turn: when anything it attests holds. */
  readonly spells: readonly Spell[];
  /** When it was taken back altogether; null while it stands. */
  readonly retractedAt: number | null;
  /** The memory that tells the same instead; null if it speaks for itself. */
  readonly foldedInto: string | null;
  /** For a turn: whether it attests anything. Always true for a memory. */
  readonly isAttesting: boolean;
  /** The memory's text as its earliest attestation has it; null for turns. */
  readonly text: string | null;
  /** Turns that tell it, in the order of telling, of folded memories too; at most {@link MAX_EVIDENCE}. */
  readonly evidence: readonly string[];
  /** Agents whose episodes attest it; null stands for none. */
  readonly agentIds: readonly (string | null)[];
  readonly runIds: readonly string[];
  /** Metadata of its attestations: a later telling's keys win. */
  readonly metadata: Metadata;
  /** Whose text and metadata these are, where several agents attest it; absent otherwise. */
  readonly byAgent?: readonly AgentShare[];
}

/** Most turns that a projection names as evidence: the earliest half and the latest half of longer lists. */
export const MAX_EVIDENCE = 256;

/** What a reader wants to see. */
export interface Visibility {
  /** World time, epoch ms. */
  readonly asOf: number;
  /** Whether the caller named it: then what is dated later is hidden. */
  readonly isExplicit: boolean;
  readonly includeClosed: boolean;
  /** Narrows to the agent's records plus those of no agent; null for all. */
  readonly agentId: string | null;
  /** Narrows to what some evidence of the run attests; null for all. */
  readonly runId: string | null;
  /** Kinds wanted; null for all. */
  readonly kinds: ReadonlySet<HitKind> | null;
}

/** The part of a stored record that {@link isVisible} looks at. */
export interface VisibleRecord {
  readonly kind: HitKind;
  /** When it was said or first recorded, epoch ms. */
  readonly at: number;
  readonly projection: Projection;
}

/** Whether a memory or turn may be shown. Pure; servers compile the same rule into their filters. */
export function isVisible({ kind, at, projection }: VisibleRecord, want: Visibility): boolean {
  if (want.kinds && !want.kinds.has(kind)) return false;
  if (!isInScope(projection, want)) return false;
  if (projection.foldedInto !== null) return false;
  return kind === "turn"
    ? isTurnVisible(at, projection, want)
    : isMemoryVisible(kind, projection, want);
}

function isTurnVisible(at: number, projection: Projection, want: Visibility): boolean {
  if (want.isExplicit && at > want.asOf) return false;
  if (want.includeClosed || !projection.isAttesting) return true;
  // What it announces for later is not closed: only the turn's own time may be too late.
  const { asOf } = want;
  return projection.spells.some((spell) => holdsAt(spell, { asOf, isExplicit: false }));
}

function isMemoryVisible(kind: HitKind, projection: Projection, want: Visibility): boolean {
  const { spells } = projection;
  if (kind === "event") {
    return spells.some(({ from }) => !want.isExplicit || from === null || from <= want.asOf);
  }
  if (want.includeClosed) {
    return spells.some(({ from }) => !want.isExplicit || from === null || from <= want.asOf);
  }
  return spells.some((spell) => holdsAt(spell, want));
}

/** Whether a spell holds at the time wanted. What begins later counts as holding unless a time was named. */
export function holdsAt(
  { from, to }: Spell,
  { asOf, isExplicit }: Pick<Visibility, "asOf" | "isExplicit">,
): boolean {
  if (to !== null && (to <= asOf || to === from)) return false;
  return !isExplicit || from === null || from <= asOf;
}

/** Whether a reader narrowed to an agent or a run may see it. */
export function isInScope(
  { agentIds, runIds }: Pick<Projection, "agentIds" | "runIds">,
  { agentId, runId }: Pick<Visibility, "agentId" | "runId">,
): boolean {
  if (!agentIds.some((own) => isOfReader(own, agentId))) return false;
  return runId === null || runIds.includes(runId);
}

/** A memory's metadata as a reader narrowed to an agent sees it: that of its own and of no agent's tellings. */
export function metadataFor(
  { metadata, byAgent }: Pick<Projection, "metadata" | "byAgent">,
  agentId: string | null,
): Metadata {
  return agentId === null || !byAgent ? metadata : metadataSeen(byAgent, agentId);
}

/** The text of a memory or edge in a telling that the reader may see; null if none differs from the one kept. */
export function textFor(
  { byAgent }: Pick<Projection, "byAgent">,
  agentId: string | null,
): string | null {
  return agentId === null || !byAgent ? null : textSeen(byAgent, agentId);
}

/**
 * The spell to show: the latest that holds at the time wanted; else one that is yet to begin, if those may be shown;
 * else the latest that had begun; else the latest.
 */
export function spellShown(
  { spells }: Pick<Projection, "spells">,
  want: Visibility,
): Spell | undefined {
  const { asOf } = want;
  return (
    spells.findLast((spell) => holdsAt(spell, { asOf, isExplicit: true })) ??
    spells.findLast((spell) => holdsAt(spell, want)) ??
    spells.findLast(({ from }) => from === null || from <= asOf) ??
    spells.at(-1)
  );
}

/** Whether an edge may be shown: the same rule as a trait's. */
export function isEdgeVisible(
  edge: Pick<Projection, "spells" | "foldedInto" | "agentIds" | "runIds">,
  want: Visibility,
): boolean {
  if (edge.foldedInto !== null || !isInScope(edge, want)) return false;
  return edge.spells.some((spell) =>
    want.includeClosed
      ? !want.isExplicit || spell.from === null || spell.from <= want.asOf
      : holdsAt(spell, want),
  );
}
