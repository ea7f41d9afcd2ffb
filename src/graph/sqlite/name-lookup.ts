/** Finds entities by what they are called. */
import { append } from "../../core/append.ts";
import type { NameMatch, NameOptions } from "../graph-store.ts";
import type { TenantFile } from "./ledger-rows.ts";

/** In SQL, whether a mention is of the agent asked for or of none. */
const IS_SEEN = "(? IS NULL OR record ->> 'agentId' IS NULL OR record ->> 'agentId' = ?)";

interface Named {
  readonly name: string;
  readonly key: string;
}

/** Keys by exact name or alias, by name; then by the first word of a name, in the order asked. */
export function findNames(
  tenant: TenantFile,
  keys: readonly string[],
  { prefixes, limit, agentId = null }: NameOptions,
): NameMatch[] {
  const { file, row } = tenant;
  const exact = `SELECT DISTINCT alias_key AS name, key FROM mention WHERE tenant = ? AND alias_key IN (SELECT value FROM json_each(?)) AND ${IS_SEEN} ORDER BY alias_key, key LIMIT ?`;
  const begins = `SELECT DISTINCT name_key AS name, key FROM mention WHERE tenant = ? AND name_key >= ? AND name_key < ? AND ${IS_SEEN} ORDER BY name_key, key LIMIT ?`;
  const seen = [agentId, agentId] as const;
  const list = JSON.stringify(keys.filter((key) => key !== ""));
  const found = file
    .all<Named>(exact, row, list, ...seen, limit)
    .map((named) => ({ ...named, isPrefix: false }));
  for (const prefix of new Set(prefixes)) {
    // The space ends the word; "!" is the next character after it.
    const named = file.all<Named>(begins, row, `${prefix} `, `${prefix}!`, ...seen, limit);
    append(
      found,
      named.map((one) => ({ ...one, isPrefix: true })),
    );
  }
  return found;
}
