/** Finds entities by what they are called, and by what names them. */
import type { NameMatch, NameOptions } from "../graph-store.ts";
import { canonicalFor, type LedgerTables } from "./ledger-tables.ts";

/** Entities by exact name or alias, by name; then by the first word of a name, in the order asked. */
export function findNames(
  tables: LedgerTables,
  keys: readonly string[],
  options: NameOptions,
): NameMatch[] {
  const found = tables.findNames(keys, options);
  const canonical = canonicalFor(tables, new Set(found.map(({ key }) => key)));
  const matches = new Map<string, NameMatch>();
  for (const { name, key, isPrefix } of found) {
    const match = { name, key: canonical(key), isPrefix };
    matches.set(JSON.stringify(match), match);
  }
  return [...matches.values()].slice(0, options.limit);
}

/** The entities that these memories, relations or turns name, by key. */
export function namesOfIds(tables: LedgerTables, ids: readonly string[]): Map<string, string[]> {
  const named = new Map<string, Set<string>>();
  const note = (id: string, key: string): void => {
    const keys = named.get(id) ?? new Set();
    named.set(id, keys.add(key));
  };
  for (const { of, key } of tables.findMentions("of_id", ids)) if (of !== null) note(of, key);
  for (const { turnId, key } of tables.findMentions("turn_id", ids)) note(turnId, key);
  const canonical = canonicalFor(tables, new Set([...named.values()].flatMap((keys) => [...keys])));
  return new Map(
    Array.from(named, ([id, keys]) => [id, [...new Set(Array.from(keys, canonical))].toSorted()]),
  );
}
