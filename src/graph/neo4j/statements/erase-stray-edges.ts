import { STRAY_EDGES_PATTERN } from "../stray-edges-pattern.ts";

/** Takes away the edges that no row shows there. */
export const ERASE_STRAY_EDGES: string = `
${STRAY_EDGES_PATTERN}
DELETE r
`;
