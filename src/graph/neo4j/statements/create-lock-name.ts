/** Makes the property's name known: what has a name that no database knows is not taken away, and nothing is locked. */
export const CREATE_LOCK_NAME = `
CALL db.createProperty('lock')
`;
