/** Shown relations, the latest recorded first, those of one time by id. */
export const LIST_RELATIONS = `
CALL () {
  MATCH (n:Relation {tenant: $tenant, listed: $listed}) USING INDEX SEEK n:Relation(tenant, listed, id) WHERE n.id > $id
  RETURN n ORDER BY n.tenant, n.listed, n.id LIMIT toInteger($limit)
  UNION
  MATCH (n:Relation {tenant: $tenant})
  USING INDEX SEEK n:Relation(tenant, listed, id)
  WHERE n.listed > $listed AND n.id IS NOT NULL
  RETURN n ORDER BY n.tenant, n.listed, n.id LIMIT toInteger($limit)
}
WITH n ORDER BY n.listed, n.id LIMIT toInteger($limit)
RETURN n.record AS record, n.source AS source, n.destination AS destination, n.time AS recordedAt, n.state AS state
`;
