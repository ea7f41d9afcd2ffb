/** Erasing a tenant, in steps that can each be repeated by whoever finds them unfinished. */

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

/** Every record but the tombstones that are later. Outside a transaction: it commits every 1000 rows. */
export const ERASE_RECORDS = `
CALL () {
  MATCH (n:Entity {tenant: $tenant}) WHERE n.key IS NOT NULL RETURN n
  UNION ALL
  MATCH (n:Evidence {tenant: $tenant}) WHERE n.id IS NOT NULL RETURN n
  UNION ALL
  MATCH (n:Supersession {tenant: $tenant}) WHERE n.id IS NOT NULL RETURN n
  UNION ALL
  MATCH (n:Mention {tenant: $tenant}) WHERE n.id IS NOT NULL RETURN n
  UNION ALL
  MATCH (n:Merge {tenant: $tenant}) WHERE n.id IS NOT NULL RETURN n
  UNION ALL
  MATCH (n:Relation {tenant: $tenant}) WHERE n.id IS NOT NULL RETURN n
  UNION ALL
  MATCH (n:Alias {tenant: $tenant}) WHERE n.from IS NOT NULL AND n.into IS NOT NULL RETURN n
  UNION ALL
  MATCH (n:Name {tenant: $tenant}) WHERE n.name IS NOT NULL RETURN n
  UNION ALL
  MATCH (n:Tombstone {tenant: $tenant})
  WHERE n.id IS NOT NULL AND n.form IS NOT NULL AND n.time <= $at AND n.id <> $grave
  RETURN n
}
CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 1000 ROWS
`;

/** Writers may go on. */
export const END_ERASING = `
MATCH (t:MemoryTenant {id: $tenant}) WHERE t.erasingAt <= $at
SET t.revision = t.revision + 1
REMOVE t.erasingAt
`;
