/** Leaves tombstones; of two of one id and form the later one counts. What was computed without them is not written. */
export const BURY = `
MERGE (t:MemoryTenant {id: $tenant})
  ON CREATE SET t.revision = 0
SET t.burials = coalesce(t.burials, 0) + 1
WITH t
UNWIND $tombstones AS row
MERGE (n:Tombstone {tenant: $tenant, id: row.id, form: row.form})
  ON CREATE SET n.time = row.time, n.at = row.at
SET n.at = CASE WHEN n.time < row.time THEN row.at ELSE n.at END,
    n.time = CASE WHEN n.time < row.time THEN row.time ELSE n.time END
`;
