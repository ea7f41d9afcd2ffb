/** What becomes of a commit across separate stores that fails on its way. */
import { runAsync, type Steps } from "../../core/awaitable.ts";
import { MnemographError, PartialWriteError } from "../../core/errors.ts";
import { releaseEntry } from "../drive-task.ts";
import type { Stores } from "../stores.ts";
import { COMMIT_STEPS, type CommitStep } from "./commit-steps.ts";
import type { Plan } from "./plan.ts";

/** What a commit is called by, in the words of an error. */
const ACTION = "add an episode";

/** What each step ends, as a {@link PartialWriteError} names it. */
const PARTS: Readonly<Record<CommitStep, string>> = {
  "journal-begun": "journal",
  "points-inserted": "facts",
  "ledger-written": "graph",
  "points-projected": "projection",
  "journal-finished": "mark of completion",
};

/** The part of a commit's input that its failure is about. */
export interface InterruptibleCommit {
  readonly plan: Plan;
  /** The key that makes repeating the add safe; undefined where it was told before, or there is nobody to tell it to. */
  readonly idempotencyKey?: string | undefined;
  /** Called after each step; a test may end the process there. */
  readonly onStep: (step: CommitStep) => void;
  /** Whether the episode is there and was still to be read: then it is amended. @defaultValue false */
  readonly isAmendment?: boolean | undefined;
  /** Whether the entry is there and pending, and this writer has it: then it is gone on with. @defaultValue false */
  readonly isReplay?: boolean | undefined;
  /** Whether the episode's id was made for this call: a key may be in another's hands. @defaultValue false */
  readonly isOwnId?: boolean | undefined;
  /** Told before the journal's entry is sent: from then on it may be there. */
  readonly onBegin?: (() => void) | undefined;
}

/**
 * Runs the steps of a commit one by one.
 *
 * Where a store fails on the way, the entry's lease is ended, so that whoever comes next goes on; where it refuses the
 * facts for good, the entry is withdrawn. What is no failure of a store (a process that is killed, an observer that
 * throws) leaves the entry as it is until its lease ends.
 *
 * @throws {PartialWriteError} If the journal may have the entry.
 */
export async function runCommit<Input extends InterruptibleCommit, T>(
  input: Input,
  stores: Stores,
  stepsOf: (observed: Input) => Steps<T>,
): Promise<T> {
  const done: CommitStep[] = [];
  let isBegun = false;
  const observed: Input = {
    ...input,
    onBegin: () => {
      isBegun = true;
    },
    onStep: (step) => {
      done.push(step);
      input.onStep(step);
    },
  };
  try {
    return await runAsync(stepsOf(observed));
  } catch (error) {
    const { isAmendment = false, plan } = input;
    const { scope, episodeId } = plan;
    if (!isBegun || isAmendment || !(error instanceof MnemographError)) throw error;
    const isRefused = !error.isRetryable && !done.includes("points-inserted");
    if (isRefused && input.isReplay !== true) {
      if (await withdraw(input, done, stores)) throw error;
    } else {
      await releaseEntry(scope.tenant, episodeId, stores);
    }
    throw interrupted(input.idempotencyKey, done, error);
  }
}

/**
 * Takes the entry of a refused commit back. Returns whether it is surely gone, so that nobody goes on with it.
 *
 * Under a key it may be another writer's, unless it was seen to be begun here: that one is left alone.
 */
async function withdraw(
  { plan: { scope, episodeId }, isOwnId = false }: InterruptibleCommit,
  done: readonly CommitStep[],
  { journal }: Stores,
): Promise<boolean> {
  const { tenant } = scope;
  try {
    if (!isOwnId && !done.includes("journal-begun")) {
      return (await journal.get(tenant, episodeId)) === undefined;
    }
    await journal.forget(tenant, { episodeIds: [episodeId], ids: [] });
    return true;
  } catch {
    // As where this memory was closed meanwhile: then the entry is there.
    return false;
  }
}

/** The error that tells how far a commit came, with the key that makes repeating it safe. */
function interrupted(
  idempotencyKey: string | undefined,
  done: readonly CommitStep[],
  cause: unknown,
): PartialWriteError {
  const isDone = (step: CommitStep): boolean => done.includes(step);
  const completed = COMMIT_STEPS.filter(isDone).map((step) => PARTS[step]);
  const pending = COMMIT_STEPS.filter((step) => !isDone(step)).map((step) => PARTS[step]);
  return new PartialWriteError(ACTION, completed, pending, { cause, idempotencyKey });
}
