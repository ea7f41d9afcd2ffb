/** What a tenant holds, without what follows the order in which it was learned. */
import type { Memory } from "../../src/index.ts";
import { differenceBetween } from "../../tests/support/answer-differences.ts";
import type { ExtractedEpisode } from "../../tests/support/extracted-episodes.ts";
import { FIRST_DAY } from "../../tests/support/extracted-episodes.ts";
import { LEARNING_FIELDS, stateOf, withoutFields } from "../../tests/support/memory-state.ts";

/** The tenant of these campaigns. */
export const KIRK: { readonly userId: string } = { userId: "kirk" };

/** Of the order in which something was learned of, not of what holds. */
const LEARNED: ReadonlySet<string> = new Set([...LEARNING_FIELDS, "retractedAt"]);
const NOW = FIRST_DAY + 40 * 86_400_000;

/** A month after the last day that random episodes tell of. */
export const LATER_CLOCK: { now(): number } = { now: () => NOW };

/** Tells episodes one after the other, and gives their ids. */
export async function tellAll(
  memory: Memory,
  episodes: readonly ExtractedEpisode[],
): Promise<string[]> {
  const ids: string[] = [];
  for (const { text, options } of episodes) {
    ids.push((await memory.add(text, { ...KIRK, ...options })).episodeId);
  }
  return ids;
}

/** Compares what two memories hold. @throws If it is not the same, with `what`. */
export async function expectSameState(own: Memory, expected: Memory, what: string): Promise<void> {
  const [left, right] = [await settledStateOf(own), await settledStateOf(expected)];
  const at = differenceBetween(left, right);
  if (at !== null) throw new Error(`differs at '${at}': ${what}`);
}

async function settledStateOf(memory: Memory): Promise<unknown> {
  return withoutFields(await stateOf(memory, KIRK, { hasHistory: () => false }), LEARNED);
}
