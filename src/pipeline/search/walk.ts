/**
 * Walks from the names in a question along the relations it speaks of: "Where does the manager of Ana's partner live?" is
 * Ana, her partner, their manager, that person's home.
 *
 * A beam search over the edges at hand. Each step has to explain a part of the question that no step before it has; what
 * a walk is worth is the share of the question it explains, by weight. A relation that is left out on the way, or walked
 * against the sense of its words, costs.
 */
import type { EntityType } from "../../core/relations/relation-definition.ts";
import { USER_KEY } from "../../core/speaker.ts";
import type { Relation } from "../../graph/graph-store.ts";
import type { QuestionUnit } from "./question-units.ts";
import { isReadingOf } from "./relation-lexicon.ts";
import { walkOrder } from "./walk-order.ts";
import { type Taken, takeRelation } from "./walk-relation.ts";
import {
  has,
  placeOf,
  type Standing,
  type State,
  type Route,
  type Walk,
  type WalkGround,
  type WalkStart,
} from "./walk-state.ts";

/** Longest walk, in edges: the questions people ask have three at most. */
export const MAX_WALK_HOPS = 3;
/** Walks that are kept after each hop. */
export const BEAM_WIDTH = 64;

/** What a walk keeps for each step that has nothing for it but to lead to the sort of thing asked for. */
export const SORT_ALONE = 0.9;
/** What a walk keeps that explains names and nothing else: what Ana is to Rui is seldom what is asked about them. */
export const NAMES_ALONE = 0.5;

/** Walks from every start, best first; of equal ones first what was come by first, the latest edge of an entity before others. At most {@link BEAM_WIDTH} per hop and start. */
export function findWalks(ground: WalkGround): Walk[] {
  const total = ground.units.reduce((sum, { weight }) => sum + weight, 0);
  if (total === 0) return [];
  const walks = ground.starts.flatMap((start) => walksFrom(start, ground, total));
  return walks.toSorted((a, b) => b.score - a.score);
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
    states = next.toSorted((a, b) => valueOf(b) - valueOf(a)).slice(0, BEAM_WIDTH);
    for (const state of states) {
      const { relations, keys, explained } = state;
      const share = (valueOf(state) / total) * start.weight;
      const score = explainsMore(explained, units) ? share : share * NAMES_ALONE;
      const potential = (mostOf(state, ground) / total) * start.weight;
      walks.push({ relations, keys, score, explained: state.explainedBy, potential });
    }
  }
  return walks;
}

/** What a walk is worth if its next hops explain all that is left; 0 if nothing that is left leads on. */
function mostOf({ explained, weight, factor }: State, ground: WalkGround): number {
  let most = weight;
  let isOpen = false;
  for (const [at, unit] of ground.units.entries()) {
    if (has(explained, at)) continue;
    most += unit.weight;
    isOpen ||= mayLeadOn(unit, at, ground);
  }
  return isOpen ? most * factor : 0;
}

/** Whether another hop is taken for a unit: a relation, or the sort of thing asked for. Names and words come with it. */
function mayLeadOn({ form }: QuestionUnit, index: number, { askedTypes }: WalkGround): boolean {
  return form === "relation" || (askedTypes[index] ?? []).length > 0;
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
  const nothing = { relations: [], keys: [key], explainedBy: [] };
  return { ...nothing, explained, weight, factor: 1, phrase: start };
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

/** One more edge; undefined if it explains nothing new. */
function stepAlong(relation: Relation, to: string, standing: Standing): State | undefined {
  const { state, route } = standing;
  const { units, endsOf } = route.ground;
  const isForward = relation.destination === to;
  const ends = endsOf(relation.type);
  const taken = takeRelation(relation, { ...standing, isForward, ends });
  const after = taken ? markTaken(state, taken, units) : state;
  const said = explainWords(relation, to, { state: after, route, isTaken: taken !== undefined });
  if (!taken && !mayBeGuessed(said, state)) return undefined;
  const isSound = taken?.isWithSense !== false && state.explainedBy.at(-1) !== 0;
  const isGuess = !taken && said.reason === "sort";
  return {
    ...after,
    factor: after.factor * (isGuess ? SORT_ALONE : 1),
    relations: [...state.relations, relation],
    keys: [...state.keys, to],
    explained: said.explained,
    explainedBy: [...state.explainedBy, isSound ? said.explained : 0],
    weight: said.weight,
  };
}

/** Through who asks nothing is guessed: a colleague's place of work is not where the user lives. */
function mayBeGuessed({ reason }: Said, { keys, relations }: State): boolean {
  if (reason === "sort") return relations.length === 0 || keys.at(-1) !== USER_KEY;
  return reason === "words";
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
  /** What there is to go there for: its words, or no more than being the sort of thing asked for. */
  readonly reason: "words" | "sort" | "none";
}

/** What else of the question an edge explains: names at its far end, words in it, the sort of thing asked for. */
function explainWords(
  relation: Relation,
  to: string,
  { state, route, isTaken }: Standing & { readonly isTaken: boolean },
): Said {
  const { units, wordsOf, askedTypes } = route.ground;
  const sort = mayBeAsked(to, isTaken) ? typeAt(to, relation, route.ground) : undefined;
  const words = wordsOf(relation);
  let { explained, weight } = state;
  let reason: Said["reason"] = "none";
  const explain = (index: number, why: Said["reason"]): void => {
    explained |= 1 << index;
    weight += units[index]?.weight ?? 0;
    if (reason !== "words") reason = why;
  };
  const sorts: number[] = [];
  for (const [index, unit] of units.entries()) {
    if (has(explained, index)) continue;
    const isSort = sort !== undefined && (askedTypes[index] ?? []).includes(sort);
    const isNamed = unit.form === "name" && unit.keys.includes(to);
    if (isNamed || words.has(index)) explain(index, "words");
    else if (isSort && asksFor(unit, relation)) sorts.push(index);
  }
  const asked = heaviest(sorts, units);
  if (asked !== undefined) explain(asked, "sort");
  return { explained, weight, reason };
}

/** Who asks is whom they ask for only by a relation of the question: all their kin are next to them, and lead to all that they have. */
function mayBeAsked(key: string, isTaken: boolean): boolean {
  return isTaken || key !== USER_KEY;
}

/** One thing answers one word for its sort: in "where is the firm that employs Ana" the firm does not answer "where". */
function heaviest(indexes: readonly number[], units: readonly QuestionUnit[]): number | undefined {
  const weightOf = (index: number): number => units[index]?.weight ?? 0;
  return indexes.toSorted((x, y) => weightOf(y) - weightOf(x) || x - y)[0];
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

function valueOf({ weight, factor }: State): number {
  return weight * factor;
}
