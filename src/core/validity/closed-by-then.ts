/**
 * What a revision must not reopen: a memory that was closed when the user gave it another text stays closed, wherever
 * the new text stands.
 */
import { compareTold, type Told } from "../records.ts";
import { placementAt, type Stage } from "./placement.ts";
import type { Endings } from "./endings.ts";
import type { ResolvedAttestation } from "./starts.ts";
import { buildTimeline } from "./timeline.ts";
import { type Ending, toItem } from "./timeline-item.ts";

/** A revision that took a statement out of a timeline, or gave it another value there. */
interface Move {
  readonly of: string;
  readonly since: Told;
  /** Where it stood before. */
  readonly timeline: string;
}

/** The ends that attestations keep from before such a revision, by attestation id. */
export function endsKept(
  standing: readonly ResolvedAttestation[],
  endings: Endings,
): ReadonlyMap<string, Ending> {
  const kept = new Map<string, Ending>();
  for (const { of, since, timeline } of movesOf(standing)) {
    const before = standing.filter((one) => {
      const { timeline: there, isAside } = placementAt(one, since);
      return there === timeline && !isAside && compareTold(one.attestation, since) < 0;
    });
    const items = before.map((one) => {
      const { value } = placementAt(one, since);
      return toItem(one, value, [endings.of(one), kept.get(one.attestation.id)]);
    });
    const own = new Set(before.filter((one) => one.attestation.of === of).map(idOf));
    for (const { to, closedAt, items: told } of buildTimeline(items)) {
      if (to === null || to > since.episodeAt) continue;
      const ending = { at: to, told: since, recordedAt: closedAt ?? to };
      for (const { id } of told) if (own.has(id)) kept.set(id, ending);
    }
  }
  return kept;
}

function idOf({ attestation }: ResolvedAttestation): string {
  return attestation.id;
}

/** In the order of telling. */
function movesOf(standing: readonly ResolvedAttestation[]): Move[] {
  const moves = new Map<string, Move>();
  // Tellings of a memory in one place share their stages.
  const histories = new Map(standing.map(({ attestation, stages }) => [stages, attestation.of]));
  for (const [stages, of] of histories) {
    let before: Stage | undefined;
    for (const stage of stages) {
      if (before && stage.since && !before.isAside && isElsewhere(before, stage)) {
        const { episodeAt, episodeId, index } = stage.since;
        const move = { of, since: stage.since, timeline: before.timeline };
        moves.set(JSON.stringify([move.of, move.timeline, episodeAt, episodeId, index]), move);
      }
      before = stage;
    }
  }
  return [...moves.values()].toSorted(
    (a, b) => compareTold(a.since, b.since) || compareKeys(a.of, b.of),
  );
}

function isElsewhere(a: Stage, b: Stage): boolean {
  return a.timeline !== b.timeline || a.value !== b.value || a.isAside !== b.isAside;
}

function compareKeys(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
