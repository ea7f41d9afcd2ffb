/** The events around an add, however it ends. */
import type { Observer } from "../engine.ts";

/**
 * Runs the work of an add between its `add-start` and its `add-end`: also one that was there already, is vetoed, is
 * aborted or fails.
 *
 * @throws What `work` throws, untouched, even if the observer throws at its end as well.
 */
export async function observedAdd<T>(
  episodeId: string,
  observer: Observer,
  work: () => Promise<T>,
): Promise<T> {
  const begun = performance.now();
  observer({ type: "add-start", episodeId });
  let result: T;
  try {
    result = await work();
  } catch (error) {
    tellFailure(episodeId, observer, performance.now() - begun);
    throw error;
  }
  observer({ type: "add-end", episodeId, milliseconds: performance.now() - begun });
  return result;
}

function tellFailure(episodeId: string, observer: Observer, milliseconds: number): void {
  try {
    observer({ type: "add-end", episodeId, milliseconds, isFailed: true });
  } catch {
    // The caller is told why the add failed: that came first.
  }
}
