/** Takes away the edges that no row shows there. */
export const ERASE_STRAY_EDGES = `
MATCH (s:Entity {tenant: $tenant}) WHERE s.key IS NOT NULL
MATCH (s)-[r]->(d:Entity)
WHERE NOT EXISTS {
  MATCH (n:Relation {tenant: $tenant, id: r.id})
  WHERE n.listed IS NOT NULL AND n.source = s.key AND n.destination = d.key AND d.tenant = $tenant
}
DELETE r
`;
