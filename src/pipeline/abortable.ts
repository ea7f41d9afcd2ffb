/** What becomes of a call whose caller waits no longer. */
import { untilAborted } from "../core/until-aborted.ts";
import type { Engine } from "./engine.ts";

/**
 * Waits for a call no longer than until the signal among its options aborts, also where a server does not answer.
 *
 * What is being written then is let finish: what is begun is in the journal, and whoever comes next finishes it. Calls of
 * the embedded file heed the signal by themselves, and never wait.
 *
 * @throws The signal's reason, untouched, once it is aborted.
 */
export async function abortable<T>(
  work: Promise<T>,
  options: unknown,
  { stores }: Engine,
): Promise<T> {
  if (stores.transactor || typeof options !== "object" || options === null) return work;
  const signal: unknown = Reflect.get(options, "signal");
  return signal instanceof AbortSignal ? untilAborted(work, signal) : work;
}
