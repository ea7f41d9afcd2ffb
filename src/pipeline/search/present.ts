/** Makes hits of candidates: with their evidence read, their spell chosen and their reasons said. */
import type { Evidence, Hit, RelationHit } from "../../core/hit.ts";
import type { Spell } from "../../core/records.ts";
import { holdsAt, spellShown, type Visibility } from "../../core/visibility.ts";
import type { Relation } from "../../graph/graph-store.ts";
import type { StoredPoint, TimeRange } from "../../vector/vector-store.ts";
import { viewEvidence } from "../views.ts";
import type { FoldedCandidate } from "./fold.ts";
import { toIso } from "./iso-time.ts";
import type { PastIntent } from "./past-intent.ts";
import type { FoundRelation } from "./rank-relations.ts";
import { whyOf } from "./why.ts";

/** What hits are made with. */
export interface PresentOptions {
  readonly visibility: Visibility;
  readonly explain: boolean;
  readonly past: PastIntent | null;
  readonly ranges: readonly TimeRange[];
  /** Turns by id: the evidence. */
  readonly turns: ReadonlyMap<string, StoredPoint>;
  /** Knowledge time; what was recorded later is no evidence. Null for now. */
  readonly knownAt: number | null;
}

/** Makes a hit. */
export function presentHit(hit: FoldedCandidate, options: PresentOptions): Hit {
  const { score, relevance, candidate } = hit;
  const { point } = candidate;
  const { visibility, explain, past, ranges, turns } = options;
  const spell = point.kind === "turn" ? undefined : spellShown(point.projection, visibility);
  const isOver = spell !== undefined && spell.to !== null && point.kind !== "event";
  const said = point.kind === "turn" ? { from: point.at, to: null, closedAt: null } : spell;
  return {
    ...presentPoint(point),
    score,
    relevance,
    ...presentSpell(said),
    evidence: hit.evidence.flatMap((turnId) => presentEvidence(turns.get(turnId), options)),
    why: whyOf(hit, { explain, past, ranges, spell, isOver }),
  };
}

type PointPart = "id" | "memory" | "kind" | "metadata" | "attributedTo" | "agentId" | "recordedAt";

function presentPoint(point: StoredPoint): Pick<Hit, PointPart> {
  const { id, kind, text, attributedTo, agentId, recordedAt, metadata, projection } = point;
  return {
    id,
    memory: text,
    kind,
    // The caller's own: the store may keep the point it is of.
    metadata: structuredClone(kind === "turn" ? metadata : projection.metadata),
    attributedTo,
    ...(agentId === null ? {} : { agentId }),
    recordedAt: new Date(recordedAt).toISOString(),
  };
}

function presentSpell(spell: Spell | undefined): Pick<Hit, "validFrom" | "validTo" | "closedAt"> {
  const { from = null, to = null, closedAt = null } = spell ?? {};
  const closed = toIso(closedAt);
  return {
    validFrom: toIso(from),
    validTo: toIso(to),
    ...(closed === null ? {} : { closedAt: closed }),
  };
}

/** Makes a relation of a search result. */
export function presentRelation(
  { relation, score, path }: FoundRelation,
  visibility: Visibility,
): RelationHit {
  const spell = shownSpell(relation, visibility);
  return {
    id: relation.id,
    source: relation.sourceName,
    relationship: relation.type,
    destination: relation.destinationName,
    fact: relation.fact,
    validFrom: toIso(spell?.from ?? null),
    validTo: toIso(spell?.to ?? null),
    score,
    path,
  };
}

/** As {@link spellShown} chooses for a memory. */
function shownSpell({ spells }: Relation, want: Visibility): Spell | undefined {
  const begun = spells.findLast(({ from }) => from === null || from <= want.asOf);
  return spells.findLast((spell) => holdsAt(spell, want)) ?? begun ?? spells.at(-1);
}

/** A turn as evidence; none if it is not there, not in the scope, or was not known. */
function presentEvidence(
  point: StoredPoint | undefined,
  { visibility, knownAt }: PresentOptions,
): Evidence[] {
  if (!point || !isInScope(point, visibility)) return [];
  if (knownAt !== null && point.recordedAt > knownAt) return [];
  return [viewEvidence(point) ?? []].flat();
}

function isInScope({ agentId, turn }: StoredPoint, want: Visibility): boolean {
  if (want.agentId !== null && agentId !== null && agentId !== want.agentId) return false;
  return want.runId === null || turn?.runId === want.runId;
}
