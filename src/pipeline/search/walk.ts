/**
 * Walks from the names in a question along the relations it speaks of: "Where does the manager of Ana's partner live?" is
 * Ana, her partner, their manager, that person's home.
 *
 * A beam search over the edges at hand. Each step has to explain a part of the question that no step before it has; what
 * a walk is worth is the share of the question it explains, by weight. A relation that is left out on the way, or walked
 * against the sense of its words, costs.
 */
import type { Relation } from "../../graph/graph-store.ts";
import type { RelationEnds } from "./asked-types.ts";
import type { Span } from "./span.ts";
import type { QuestionUnit, RelationUnit } from "./question-units.ts";
import { isReadingOf } from "./relation-lexicon.ts";
import { walkOrder } from "./walk-order.ts";
import type { EntityType } from "../../core/relations/relation-definition.ts";

/** Longest walk, in edges: the questions people ask have three at most. */
export const MAX_WALK_HOPS = 3;
/** Walks that are kept after each hop. */
export const BEAM_WIDTH = 64;
/** What a step keeps that takes a relation before its turn. */
export const OUT_OF_TURN = 0.85;
/** What a walk keeps that takes a verb against its sense: who does it and to whom is guessed by the order of words. */
export const AGAINST_VERB = 0.7;
/** The same for a noun, where there is little to guess: "Ana's manager" is not whom Ana manages. */
export const AGAINST_NOUN = 0.4;

/** What a walk keeps that explains names and nothing else: what Ana is to Rui is seldom what is asked about them. */
export const NAMES_ALONE = 0.5;

/** Where walks begin: a name of the question and the entities it may mean. */
export interface WalkStart extends Span {
  readonly keys: readonly string[];
  /** 1 for an exact name, less for a guess. */
  readonly weight: number;
}

/** One walk with its worth. */
export interface Walk {
  readonly relations: readonly Relation[];
  /** Entities it comes by: one more than relations. */
  readonly keys: readonly string[];
  /** Share of the question it explains, in [0, 1]. */
  readonly score: number;
  /** Whether a relation of the question is still open, so that another hop may add to it. */
  readonly isOpen: boolean;
}

/** What walks are made from. */
export interface WalkGround {
  readonly text: string;
  readonly units: readonly QuestionUnit[];
  readonly starts: readonly WalkStart[];
  /** Edges by the entities at their ends. */
  readonly edges: ReadonlyMap<string, readonly Relation[]>;
  /** The word units that a relation's type or fact has, by their index among the units. */
  readonly wordsOf: (relation: Relation) => ReadonlySet<number>;
  /** What stands at the ends of relations of a type. */
  readonly endsOf: (type: string) => RelationEnds | undefined;
  /** What sort of thing each unit asks for, if any. */
  readonly askedTypes: readonly (EntityType | undefined)[];
}

/** Walks from every start, best first, ties by the ids of their relations. At most {@link BEAM_WIDTH} per hop and start. */
export function findWalks(ground: WalkGround): Walk[] {
  const total = ground.units.reduce((sum, { weight }) => sum + weight, 0);
  if (total === 0) return [];
  const walks = ground.starts.flatMap((start) => walksFrom(start, ground, total));
  return walks.toSorted((a, b) => b.score - a.score || compareIds(idsOf(a), idsOf(b)));
}

interface State {
  readonly relations: readonly Relation[];
  readonly keys: readonly string[];
  /** Bits of the units explained. */
  readonly explained: number;
  readonly weight: number;
  readonly factor: number;
  /** The text from the first to the last word that the walk has taken. */
  readonly phrase: Span;
}

interface Route {
  readonly ground: WalkGround;
  readonly start: WalkStart;
  /** Relation units in the order a walk should take them. */
  readonly order: readonly number[];
}

function walksFrom(start: WalkStart, ground: WalkGround, total: number): Walk[] {
  const { units, text } = ground;
  const relationUnits = units.flatMap((unit, index) => (unit.form === "relation" ? [index] : []));
  const places = relationUnits.map((index) => placeOf(units, index));
  const order = walkOrder(text, start, places).flatMap((at) => relationUnits[at] ?? []);
  const route = { ground, start, order };
  let states = start.keys.map((key) => firstState(key, start, units));
  const walks: Walk[] = [];
  for (let hop = 0; hop < MAX_WALK_HOPS && states.length > 0; hop += 1) {
    const next = states.flatMap((state) => stepsFrom(state, route));
    states = next.toSorted((a, b) => valueOf(b) - valueOf(a) || compareIds(idsOf(a), idsOf(b)));
    states = states.slice(0, BEAM_WIDTH);
    for (const state of states) {
      const { relations, keys, explained } = state;
      const isOpen = order.some((unit) => !has(explained, unit));
      const share = (valueOf(state) / total) * start.weight;
      const score = explainsMore(explained, units) ? share : share * NAMES_ALONE;
      walks.push({ relations, keys, score, isOpen });
    }
  }
  return walks;
}

/** Whether it explains more than names; in a question of names alone there is no more. */
function explainsMore(explained: number, units: readonly QuestionUnit[]): boolean {
  return units.some(({ form }, index) => form !== "name" && has(explained, index));
}

