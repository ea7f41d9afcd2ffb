/** What reading one value token by token takes and gives. */

/** How the reading of a value went. */
export interface ValueReading {
  /** `whole`: its own closing bracket was read. `ended`: what is around it went on without one. `cut`: the text ended. */
  readonly outcome: "whole" | "ended" | "cut";
  /** The index to go on from. */
  readonly end: number;
  readonly isDamaged: boolean;
  /** The value as JSON, or nearly so; empty unless it is whole and not damaged. */
  readonly json: string;
  /** The names of its own fields, those of a damaged value as far as they could be told; at most 100. */
  readonly keys: readonly string[];
  /** Where a string begins that never ends; -1 if there is none. */
  readonly openString: number;
  /** How deep brackets nest in it. */
  readonly depth: number;
}

/** How to read a value. */
export interface ValueOptions {
  /** Which quotes close a string; `own` by default. */
  readonly closing?: "own" | "any" | undefined;
  /** Whether the opening brace is missing, so that `start` is where the first key stands. */
  readonly isOpened?: boolean | undefined;
  /** Whether to stop at the first damage. */
  readonly stopsAtDamage?: boolean | undefined;
  /** Whether a field of that name begins another list, outside of the value. */
  readonly isListKey: (name: string) => boolean;
}
