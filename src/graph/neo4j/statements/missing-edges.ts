/** Relations that are shown by their rows and not drawn, or not as the row has it. */
export const MISSING_EDGES = `
MATCH (n:Relation {tenant: $tenant})
USING INDEX SEEK n:Relation(tenant, listed, id)
WHERE n.listed IS NOT NULL AND n.id IS NOT NULL
WITH n, EXISTS {
  MATCH (s:Entity {tenant: $tenant, key: n.source})-[r]->(d:Entity {tenant: $tenant, key: n.destination})
  USING INDEX SEEK s:Entity(tenant, key)
  USING INDEX SEEK d:Entity(tenant, key)
  WHERE r.id = n.id AND r.revision = n.revision
} AS isDrawn
WHERE NOT isDrawn
RETURN n.id AS id ORDER BY id
`;
