/** The relation types that a database has. */
export const RELATION_TYPES = `
CALL db.relationshipTypes() YIELD relationshipType RETURN relationshipType AS name
`;
