/** Tombstones by id, those of one id by form. */
export const LIST_TOMBSTONES = `
MATCH (n:Tombstone {tenant: $tenant}) USING INDEX SEEK n:Tombstone(tenant, id, form)
WHERE n.id >= $id AND n.form IS NOT NULL AND (n.id > $id OR n.form > $form)
WITH n ORDER BY n.tenant, n.id, n.form LIMIT toInteger($limit)
RETURN n.id AS id, n.time AS at, n.form AS form
`;
