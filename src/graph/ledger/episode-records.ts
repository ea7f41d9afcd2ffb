import type { Attestation, Mention, Merge, Supersession } from "../../core/records.ts";
import type { EpisodeRecords } from "../graph-store.ts";
import type { LedgerTables } from "./ledger-tables.ts";

/** What these episodes told, in their order; each list by id. */
export function episodeRecords(
  tables: LedgerTables,
  episodeIds: readonly string[],
): EpisodeRecords[] {
  const byEpisode = <T extends Attestation | Supersession | Mention | Merge>(
    records: readonly T[],
  ): Map<string, T[]> => {
    const ordered = records.toSorted((a, b) => (a.id < b.id ? -1 : 1));
    return Map.groupBy(ordered, ({ episodeId }) => episodeId);
  };
  const told = tables.findAttestations("episode_id", episodeIds);
  const attestations = byEpisode(told.map(({ attestation }) => attestation));
  const supersessions = byEpisode(tables.findSupersessions("episode_id", episodeIds));
  const mentions = byEpisode(tables.findMentions("episode_id", episodeIds));
  const merges = byEpisode(tables.findMergesTold("episode_id", episodeIds));
  const edges = told.flatMap(({ attestation: { form, of } }) => (form === "relation" ? of : []));
  const found = tables.findRelationRecords(new Set(edges));
  const relations = found.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return episodeIds.map((episodeId) => {
    const own = attestations.get(episodeId) ?? [];
    const ids = new Set(own.map(({ of }) => of));
    return {
      episodeId,
      records: {
        relations: relations.filter(({ id }) => ids.has(id)),
        attestations: own,
        supersessions: supersessions.get(episodeId) ?? [],
        mentions: mentions.get(episodeId) ?? [],
        merges: merges.get(episodeId) ?? [],
      },
    };
  });
}
