/**
 * The timeline of a slot: which value held when.
 *
 * Items are taken by their start. A run of one value is a spell; it ends where an item of another value starts strictly
 * later, or at a stated end if that is earlier. Items of one start stand side by side.
 */
import { least } from "../extremes.ts";
import { must } from "../must.ts";
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
  /** Where that end stands in the order of telling. */
  readonly endTold: Told;
  /** When that end was learned of. */
  readonly endLearnedAt: number;
}

/** A run of one value, with the statements it was told by, the earliest start first. */
export interface TimelineSpell extends Spell {
  readonly value: string;
  readonly items: readonly TimelineItem[];
}

type StartedItem = TimelineItem & { readonly start: number };
/** "In Madrid until 2015": an end without a start. */
type Cut = TimelineItem & { readonly start: null; readonly end: number };

/** All that starts at one time. */
interface Moment {
  readonly start: number;
  readonly values: ReadonlySet<string>;
  readonly items: readonly StartedItem[];
  /** Ends without a start of what began here. */
  readonly cuts: Cut[];
}

interface Run {
  readonly value: string;
  readonly from: number;
  lastStart: number;
  to: number | null;
  /** Where the end that counts so far was told. */
  endTold: Told | null;
  readonly items: TimelineItem[];
}

/** The spells of a timeline, by start (unknown first), then value. Pure; the order of `items` does not matter. */
export function buildTimeline(items: readonly TimelineItem[]): TimelineSpell[] {
  const ordered = items.toSorted(compareItems);
  const moments = momentsOf(ordered);
  const loose: Cut[] = [];
  for (const cut of ordered.filter(isCut)) {
    // It ends what began last before it, unless another value has come in between.
    const moment = moments.findLast(({ start }) => start < cut.end);
    if (moment?.values.has(cut.value)) moment.cuts.push(cut);
    else loose.push(cut);
  }
  const learning = new Learning(moments);
  const spells = runsOf(moments).map((run) => toSpell(run, learning));
  for (const [value, ended] of Map.groupBy(loose, (cut) => cut.value)) {
    spells.push(unknownSpell(value, ended));
  }
  return spells.toSorted(compareSpells);
}

/** Orders items by start (unknown first), then by telling. */
export function compareItems(a: TimelineItem, b: TimelineItem): number {
  const byStart = (a.start ?? Number.NEGATIVE_INFINITY) - (b.start ?? Number.NEGATIVE_INFINITY);
  if (a.start !== b.start && byStart !== 0) return byStart;
  return compareTold(a.told, b.told) || (a.id < b.id ? -1 : 1);
}

function isStarted(item: TimelineItem): item is StartedItem {
  return item.start !== null;
}

function isCut(item: TimelineItem): item is Cut {
  return item.start === null && item.end !== null;
}

function momentsOf(ordered: readonly TimelineItem[]): Moment[] {
  const byStart = Map.groupBy(ordered.filter(isStarted), ({ start }) => start);
  return Array.from(byStart, ([start, items]) => {
    return { start, items, values: new Set(items.map(({ value }) => value)), cuts: [] };
  });
}

function runsOf(moments: readonly Moment[]): Run[] {
  const runs: Run[] = [];
  let open = new Map<string, Run>();
  for (const moment of moments) {
    const stillOpen = new Map<string, Run>();
    for (const run of open.values()) {
      if (goesOn(run, moment)) stillOpen.set(run.value, run);
    }
    for (const item of [...moment.items, ...moment.cuts]) {
      const run = stillOpen.get(item.value) ?? beginRun(runs, item.value, moment.start);
      stillOpen.set(item.value, run);
      join(run, item, moment.start);
    }
    open = stillOpen;
  }
  return runs;
}

/** Whether a run goes on past a moment. If only other values begin then, the run ends there. */
function goesOn(run: Run, { start, values, items, cuts }: Moment): boolean {
  const isOver = run.to !== null && run.to <= start;
  if (!values.has(run.value)) {
    if (!isOver) run.to = start;
    return false;
  }
  if (!isOver) return true;
  // Told again as it ends, only to be ended at once: no spell of its own.
  const again = [...items, ...cuts].filter(({ value }) => value === run.value);
  return run.to === start && again.every(({ end }) => end !== null && end <= start);
}

