/** What a walk through the graph is made from, and where it stands. */
import type { EntityType } from "../../core/relations/relation-definition.ts";
import type { Relation } from "../../graph/graph-store.ts";
import type { RelationEnds } from "./asked-types.ts";
import type { QuestionUnit } from "./question-units.ts";
import type { Span } from "./span.ts";

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
  /**
   * By relation, bits of the units that it and those before it explain; each explains more than the one before. From the
   * first one on that is walked against the sense of the words, 0: what it leads to is a guess.
   */
  readonly explained: readonly number[];
  /**
   * What it would be worth if its next hops explained all that it has not, the names and words of their facts included; 0
   * where neither a relation nor the sort of thing asked for is still open.
   */
  readonly potential: number;
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
  /** The relation units whose own words a relation's fact has, by their index among the units. */
  readonly nounsOf: (relation: Relation) => ReadonlySet<number>;
  /** What stands at the ends of relations of a type. */
  readonly endsOf: (type: string) => RelationEnds | undefined;
  /** What sorts of thing each unit may ask for, by its index. */
  readonly askedTypes: readonly (readonly EntityType[])[];
}

/** A walk under way. */
export interface State {
  readonly relations: readonly Relation[];
  readonly keys: readonly string[];
  /** Bits of the units explained. */
  readonly explained: number;
  /** The same after each relation, until one was walked against the sense of the words. */
  readonly explainedBy: readonly number[];
  readonly weight: number;
  readonly factor: number;
  /** The text from the first to the last word that the walk has taken. */
  readonly phrase: Span;
}

/** What all walks from one start share. */
export interface Route {
  readonly ground: WalkGround;
  readonly start: WalkStart;
  /** Relation units in the order a walk should take them. */
  readonly order: readonly number[];
}

/** A walk with what it is on. */
export interface Standing {
  readonly state: State;
  readonly route: Route;
}

/** Where a unit stands. */
export function placeOf(units: readonly QuestionUnit[], index: number): Span {
  const unit = units[index];
  return { start: unit?.start ?? 0, end: unit?.end ?? 0 };
}

/** Whether a bit is set. */
export function has(bits: number, index: number): boolean {
  return (bits & (1 << index)) !== 0;
}
