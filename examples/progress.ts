import type { OutputStream } from "./terminal.ts";

/** Shows how far a long work is. */
export interface Progress {
  /** Counts some more as done, one if not said; never past the total. */
  advance(count?: number): void;
  /** Takes some out of the total: they were done before. Nothing is shown for them. */
  skip(count: number): void;
  /** Ends the line of a terminal; later calls do nothing. */
  finish(): void;
}

/** What a progress bar counts. */
export interface ProgressOptions {
  /** Plural: "120 of 400 messages". @defaultValue "done" */
  readonly unit?: string;
  /** Columns to the left. @defaultValue 2 */
  readonly indent?: number;
}

const BAR_WIDTH = 30;

/** A log wants few lines: one at every tenth. */
const LOG_STEP_PERCENT = 10;

const ERASE_TO_END = "\u001B[K";

/**
 * Makes a progress bar: one line redrawn on a terminal, elsewhere a line at every 10 %.
 *
 * A terminal is only written to when the percentage changes, so `advance` may be called often.
 *
 * @param total - How much there is to do, in any unit; 0 counts as done.
 */
export function createProgress(
  total: number,
  stream: OutputStream,
  { unit = "done", indent = 2 }: ProgressOptions = {},
): Progress {
  const isTerminal = stream.isTTY === true;
  const step = isTerminal ? 1 : LOG_STEP_PERCENT;
  const margin = " ".repeat(indent);
  let goal = total;
  let done = 0;
  let shownPercent = isTerminal ? -1 : 0;
  let isFinished = false;

  const show = (): void => {
    const percent = goal === 0 ? 100 : Math.floor((done / goal) * 100);
    if (Math.floor(percent / step) <= Math.floor(shownPercent / step)) {
      return;
    }
    shownPercent = percent;
    const text = `${String(percent).padStart(3)} %  ${done} of ${goal} ${unit}`;
    stream.write(
      isTerminal ? `\r${margin}${drawBar(percent)} ${text}${ERASE_TO_END}` : `${margin}${text}\n`,
    );
  };

  return {
    advance: (count = 1) => {
      if (!isFinished) {
        done = Math.min(goal, done + count);
        show();
      }
    },
    skip: (count) => {
      goal = Math.max(done, goal - count);
      // The rest may have been all there was left to do.
      if (done > 0 && !isFinished) {
        show();
      }
    },
    finish: () => {
      if (!isFinished && isTerminal && shownPercent >= 0) {
        stream.write("\n");
      }
      isFinished = true;
    },
  };
}

function drawBar(percent: number): string {
  const filled = Math.round((percent / 100) * BAR_WIDTH);
  return "█".repeat(filled) + "░".repeat(BAR_WIDTH - filled);
}
