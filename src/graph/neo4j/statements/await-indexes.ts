/** Waits until the indexes can be used, in seconds. */
export const AWAIT_INDEXES = `
CALL db.awaitIndexes(8)
`;
