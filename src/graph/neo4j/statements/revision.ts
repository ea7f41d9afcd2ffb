/** The tenant's revision. */
export const REVISION = `
MATCH (t:MemoryTenant {id: $tenant}) RETURN t.revision AS revision, coalesce(t.burials, 0) AS burials, t.writtenBy AS writtenBy, t.erasingAt AS erasingAt
`;
