/** Tenants that have, or had, records or tombstones, by name. */
export const LIST_TENANTS = `
MATCH (t:MemoryTenant)
USING INDEX SEEK t:MemoryTenant(id)
WHERE t.id > $after AND any(prefix IN $prefixes WHERE t.id STARTS WITH prefix)
WITH t ORDER BY t.id LIMIT toInteger($limit)
RETURN t.id AS tenant
`;
