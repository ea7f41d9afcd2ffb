/** Every bound on what a caller passes. */
import type { Filter, OpenOptions } from "../../src/index.ts";
import { ADD_DOORS } from "./add-doors.ts";
import { type Door, KIRK, letters } from "./door.ts";

async function opened(options: OpenOptions): Promise<unknown> {
  const { openIn } = await import("../places.ts");
  const memory = await openIn({ options: { path: ":memory:" } }, options);
  return memory.close();
}

function nested(depth: number): Filter {
  let filter: Filter = { a: 1 };
  for (let level = 0; level < depth; level += 1) filter = { not: filter };
  return filter;
}

/** Of searches and listings. */
const READ_DOORS: readonly Door[] = [
  {
    name: "query",
    most: 10_000,
    unit: "characters",
    otherwise: null,
    why: "longer text is a document, not a question",
    call: async (count, memory) => memory.search(letters(count), KIRK),
  },
  {
    name: "search: limit",
    most: 200,
    unit: "results",
    otherwise: "10",
    why: "more than any prompt takes; `getAll` has pages",
    call: async (count, memory) => memory.search("tea", { ...KIRK, limit: count }),
  },
  {
    name: "search: graph.hops, neighborhood: hops",
    most: 4,
    unit: "hops",
    otherwise: "2",
    why: "what is further away has to do with everything",
    call: async (count, memory) => memory.search("tea", { ...KIRK, graph: { hops: count } }),
  },
  {
    name: "search: halfLifeDays",
    most: 36_500,
    unit: "days",
    otherwise: "none: nothing counts for less with its age",
    why: "a century: with a longer one nothing ages",
    call: async (count, memory) => memory.search("tea", { ...KIRK, halfLifeDays: count }),
  },
  {
    name: "filters",
    most: 200,
    unit: "conditions and values",
    otherwise: "none",
    why: "each is compared with each candidate",
    call: async (count, memory) => {
      const values = Array.from({ length: count }, (_, index) => index);
      return memory.search("tea", { ...KIRK, filters: { a: { in: values } } });
    },
  },
  {
    name: "filters, nested",
    most: 10,
    unit: "levels",
    otherwise: "none",
    why: "it is read level by level",
    call: async (count, memory) => memory.search("tea", { ...KIRK, filters: nested(count) }),
  },
  {
    name: "getAll, graph.entities, graph.relations: limit",
    most: 1_000,
    unit: "items of a page",
    otherwise: "100",
    why: "a page is in memory whole",
    call: async (count, memory) => memory.getAll({ ...KIRK, limit: count }),
  },
  {
    name: "profile: traits, timeline",
    most: 1_000,
    unit: "entries",
    otherwise: "100 traits, 200 of the timeline",
    why: "a prompt takes no more",
    call: async (count, memory) => memory.profile({ ...KIRK, timelineLimit: count }),
  },
];

/** Of opening and keeping house. */
const HOUSE_DOORS: readonly Door[] = [
  {
    name: "open: busyTimeoutMs",
    most: 600_000,
    unit: "milliseconds",
    otherwise: "5,000",
    why: "a writer of another process is done in milliseconds; a purge of 64 MiB takes 200",
    call: async (count) => opened({ busyTimeoutMs: count }),
  },
  {
    name: "open: cacheBytes",
    most: 1_048_576,
    unit: "bytes at least",
    otherwise: "268,435,456",
    why: "below it hardly a tenant's vectors fit, and every search would read them anew",
    isLeast: true,
    call: async (count) => opened({ cacheBytes: count }),
  },
  {
    name: "open: vector.timeoutMs, graph.timeoutMs",
    most: 600_000,
    unit: "milliseconds of one call",
    otherwise: "10,000",
    why: "a cold server plans for seconds; who waits longer is not answered any more",
    call: async (count) => {
      const { checkOpenOptions } = await import("../../src/pipeline/open-options.ts");
      return checkOpenOptions({ graph: { url: "bolt://localhost", timeoutMs: count } });
    },
  },
  {
    name: "open: retry.maxAttempts",
    most: 10,
    unit: "attempts",
    otherwise: "4, within 60,000 ms (`maxTotalMs`)",
    why: "a provider that fails so often is down",
    call: async (count) => opened({ retry: { maxAttempts: count } }),
  },
  {
    name: "reembed: batchSize",
    most: 10_000,
    unit: "texts",
    otherwise: "256",
    why: "each batch is one transaction, and what a crash loses",
    call: async (count, memory) => memory.reembed({ batchSize: count }),
  },
];

/** All of them. */
export const DOORS: readonly Door[] = [...ADD_DOORS, ...READ_DOORS, ...HOUSE_DOORS];
