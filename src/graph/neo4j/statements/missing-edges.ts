/** Relations that are shown by their rows and not drawn, or not as the row has it. */
export const MISSING_EDGES = `
MATCH (n:Relation {tenant: $tenant}) WHERE n.listed IS NOT NULL AND n.id IS NOT NULL
OPTIONAL MATCH (s:Entity {tenant: $tenant, key: n.source})
OPTIONAL MATCH (d:Entity {tenant: $tenant, key: n.destination})
WITH n, EXISTS { MATCH (s)-[r]->(d) WHERE r.id = n.id AND r.revision = n.revision } AS isDrawn
WHERE NOT isDrawn
RETURN n.id AS id ORDER BY id
`;
