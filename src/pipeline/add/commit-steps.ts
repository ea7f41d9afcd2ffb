/** The named steps of a commit, in order: where a crash may strike. */
export const COMMIT_STEPS = [
  "journal-begun",
  "points-inserted",
  "ledger-written",
  "points-projected",
  "journal-finished",
] as const;
/** A named step of a commit. */
export type CommitStep = (typeof COMMIT_STEPS)[number];
