/**
 * The timeline of a slot: which value held when.
 *
 * Items are taken by their start. A run of one value is a spell; it ends where an item of another value starts strictly
 * later, or at a stated end if that is earlier. Items of one start stand side by side.
 */
import { compareTold, type Spell, type Told } from "../records.ts";

/** One statement about a slot. */
export interface TimelineItem {
  readonly id: string;
  readonly told: Told;
  readonly recordedAt: number;
  readonly value: string;
  /** Epoch ms; null if unknown: it then closes nothing. */
  readonly start: number | null;
  /** Stated end, epoch ms, exclusive. */
  readonly end: number | null;
  /** When that end was learned of. */
  readonly endLearnedAt: number;
}

/** A run of one value, with the statements it was told by, the earliest first. */
export interface TimelineSpell extends Spell {
  readonly value: string;
  readonly items: readonly TimelineItem[];
}

interface Run {
  readonly value: string;
  readonly from: number;
  to: number | null;
  readonly items: TimelineItem[];
}

type StartedItem = TimelineItem & { readonly start: number };
/** "In Madrid until 2015": an end without a start. */
type Cut = TimelineItem & { readonly start: null; readonly end: number };

/** The spells of a timeline, by start (unknown first), then value. Pure; the order of `items` does not matter. */
export function buildTimeline(items: readonly TimelineItem[]): TimelineSpell[] {
  const ordered = items.toSorted(compareItems);
  const started = ordered.filter((item): item is StartedItem => item.start !== null);
  const cuts = ordered.filter((item): item is Cut => item.start === null && item.end !== null);
  const runs = runsOf(started, cuts);
  const loose = cuts.filter((cut) => !runs.some(({ items: own }) => own.includes(cut)));
  const spells = runs.map((run) => toSpell(run, started));
  for (const [value, ended] of Map.groupBy(loose, (cut) => cut.value)) {
    spells.push(unknownSpell(value, ended));
  }
  return spells.sort(compareSpells);
}

/** Orders items by start (unknown first), then by telling. */
export function compareItems(a: TimelineItem, b: TimelineItem): number {
  const byStart = (a.start ?? Number.NEGATIVE_INFINITY) - (b.start ?? Number.NEGATIVE_INFINITY);
  if (a.start !== b.start && byStart !== 0) return byStart;
  return compareTold(a.told, b.told) || (a.id < b.id ? -1 : 1);
}

function runsOf(items: readonly StartedItem[], cuts: readonly Cut[]): Run[] {
  const runs: Run[] = [];
  let open = new Map<string, Run>();
  for (const [start, group] of Map.groupBy(items, (item) => item.start)) {
    const values = new Set(group.map(({ value }) => value));
    const stillOpen = new Map<string, Run>();
    for (const run of open.values()) {
      cutRun(run, cuts, start);
      if (run.to !== null && run.to <= start) continue;
      if (values.has(run.value)) stillOpen.set(run.value, run);
      else run.to = start;
    }
    for (const item of group) join(stillOpen, runs, item);
    open = stillOpen;
  }
  for (const run of runs) cutRun(run, cuts, Number.POSITIVE_INFINITY);
  return runs;
}

/** Ends `run` at the first cut of its value that falls after all its starts and not after `before`. */
function cutRun(run: Run, cuts: readonly Cut[], before: number): void {
  const lastStart = Math.max(...run.items.map(({ start }) => start ?? run.from));
  for (const cut of cuts) {
    const isInside = cut.end > lastStart && cut.end <= before && (run.to === null || cut.end <= run.to);
    if (cut.value !== run.value || !isInside) continue;
    run.to = cut.end;
    if (!run.items.includes(cut)) run.items.push(cut);
  }
}

function join(open: Map<string, Run>, runs: Run[], item: StartedItem): void {
  let run = open.get(item.value);
  if (!run) {
    run = { value: item.value, from: item.start, to: null, items: [] };
    open.set(item.value, run);
    runs.push(run);
  }
  run.items.push(item);
  run.to = statedEnd(run);
}

/** The end that was told last counts: "until May" may have become "until June". Never before the start. */
function statedEnd(run: Run): number | null {
  let last: TimelineItem | undefined;
  for (const item of run.items) {
    if (item.end !== null && (!last || compareTold(item.told, last.told) > 0)) last = item;
  }
  return last?.end == null ? null : Math.max(last.end, run.from);
}

function toSpell(run: Run, all: readonly StartedItem[]): TimelineSpell {
  const items = run.items.toSorted(compareItems);
  return { value: run.value, from: run.from, to: run.to, closedAt: learnedAt(run, all), items };
}

/** When it was first known that the run ends: not before the run itself was known. */
function learnedAt(run: Run, all: readonly StartedItem[]): number | null {
  if (run.to === null) return null;
  const lastStart = Math.max(run.from, ...run.items.map(({ start }) => start ?? run.from));
  let learned = Number.POSITIVE_INFINITY;
  for (const item of all) {
    if (item.value !== run.value && item.start > lastStart) {
      learned = Math.min(learned, item.recordedAt);
    }
  }
  for (const item of run.items) {
    if (item.end !== null) learned = Math.min(learned, item.endLearnedAt);
  }
  const known = Math.min(...run.items.map(({ recordedAt }) => recordedAt));
  return Math.max(learned, known);
}

function unknownSpell(value: string, items: readonly Cut[]): TimelineSpell {
  const last = items.toSorted((a, b) => compareTold(a.told, b.told)).at(-1)!;
  const known = Math.min(...items.map(({ endLearnedAt }) => endLearnedAt));
  return { value, from: null, to: last.end, closedAt: known, items };
}

function compareSpells(a: TimelineSpell, b: TimelineSpell): number {
  const aFrom = a.from ?? Number.NEGATIVE_INFINITY;
  const bFrom = b.from ?? Number.NEGATIVE_INFINITY;
  if (aFrom !== bFrom) return aFrom - bFrom;
  return a.value === b.value ? 0 : a.value < b.value ? -1 : 1;
}
