/** Finds entities by what they are called. */
import { canonicalFor, findMentions, type TenantFile } from "./ledger-rows.ts";
import type { NameMatch } from "../graph-store.ts";

/** Entities by exact name or alias, then by the first word of a name. */
export function findNames(
  tenant: TenantFile,
  keys: readonly string[],
  { prefixes, limit }: { readonly prefixes: readonly string[]; readonly limit: number },
): NameMatch[] {
  const { file, row } = tenant;
  const exact = `SELECT DISTINCT name_key AS name, key FROM mention WHERE tenant = ? AND name_key IN (SELECT value FROM json_each(?)) ORDER BY name_key, key LIMIT ?`;
  const found: { name: string; key: string; isPrefix: boolean }[] = [];
  for (const { name, key } of file.all<Named>(exact, row, JSON.stringify(keys), limit)) {
    found.push({ name, key, isPrefix: false });
  }
  const begins = `SELECT DISTINCT name_key AS name, key FROM mention WHERE tenant = ? AND name_key >= ? AND name_key < ? ORDER BY name_key, key LIMIT ?`;
  for (const prefix of prefixes) {
    // The space ends the word; "!" is the next character after it.
    for (const { name, key } of file.all<Named>(begins, row, `${prefix} `, `${prefix}!`, limit)) {
      found.push({ name, key, isPrefix: true });
    }
  }
  const canonical = canonicalFor(tenant, new Set(found.map(({ key }) => key)));
  return found.slice(0, limit).map((match) => ({ ...match, key: canonical(match.key) }));
}

/** Entities whose keys are spelt alike. */
export function findSpellings(
  tenant: TenantFile,
  fuzzyKeys: readonly string[],
): { key: string; fuzzyKey: string; type: string | null }[] {
  const wanted = fuzzyKeys.filter((key) => key !== "");
  if (wanted.length === 0) return [];
  const sql = `SELECT key, fuzzy_key AS fuzzyKey, type FROM entity WHERE tenant = ? AND fuzzy_key <> '' AND fuzzy_key IN (SELECT value FROM json_each(?)) ORDER BY key LIMIT 100`;
  const { file, row } = tenant;
  return file.all<{ key: string; fuzzyKey: string; type: string | null }>(
    sql,
    row,
    JSON.stringify(wanted),
  );
}

/** The entities that these memories, relations or turns name. */
export function namesOfIds(tenant: TenantFile, ids: readonly string[]): Map<string, string[]> {
  const named = new Map<string, Set<string>>();
  const note = (id: string, key: string): void => {
    const keys = named.get(id) ?? new Set();
    named.set(id, keys.add(key));
  };
  for (const { of, key } of findMentions(tenant, "of_id", ids)) if (of) note(of, key);
  for (const { turnId, key } of findMentions(tenant, "turn_id", ids)) note(turnId, key);
  const all = new Set([...named.values()].flatMap((keys) => [...keys]));
  const canonical = canonicalFor(tenant, all);
  return new Map(Array.from(named, ([id, keys]) => [id, [...new Set(Array.from(keys, canonical))]]));
}

interface Named {
  readonly name: string;
  readonly key: string;
}
