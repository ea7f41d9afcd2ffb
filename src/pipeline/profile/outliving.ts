/**
 * Relations that hold although no memory tells them: Ana is still a sister after "My sister Ana lives in Munich" is over,
 * and a caller may give relations alone. Pure.
 */
import { holdsAt, spellShown, type Visibility } from "../../core/visibility.ts";
import type { Spell } from "../../core/records.ts";
import type { Relation } from "../../graph/graph-store.ts";
import type { PointOutline } from "../../vector/vector-store.ts";
import { sentenceFor } from "../../core/relations/relations.ts";
import { isRelationVisible } from "../relation-visibility.ts";
import { inOwnWords } from "../search/tellings.ts";

/** Memories that are over and that relations are asked of: the latest ended. */
const MAX_ENDED = 200;

/** A relation to show. */
export interface OutlivingRelation {
  readonly relation: Relation;
  /** As a sentence of its own, without a full stop. */
  readonly fact: string;
  readonly spell: Spell;
}

/** Whether a caller gave it by itself: what a model or patterns read is told by what they read beside it. */
export function isToldAlone({ provenance, memoryIds }: Relation): boolean {
  return provenance.extractor === "caller" && memoryIds.length === 0;
}

/** Ids of the traits that no longer hold, the latest ended first, ties by id; at most {@link MAX_ENDED}. */
export function endedTraits(
  points: readonly PointOutline[],
  visibility: Visibility,
): readonly string[] {
  return points
    .filter(({ kind, spells }) => kind === "trait" && isEnded(spells, visibility))
    .map(({ id, spells }) => ({ id, at: spells.at(-1)?.to ?? 0 }))
    .toSorted((a, b) => b.at - a.at || (a.id < b.id ? -1 : 1))
    .slice(0, MAX_ENDED)
    .map(({ id }) => id);
}

/**
 * Of these relations, those that hold and that no memory of these points tells any more; each said
 * once, the latest begun first. What else tells one is not seen by who asks, so to them it is not told.
 */
export function outlivingRelations(
  relations: readonly Relation[],
  points: readonly PointOutline[],
  visibility: Visibility,
): readonly OutlivingRelation[] {
  const telling = new Set(
    points.flatMap(({ id, spells }) => (isEnded(spells, visibility) ? [] : [id])),
  );
  const want = { ...visibility, includeClosed: false };
  const found = relations.flatMap((relation): OutlivingRelation[] => {
    if (!isRelationVisible(relation, want)) return [];
    if (relation.memoryIds.some((id) => telling.has(id))) return [];
    const spell = spellShown(relation, want);
    return spell ? [{ relation, fact: factOf(relation), spell }] : [];
  });
  const byFact = new Map(found.map((one) => [one.fact, one]));
  return [...byFact.values()].toSorted(
    (a, b) => (b.spell.from ?? 0) - (a.spell.from ?? 0) || (a.fact < b.fact ? -1 : 1),
  );
}

/** What a caller said of it, if anything; not the words of what has ended. */
function factOf(relation: Relation): string {
  const { type, sourceName, destinationName, fact } = relation;
  const isGiven = fact !== sentenceFor(type, sourceName, destinationName, "en");
  return isToldAlone(relation) && isGiven ? fact : inOwnWords(relation);
}

function isEnded(spells: readonly Spell[], want: Visibility): boolean {
  return spells.length > 0 && !spells.some((spell) => holdsAt(spell, want));
}
