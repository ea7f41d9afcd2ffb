/**
 * Waits for the writer who is at the tenant, and keeps others waiting until the transaction ends, which takes it back.
 *
 * A server shows a commit's new revision before all of its rows are in the indexes: what is read in between would pass for
 * that revision. So whoever is going to write reads behind this lock.
 */
export const LOCK_TENANT = `
MATCH (t:MemoryTenant {id: $tenant})
SET t.isLocked = true
`;
