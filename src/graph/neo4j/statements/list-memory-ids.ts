/** Memories that the ledger attests, by id. */
export const LIST_MEMORY_IDS = `
MATCH (n:Evidence {tenant: $tenant}) USING INDEX SEEK n:Evidence(tenant, of) WHERE n.of > $after AND n.form <> 'relation'
WITH DISTINCT n.of AS id ORDER BY id LIMIT toInteger($limit)
RETURN id
`;
