/** Whether the database knows the property that no node has and that is taken away to lock one. */
export const LOCK_NAME = `
CALL db.propertyKeys() YIELD propertyKey
WITH propertyKey WHERE propertyKey = 'lock'
RETURN propertyKey AS name
`;
