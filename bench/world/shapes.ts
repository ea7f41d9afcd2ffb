/** The courses a slot's history may take. */

/** One telling of a slot: which of its values, how, and whether in a session that arrives late. */
export interface Step {
  readonly operation: "ADD" | "CHANGE" | "CORRECT";
  readonly value: number;
  readonly isLate?: boolean;
}

/** A course: what is told in order of time, and what is done to it. */
export interface Shape {
  readonly steps: readonly Step[];
  /** The value the user deletes in the end. */
  readonly deletedValue?: number;
  /** Whether tellings may be repeated: in any words, in the same words, or not at all. */
  readonly repeats: "any" | "same" | "never";
}

const add = (value: number): Step => ({ operation: "ADD", value });
const change = (value: number): Step => ({ operation: "CHANGE", value });
const correct = (value: number): Step => ({ operation: "CORRECT", value });
const late = (step: Step): Step => ({ ...step, isLate: true });

/** The name of a course. */
export type ShapeName =
  | "plain"
  | "change"
  | "double"
  | "return"
  | "correct"
  | "changeCorrect"
  | "correctChange"
  | "correctTwice"
  | "lateNew"
  | "lateOld"
  | "lateBetween"
  | "deleteOnly"
  | "deleteLast"
  | "deleteMiddle";

const SHAPES: Readonly<Record<ShapeName, Shape>> = {
  plain: { steps: [add(0)], repeats: "any" },
  change: { steps: [add(0), change(1)], repeats: "any" },
  double: { steps: [add(0), change(1), change(2)], repeats: "any" },
  return: { steps: [add(0), change(1), change(0)], repeats: "any" },
  correct: { steps: [add(0), correct(1)], repeats: "any" },
  changeCorrect: { steps: [add(0), change(1), correct(2)], repeats: "any" },
  correctChange: { steps: [add(0), correct(1), change(2)], repeats: "any" },
  // "Porto. No, Braga. No, Coimbra": neither Porto nor Braga ever held.
  correctTwice: { steps: [add(0), correct(1), correct(2)], repeats: "any" },
  lateNew: { steps: [late(add(0))], repeats: "never" },
  lateOld: { steps: [late(add(0)), change(1)], repeats: "never" },
  lateBetween: { steps: [add(0), late(change(1)), change(2)], repeats: "never" },
  deleteOnly: { steps: [add(0)], deletedValue: 0, repeats: "same" },
  deleteLast: { steps: [add(0), change(1)], deletedValue: 1, repeats: "same" },
  deleteMiddle: { steps: [add(0), change(1), change(2)], deletedValue: 1, repeats: "never" },
};

/** A course by its name. */
export function shapeOf(name: ShapeName): Shape {
  return SHAPES[name];
}

/**
 * Which part of the free slots takes which course; the rest is plain. Rounded up, so that a small world has every
 * course, the rare ones first.
 */
export const SHAPE_SHARES: readonly (readonly [ShapeName, number])[] = [
  ["lateNew", 0.015],
  ["lateOld", 0.03],
  ["lateBetween", 0.015],
  ["deleteOnly", 0.015],
  ["deleteLast", 0.015],
  ["deleteMiddle", 0.015],
  ["changeCorrect", 0.015],
  ["correctChange", 0.015],
  ["correctTwice", 0.015],
  ["correct", 0.045],
  ["return", 0.045],
  ["double", 0.08],
  ["change", 0.25],
];
