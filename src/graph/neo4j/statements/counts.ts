/** How many records a tenant has, and of relations also how many of them are shown. */
export const COUNTS = `
CALL () {
  MATCH (n:Entity {tenant: $tenant}) USING INDEX SEEK n:Entity(tenant, key) WHERE n.key IS NOT NULL AND n.name IS NOT NULL
  RETURN count(*) AS entities
}
CALL () {
  MATCH (n:Relation {tenant: $tenant}) USING INDEX SEEK n:Relation(tenant, listed, id) WHERE n.listed IS NOT NULL AND n.id IS NOT NULL
  RETURN count(*) AS shownRelations
}
CALL () {
  MATCH (n:Relation {tenant: $tenant}) USING INDEX SEEK n:Relation(tenant, id) WHERE n.id IS NOT NULL
  RETURN count(*) AS relations
}
CALL () {
  MATCH (n:Evidence {tenant: $tenant}) USING INDEX SEEK n:Evidence(tenant, id) WHERE n.id IS NOT NULL
  RETURN count(*) AS attestations
}
RETURN entities, shownRelations, relations, attestations
`;
