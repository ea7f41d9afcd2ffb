/** Which words must be gone after a deletion, said without looking at what it did. */
import type { MemoryView } from "../../src/index.ts";
import { SHARED_FACTS, type ToldWords } from "./told-history.ts";

/** Kinds of things that are deleted by id. */
export const TARGETS = ["memory", "turn", "relation", "episode"] as const;

/** What is deleted. */
export interface Target {
  readonly kind: (typeof TARGETS)[number];
  readonly id: string;
}

/** The words that have to go, given all that was shown before. */
export function expectedGone(
  target: Target,
  before: { readonly points: readonly MemoryView[] },
  words: ToldWords,
): string[] {
  const { id, kind } = target;
  if (kind === "relation") return words.relations.get(id) ?? [];
  if (kind === "memory") {
    const point = before.points.find((one) => one.id === id);
    const cited = words.factTurns.get(id) ?? evidenceOfShared(point);
    // Of a turn that others rest on, what was said goes.
    const said = cited.flatMap((turnId) => words.turns.get(turnId)?.slice(0, 1) ?? []);
    return [...(words.memories.get(id) ?? []), ...said];
  }
  const turns = before.points.filter((one) => one.kind === "turn" && isOf(one, target));
  const turnIds = new Set(turns.map((turn) => turn.id));
  const isLost = ({ id: memoryId, evidence }: MemoryView): boolean => {
    const told = words.factTurns.get(memoryId) ?? evidence.map(({ turnId }) => turnId);
    return told.every((turnId) => turnIds.has(turnId));
  };
  const edges = [...words.relations].filter(([edge]) =>
    turnIds.has(words.edgeTurns.get(edge) ?? ""),
  );
  return [
    ...turns.flatMap((turn) => words.turns.get(turn.id) ?? []),
    ...before.points.filter(isLost).flatMap((one) => words.memories.get(one.id) ?? []),
    ...edges.flatMap(([, own]) => own),
  ];
}

/** Of what others tell too, in the same words. A home that was told in other words before has evidence of that one. */
function evidenceOfShared(point: MemoryView | undefined): readonly string[] {
  if (!point || !SHARED_FACTS.includes(point.memory)) return [];
  return point.evidence.map(({ turnId }) => turnId);
}

function isOf(turn: MemoryView, { kind, id }: Target): boolean {
  return kind === "turn" ? turn.id === id : turn.evidence.some(({ episodeId }) => episodeId === id);
}
