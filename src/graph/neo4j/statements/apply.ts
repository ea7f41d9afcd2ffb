/**
 * Writes what a commit came to: one round trip, whatever its size.
 *
 * The tenant's node is locked first, so writers of one tenant queue. Nothing is written, and nothing returned, unless its
 * revision is still the one that the commit was computed at, and no tombstones were left meanwhile: then whoever computed
 * it does so anew. The writers that were last stay named, so that one whose answer was lost can tell that it was made.
 */
export const APPLY = `
// A revision that no tenant has is for having the plan made: nothing comes of it.
UNWIND CASE WHEN $in.expected < 0 THEN [] ELSE [$in.expected] END AS expected
MERGE (t:MemoryTenant {id: $in.tenant})
  ON CREATE SET t.revision = 0
// A write takes the lock, and the revision must be read after that.
SET t.lockedBy = $in.writer
WITH t, expected
WHERE t.revision = expected AND coalesce(t.burials, 0) = $in.burials AND t.erasingAt IS NULL
SET t.revision = expected + 1, t.writtenBy = [$in.writer] + coalesce(t.writtenBy, [])[..31]
WITH t

CALL () {
  UNWIND $in.entities AS row
  MERGE (n:Entity {tenant: $in.tenant, key: row.key})
  SET n = row.properties
  REMOVE n:$(row.formerLabels)
  SET n:$(row.labels)
  RETURN count(*) AS entities
}
// An edge that changes is drawn anew: to find one in order to write over it would be planned, on an empty database, as a
// look at all edges there are. With both ends named by their index it never is.
CALL () {
  UNWIND $in.erasedEdges + $in.edges AS row
  MATCH (s:Entity {tenant: $in.tenant, key: row.source})-[r]->(d:Entity {tenant: $in.tenant, key: row.destination})
  USING INDEX SEEK s:Entity(tenant, key)
  USING INDEX SEEK d:Entity(tenant, key)
  WHERE r.id = row.id
  DELETE r
  RETURN count(*) AS erasedEdges
}
CALL () {
  UNWIND $in.edges AS row
  MERGE (s:Entity {tenant: $in.tenant, key: row.source})
  MERGE (d:Entity {tenant: $in.tenant, key: row.destination})
  CREATE (s)-[r:$(row.type)]->(d)
  SET r = row.properties
  RETURN count(*) AS edges
}
CALL () {
  UNWIND $in.erasedEntities AS key
  MATCH (n:Entity {tenant: $in.tenant, key: key}) USING INDEX SEEK n:Entity(tenant, key)
  SET n = {tenant: $in.tenant, key: key}
  RETURN count(*) AS erasedEntities
}
// What has neither a name nor an edge is nothing.
CALL () {
  UNWIND $in.erasedEntities + [row IN $in.erasedEdges | row.source] + [row IN $in.erasedEdges | row.destination] AS key
  WITH DISTINCT key
  MATCH (n:Entity {tenant: $in.tenant, key: key}) USING INDEX SEEK n:Entity(tenant, key)
  WHERE n.name IS NULL AND NOT EXISTS { (n)--() }
  DELETE n
  RETURN count(*) AS bare
}

CALL () { UNWIND $in.evidence AS row MERGE (n:Evidence {tenant: $in.tenant, id: row.id}) SET n = row.properties RETURN count(*) AS evidence }
CALL () { UNWIND $in.supersessions AS row MERGE (n:Supersession {tenant: $in.tenant, id: row.id}) SET n = row.properties RETURN count(*) AS supersessions }
CALL () { UNWIND $in.mentions AS row MERGE (n:Mention {tenant: $in.tenant, id: row.id}) SET n = row.properties RETURN count(*) AS mentions }
CALL () { UNWIND $in.merges AS row MERGE (n:Merge {tenant: $in.tenant, id: row.id}) SET n = row.properties RETURN count(*) AS merges }
CALL () { UNWIND $in.relations AS row MERGE (n:Relation {tenant: $in.tenant, id: row.id}) SET n = row.properties RETURN count(*) AS relations }
CALL () {
  UNWIND $in.tombstones AS row
  MERGE (n:Tombstone {tenant: $in.tenant, id: row.id, form: row.form})
    ON CREATE SET n.time = row.time, n.at = row.at
  // Of two of one form the later one counts.
  SET n.at = CASE WHEN n.time < row.time THEN row.at ELSE n.at END,
      n.time = CASE WHEN n.time < row.time THEN row.time ELSE n.time END
  RETURN count(*) AS tombstones
}
CALL () { UNWIND $in.erased.evidence AS id MATCH (n:Evidence {tenant: $in.tenant, id: id}) USING INDEX SEEK n:Evidence(tenant, id) DELETE n RETURN count(*) AS erasedEvidence }
CALL () { UNWIND $in.erased.supersession AS id MATCH (n:Supersession {tenant: $in.tenant, id: id}) USING INDEX SEEK n:Supersession(tenant, id) DELETE n RETURN count(*) AS erasedSupersessions }
CALL () { UNWIND $in.erased.mention AS id MATCH (n:Mention {tenant: $in.tenant, id: id}) USING INDEX SEEK n:Mention(tenant, id) DELETE n RETURN count(*) AS erasedMentions }
CALL () { UNWIND $in.erased.merge AS id MATCH (n:Merge {tenant: $in.tenant, id: id}) USING INDEX SEEK n:Merge(tenant, id) DELETE n RETURN count(*) AS erasedMerges }
CALL () { UNWIND $in.erased.relation AS id MATCH (n:Relation {tenant: $in.tenant, id: id}) USING INDEX SEEK n:Relation(tenant, id) DELETE n RETURN count(*) AS erasedRelations }

// Which keys are one, and which names lead to a key, each once however often it was told.
CALL () { UNWIND $in.aliases AS row MERGE (n:Alias {tenant: $in.tenant, from: row.from, into: row.into}) RETURN count(*) AS aliases }
CALL () {
  UNWIND $in.names AS row
  MERGE (n:Name {tenant: $in.tenant, key: row.key, name: row.name, begins: row.begins, agent: row.agent})
  RETURN count(*) AS names
}
CALL () {
  UNWIND $in.lostAliases AS row
  MATCH (n:Alias {tenant: $in.tenant, from: row.from, into: row.into})
  USING INDEX SEEK n:Alias(tenant, from, into)
  WHERE NOT EXISTS {
    MATCH (m:Merge {tenant: $in.tenant, from: row.from, into: row.into})
    USING INDEX SEEK m:Merge(tenant, from, into, caller, told)
    WHERE m.caller IS NOT NULL AND m.told IS NOT NULL
  }
  DELETE n
  RETURN count(*) AS lostAliases
}
CALL () {
  UNWIND $in.lostNames AS row
  MATCH (n:Name {tenant: $in.tenant, key: row.key, name: row.name, begins: row.begins, agent: row.agent})
  USING INDEX SEEK n:Name(tenant, key, name, begins, agent)
  WHERE NOT EXISTS {
    MATCH (m:Mention {tenant: $in.tenant, key: row.key}) USING INDEX SEEK m:Mention(tenant, key, time)
    WHERE m.time IS NOT NULL AND m.alias = row.name AND m.begins = row.begins AND m.agent = row.agent
  }
  DELETE n
  RETURN count(*) AS lostNames
}
RETURN t.revision AS revision
`;
