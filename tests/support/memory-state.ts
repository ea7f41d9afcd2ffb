/** Everything that a tenant's calls tell, in one value that can be compared. */
import type {
  HistoryEntry,
  Memory,
  MemoryView,
  Profile,
  RelationView,
  Scope,
} from "../../src/index.ts";

/** Fields that tell when something was learned, not what holds: they follow the order of arrival. */
export const LEARNING_FIELDS: ReadonlySet<string> = new Set(["recordedAt", "closedAt"]);

const ALL_KINDS = ["event", "trait", "note", "turn"] as const;
const PAGE_SIZE = 1000;

/** What {@link stateOf} reads. Each list is in an order that does not depend on when something arrived. */
export interface TenantState {
  /** Turns too, and what has ended. */
  readonly memories: readonly MemoryView[];
  readonly relations: readonly RelationView[];
  readonly entities: readonly unknown[];
  readonly profile: Profile;
  /** By memory id. */
  readonly histories: Readonly<Record<string, readonly HistoryEntry[]>>;
  readonly counts: Readonly<Record<string, number>>;
}

/** What of a state is read. */
export interface StateOptions {
  /** Whose histories are read: all by default. */
  readonly hasHistory?: (memory: MemoryView) => boolean;
}

/** Reads all that a scope shows. */
export async function stateOf(
  memory: Memory,
  scope: Scope,
  { hasHistory = (): boolean => true }: StateOptions = {},
): Promise<TenantState> {
  const memories = await allPages((cursor) =>
    memory.getAll({ ...scope, kinds: ALL_KINDS, includeClosed: true, limit: PAGE_SIZE, cursor }),
  );
  const relations = await allPages((cursor) =>
    memory.graph.relations({ ...scope, includeClosed: true, limit: PAGE_SIZE, cursor }),
  );
  const entities = await allPages((cursor) =>
    memory.graph.entities({ ...scope, limit: PAGE_SIZE, cursor }),
  );
  const histories: Record<string, readonly HistoryEntry[]> = {};
  for (const one of memories) {
    if (one.kind !== "turn" && hasHistory(one)) {
      histories[one.id] = await memory.history(one.id, scope);
    }
  }
  const { turns, events, traits, notes, attestations, ...rest } = await memory.stats(scope);
  return {
    memories: memories.toSorted(byId),
    relations: relations.toSorted(byId),
    entities,
    profile: await memory.profile(scope),
    histories,
    counts: {
      turns,
      events,
      traits,
      notes,
      attestations,
      entities: rest.entities,
      relations: rest.relations,
    },
  };
}

/** A copy of a JSON value without some fields, at every depth. */
export function withoutFields(value: unknown, fields: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutFields(item, fields));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !fields.has(key))
      .map(([key, field]) => [key, withoutFields(field, fields)]),
  );
}

/** Every item of a listing. */
export async function allPages<T>(
  read: (cursor: string | undefined) => Promise<{ results: readonly T[]; cursor: string | null }>,
): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | undefined;
  do {
    const page = await read(cursor);
    items.push(...page.results);
    cursor = page.cursor ?? undefined;
  } while (cursor !== undefined);
  return items;
}

function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id < b.id ? -1 : 1;
}
