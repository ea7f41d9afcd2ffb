/** A bound on what a caller passes: its name, how much, why, and a call that goes up to it. */
import type { Memory } from "../../src/index.ts";

/** A bound on what is passed. */
export interface Door {
  /** The option or argument, as it is written in a call. */
  readonly name: string;
  /** The most that is taken. */
  readonly most: number;
  /** What it counts. */
  readonly unit: string;
  /** What holds where nothing is passed; null where something must be. */
  readonly otherwise: string | null;
  /** Why so much and no more. */
  readonly why: string;
  /** Whether one more is left out and told in `failed`, and the rest of the add is kept. */
  readonly isToldInFailed?: true;
  /** Whether it is the least: one less is refused. */
  readonly isLeast?: true;
  /** Whether the call takes long: tests leave it out. */
  readonly isSlow?: true;
  /** Calls with so much of it. */
  readonly call: (count: number, memory: Memory) => Promise<unknown>;
}

/** Whose memory the calls are about. */
export const KIRK = { userId: "kirk" };

/** So many letters. */
export const letters = (count: number): string => "a".repeat(count);
