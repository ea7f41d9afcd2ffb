/** Reads every row of a tenant's ledger, for verification and for projecting it anew. */
export const LOAD_ALL = `
OPTIONAL MATCH (t:MemoryTenant {id: $tenant})
WITH coalesce(t.revision, 0) AS revision, coalesce(t.burials, 0) AS burials
CALL () {
  MATCH (n:Evidence {tenant: $tenant}) USING INDEX SEEK n:Evidence(tenant, id) WHERE n.id IS NOT NULL
  RETURN collect([n.record, n.timeline, n.spells]) AS evidence
}
CALL () {
  MATCH (n:Supersession {tenant: $tenant}) USING INDEX SEEK n:Supersession(tenant, id) WHERE n.id IS NOT NULL
  RETURN collect(n.record) AS supersessions
}
CALL () {
  MATCH (n:Mention {tenant: $tenant}) USING INDEX SEEK n:Mention(tenant, id) WHERE n.id IS NOT NULL
  RETURN collect(n.record) AS mentions
}
CALL () {
  MATCH (n:Merge {tenant: $tenant}) USING INDEX SEEK n:Merge(tenant, id) WHERE n.id IS NOT NULL
  RETURN collect(n.record) AS merges
}
CALL () {
  MATCH (n:Entity {tenant: $tenant}) USING INDEX SEEK n:Entity(tenant, key) WHERE n.key IS NOT NULL AND n.name IS NOT NULL
  RETURN collect([n.key, n.name, n.type, n.aliases, n.firstTime, n.settledTime]) AS entities
}
CALL () {
  MATCH (n:Relation {tenant: $tenant}) USING INDEX SEEK n:Relation(tenant, id) WHERE n.id IS NOT NULL
  RETURN collect([n.record, n.source, n.destination, n.time, n.revision, n.isShown, n.state]) AS relations
}
CALL () {
  MATCH (n:Tombstone {tenant: $tenant})
  USING INDEX SEEK n:Tombstone(tenant, id, form)
  WHERE n.id IS NOT NULL AND n.form IS NOT NULL
  RETURN collect([n.id, n.time, n.form]) AS tombstones
}
RETURN revision, burials, evidence, supersessions, mentions, merges, entities, relations, tombstones
`;
