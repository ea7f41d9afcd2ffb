/**
 * Folds what says the same into one hit: a turn into the better-ranked memory that was read from it, and near-duplicates
 * into the best of them. What is folded stays to be seen, as evidence.
 */
import type { HitKind } from "../../core/records.ts";
import { MAX_EVIDENCE } from "../../core/visibility.ts";
import type { StoredPoint } from "../../vector/vector-store.ts";
import type { ScoredCandidate } from "./fuse.ts";
import { sayingKey } from "./same-saying.ts";

/** Turns that one hit names as its evidence: the earliest half and the latest half of longer lists. */
export const MAX_SHOWN_EVIDENCE = 24;

/** A candidate that is shown, with what was folded into it. */
export interface FoldedCandidate extends ScoredCandidate {
  /** The turns it rests on, in the order of telling, then those of what was folded into it. */
  readonly evidence: readonly string[];
  /** Ids of what says the same and is not shown by itself. */
  readonly folded: readonly string[];
}

interface Draft extends ScoredCandidate {
  readonly evidence: string[];
  readonly folded: string[];
}

/**
 * Folds a ranking, best first, until `limit` hits are there; the order of what is left stays.
 *
 * Every turn that comes before the last hit is shown, as a hit or in the evidence of one.
 */
export function fold(ranking: readonly ScoredCandidate[], limit: number): FoldedCandidate[] {
  const shown: Draft[] = [];
  const cited = new Map<string, Draft>();
  const said = new Map<string, Draft>();
  const done = new Set<string>();
  const memories = memoriesByWords(ranking);
  for (const ranked of ranking) {
    if (shown.length >= limit) break;
    const one = memoryInPlaceOf(ranked, memories);
    const { id, kind } = one.candidate.point;
    if (done.has(id) || (kind === "turn" && cited.has(id))) continue;
    done.add(id);
    const key = sayingOf(one);
    const same = key === null ? undefined : said.get(key);
    if (same && same.evidence.length < MAX_EVIDENCE) {
      same.folded.push(id);
      for (const turnId of ownEvidence(one)) cite(turnId, same, cited);
      continue;
    }
    const draft: Draft = { ...one, evidence: [], folded: [] };
    for (const turnId of ownEvidence(one)) cite(turnId, draft, cited);
    shown.push(draft);
    if (key !== null) said.set(key, draft);
  }
  return shown;
}

/** Memories by the letters that they and turns of their evidence have, the best of each first. */
function memoriesByWords(ranking: readonly ScoredCandidate[]): Map<string, ScoredCandidate[]> {
  const memories = ranking.filter(({ candidate: { point } }) => point.kind !== "turn");
  return Map.groupBy(memories, ({ candidate: { point } }) => lettersOf(point.text));
}

/** The memory that was read from a turn and says just what it says takes its place, and its score if that is better. */
function memoryInPlaceOf(
  one: ScoredCandidate,
  memories: ReadonlyMap<string, readonly ScoredCandidate[]>,
): ScoredCandidate {
  const { id, kind, text } = one.candidate.point;
  if (kind !== "turn") return one;
  const same = memories.get(lettersOf(text)) ?? [];
  const memory = same.find(({ candidate: { point } }) => point.projection.evidence.includes(id));
  if (!memory) return one;
  const turn = one.score - memory.score;
  if (turn <= 0) return memory;
  return { ...memory, score: one.score, parts: { ...memory.parts, turn } };
}

function lettersOf(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "");
}

function cite(turnId: string, draft: Draft, cited: Map<string, Draft>): void {
  if (!draft.evidence.includes(turnId) && draft.evidence.length < MAX_EVIDENCE) {
    draft.evidence.push(turnId);
  }
  if (draft.evidence.includes(turnId) && !cited.has(turnId)) cited.set(turnId, draft);
}

function ownEvidence({ candidate: { point } }: ScoredCandidate): readonly string[] {
  if (point.kind === "turn") return [point.id];
  const { evidence } = point.projection;
  if (evidence.length <= MAX_SHOWN_EVIDENCE) return evidence;
  const half = MAX_SHOWN_EVIDENCE / 2;
  return [...evidence.slice(0, half), ...evidence.slice(-half)];
}

/**
 * What two hits must have in common to be one: the same words, but for those that make no difference, of one kind and side,
 * and the same time of holding. Null for a text without any.
 */
function sayingOf({ candidate: { point } }: ScoredCandidate): string | null {
  const saying = sayingKey(point.text);
  if (saying === "") return null;
  const { kind, attributedTo, turn, projection } = point;
  const speaker = kind === "turn" ? (turn?.name ?? turn?.role ?? "") : "";
  const times = timesOf(kind, projection);
  return JSON.stringify([kind, attributedTo, speaker, times, saying]);
}

/** Of an event or note all of it: told of another day it is another. What holds is the same whenever it was told. */
function timesOf(kind: HitKind, { spells }: StoredPoint["projection"]): unknown {
  if (kind === "turn") return null;
  return kind === "trait" ? (spells.at(-1)?.to ?? null) : spells.map(({ from, to }) => [from, to]);
}
