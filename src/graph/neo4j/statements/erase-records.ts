/**
 * Every record but the tombstones that are later. Outside a transaction: it commits every 1000 rows.
 *
 * Somebody else may have finished the erasure, and writers may have gone on: then nothing more is erased. So each
 * transaction locks the tenant, as `while-locked.ts` does, before it looks.
 */
export const ERASE_RECORDS = `
CALL () {
  MATCH (n:Entity {tenant: $tenant}) USING INDEX SEEK n:Entity(tenant, key) WHERE n.key IS NOT NULL RETURN n
  UNION ALL
  MATCH (n:Evidence {tenant: $tenant}) USING INDEX SEEK n:Evidence(tenant, id) WHERE n.id IS NOT NULL RETURN n
  UNION ALL
  MATCH (n:Supersession {tenant: $tenant}) USING INDEX SEEK n:Supersession(tenant, id) WHERE n.id IS NOT NULL RETURN n
  UNION ALL
  MATCH (n:Mention {tenant: $tenant}) USING INDEX SEEK n:Mention(tenant, id) WHERE n.id IS NOT NULL RETURN n
  UNION ALL
  MATCH (n:Merge {tenant: $tenant}) USING INDEX SEEK n:Merge(tenant, id) WHERE n.id IS NOT NULL RETURN n
  UNION ALL
  MATCH (n:Relation {tenant: $tenant}) USING INDEX SEEK n:Relation(tenant, id) WHERE n.id IS NOT NULL RETURN n
  UNION ALL
  MATCH (n:Alias {tenant: $tenant})
  USING INDEX SEEK n:Alias(tenant, from, into)
  WHERE n.from IS NOT NULL AND n.into IS NOT NULL RETURN n
  UNION ALL
  MATCH (n:Name {tenant: $tenant}) USING INDEX SEEK n:Name(tenant, name) WHERE n.name IS NOT NULL RETURN n
  UNION ALL
  MATCH (n:Tombstone {tenant: $tenant}) USING INDEX SEEK n:Tombstone(tenant, id, form)
  WHERE n.id IS NOT NULL AND n.form IS NOT NULL AND n.time <= $at AND n.id <> $grave
  RETURN n
}
CALL (n) {
  MATCH (t:MemoryTenant {id: $tenant})
  REMOVE t.lock
  WITH n, t WHERE t.erasingAt IS NOT NULL
  DETACH DELETE n
} IN TRANSACTIONS OF 1000 ROWS
`;
