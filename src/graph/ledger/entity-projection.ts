/** Projects mentions and merges into entities. */
import { must } from "../../core/must.ts";
import { compareTold, type Mention } from "../../core/records.ts";
import { USER_KEY } from "../../core/speaker.ts";
import { canonicalizer } from "../../core/validity/canonical.ts";
import { entityKey } from "../../core/names.ts";
import { canonicalFor, type LedgerTables, type ProjectedEntity } from "./ledger-tables.ts";

/** Projects the entities that these keys stand for, now and before. Returns the keys that no longer are entities. */
export function projectEntities(tables: LedgerTables, keys: Iterable<string>): string[] {
  const wanted = new Set(keys);
  if (wanted.size === 0) return [];
  const entities = entitiesOf(tables, wanted);
  const gone: string[] = [];
  for (const [key, entity] of entities) {
    if (entity) tables.writeEntity(entity);
    else if (tables.eraseEntity(key)) gone.push(key);
  }
  return gone;
}

/**
 * Projects what fresh mentions and merges bear on.
 *
 * Most mentions tell nothing new (the user is mentioned all the time): those are passed over without reading the
 * entity's other mentions, so that a commit costs the same however often an entity was named.
 */
export function projectMentioned(
  tables: LedgerTables,
  mentions: readonly Mention[],
  mergedKeys: Iterable<string>,
): void {
  const keys = new Set(mergedKeys);
  const canonical = canonicalFor(tables, new Set(mentions.map(({ key }) => key)));
  const settled = readSettled(tables, new Set(mentions.map(({ key }) => canonical(key))));
  for (const mention of mentions) {
    const entity = settled.get(canonical(mention.key));
    if (!entity || !isKnown(mention, entity)) keys.add(mention.key);
  }
  projectEntities(tables, keys);
}

/** Keys of the mentions without which their entity may be another: those told before the entity was settled. */
export function shapedBy(tables: LedgerTables, mentions: readonly Mention[]): Set<string> {
  const canonical = canonicalFor(tables, new Set(mentions.map(({ key }) => key)));
  const settled = readSettled(tables, new Set(mentions.map(({ key }) => canonical(key))));
  const shaping = mentions.filter(({ key, episodeAt }) => {
    const settledAt = settled.get(canonical(key))?.settledAt ?? Number.MAX_SAFE_INTEGER;
    return episodeAt <= settledAt;
  });
  return new Set(shaping.map(({ key }) => key));
}

interface SettledEntity {
  readonly key: string;
  readonly type: string | null;
  readonly names: ReadonlySet<string>;
  readonly settledAt: number;
}

function readSettled(tables: LedgerTables, keys: ReadonlySet<string>): Map<string, SettledEntity> {
  return new Map(
    tables.readEntities(keys).map(({ key, name, type, aliases, settledAt }) => {
      const names = new Set([name, ...aliases].map(entityKey));
      return [key, { key, type, names, settledAt }];
    }),
  );
}

/** Whether a mention changes nothing: told after all that shaped the entity, by a name it has, of a type it has. */
function isKnown(mention: Mention, { key, type, names, settledAt }: SettledEntity): boolean {
  if (mention.episodeAt <= settledAt || (key === USER_KEY && mention.isAlias)) return false;
  return names.has(entityKey(mention.name)) && (type !== null || mention.type === null);
}

/**
 * What the records make of these keys: an entity by its canonical key, or null for a key that is none.
 *
 * @param isSeen - Which mentions count.
 */
export function entitiesOf(
  tables: LedgerTables,
  keys: ReadonlySet<string>,
  isSeen: (mention: Mention) => boolean = () => true,
): Map<string, ProjectedEntity | null> {
  if (keys.size === 0) return new Map();
  const merges = tables.countingMerges(keys);
  const canonical = canonicalizer(merges);
  const members = new Set(keys);
  for (const { from, into } of merges) members.add(from).add(into);
  const result = new Map<string, ProjectedEntity | null>(Array.from(members, (key) => [key, null]));
  const mentions = tables.findMentions("key", members).filter(isSeen);
  for (const [key, group] of Map.groupBy(mentions, (mention) => canonical(mention.key))) {
    result.set(key, buildEntity(key, group));
  }
  return result;
}

/** What the mentions of one entity make of it. */
function buildEntity(key: string, group: readonly Mention[]): ProjectedEntity {
  const told = group.toSorted((a, b) => compareTold(a, b) || (a.id < b.id ? -1 : 1));
  const first = must(told[0], "the first mention");
  const { named, isSettled } = namingMention(key, told);
  const typed = told.find(({ type }) => type !== null);
  const others = otherNames(entityKey(named.name), told);
  const shaping = [first, named, typed ?? first, ...others];
  return {
    key,
    name: named.name,
    type: typed?.type ?? null,
    aliases: others.map(({ name }) => name).toSorted(),
    firstAt: first.episodeAt,
    settledAt: isSettled
      ? shaping.reduce((latest, { episodeAt }) => Math.max(latest, episodeAt), first.episodeAt)
      : Number.MAX_SAFE_INTEGER,
  };
}

/** An entity is named by its earliest plain mention; the user, whose first name is an account's, by what they call themselves. */
function namingMention(
  key: string,
  told: readonly Mention[],
): { readonly named: Mention; readonly isSettled: boolean } {
  const plain = told.find(({ isAlias }) => !isAlias);
  const alias = told.find(({ isAlias }) => isAlias);
  const own = told.find((mention) => !mention.isAlias && mention.key === key);
  const named = key === USER_KEY ? (alias ?? plain) : (own ?? plain ?? alias);
  // As long as it goes by another's name, its own first mention will change it, whenever told.
  return { named: must(named, "a mention"), isSettled: key === USER_KEY || own !== undefined };
}

/** The first mention by each of the other names. */
function otherNames(nameKey: string, told: readonly Mention[]): Mention[] {
  const others = new Map<string, Mention>();
  for (const mention of told) {
    const other = entityKey(mention.name);
    if (other !== nameKey && !others.has(other)) others.set(other, mention);
  }
  return [...others.values()];
}
