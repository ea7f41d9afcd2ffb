/** The labels that a database has. */
export const LABELS = `
CALL db.labels() YIELD label RETURN label AS name
`;
