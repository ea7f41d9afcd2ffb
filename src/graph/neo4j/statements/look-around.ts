import {
  ENTITIES,
  ENTITY_ROWS,
  NAMED_KEYS,
  NAMES,
  NEAR_IN_ROWS,
  OF_HITS,
  PAIRS,
  RELATION_ROWS,
  RELATIONS,
  REVISION_OF_TENANT,
} from "../lookup-pieces.ts";
import { EXPLORED, NEARBY } from "../surroundings.ts";

/**
 * What a search reads before it walks: the names of its question, what its first hits tell, and the edges around those.
 * The lookup would give the same, and is twice as long: a driver sends a statement with every call, in many small writes.
 */
export const LOOK_AROUND: string = `
${REVISION_OF_TENANT}
${OF_HITS}
${NAMES}
WITH *, ${NAMED_KEYS} + $in.explore.keys + [n IN mentionsOfTurns + mentionsOfStatements | n.key] AS met,
  [] AS told, [] AS ofs
${PAIRS}
${ENTITIES}
${RELATIONS}
WITH *, [] AS listed
${EXPLORED}
${NEARBY}
${NEAR_IN_ROWS} {
    revision: revision, burials: burials, paired: paired, named: named, nameless: nameless, nearKeys: nearKeys,
    explored: explored,
    evidence: [n IN byMemory | [n.record, n.timeline, n.spells]],
    mentions: [n IN mentionsOfTurns + mentionsOfStatements + mentionsOfNameless | n.record],
    merges: [n IN counting | n.record],
    entities: ${ENTITY_ROWS},
    relations: ${RELATION_ROWS},
    ofMemories: [n IN byMemory | n.of], names: names
  } END AS rest
`;
