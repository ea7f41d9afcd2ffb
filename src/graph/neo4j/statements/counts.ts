/** How many records a tenant has. */
export const COUNTS = `
RETURN COUNT { MATCH (n:Entity {tenant: $tenant}) WHERE n.key IS NOT NULL AND n.name IS NOT NULL } AS entities,
  COUNT { MATCH (n:Relation {tenant: $tenant}) WHERE n.listed IS NOT NULL AND n.id IS NOT NULL } AS relations,
  COUNT { MATCH (n:Evidence {tenant: $tenant}) WHERE n.id IS NOT NULL } AS attestations
`;
