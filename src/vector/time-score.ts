import type { HitKind, Spell } from "../core/records.ts";
import type { TimeRange } from "./vector-store.ts";

const DAY_MS = 86_400_000;

/** The part of a point that {@link timeScore} looks at. */
export interface DatedRecord {
  readonly kind: HitKind;
  /** When a turn was said, epoch ms; of a memory its spells count. */
  readonly at: number;
  readonly spells: readonly Spell[];
}

/**
 * How near to the middle of a range a turn or memory is dated, in [0, 1]; undefined if the range holds none of it.
 *
 * It is 1 / (1 + days from the middle). A turn is dated by its time, an event by its start, any other memory by the
 * start or end of a spell that lies in the range: the nearest counts. A memory that held throughout is as far away as
 * the range's ends are. Of a range that is open to one side the other end stands for the middle.
 */
export function timeScore({ kind, at, spells }: DatedRecord, range: TimeRange): number | undefined {
  let nearest: number | undefined;
  for (const distance of distances(kind, at, spells, range)) {
    if (nearest === undefined || distance < nearest) nearest = distance;
  }
  return nearest === undefined ? undefined : 1 / (1 + nearest / DAY_MS);
}

function* distances(
  kind: HitKind,
  at: number,
  spells: readonly Spell[],
  range: TimeRange,
): Generator<number> {
  const middle = middleOf(range);
  if (kind === "turn") {
    if (isWithin(at, range)) yield Math.abs(at - middle);
    return;
  }
  for (const { from, to } of spells) {
    const dates = kind === "event" && from !== null ? [from, to ?? from] : [from, to];
    const inside = dates.filter((date) => date !== null && isWithin(date, range));
    for (const date of inside) yield Math.abs((date ?? 0) - middle);
    if (inside.length === 0 && spans(dates, range)) {
      yield Math.max(Math.abs(range.from - middle), Math.abs(range.to - middle));
    }
  }
}

/** Whether `[from, to)` begins before the range and ends after it; null is before or after everything. */
function spans([from, to]: readonly (number | null | undefined)[], range: TimeRange): boolean {
  return (
    (from ?? Number.NEGATIVE_INFINITY) < range.from && (to ?? Number.POSITIVE_INFINITY) >= range.to
  );
}

function isWithin(date: number, { from, to }: TimeRange): boolean {
  return date >= from && date < to;
}

function middleOf({ from, to }: TimeRange): number {
  if (!Number.isFinite(from)) return to;
  return Number.isFinite(to) ? from + (to - from) / 2 : from;
}
