/** Where statements stand in timelines, and what the user's revisions make of that. */
import { must } from "../must.ts";
import { type Attestation, compareTold, type Told } from "../records.ts";

/** Where a statement stands and what it says there. */
export interface Placement {
  /** The timeline it stands in. */
  readonly timeline: string;
  /** What it says there; equal values are one. */
  readonly value: string;
  /** Whether a revision took it out of the slot: it closes nothing there and nothing there closes it. */
  readonly isAside: boolean;
}

/** A placement from a revision on; the first one from the beginning. */
export interface Stage extends Placement {
  /** The revision it came with, in the order of telling; null for the first. */
  readonly since: Told | null;
}

/** An attestation on its way to being resolved. */
export interface Draft {
  readonly attestation: Attestation;
  /** Where it stood and stands, the oldest first; never empty. */
  readonly stages: readonly Stage[];
  /** Start of what it states, epoch ms; null if unknown. */
  start: number | null;
}

/** Where an attestation stood when something else was told. O(log n) for n revisions. */
export function placementAt({ stages }: Pick<Draft, "stages">, told: Told): Placement {
  let [from, to] = [0, stages.length];
  while (to - from > 1) {
    const middle = (from + to) >>> 1;
    const since = stages[middle]?.since ?? null;
    if (since === null || compareTold(since, told) < 0) from = middle;
    else to = middle;
  }
  return must(stages[from], "the first placement");
}
