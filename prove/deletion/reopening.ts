/** After an episode is deleted, what holds is what would hold if it had never been told. */
import * as fc from "fast-check";

import {
  type ExtractedEpisode,
  extractedEpisodes,
} from "../../tests/support/extracted-episodes.ts";
import type { Trial } from "../campaign.ts";
import { expectSameState, KIRK, LATER_CLOCK, tellAll } from "../concurrency/settled-state.ts";
import { type House, openIn, type ProvePlace } from "../places.ts";

/** Tells random episodes, deletes one, and compares with a memory that was never told it. */
export async function proveReopening(
  place: ProvePlace,
  count: number,
  { run, findings }: Trial,
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
  const told = await openIn(house, { clock: LATER_CLOCK });
  const never = await openIn({ options: { path: ":memory:" } }, { clock: LATER_CLOCK });
  try {
    const ids = await tellAll(told, episodes);
    await told.delete(ids[deleted] ?? "", KIRK);
    await tellAll(never, episodes.toSpliced(deleted, 1));
    await expectSameState(told, never, `${JSON.stringify(episodes)}, without ${deleted}`);
  } finally {
    await told.close();
    await never.close();
  }
}
