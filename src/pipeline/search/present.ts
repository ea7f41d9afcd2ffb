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
  const { candidate, score, relevance } = hit;
  const { point } = candidate;
  const { id, kind, text, attributedTo, agentId, recordedAt, projection } = point;
  const isTurn = kind === "turn";
  const { visibility, explain, past, ranges } = options;
  const spell = isTurn ? undefined : spellShown(projection, visibility);
  const isOver = spell !== undefined && spell.to !== null && kind !== "event";
  const closedAt = toIso(spell?.closedAt ?? null);
  return {
    id,
    memory: text,
    kind,
    score,
    relevance,
    metadata: isTurn ? point.metadata : projection.metadata,
    attributedTo,
    ...(agentId === null ? {} : { agentId }),
    validFrom: toIso(isTurn ? point.at : (spell?.from ?? null)),
    validTo: toIso(spell?.to ?? null),
    ...(closedAt === null ? {} : { closedAt }),
    recordedAt: new Date(recordedAt).toISOString(),
    evidence: hit.evidence.flatMap((turnId) => presentEvidence(options.turns.get(turnId), options)),
    why: whyOf(hit, { explain, past, ranges, spell, isOver }),
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
