/** What is finished beside the calls once a memory is open: what others left unfinished. */
import { untilAborted } from "../core/until-aborted.ts";
import type { Engine } from "./engine.ts";
import { recoverAll } from "./recover.ts";

/** A recovery that is under way, or was never needed. */
export interface Recovery {
  /** Ends it before the next entry. What it is at is let finish, within the stores' own bounds on waiting. */
  stop(): Promise<void>;
}

/**
 * Begins to finish what is pending of every tenant. Opening does not wait for it, and what goes wrong is told to the
 * observer alone: the next add of a tenant, and `repair()`, come by the same entries.
 */
export function startRecovery(engine: Engine): Recovery {
  if (engine.stores.transactor) return { stop: async () => Promise.resolve() };
  const stopping = new AbortController();
  const work = recover(engine, stopping.signal);
  return {
    stop: async () => {
      stopping.abort();
      await work;
    },
  };
}

async function recover(engine: Engine, signal: AbortSignal): Promise<void> {
  let finishedCount = 0;
  let isFailed = true;
  try {
    // After whatever the caller does with the memory first.
    await untilAborted(Promise.resolve(), signal);
    const { finishedIds, isDown } = await recoverAll(engine, signal);
    finishedCount = finishedIds.length;
    isFailed = isDown;
  } catch {
    // Told below: nobody waits for it.
  }
  if (finishedCount === 0 && !isFailed) return;
  try {
    engine.observer({
      type: "recovery-end",
      finishedCount,
      ...(isFailed ? { isFailed: true as const } : {}),
    });
  } catch {
    // An observer that throws has no caller to tell.
  }
}
