/** The parts that several lookups have: pieces of a statement, none by itself. */

/** What a lookup begins with. */
export const REVISION_OF_TENANT: string = `OPTIONAL MATCH (t:MemoryTenant {id: $in.tenant})
WITH coalesce(t.revision, 0) AS revision, coalesce(t.burials, 0) AS burials`;

/** The tellings of memories, and the names that were told with statements and in turns: what a search begins at. */
export const OF_HITS: string = `CALL () { UNWIND $in.evidence.memory AS v MATCH (n:Evidence {tenant: $in.tenant, memory: v}) RETURN collect(n) AS byMemory }
CALL () { UNWIND $in.mention.turn AS v MATCH (n:Mention {tenant: $in.tenant, turn: v}) WITH n ORDER BY n.key RETURN collect(n) AS mentionsOfTurns }
CALL () { UNWIND $in.mention.of AS v MATCH (n:Mention {tenant: $in.tenant, of: v}) WITH n ORDER BY n.key RETURN collect(n) AS mentionsOfStatements }`;

/** Which keys names lead to. */
export const NAMES: string = `CALL () {
  UNWIND $in.names AS q
  CALL (q) {
    CALL (q) {
      UNWIND q.keys AS v
      MATCH (n:Name {tenant: $in.tenant, name: v}) WHERE q.agent IS NULL OR n.agent IN ['', q.agent]
      WITH DISTINCT n.name AS name, n.key AS key
      RETURN name, key ORDER BY name, key LIMIT toInteger($in.maxNames)
    }
    RETURN collect([name, key]) AS exact
  }
  CALL (q) {
    UNWIND q.prefixes AS p
    CALL (q, p) {
      MATCH (n:Name {tenant: $in.tenant})
      USING INDEX SEEK n:Name(tenant, begins)
      WHERE n.begins >= p + ' ' AND n.begins < p + '!'
        AND (q.agent IS NULL OR n.agent IN ['', q.agent])
      WITH DISTINCT n.begins AS name, n.key AS key
      RETURN name, key ORDER BY name, key LIMIT toInteger($in.maxNames)
    }
    RETURN collect([p, name, key]) AS prefixed
  }
  RETURN collect([q.question, exact, prefixed, q.prefixes]) AS names
}`;

/** Those keys. */
export const NAMED_KEYS =
  "reduce(found = [], q IN names | found + [e IN q[1] | e[1]] + [e IN q[2] | e[2]])";

/** The pairs that the key `v` is in. */
const PAIRS_OF = `  CALL (v) {
    MATCH (a:Alias {tenant: $in.tenant, from: v})
    USING INDEX SEEK a:Alias(tenant, from, into)
    WHERE a.into IS NOT NULL RETURN a
    UNION
    MATCH (a:Alias {tenant: $in.tenant, into: v}) RETURN a
  }
`;

/** Merges: from each of the keys, `told` and `met`, to the pairs it is in, twice, and of each pair those that may count. */
export const PAIRS: string = `CALL (told, met) {
  UNWIND $in.keys + told + met AS v
${PAIRS_OF}  UNWIND [a.from, a.into] AS end
  RETURN collect(DISTINCT end) AS ends
}
WITH *, ends + [v IN $in.keys + told + met WHERE NOT v IN ends] AS paired
CALL (paired) {
  UNWIND paired AS v
${PAIRS_OF}  WITH DISTINCT a
  RETURN collect(a) AS pairs
}
CALL (pairs) {
  UNWIND pairs AS a
  CALL (a) {
    MATCH (n:Merge {tenant: $in.tenant, from: a.from, into: a.into, caller: false})
    USING INDEX SEEK n:Merge(tenant, from, into, caller, told)
    WHERE n.told >= ''
    RETURN n ORDER BY n.tenant, n.from, n.into, n.caller, n.told LIMIT toInteger($in.depth)
    UNION
    MATCH (n:Merge {tenant: $in.tenant, from: a.from, into: a.into, caller: true})
    USING INDEX SEEK n:Merge(tenant, from, into, caller, told)
    WHERE n.told >= ''
    RETURN n ORDER BY n.tenant DESC, n.from DESC, n.into DESC, n.caller DESC, n.told DESC LIMIT toInteger($in.depth)
  }
  RETURN collect(n) AS counting
}`;

/** Entities, and the mentions of keys that have none. */
export const ENTITIES: string = `WITH *, paired + [p IN pairs WHERE NOT p.from IN paired | p.from] + [p IN pairs WHERE NOT p.into IN paired | p.into] AS named
CALL (named) {
  UNWIND $in.entities + named AS v
  WITH DISTINCT v
  OPTIONAL MATCH (n:Entity {tenant: $in.tenant, key: v}) WHERE n.name IS NOT NULL
  RETURN collect(n) AS entities, collect(CASE WHEN n IS NULL THEN v END) AS nameless
}
CALL (nameless) {
  UNWIND nameless AS v MATCH (n:Mention {tenant: $in.tenant, key: v})
  USING INDEX SEEK n:Mention(tenant, key, time)
  WHERE n.time IS NOT NULL
  RETURN collect(n) AS mentionsOfNameless
}`;

/** Edges by id, by `ofs` and by the memories that tell them. */
export const RELATIONS: string = `CALL (ofs, byMemory) {
  UNWIND $in.relations + ofs + [e IN byMemory | e.of] AS v
  WITH DISTINCT v
  MATCH (n:Relation {tenant: $in.tenant, id: v})
  RETURN collect(n) AS relations
}`;

/**
 * Gives `near` in several rows, and with the first of them what follows this piece: a map, and `END AS rest`. A row
 * that one part of the message holds is unpacked in two thirds of the time.
 */
export const NEAR_IN_ROWS: string = `UNWIND range(0, size(near) / toInteger($in.rowSize)) AS part
RETURN near[part * toInteger($in.rowSize)..(part + 1) * toInteger($in.rowSize)] AS near,
  CASE part WHEN 0 THEN`;

/** How entities are given: those by key, and those at the ends of edges around others. */
export const ENTITY_ROWS =
  "[n IN entities + nearEntities | [n.key, n.name, n.type, n.aliases, n.firstTime, n.settledTime]]";
/** How edges are given. */
export const RELATION_ROWS =
  "[n IN relations | [n.record, n.source, n.destination, n.time, n.revision, n.isShown, n.state]]";
