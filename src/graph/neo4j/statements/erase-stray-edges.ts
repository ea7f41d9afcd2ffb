import { STRAY_EDGES_PATTERN } from "../stray-edges-pattern.ts";

/**
 * Takes away the edges that no row shows there.
 *
 * A server shows an edge of a commit before the commit's rows are in the indexes: unless the tenant is locked, an edge that
 * is drawn at this moment passes for a stray one.
 */
export const ERASE_STRAY_EDGES: string = `
MATCH (t:MemoryTenant {id: $tenant})
REMOVE t.lock
WITH t
${STRAY_EDGES_PATTERN}
DELETE r
`;
