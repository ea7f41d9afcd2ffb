/** Times adds and searches in a tenant as it grows. */
import { statSync } from "node:fs";
import { percentile } from "../report.ts";
import type { ApiAddOptions, ApiAddResult, MemoryApi } from "../memory-api.ts";
import { Load } from "./load.ts";

/** How much is measured. */
export interface SpeedOptions {
  readonly seed: number;
  /** Sizes of the tenant, in memories, at which it is measured. */
  readonly sizes: readonly number[];
  /** Timed adds and searches at each size. */
  readonly repeats: number;
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
  readonly fileBytes: number;
  readonly fileBytesPerMemory: number;
  readonly residentBytes: number;
}

/** The benchmarks' view of the library, with what only this one looks at. */
export interface SpeedMemory extends MemoryApi {
  stats(scope: { readonly userId: string }): Promise<{
    readonly memories: number;
    readonly entities: number;
    readonly relations: number;
  }>;
}

const USER = { userId: "speed" };
/** Messages of one filling add. */
const FILL_MESSAGES = 100;
const WARM_UPS = 10;

/** Fills a tenant step by step and measures it at each size. */
export async function measureSpeed(
  { seed, sizes, repeats }: SpeedOptions,
  open: () => Promise<SpeedMemory>,
  path: string,
): Promise<SizeResult[]> {
  const load = new Load(seed);
  const results: SizeResult[] = [];
  for (const size of sizes) {
    const filler = await open();
    await fill(filler, load, size);
    await filler.close();
    const memory = await open();
    results.push(await measureSize(memory, load, { repeats, path }));
    await memory.close();
  }
  return results;
}

/** Adds until the tenant has as many memories, in adds of a hundred messages. */
async function fill(memory: SpeedMemory, load: Load, size: number): Promise<void> {
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
  memory: SpeedMemory,
  load: Load,
  { repeats, path }: { readonly repeats: number; readonly path: string },
): Promise<SizeResult> {
  const { memories, entities, relations } = await memory.stats(USER);
  const fileBytes = sizeOf(path) + sizeOf(`${path}-wal`);
  const first = performance.now();
  await memory.search(load.question(), { ...USER, limit: 10 });
  const firstSearchMs = performance.now() - first;
  const search = new Stopwatch();
  const add = new Stopwatch();
  // By turns, as an agent does: each search sees what was just added.
  for (let index = 0; index < repeats + WARM_UPS; index += 1) {
    const isTimed = index >= WARM_UPS;
    const question = load.question();
    await search.time(isTimed, async () => memory.search(question, { ...USER, limit: 10 }));
    const { at } = load;
    const { message, facts, relations: edges } = load.next();
    const options: ApiAddOptions = { ...USER, at, facts, relations: edges };
    await add.time(isTimed, async (): Promise<ApiAddResult> => memory.add([message], options));
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
