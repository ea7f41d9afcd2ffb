/** Which relation of a question an edge stands for. */
import type { Relation } from "../../graph/graph-store.ts";
import type { RelationEnds } from "./asked-types.ts";
import type { RelationUnit } from "./question-units.ts";
import { isReadingOf } from "./relation-lexicon.ts";
import { has, type Standing } from "./walk-state.ts";

/** What a step keeps that takes a relation before its turn. */
export const OUT_OF_TURN = 0.85;
/** What a walk keeps that takes a verb against its sense: who does it and to whom is guessed by the order of words. */
export const AGAINST_VERB = 0.7;
/** The same for a noun, where there is little to guess: "Ana's manager" is not whom Ana manages. */
export const AGAINST_NOUN = 0.4;

/** What is kept of a noun that the fact does not say: "Rui is my brother" tells of a sibling, and not of a sister. */
export const OTHER_NOUN = 0.85;

/** An edge that a walk may take. */
export interface Taking extends Standing {
  readonly isForward: boolean;
  readonly ends: RelationEnds | undefined;
}

/** The unit that an edge stands for, and how well. */
export interface Taken {
  readonly unit: number;
  readonly quality: number;
  readonly factor: number;
  /** Whether the edge is walked as the words say. */
  readonly isWithSense: boolean;
}

/** The open relation unit that fits the edge best, those whose turn it is before others. */
export function takeRelation(relation: Relation, taking: Taking): Taken | undefined {
  const { state, route } = taking;
  let best: Taken | undefined;
  let isTurn = true;
  for (const unit of route.order) {
    if (has(state.explained, unit)) continue;
    const turn = isTurn ? 1 : OUT_OF_TURN;
    for (const { quality, sense } of fits(unit, relation, taking)) {
      const factor = sense * turn;
      if (best && quality * factor <= best.quality * best.factor) continue;
      best = { unit, quality, factor, isWithSense: sense === 1 };
    }
    isTurn = false;
  }
  return best;
}

interface Fit {
  readonly quality: number;
  readonly sense: number;
}

/** How each reading of a unit fits the edge. */
function* fits(index: number, relation: Relation, taking: Taking): Generator<Fit> {
  const { units, nounsOf } = taking.route.ground;
  const unit = units[index];
  if (unit?.form !== "relation") return;
  const isSaid = nounsOf(relation).has(index);
  for (const reading of unit.readings) {
    if (!isReadingOf(reading, relation.type)) continue;
    const isSource = reading.isNoun ? !isOwnerAsked(unit, taking) : isSubject(unit, taking);
    const isWithSense =
      taking.ends?.isSymmetric === true || (isSource !== reading.isInverse) === taking.isForward;
    const against = reading.isNoun ? AGAINST_NOUN : AGAINST_VERB;
    const said = reading.isNoun && !isSaid ? OTHER_NOUN : 1;
    yield { quality: reading.weight * said, sense: isWithSense ? 1 : against };
  }
}

/** Whether the walk so far is what does it ("where does ⟨Ana⟩ live") rather than what it is done to ("who works at ⟨X⟩"). */
function isSubject(unit: RelationUnit, { state }: Taking): boolean {
  const { phrase } = state;
  const isInside =
    unit.gapStart !== null && phrase.start > unit.gapStart && phrase.end <= unit.start;
  return !isInside && phrase.start < unit.start;
}

/** "Whose manager is ⟨Ana⟩?" asks for the owner of the noun. */
function isOwnerAsked({ start }: RelationUnit, { route }: Taking): boolean {
  return /(?:\bwhose\s{1,3}(?:\p{L}{2,12}\s)?|谁的)$/iu.test(route.ground.text.slice(0, start));
}