function beginRun(runs: Run[], value: string, from: number): Run {
  const run: Run = { value, from, lastStart: from, to: null, endTold: null, items: [] };
  runs.push(run);
  return run;
}

/** The end that was told last counts: "until May" may have become "until June". Never before its start. */
function join(run: Run, item: TimelineItem, start: number): void {
  run.items.push(item);
  run.lastStart = start;
  const isLast = run.endTold === null || compareTold(item.endTold, run.endTold) > 0;
  if (item.end === null || !isLast) return;
  run.endTold = item.endTold;
  run.to = Math.max(item.end, start);
}

function toSpell(run: Run, learning: Learning): TimelineSpell {
  const items = run.items.toSorted(compareItems);
  return {
    value: run.value,
    from: run.from,
    to: run.to,
    closedAt: learnedAt(run, learning),
    items,
  };
}

/** When it was first known that the run ends, whether the run itself was known by then or not. */
function learnedAt(run: Run, learning: Learning): number | null {
  if (run.to === null) return null;
  const stated = run.items.flatMap(({ end, endLearnedAt }) => (end === null ? [] : endLearnedAt));
  return Math.min(least(stated), learning.ofOthersAfter(run.lastStart, run.value));
}

/** When what begins in the moments of a timeline was learned of. */
class Learning {
  readonly #places: ReadonlyMap<number, number>;
  /** The places of the moments that have a value, the first one first. */
  readonly #ofValue = new Map<string, number[]>();
  readonly #moments: readonly Moment[];
  /** Row `k` has at each place the least time of the `2^k` moments from there; made when it is first asked for. */
  #least: readonly (readonly number[])[] | undefined;

  constructor(moments: readonly Moment[]) {
    this.#moments = moments;
    this.#places = new Map(moments.map(({ start }, place) => [start, place]));
    for (const [place, { values }] of moments.entries()) {
      for (const value of values) {
        const known = this.#ofValue.get(value);
        if (known) known.push(place);
        else this.#ofValue.set(value, [place]);
      }
    }
  }

  /**
   * The first that was learned of what begins after a moment: up to where the value comes back, as what begins after
   * that ends the later run and not this one.
   */
  ofOthersAfter(start: number, value: string): number {
    const place = must(this.#places.get(start), "the moment");
    const own = this.#ofValue.get(value) ?? [];
    const back = own[firstAfter(own, place)] ?? this.#places.size;
    return this.#leastOf(place + 1, back);
  }

  #leastOf(from: number, to: number): number {
    if (from >= to) return Number.POSITIVE_INFINITY;
    const level = 31 - Math.clz32(to - from);
    this.#least ??= leastOfRanges(this.#moments);
    const row = must(this.#least[level], "the row");
    const [first, second] = [row[from], row[to - 2 ** level]];
    return Math.min(must(first, "its time"), must(second, "its time"));
  }
}

function leastOfRanges(moments: readonly Moment[]): number[][] {
  let row = moments.map(({ items }) => least(items.map(({ recordedAt }) => recordedAt)));
  const rows = [row];
  for (let width = 1; width * 2 <= moments.length; width *= 2) {
    const before = row;
    row = before
      .slice(0, moments.length - width * 2 + 1)
      .map((time, place) => Math.min(time, before[place + width] ?? time));
    rows.push(row);
  }
  return rows;
}

/** Where in an ascending list the first one greater than `than` stands. */
function firstAfter(ascending: readonly number[], than: number): number {
  let [from, to] = [0, ascending.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((ascending[middle] ?? 0) > than) to = middle;
    else from = middle + 1;
  }
  return from;
}

function unknownSpell(value: string, items: readonly Cut[]): TimelineSpell {
  const last = items.toSorted((a, b) => compareTold(a.endTold, b.endTold)).at(-1);
  const to = must(last, "the last end").end;
  return { value, from: null, to, closedAt: least(items.map((item) => item.endLearnedAt)), items };
}

function compareSpells(a: TimelineSpell, b: TimelineSpell): number {
  const aFrom = a.from ?? Number.NEGATIVE_INFINITY;
  const bFrom = b.from ?? Number.NEGATIVE_INFINITY;
  if (aFrom !== bFrom) return aFrom - bFrom;
  if (a.value === b.value) return 0;
  return a.value < b.value ? -1 : 1;
}
