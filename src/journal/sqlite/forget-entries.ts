/** What erases rows of the journal, in a transaction, and counts them. */
import type { SqliteFile } from "../../sqlite/sqlite-file.ts";
import type { ForgottenEntries } from "../journal.ts";

/** Erases entries and ids. */
export function forgetEntries(
  file: SqliteFile,
  tenantRow: number,
  { episodeIds, ids }: { readonly episodeIds: readonly string[]; readonly ids: readonly string[] },
): ForgottenEntries {
  const episodes = new Set(episodeIds);
  let [episodeCount, idCount] = [0, 0];
  for (const episodeId of episodes) {
    const sql = "DELETE FROM journal_entry WHERE tenant = ? AND episode_id = ?";
    episodeCount += file.run(sql, tenantRow, episodeId).changes;
  }
  for (const id of ids) {
    const { changes } = file.run(
      "DELETE FROM journal_id WHERE id = ? AND tenant = ?",
      id,
      tenantRow,
    );
    if (!episodes.has(id)) idCount += changes;
  }
  return { episodeCount, idCount };
}

/** Erases every entry and id of a tenant. */
export function forgetAllEntries(file: SqliteFile, tenantRow: number): ForgottenEntries {
  const ofEpisodes =
    "DELETE FROM journal_id WHERE tenant = ? AND id IN (SELECT episode_id FROM journal_entry WHERE tenant = ?)";
  file.run(ofEpisodes, tenantRow, tenantRow);
  const idCount = file.run("DELETE FROM journal_id WHERE tenant = ?", tenantRow).changes;
  const episodeCount = file.run("DELETE FROM journal_entry WHERE tenant = ?", tenantRow).changes;
  return { episodeCount, idCount };
}
