/** Projects mentions and merges into entities. */
import type { Mention } from "../../core/records.ts";
import { compareTold } from "../../core/records.ts";
import { USER_KEY } from "../../core/speaker.ts";
import { canonicalizer } from "../../core/validity/canonical.ts";
import { entityKey } from "../../core/names.ts";
import type { Entity } from "../graph-store.ts";
import { findMentions, findMerges, type TenantFile } from "./ledger-rows.ts";

/** Projects the entities that these keys stand for, now and before. Returns the keys that no longer are entities. */
export function projectEntities(tenant: TenantFile, keys: Iterable<string>): string[] {
  const wanted = new Set(keys);
  if (wanted.size === 0) return [];
  const entities = entitiesOf(tenant, wanted);
  const gone: string[] = [];
  for (const [key, entity] of entities) {
    if (entity) writeEntity(tenant, entity);
    else if (eraseEntity(tenant, key)) gone.push(key);
  }
  return gone;
}

/** What the records make of these keys: an entity by its canonical key, or null for a key that is none. */
export function entitiesOf(
  tenant: TenantFile,
  keys: ReadonlySet<string>,
): Map<string, Entity | null> {
  const merges = findMerges(tenant, keys);
  const canonical = canonicalizer(merges);
  const members = new Set(keys);
  for (const { from, into } of merges) members.add(from).add(into);
  const result = new Map<string, Entity | null>(Array.from(members, (key) => [key, null]));
  const mentions = findMentions(tenant, "key", members);
  for (const [key, group] of Map.groupBy(mentions, (mention) => canonical(mention.key))) {
    result.set(key, buildEntity(key, group));
  }
  return result;
}

/** An entity is named by its earliest plain mention; the user, whose first name is an account's, by what they call themselves. */
function buildEntity(key: string, group: readonly Mention[]): Entity | null {
  const told = group.toSorted((a, b) => compareTold(a, b) || (a.id < b.id ? -1 : 1));
  const first = told[0];
  if (!first) return null;
  const plain = told.find(({ isAlias }) => !isAlias);
  const alias = told.find(({ isAlias }) => isAlias);
  const own = told.find((mention) => !mention.isAlias && mention.key === key);
  const named = key === USER_KEY ? (alias ?? plain) : (own ?? plain);
  const { name } = named ?? first;
  const others = new Map<string, string>();
  for (const mention of told) {
    const nameKey = entityKey(mention.name);
    if (nameKey !== entityKey(name) && !others.has(nameKey)) others.set(nameKey, mention.name);
  }
  return {
    key,
    name,
    type: told.find(({ type }) => type !== null)?.type ?? null,
    aliases: [...others.values()].sort(),
    firstAt: first.episodeAt,
  };
}

function writeEntity({ file, row }: TenantFile, entity: Entity): void {
  const { key, name, type, aliases, firstAt } = entity;
  const sql = `INSERT OR REPLACE INTO entity (tenant, key, name, type, aliases, first_at) VALUES (?, ?, ?, ?, ?, ?)`;
  file.run(sql, row, key, name, type, JSON.stringify(aliases), firstAt);
}

function eraseEntity({ file, row }: TenantFile, key: string): boolean {
  return file.run("DELETE FROM entity WHERE tenant = ? AND key = ?", row, key).changes > 0;
}
