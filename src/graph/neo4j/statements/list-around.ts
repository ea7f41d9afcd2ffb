import { ENTITY_ROWS, NEAR_IN_ROWS, REVISION_OF_TENANT } from "../lookup-pieces.ts";
import { LISTED_AROUND, NEARBY } from "../surroundings.ts";

/** The edges around entities: what a walk asks for that goes further than was foreseen. */
export const LIST_AROUND: string = `
${REVISION_OF_TENANT}
${LISTED_AROUND}
WITH *, [] AS firstHop, [] AS secondHop, [] AS entities
${NEARBY}
${NEAR_IN_ROWS} {
    revision: revision, burials: burials, nearKeys: nearKeys, around: around,
    entities: ${ENTITY_ROWS}
  } END AS rest
`;
