/** What can be found by: a constraint has an index of its name. */
export const INDEXES = `
SHOW INDEXES YIELD name RETURN name
`;
