/** What the server is and has. */
export const VERSION = `
CALL dbms.components() YIELD name, versions WHERE name = 'Neo4j Kernel' RETURN versions[0] AS version
`;

/** Waits until the indexes can be used, in seconds. */
export const AWAIT_INDEXES = `
CALL db.awaitIndexes(8)
`;

export const LABELS = `
CALL db.labels() YIELD label RETURN label AS name
`;

export const RELATION_TYPES = `
CALL db.relationshipTypes() YIELD relationshipType RETURN relationshipType AS name
`;

/** What can be found by: a constraint has an index of its name. */
export const INDEXES = `
SHOW INDEXES YIELD name RETURN name
`;
