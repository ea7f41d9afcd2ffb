/** Listings, page by page: each statement walks along an index from a cursor. */

/** Entities by key. */
export const LIST_ENTITIES = `
MATCH (n:Entity {tenant: $tenant}) WHERE n.key > $after AND n.name IS NOT NULL
WITH n ORDER BY n.tenant, n.key LIMIT toInteger($limit)
RETURN n.key AS key, n.name AS name, n.type AS type, n.aliases AS aliases, n.firstTime AS firstAt, n.settledTime AS settledAt
`;

/** Shown relations, the latest recorded first, those of one time by id. */
export const LIST_RELATIONS = `
CALL () {
  MATCH (n:Relation {tenant: $tenant, listed: $listed}) WHERE n.id > $id
  RETURN n ORDER BY n.tenant, n.listed, n.id LIMIT toInteger($limit)
  UNION
  MATCH (n:Relation {tenant: $tenant}) WHERE n.listed > $listed AND n.id IS NOT NULL
  RETURN n ORDER BY n.tenant, n.listed, n.id LIMIT toInteger($limit)
}
WITH n ORDER BY n.listed, n.id LIMIT toInteger($limit)
RETURN n.record AS record, n.source AS source, n.destination AS destination, n.time AS recordedAt, n.state AS state
`;

/** Memories that the ledger attests, by id. */
export const LIST_MEMORY_IDS = `
MATCH (n:Evidence {tenant: $tenant}) WHERE n.of > $after AND n.form <> 'relation'
WITH DISTINCT n.of AS id ORDER BY id LIMIT toInteger($limit)
RETURN id
`;

/** Tombstones by id, those of one id by form. */
export const LIST_TOMBSTONES = `
MATCH (n:Tombstone {tenant: $tenant})
WHERE n.id >= $id AND n.form IS NOT NULL AND (n.id > $id OR n.form > $form)
WITH n ORDER BY n.tenant, n.id, n.form LIMIT toInteger($limit)
RETURN n.id AS id, n.time AS at, n.form AS form
`;

/** Tenants that have, or had, records or tombstones, by name. */
export const LIST_TENANTS = `
MATCH (t:MemoryTenant) WHERE t.id > $after
WITH t ORDER BY t.id LIMIT toInteger($limit)
RETURN t.id AS tenant
`;

/** Episodes of any table, by id. */
export const LIST_EPISODES = `
CALL () {
  MATCH (n:Evidence {tenant: $tenant}) WHERE n.episode > $after
  WITH DISTINCT n.episode AS episode ORDER BY episode LIMIT toInteger($limit) RETURN episode
  UNION
  MATCH (n:Supersession {tenant: $tenant}) WHERE n.episode > $after
  WITH DISTINCT n.episode AS episode ORDER BY episode LIMIT toInteger($limit) RETURN episode
  UNION
  MATCH (n:Mention {tenant: $tenant}) WHERE n.episode > $after
  WITH DISTINCT n.episode AS episode ORDER BY episode LIMIT toInteger($limit) RETURN episode
  UNION
  MATCH (n:Merge {tenant: $tenant}) WHERE n.episode > $after
  WITH DISTINCT n.episode AS episode ORDER BY episode LIMIT toInteger($limit) RETURN episode
}
WITH episode ORDER BY episode LIMIT toInteger($limit)
RETURN episode
`;

/** How many records a tenant has. */
export const COUNTS = `
RETURN COUNT { MATCH (n:Entity {tenant: $tenant}) WHERE n.key IS NOT NULL AND n.name IS NOT NULL } AS entities,
  COUNT { MATCH (n:Relation {tenant: $tenant}) WHERE n.listed IS NOT NULL AND n.id IS NOT NULL } AS relations,
  COUNT { MATCH (n:Evidence {tenant: $tenant}) WHERE n.id IS NOT NULL } AS attestations
`;

/** The tenant's revision. */
export const REVISION = `
MATCH (t:MemoryTenant {id: $tenant}) RETURN t.revision AS revision, t.writtenBy AS writtenBy, t.erasingAt AS erasingAt
`;