function firstState(key: string, start: WalkStart, units: readonly QuestionUnit[]): State {
  let explained = 0;
  let weight = 0;
  for (const [index, unit] of units.entries()) {
    if (unit.form === "name" && unit.start === start.start && unit.keys.includes(key)) {
      explained |= 1 << index;
      weight += unit.weight;
    }
  }
  return { relations: [], keys: [key], explained, weight, factor: 1, phrase: start };
}

function stepsFrom(state: State, route: Route): State[] {
  const at = state.keys.at(-1) ?? "";
  const steps: State[] = [];
  for (const relation of route.ground.edges.get(at) ?? []) {
    const to = relation.source === at ? relation.destination : relation.source;
    if (state.keys.includes(to)) continue;
    const step = stepAlong(relation, to, { state, route });
    if (step) steps.push(step);
  }
  return steps;
}

interface Standing {
  readonly state: State;
  readonly route: Route;
}

/** One more edge; undefined if it explains nothing new. */
function stepAlong(relation: Relation, to: string, standing: Standing): State | undefined {
  const { state, route } = standing;
  const { units, endsOf } = route.ground;
  const isForward = relation.destination === to;
  const ends = endsOf(relation.type);
  const taken = takeRelation(relation, { ...standing, isForward, ends });
  const after = taken ? markTaken(state, taken, units) : state;
  const said = explainWords(relation, to, { state: after, route });
  if (!taken && !said.isReason) return undefined;
  return {
    ...after,
    relations: [...state.relations, relation],
    keys: [...state.keys, to],
    explained: said.explained,
    weight: said.weight,
  };
}

function markTaken(
  state: State,
  { unit, quality, factor }: Taken,
  units: WalkGround["units"],
): State {
  const place = placeOf(units, unit);
  return {
    ...state,
    explained: state.explained | (1 << unit),
    weight: state.weight + (units[unit]?.weight ?? 0) * quality,
    factor: state.factor * factor,
    phrase: {
      start: Math.min(state.phrase.start, place.start),
      end: Math.max(state.phrase.end, place.end),
    },
  };
}

interface Said extends Pick<State, "explained" | "weight"> {
  /** Whether it is a reason to go there: the sort of thing alone is none. */
  readonly isReason: boolean;
}

/** What else of the question an edge explains: names at its far end, words in it, the sort of thing asked for. */
function explainWords(relation: Relation, to: string, { state, route }: Standing): Said {
  const { units, wordsOf, askedTypes } = route.ground;
  const farType = typeAt(to, relation, route.ground);
  const words = wordsOf(relation);
  let { explained, weight } = state;
  let isReason = false;
  for (const [index, unit] of units.entries()) {
    if (has(explained, index)) continue;
    const isSaid = words.has(index) || (unit.form === "name" && unit.keys.includes(to));
    const isSort = farType !== undefined && askedTypes[index] === farType;
    if (!isSaid && !(isSort && asksFor(unit, relation))) continue;
    explained |= 1 << index;
    weight += unit.weight;
    isReason ||= isSaid;
  }
  return { explained, weight, isReason };
}

interface Taking extends Standing {
  readonly isForward: boolean;
  readonly ends: RelationEnds | undefined;
}

interface Taken {
  readonly unit: number;
  readonly quality: number;
  readonly factor: number;
}

/** The open relation unit that fits the edge best, those whose turn it is before others. */
function takeRelation(relation: Relation, taking: Taking): Taken | undefined {
  const { state, route } = taking;
  let best: Taken | undefined;
  let isTurn = true;
  for (const unit of route.order) {
    if (has(state.explained, unit)) continue;
    const turn = isTurn ? 1 : OUT_OF_TURN;
    for (const { quality, sense } of fits(route.ground.units[unit], relation, taking)) {
      const factor = sense * turn;
      if (!best || quality * factor > best.quality * best.factor) best = { unit, quality, factor };
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
function* fits(unit: QuestionUnit | undefined, relation: Relation, taking: Taking): Generator<Fit> {
  if (unit?.form !== "relation") return;
  for (const reading of unit.readings) {
    if (!isReadingOf(reading, relation.type)) continue;
    const isSource = reading.isNoun ? !isOwnerAsked(unit, taking) : isSubject(unit, taking);
    const isWithSense =
      taking.ends?.isSymmetric === true || (isSource !== reading.isInverse) === taking.isForward;
    const against = reading.isNoun ? AGAINST_NOUN : AGAINST_VERB;
    yield { quality: reading.weight, sense: isWithSense ? 1 : against };
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

function typeAt(key: string, relation: Relation, { endsOf }: WalkGround): EntityType | undefined {
  const ends = endsOf(relation.type);
  return relation.destination === key ? ends?.destination : ends?.source;
}

/** "The company Ana works for" names one relation twice; "what animal is her pet" two. */
function asksFor(unit: QuestionUnit, { type }: Relation): boolean {
  if (unit.form !== "relation") return true;
  return unit.readings.some((reading) => isReadingOf(reading, type));
}

function placeOf(units: readonly QuestionUnit[], index: number): Span {
  const unit = units[index];
  return { start: unit?.start ?? 0, end: unit?.end ?? 0 };
}

function valueOf({ weight, factor }: State): number {
  return weight * factor;
}

function has(bits: number, index: number): boolean {
  return (bits & (1 << index)) !== 0;
}

function idsOf({ relations }: Pick<Walk, "relations">): string {
  return relations.map(({ id }) => id).join(" ");
}

function compareIds(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
