/** After an episode is deleted, what holds is what would hold if it had never been told. */
import * as fc from "fast-check";

import type { Memory } from "../../src/index.ts";
import { differenceBetween } from "../../tests/support/answer-differences.ts";
import {
  type ExtractedEpisode,
  extractedEpisodes,
  FIRST_DAY,
} from "../../tests/support/extracted-episodes.ts";
import { LEARNING_FIELDS, stateOf, withoutFields } from "../../tests/support/memory-state.ts";
import type { CampaignRun, Findings } from "../campaign.ts";
import { type House, openIn, type ProvePlace } from "../places.ts";

const KIRK = { userId: "kirk" };
/** Of the order in which something was learned of, not of what holds. */
const LEARNED: ReadonlySet<string> = new Set([...LEARNING_FIELDS, "retractedAt"]);
/** A month after the last day that is told of. */
const NOW = FIRST_DAY + 40 * 86_400_000;
const CLOCK = { now: (): number => NOW };

/** Tells random episodes, deletes one, and compares with a memory that was never told it. */
export async function proveReopening(
  place: ProvePlace,
  count: number,
  { run, findings }: { readonly run: Pick<CampaignRun, "seed">; readonly findings: Findings },
): Promise<void> {
  const lives = fc.sample(fc.tuple(extractedEpisodes, fc.nat(1000)), {
    seed: run.seed,
    numRuns: count,
  });
  for (const [index, [episodes, nth]] of lives.entries()) {
    await findings.attempt(`${place.name}, reopening ${index}, seed ${run.seed}`, async () => {
      const house = await place.build();
      try {
        await deleteAndCompare(house, episodes, nth % episodes.length);
      } finally {
        await house.remove();
      }
    });
  }
  findings.figure(`episodes deleted and compared with never told, ${place.name}`, lives.length);
}

async function deleteAndCompare(
  house: House,
  episodes: readonly ExtractedEpisode[],
  deleted: number,
): Promise<void> {
  const told = await openIn(house, { clock: CLOCK });
  const never = await openIn({ options: { path: ":memory:" } }, { clock: CLOCK });
  try {
    const ids = await tellAll(told, episodes);
    await told.delete(ids[deleted] ?? "", KIRK);
    await tellAll(never, episodes.toSpliced(deleted, 1));
    const [own, expected] = [await shownBy(told), await shownBy(never)];
    const at = differenceBetween(own, expected);
    if (at !== null) throw new Error(`differs at '${at}': ${JSON.stringify(episodes)}, ${deleted}`);
  } finally {
    await told.close();
    await never.close();
  }
}

async function tellAll(memory: Memory, episodes: readonly ExtractedEpisode[]): Promise<string[]> {
  const ids: string[] = [];
  for (const { text, options } of episodes) {
    ids.push((await memory.add(text, { ...KIRK, ...options })).episodeId);
  }
  return ids;
}

async function shownBy(memory: Memory): Promise<unknown> {
  return withoutFields(await stateOf(memory, KIRK, { hasHistory: () => false }), LEARNED);
}
