import { STRAY_EDGES_PATTERN } from "../stray-edges-pattern.ts";

/** Edges that are drawn and that no row shows there. */
export const STRAY_EDGES: string = `
${STRAY_EDGES_PATTERN}
RETURN coalesce(r.id, elementId(r)) AS id ORDER BY id
`;
