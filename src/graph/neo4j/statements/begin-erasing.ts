/** From here on nothing is written to the tenant until all of it is erased, and what was recorded before stays dead. */
export const BEGIN_ERASING = `
MERGE (t:MemoryTenant {id: $tenant})
  ON CREATE SET t.revision = 0
SET t.erasingAt = CASE WHEN t.erasingAt > $at THEN t.erasingAt ELSE $at END
WITH t
MERGE (n:Tombstone {tenant: $tenant, id: $grave, form: 'erased'})
  ON CREATE SET n.time = $at, n.at = $date
SET n.at = CASE WHEN n.time < $at THEN $date ELSE n.at END,
    n.time = CASE WHEN n.time < $at THEN $at ELSE n.time END
RETURN t.erasingAt AS at
`;
