/** What erases entries and ids, and counts them: the server does not say how many points a write took. */
import { MAX_ANSWER_POINTS } from "../../qdrant/ensure-collection.ts";
import { matchesAny } from "../../qdrant/qdrant-filter.ts";
import { ID_KEY, type TenantCollection, type TenantQuery } from "../../qdrant/tenant-collection.ts";
import type { ForgottenEntries } from "../journal.ts";
import { readEntry } from "./entry-payload.ts";
import { IS_ENTRY, payloadsOf } from "./read-entries.ts";
import { idKey, ownIds, rewriteEntry } from "./write-entries.ts";

/** Erases entries and ids. What else an erased entry says to be the tenant's stays noted. */
export async function forgetEntries(
  own: TenantCollection,
  { episodeIds, ids }: { readonly episodeIds: readonly string[]; readonly ids: readonly string[] },
): Promise<ForgottenEntries> {
  own.collection.connection.mustBeOpen("forget episodes");
  const gone = new Set([...episodeIds, ...ids]);
  if (gone.size === 0) return { episodeCount: 0, idCount: 0 };
  const [found = [], ...noted] = await own.query("forget episodes", [
    // An episode is among the ids of its entry.
    {
      filter: { must: [matchesAny("ids", [...gone]), IS_ENTRY] },
      limit: MAX_ANSWER_POINTS,
      with_payload: true,
    },
    ...notesOf(own, ids),
  ]);
  const entries = payloadsOf(found).map(readEntry);
  const erased = new Set(episodeIds);
  const ended = entries.filter(({ id }) => erased.has(id));
  const told = entries.flatMap((entry) => entry.ids);
  await ownIds(
    own,
    ended.flatMap((entry) => entry.ids).filter((id) => !gone.has(id)),
  );
  await Promise.all(
    entries
      .filter(({ id }) => !erased.has(id))
      .map(async (entry) => forgetIds(own, entry.id, gone)),
  );
  await own.update("forget episodes", [own.removalOf([...episodeIds, ...ids.map(idKey)])]);
  const known = new Set([...told, ...noted.flatMap((points) => idsIn(payloadsOf(points)))]);
  const idCount = new Set(ids).intersection(known).difference(erased).size;
  return { episodeCount: ended.length, idCount };
}

/** Asks which of these ids have a point of their own, in as many queries as an answer's bound makes of it. */
function notesOf(own: TenantCollection, ids: readonly string[]): TenantQuery[] {
  const queries: TenantQuery[] = [];
  for (let start = 0; start < ids.length; start += MAX_ANSWER_POINTS) {
    const some = ids.slice(start, start + MAX_ANSWER_POINTS);
    queries.push({
      filter: { must: [{ has_id: own.pointIds(some.map(idKey)) }] },
      limit: some.length,
      with_payload: ["ids"],
    });
  }
  return queries;
}

function idsIn(payloads: ReturnType<typeof payloadsOf>): readonly string[] {
  return payloads.flatMap((payload) => readEntry(payload).ids);
}

/** Points that are read at once to be counted. */
const PAGE = 1000;

/** Erases every entry and id of the tenant. */
export async function forgetAllEntries(own: TenantCollection): Promise<ForgottenEntries> {
  const ids = new Set<string>();
  const episodes = new Set<string>();
  let cursor: string | null = null;
  do {
    const found = await own.page("forget a tenant", {
      cursor,
      limit: PAGE,
      with_payload: [ID_KEY, "ids", "state"],
    });
    const payloads = payloadsOf(found);
    for (const payload of payloads) {
      const { id, ids: told, state } = readEntry(payload);
      if (state !== undefined) episodes.add(id);
      for (const one of told) ids.add(one);
    }
    const last = payloads[PAGE - 1];
    cursor = found.length > PAGE && last ? readEntry(last).id : null;
  } while (cursor !== null);
  await own.update("forget a tenant", [own.removal()]);
  return { episodeCount: episodes.size, idCount: ids.difference(episodes).size };
}

async function forgetIds(
  own: TenantCollection,
  episodeId: string,
  gone: ReadonlySet<string>,
): Promise<void> {
  await rewriteEntry(own, "forget ids", episodeId, (payload) => {
    const { id, ids } = readEntry(payload);
    return { ids: ids.filter((one) => one === id || !gone.has(one)) };
  });
}
