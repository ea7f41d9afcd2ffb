/** A stand-in for the library that keeps the rules by brute force: it shows that the benchmark measures what it says. */
import type {
  ApiAddOptions,
  ApiAddResult,
  ApiEdge,
  ApiFact,
  ApiListOptions,
  ApiMemory,
  ApiPage,
  ApiRelation,
  ApiSearchResult,
  MemoryApi,
} from "../../../bench/memory-api.ts";
import { projectPair, projectSlot, spellAt } from "../../../bench/world/timeline.ts";
import type { FactState } from "../../../bench/world/types.ts";

/** What the fake does wrong, on purpose. */
export interface FakeFaults {
  /** Ignores the slots, so that nothing ever ends. */
  readonly isAppendOnly?: boolean;
  /** Answers from every tenant. */
  readonly isLeaky?: boolean;
}

interface Told {
  readonly key: string;
  readonly text: string;
  readonly subject: string;
  readonly relationship: string;
  readonly value: string;
  readonly isSingle: boolean;
  readonly isCorrection: boolean;
  readonly saidAt: string;
  readonly validFrom: string | undefined;
  readonly ref: string;
}

interface Row {
  readonly id: string;
  readonly text: string;
  readonly told: readonly Told[];
  readonly state: FactState;
}

interface Store {
  readonly told: Map<string, Told>;
  readonly aliases: Map<string, string>;
}

/** A memory that lives in the process, one per call. */
export function openFakeMemory(faults: FakeFaults = {}): MemoryApi {
  const stores = new Map<string, Store>();
  const storeOf = (userId: string): Store => {
    const store = stores.get(userId) ?? { told: new Map(), aliases: new Map() };
    stores.set(userId, store);
    return store;
  };
  const rows = (userId: string): Row[] => rowsOf(storeOf(userId), faults);
  const edges = (userId: string): Row[] =>
    rows(userId).filter(({ told }) => told[0]?.relationship !== "alias");
  return {
    add: async (_messages, options) => addTo(storeOf(options.userId), options),
    getAll: async (options) => page(rows(options.userId).map(memoryOf), options),
    delete: async (id, { userId }) => {
      for (const { key } of rows(userId).find((row) => row.id === id)?.told ?? []) {
        storeOf(userId).told.set(key, { ...dead, key });
      }
    },
    close: async () => {},
    search: async (query, { userId, limit, asOf }) => {
      const users = faults.isLeaky === true ? [...stores.keys()] : [userId];
      return searchIn(users.flatMap(rows), query, limit, asOf ?? "2030");
    },
    graph: {
      relations: async (options) => page(edges(options.userId).map(edgeOf), options),
      entities: async ({ userId }) => {
        const names = edges(userId).flatMap((row) => [edgeOf(row).source, edgeOf(row).destination]);
        return { results: [...new Set(names)].map((name) => ({ name })) };
      },
    },
  };
}

const dead: Omit<Told, "key"> = {
  text: "",
  subject: "",
  relationship: "",
  value: "",
  isSingle: false,
  isCorrection: false,
  saidAt: "",
  validFrom: undefined,
  ref: "",
};

function addTo(store: Store, options: ApiAddOptions): ApiAddResult {
  for (const { name, aliases } of options.entities ?? []) {
    for (const alias of aliases ?? []) {
      store.aliases.set(alias, name);
    }
  }
  for (const [index, fact] of (options.facts ?? []).entries()) {
    const key = `${options.idempotencyKey ?? ""} ${index}`;
    if (!store.told.has(key)) {
      const edge = options.relations?.find((relation) => relation.fact === fact.text);
      store.told.set(key, toldOf(key, fact, edge, options.at ?? ""));
    }
  }
  return { results: [], failed: [], pending: [] };
}

function toldOf(key: string, fact: ApiFact, edge: ApiRelation | undefined, saidAt: string): Told {
  return {
    key,
    saidAt,
    text: fact.text,
    subject: edge?.source.name ?? fact.text,
    relationship: edge?.relationship ?? "alias",
    value: edge?.destination.name ?? fact.text,
    isSingle: edge?.cardinality === "one",
    isCorrection: fact.corrects === true,
    validFrom: fact.validFrom,
    ref: fact.sources?.[0] ?? "",
  };
}

function rowsOf({ told, aliases }: Store, { isAppendOnly = false }: FakeFaults): Row[] {
  const live = Array.from(told.values())
    .filter(({ text }) => text !== "")
    .map((item) => ({ ...item, subject: aliases.get(item.subject) ?? item.subject }));
  const bySlot = Map.groupBy(live, ({ subject, relationship, value, isSingle }) =>
    JSON.stringify([subject, relationship, isSingle && !isAppendOnly ? "" : value]),
  );
  return Array.from(bySlot.values()).flatMap((slot) => {
    const isOneValue = slot[0]?.isSingle !== true || isAppendOnly;
    const states = isOneValue
      ? new Map([[slot[0]?.value ?? "", projectPair(slot)]])
      : projectSlot(slot);
    return Array.from(states).flatMap(([value, state]) => {
      const own = slot.filter((item) => item.value === value);
      const text = state.spells.at(-1)?.text ?? own[0]?.text ?? "";
      return state.status === "retracted"
        ? []
        : [{ id: own[0]?.key ?? "", text, told: own, state }];
    });
  });
}

function memoryOf({ id, text, state }: Row): ApiMemory {
  const last = state.spells.at(-1);
  return {
    id,
    memory: text,
    kind: "trait",
    validFrom: last?.from ?? null,
    validTo: last?.to ?? null,
  };
}

function edgeOf(row: Row): ApiEdge {
  const { id, validFrom, validTo } = memoryOf(row);
  const { subject = "", relationship = "", value = "" } = row.told[0] ?? {};
  return { id, source: subject, relationship, destination: value, validFrom, validTo };
}

function page<Item>(
  items: readonly Item[],
  { limit = 100, cursor = "0" }: ApiListOptions,
): ApiPage<Item> {
  const start = Number(cursor);
  const next = start + limit;
  const results = items.slice(start, next);
  return next < items.length ? { results, cursor: String(next) } : { results };
}

/** By the share of the query's character pairs that a text has. */
function searchIn(
  rows: readonly Row[],
  query: string,
  limit: number,
  asOf: string,
): ApiSearchResult {
  const wanted = pairsOf(query);
  const results = rows
    .filter(({ state }) => spellAt(state, asOf) !== undefined)
    .map((row) => ({ row, relevance: wanted.intersection(pairsOf(row.text)).size / wanted.size }))
    .toSorted((a, b) => b.relevance - a.relevance || (a.row.id < b.row.id ? -1 : 1))
    .slice(0, limit)
    .map(({ row, relevance }) => ({
      id: row.id,
      memory: row.text,
      kind: "trait",
      relevance,
      evidence: row.told.map(({ ref }) => ({ ref })),
    }));
  return { results, relations: [], degraded: [] };
}

function pairsOf(text: string): Set<string> {
  return new Set(
    Array.from(text.toLowerCase(), (_, index) => text.toLowerCase().slice(index, index + 2)),
  );
}
