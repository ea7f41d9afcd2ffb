/** The part of a statement that keeps a tenant locked while the rest of it reads. */

/**
 * Has a statement wait for the writer who is at the tenant `$lock.tenant`, and keep others waiting until it has read.
 *
 * A server shows a commit's new revision before all of its rows are in the indexes: what is read in between would pass for
 * that revision. So whoever is going to write reads behind this lock. To take away a property that is not there takes the
 * lock and changes nothing: no commit is written, and the lock is given back with the last row, in the one round trip. (A
 * property that is set to what it was is no commit on 5.26, and one on 2026.08.) The tenant is given inside a map: plans
 * are kept by the length of a text that is a parameter itself, and a long statement would be planned for each length.
 */
export function whileLocked(text: string): string {
  return `CALL () {
  MATCH (held:MemoryTenant {id: $lock.tenant}) REMOVE held.lock
  RETURN count(held) AS held
}
WITH held
${text}`;
}
