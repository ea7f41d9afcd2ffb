/** Writers may go on. */
export const END_ERASING = `
MATCH (t:MemoryTenant {id: $tenant}) WHERE t.erasingAt <= $at
SET t.revision = t.revision + 1
REMOVE t.erasingAt
`;
