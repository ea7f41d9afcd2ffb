/** Times adds and searches in a tenant as it grows. */
import { statSync } from "node:fs";
import { percentile } from "../report.ts";
import type { ApiAddOptions } from "../memory-api.ts";
import type { HousedMemory } from "../open-memory.ts";
import type { Trips } from "./count-trips.ts";
import { Load } from "./load.ts";
import { type OpeningResult, timeOpening } from "./opening.ts";

/** How much is measured. */
export interface SpeedOptions {
  readonly seed: number;
  /** Sizes of the tenant, in memories, at which it is measured. */
  readonly sizes: readonly number[];
  /** Timed adds and searches at each size. */
  readonly repeats: number;
  /** Processes that open the file at each size. */
  readonly openings: number;
}

/** Milliseconds of one kind of call. */
export interface Timing {
  readonly p50: number;
  readonly p95: number;
}

/** What a tenant of one size costs. */
export interface SizeResult {
  /** Events, traits and notes; turns come on top. */
  readonly memoryCount: number;
  readonly entityCount: number;
  readonly relationCount: number;
  readonly add: Timing;
  /** Of an add, by stage: the medians. */
  readonly addStages: Readonly<Record<string, number>>;
  readonly search: Timing;
  readonly searchStages: Readonly<Record<string, number>>;
  /** The first search after opening, which loads the tenant's vectors. */
  readonly firstSearchMs: number;
  /** What a fresh process takes to open the file; null where there is none. */
  readonly opening: OpeningResult | null;
  /** Seconds it took to add what was missing to this size. */
  readonly fillSeconds: number;
  /** Round trips to servers; null where there are none. */
  readonly trips: TripResult | null;
  readonly fileBytes: number;
  readonly fileBytesPerMemory: number;
  readonly residentBytes: number;
}

/** Round trips of a call, by server: the median and the most. */
export interface TripResult {
  readonly add: TripCounts;
  readonly search: TripCounts;
}

/** Of one kind of call. */
export type TripCounts = Readonly<
  Record<string, { readonly median: number; readonly most: number }>
>;

/** Where it is measured. */
export interface SpeedPlace {
  /** Opens the same tenant each time. */
  readonly open: () => Promise<HousedMemory>;
  /** Of the file; null if there is none. */
  readonly path: string | null;
  /** Opens it so that round trips are counted. */
  readonly counted?:
    | { readonly open: () => Promise<HousedMemory>; readonly take: () => Trips }
    | undefined;
  /** Is told how far the filling has come. */
  readonly onFilled?: ((size: number, seconds: number) => void) | undefined;
}

const USER = { userId: "speed" };
/** Messages of one filling add. */
const FILL_MESSAGES = 100;
const WARM_UPS = 10;
/** Adds and searches whose round trips are counted. */
const COUNTED_CALLS = 20;

/** Fills a tenant step by step and measures it at each size. */
export async function measureSpeed(
  { seed, sizes, repeats, openings }: SpeedOptions,
  place: SpeedPlace,
): Promise<SizeResult[]> {
  const load = new Load(seed);
  const results: SizeResult[] = [];
  for (const size of sizes) {
    const start = performance.now();
    const filler = await place.open();
    await fill(filler, load, size);
    await filler.close();
    const fillSeconds = (performance.now() - start) / 1000;
    place.onFilled?.(size, fillSeconds);
    const opening = await measureOpening(load, place, openings);
    const memory = await place.open();
    const measured = await measureSize(memory, load, { repeats, path: place.path });
    await memory.close();
    const trips = await measureTrips(load, place);
    results.push({ ...measured, fillSeconds, opening, trips });
  }
  return results;
}

/** The file is closed meanwhile: nothing of it is left in a log. */
async function measureOpening(
  load: Load,
  { path }: SpeedPlace,
  runs: number,
): Promise<OpeningResult | null> {
  if (path === null || runs === 0) return null;
  const questions = [load.question(), load.question()] as const;
  return timeOpening({ entry: "dist", path, userId: USER.userId, questions }, runs);
}

/** Adds until the tenant has as many memories, in adds of a hundred messages. */
async function fill(memory: HousedMemory, load: Load, size: number): Promise<void> {
  let { memories } = await memory.stats(USER);
  while (memories < size) {
    const { at } = load;
    const count = Math.min(FILL_MESSAGES, Math.ceil((size - memories) / 3));
    const items = Array.from({ length: count }, () => load.next());
    await memory.add(
      items.map(({ message }) => message),
      {
        ...USER,
        at,
        facts: items.flatMap(({ facts }) => facts),
        relations: items.flatMap(({ relations }) => relations),
      },
    );
    ({ memories } = await memory.stats(USER));
  }
}

