/** Entities by key. */
export const LIST_ENTITIES = `
MATCH (n:Entity {tenant: $tenant}) USING INDEX SEEK n:Entity(tenant, key) WHERE n.key > $after AND n.name IS NOT NULL
WITH n ORDER BY n.tenant, n.key LIMIT toInteger($limit)
RETURN n.key AS key, n.name AS name, n.type AS type, n.aliases AS aliases, n.firstTime AS firstAt, n.settledTime AS settledAt
`;
