/** What the server is and has. */
export const VERSION = `
CALL dbms.components() YIELD name, versions WHERE name = 'Neo4j Kernel' RETURN versions[0] AS version
`;