async function measureSize(
  memory: HousedMemory,
  load: Load,
  { repeats, path }: { readonly repeats: number; readonly path: string | null },
): Promise<Omit<SizeResult, "fillSeconds" | "opening" | "trips">> {
  const { memories, entities, relations } = await memory.stats(USER);
  const fileBytes = path === null ? 0 : sizeOf(path) + sizeOf(`${path}-wal`);
  const first = performance.now();
  await memory.search(load.question(), { ...USER, limit: 10 });
  const firstSearchMs = performance.now() - first;
  const search = new Stopwatch();
  const add = new Stopwatch();
  // By turns, as an agent does: each search sees what was just added.
  for (let index = 0; index < repeats + WARM_UPS; index += 1) {
    const isTimed = index >= WARM_UPS;
    await search.time(isTimed, searching(memory, load));
    await add.time(isTimed, adding(memory, load));
  }
  return {
    memoryCount: memories,
    entityCount: entities,
    relationCount: relations,
    add: add.timing(),
    addStages: add.stages(),
    search: search.timing(),
    searchStages: search.stages(),
    firstSearchMs,
    fileBytes,
    fileBytesPerMemory: Math.round(fileBytes / memories),
    residentBytes: process.memoryUsage.rss(),
  };
}

/** A search for what is asked next, ready to be called. */
function searching(memory: HousedMemory, load: Load): () => Promise<unknown> {
  const question = load.question();
  return async () => memory.search(question, { ...USER, limit: 10 });
}

/** An add of what is said next, ready to be called. */
function adding(memory: HousedMemory, load: Load): () => Promise<unknown> {
  const { at } = load;
  const { message, facts, relations } = load.next();
  const options: ApiAddOptions = { ...USER, at, facts, relations };
  return async () => memory.add([message], options);
}

async function measureTrips(load: Load, { counted }: SpeedPlace): Promise<TripResult | null> {
  if (!counted) return null;
  const memory = await counted.open();
  const searches: Trips[] = [];
  const adds: Trips[] = [];
  for (let index = 0; index < COUNTED_CALLS + WARM_UPS; index += 1) {
    const isCounted = index >= WARM_UPS;
    for (const [call, all] of [
      [searching(memory, load), searches],
      [adding(memory, load), adds],
    ] as const) {
      counted.take();
      await call();
      const trips = counted.take();
      if (isCounted) all.push(trips);
    }
  }
  await memory.close();
  return { add: countsOf(adds), search: countsOf(searches) };
}

function countsOf(trips: readonly Trips[]): TripCounts {
  const servers = Object.keys(trips[0] ?? {}) as (keyof Trips)[];
  return Object.fromEntries(
    servers.map((server) => {
      const counts = trips.map((one) => one[server] ?? 0);
      return [server, { median: percentile(counts, 0.5), most: Math.max(...counts) }];
    }),
  );
}

/** Collects what calls took, from outside and by the stages they tell of. */
class Stopwatch {
  readonly #milliseconds: number[] = [];
  readonly #stages = new Map<string, number[]>();

  async time(isTimed: boolean, call: () => Promise<unknown>): Promise<void> {
    const start = performance.now();
    const answer = await call();
    const taken = performance.now() - start;
    if (!isTimed) return;
    this.#milliseconds.push(taken);
    for (const [stage, milliseconds] of Object.entries(stagesOf(answer))) {
      const known = this.#stages.get(stage);
      if (known) known.push(milliseconds);
      else this.#stages.set(stage, [milliseconds]);
    }
  }

  timing(): Timing {
    return { p50: percentile(this.#milliseconds, 0.5), p95: percentile(this.#milliseconds, 0.95) };
  }

  stages(): Record<string, number> {
    return Object.fromEntries(
      Array.from(this.#stages, ([stage, values]) => [stage, percentile(values, 0.5)]),
    );
  }
}

function stagesOf(answer: unknown): Readonly<Record<string, number>> {
  // Every answer of `add` and `search` says what its stages took.
  const { usage } = answer as {
    readonly usage: { readonly milliseconds: Readonly<Record<string, number>> };
  };
  return usage.milliseconds;
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
