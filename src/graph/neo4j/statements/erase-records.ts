/**
 * Every record but the tombstones that are later. Outside a transaction: it commits every 1000 rows.
 *
 * Somebody else may have finished the erasure, and writers may have gone on: then nothing more is erased. So each
 * transaction locks the tenant before it looks.
 */
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
CALL (n) {
  MATCH (t:MemoryTenant {id: $tenant})
  SET t.isLocked = true
  WITH n, t WHERE t.erasingAt IS NOT NULL
  DETACH DELETE n
} IN TRANSACTIONS OF 1000 ROWS
`;
