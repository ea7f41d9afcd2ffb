/** Every bound on what a caller passes: its name, how much, why, and a call that goes up to it. */
import type {
  AddOptions,
  FactInput,
  Filter,
  Memory,
  Metadata,
  OpenOptions,
} from "../../src/index.ts";

/** A bound on what is passed. */
export interface Door {
  /** The option or argument, as it is written in a call. */
  readonly name: string;
  /** The most that is taken. */
  readonly most: number;
  /** What it counts. */
  readonly unit: string;
  /** What holds where nothing is passed; null where something must be. */
  readonly otherwise: string | null;
  /** Why so much and no more. */
  readonly why: string;
  /** Whether one more is left out and told in `failed`, and the rest of the add is kept. */
  readonly isToldInFailed?: true;
  /** Whether the call takes long: tests leave it out. */
  readonly isSlow?: true;
  /** Calls with so much of it. */
  readonly call: (count: number, memory: Memory) => Promise<unknown>;
}

const KIRK = { userId: "kirk" };
const NOTE = { ...KIRK, infer: false } as const;

/** An add that says little, with these options. */
async function told(memory: Memory, options: AddOptions): Promise<unknown> {
  return memory.add("Told elsewhere", { ...KIRK, ...options });
}

async function fact(memory: Memory, one: Partial<FactInput>): Promise<unknown> {
  return told(memory, { facts: [{ text: "Ana likes tea", ...one }] });
}

async function opened(options: OpenOptions): Promise<unknown> {
  const { openIn } = await import("../places.ts");
  const memory = await openIn({ options: { path: ":memory:" } }, options);
  return memory.close();
}

const letters = (count: number): string => "a".repeat(count);

/** Metadata whose JSON has so many characters. */
function metadataOf(count: number): Metadata {
  return { a: letters(count - JSON.stringify({ a: "" }).length) };
}

function nested(depth: number): Filter {
  let filter: Filter = { a: 1 };
  for (let level = 0; level < depth; level += 1) filter = { not: filter };
  return filter;
}

/** Of scopes, messages and what was read elsewhere. */
const ADD_DOORS: readonly Door[] = [
  {
    name: "userId, agentId, runId",
    most: 256,
    unit: "characters",
    otherwise: "none; one of them is needed",
    why: "long enough for any id, short enough to index",
    call: async (count, memory) => memory.add("Hm", { userId: letters(count), infer: false }),
  },
  {
    name: "messages",
    most: 2_000,
    unit: "messages of one add",
    otherwise: null,
    why: "a day of talk; a model reads ten at a time, so it bounds the calls of an add",
    isSlow: true,
    call: async (count, memory) =>
      memory.add(
        Array.from({ length: count }, (_, index) => ({
          role: "user",
          content: `Message ${index}`,
        })),
        NOTE,
      ),
  },
  {
    name: "messages[].content",
    most: 1_000_000,
    unit: "characters",
    otherwise: null,
    why: "a book; more is a document store's work",
    isSlow: true,
    call: async (count, memory) => memory.add(letters(count), NOTE),
  },
  {
    name: "messages[].id",
    most: 256,
    unit: "characters",
    otherwise: "none",
    why: "as any id",
    call: async (count, memory) =>
      memory.add([{ role: "user", content: "Hm", id: letters(count) }], NOTE),
  },
  {
    name: "idempotencyKey",
    most: 512,
    unit: "characters",
    otherwise: "a key of its own",
    why: "room for two ids and a time",
    call: async (count, memory) => told(memory, { idempotencyKey: letters(count) }),
  },
  {
    name: "metadata",
    most: 50_000,
    unit: "characters as JSON",
    otherwise: "{}",
    why: "it is kept on every turn and memory of the add, and comes back with every hit",
    call: async (count, memory) => told(memory, { metadata: metadataOf(count) }),
  },
  {
    name: "prompt",
    most: 50_000,
    unit: "characters",
    otherwise: "the built-in prompt",
    why: "it is sent with every window",
    call: async (count, memory) => told(memory, { prompt: letters(count) }),
  },
  {
    name: "facts, relations, entities",
    most: 5_000,
    unit: "statements of one add, together",
    otherwise: "none: they are read from the messages",
    why: "one transaction commits them, and others wait for it",
    isSlow: true,
    call: async (count, memory) =>
      told(memory, {
        facts: Array.from({ length: count }, (_, index) => ({ text: `Ana bought thing ${index}` })),
      }),
  },
  {
    name: "facts[].text",
    most: 10_000,
    unit: "characters",
    otherwise: null,
    why: "a statement, not a document; a model embeds it whole",
    call: async (count, memory) => fact(memory, { text: letters(count) }),
  },
  {
    name: "relations[].relationship",
    most: 200,
    unit: "characters",
    otherwise: null,
    why: "it becomes the type of an edge",
    call: async (count, memory) =>
      told(memory, {
        relations: [{ source: "Ana", relationship: letters(count), destination: "Bob" }],
      }),
  },
  {
    name: "entities[].name",
    most: 200,
    unit: "characters",
    otherwise: null,
    why: "it becomes a key that is indexed",
    isToldInFailed: true,
    call: async (count, memory) => told(memory, { entities: [{ name: letters(count) }] }),
  },
  {
    name: "entities[].type",
    most: 100,
    unit: "characters",
    otherwise: "none",
    why: "it becomes a label",
    call: async (count, memory) =>
      told(memory, { entities: [{ name: "Ana", type: letters(count) }] }),
  },
  {
    name: "entities[].aliases",
    most: 100,
    unit: "names",
    otherwise: "none",
    why: "each is looked up by itself",
    call: async (count, memory) =>
      told(memory, {
        entities: [
          { name: "Ana", aliases: Array.from({ length: count }, (_, index) => `Ana ${index}`) },
        ],
      }),
  },
];

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
