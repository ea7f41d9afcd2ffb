/**
 * Orders the values of one slot by what a question about the past asks for.
 *
 * All values of a slot match such a question about alike, and the one it names ("before ⟨Porto⟩") best of all. So the
 * scores that the values of a slot have got are dealt out anew among them: first what held just before the one that is
 * named, or at the time that is named, or last; then what held earlier; and last what came after or still holds.
 */
import { greatest } from "../../core/extremes.ts";
import type { Spell } from "../../core/records.ts";
import type { Relation } from "../../graph/graph-store.ts";
import type { TimeRange } from "../../vector/vector-store.ts";
import { compareScored, type ScoredCandidate } from "./fuse.ts";
import type { PastIntent } from "./past-intent.ts";

/** What a question about the past is read with. */
export interface PastView {
  readonly intent: PastIntent;
  /** World time, epoch ms. */
  readonly asOf: number;
  /** Entities that "before" compares with. */
  readonly anchorKeys: ReadonlySet<string>;
}

/** What a memory that is over gets more than one that still holds: enough to go first where both answer. */
export const CLOSED_BONUS = 1.25;

/**
 * Reorders `scored` for a question about the past; `relations` are the edges that were found.
 *
 * Scores only change places within a slot, so nothing that has to do with other slots moves.
 */
export function orderForPast(
  scored: readonly ScoredCandidate[],
  relations: readonly Relation[],
  view: PastView,
): ScoredCandidate[] {
  const raised = new Map(scored.map((one) => [one.candidate.point.id, raise(one, view)]));
  for (const slot of slotsOf(relations)) dealAnew(slot, raised, view);
  return [...raised.values()].toSorted(compareScored);
}

/** Whether a spell answers a question about the past: it is over, or it touches the time that is named. */
export function isPastSpell({ from, to }: Spell, { intent, asOf }: PastView): boolean {
  const { range } = intent;
  if (range) return touches({ from, to }, range);
  return to !== null && to <= asOf;
}

function raise(one: ScoredCandidate, view: PastView): ScoredCandidate {
  const { kind, projection } = one.candidate.point;
  const isTimeless = kind === "turn" || kind === "event";
  if (isTimeless || !projection.spells.some((spell) => isPastSpell(spell, view))) return one;
  const past = one.score * (CLOSED_BONUS - 1);
  return { ...one, score: one.score + past, parts: { ...one.parts, past } };
}

/** Edges of one subject and type, where there is more than one value. */
function slotsOf(relations: readonly Relation[]): Relation[][] {
  const groups = Map.groupBy(relations, ({ source, type }) => `${type}|${source}`);
  return [...groups.values()].filter((group) => group.length > 1);
}

interface Place {
  readonly id: string;
  readonly rank: number;
  /** When it ended, or began to count: later is nearer to what is asked. */
  readonly recency: number;
}

function dealAnew(
  slot: readonly Relation[],
  scored: Map<string, ScoredCandidate>,
  view: PastView,
): void {
  const limit = anchorStart(slot, view);
  const places = new Map<string, Place>();
  for (const relation of slot) {
    const { rank, recency } = placeOf(relation, limit, view);
    for (const id of tellersOf(relation, scored)) {
      const known = places.get(id);
      if (!known || rank < known.rank) places.set(id, { id, rank, recency });
    }
  }
  if (places.size < 2) return;
  const ordered = [...places.values()].toSorted(
    (a, b) => a.rank - b.rank || b.recency - a.recency || (a.id < b.id ? -1 : 1),
  );
  const scores = ordered.map(({ id }) => scored.get(id)?.score ?? 0).toSorted((a, b) => b - a);
  for (const [index, { id }] of ordered.entries()) {
    const one = scored.get(id);
    if (one) scored.set(id, withScore(one, scores[index] ?? one.score));
  }
}

/**
 * The memories that state a value: those that ended when it did. Where none did, an event may tell it ("moved to Porto").
 *
 * Beside them, a memory that holds on only names both ends ("does not want Ana and her manager to be mixed up").
 */
function tellersOf(
  { memoryIds, spells }: Relation,
  scored: ReadonlyMap<string, ScoredCandidate>,
): readonly string[] {
  const told = memoryIds.filter((id) => {
    const kind = scored.get(id)?.candidate.point.kind;
    return kind !== undefined && kind !== "turn";
  });
  const ends = new Set(spells.flatMap(({ to }) => to ?? []));
  const ended = told.filter((id) =>
    scored.get(id)?.candidate.point.projection.spells.some(({ to }) => to !== null && ends.has(to)),
  );
  return ended.length > 0 ? ended : told;
}

function withScore(one: ScoredCandidate, score: number): ScoredCandidate {
  const slot = (one.parts["slot"] ?? 0) + score - one.score;
  return slot === 0 ? one : { ...one, score, parts: { ...one.parts, slot } };
}

/** When the value that "before" names began to hold; null if the slot never had it. */
function anchorStart(slot: readonly Relation[], { anchorKeys }: PastView): number | null {
  const starts = slot
    .filter(({ destination }) => anchorKeys.has(destination))
    .flatMap(({ spells }) => spells.flatMap(({ from }) => from ?? []));
  return starts.length === 0 ? null : greatest(starts);
}

/** 0: what is asked for. 1: earlier, or over. 2: the rest. */
function placeOf(
  { spells }: Relation,
  limit: number | null,
  view: PastView,
): Pick<Place, "rank" | "recency"> {
  const ends = spells.flatMap(({ to }) => to ?? []);
  if (limit !== null) {
    const before = ends.filter((end) => end <= limit);
    if (before.length > 0) {
      const recency = greatest(before);
      return { rank: recency === limit ? 0 : 1, recency };
    }
    return { rank: 2, recency: Number.NEGATIVE_INFINITY };
  }
  const isPast = spells.some((spell) => isPastSpell(spell, view));
  return { rank: isPast ? 0 : 2, recency: Math.max(Number.NEGATIVE_INFINITY, greatest(ends)) };
}

function touches({ from, to }: Pick<Spell, "from" | "to">, range: TimeRange): boolean {
  return (
    (from ?? Number.NEGATIVE_INFINITY) < range.to && (to ?? Number.POSITIVE_INFINITY) > range.from
  );
}
