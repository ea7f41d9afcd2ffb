/** Edges `r` that are drawn and that no row shows there: how the statements about them begin. */
export const STRAY_EDGES_PATTERN = `MATCH (s:Entity {tenant: $tenant}) USING INDEX SEEK s:Entity(tenant, key) WHERE s.key IS NOT NULL
MATCH (s)-[r]->(d:Entity)
WHERE NOT EXISTS {
  MATCH (n:Relation {tenant: $tenant, id: r.id}) USING INDEX SEEK n:Relation(tenant, id)
  WHERE n.listed IS NOT NULL AND n.source = s.key AND n.destination = d.key AND d.tenant = $tenant
}`;
