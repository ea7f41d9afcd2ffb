/** The parts of the lookup that find the edges around entities: pieces of a statement, none by itself. */

/** Whether an edge `n` may be shown to whoever asks `q`: `isEdgeVisible`, as a condition. */
const VISIBLE = `(q.agent IS NULL OR '' IN n.agents OR q.agent IN n.agents)
        AND (q.run IS NULL OR q.run IN n.runs)
        AND any(i IN range(0, size(n.spellFrom) - 1) WHERE
          (q.includeClosed OR (n.spellTo[i] > q.asOf AND n.spellTo[i] <> n.spellFrom[i]))
          AND (NOT q.isExplicit OR n.spellFrom[i] <= q.asOf))`;

/**
 * The first visible edges of the entity `v`, in the order of listing.
 *
 * Read in order from the indexes by either end, so that an entity with ten thousand edges costs no more than one with as
 * many as are asked for; an expansion would look at all of them.
 */
const EDGES_OF = `
    CALL (v, q) {
      MATCH (n:Relation {tenant: $in.tenant, source: v})
      USING INDEX SEEK n:Relation(tenant, source, listed, id)
      WHERE n.listed >= '' AND n.id IS NOT NULL AND ${VISIBLE}
      RETURN n ORDER BY n.tenant, n.source, n.listed, n.id LIMIT toInteger($in.maxFanout)
      UNION
      MATCH (n:Relation {tenant: $in.tenant, destination: v})
      USING INDEX SEEK n:Relation(tenant, destination, listed, id)
      WHERE n.listed >= '' AND n.id IS NOT NULL AND ${VISIBLE}
      RETURN n ORDER BY n.tenant, n.destination, n.listed, n.id LIMIT toInteger($in.maxFanout)
    }
    WITH n ORDER BY n.listed, n.id LIMIT toInteger($in.maxFanout)
    RETURN collect(n) AS edges`;

/** Lists the edges of the entities that are asked for one by one. */
export const LISTED_AROUND: string = `CALL () {
  UNWIND $in.around AS q
  WITH q, q.key AS v
  CALL (v, q) {${EDGES_OF}
  }
  RETURN collect([q.question, edges]) AS listed
}`;

/**
 * Looks around the seeds of a search, two steps far.
 *
 * The search takes a bounded number of edges, those of the first seeds first, so the edges of later seeds are left out
 * once there are enough. It goes on from where its question leads: from the ends of edges that say most of it. Whatever
 * it wants beyond that is asked for by another call.
 */
export const EXPLORED: string = `WITH *, $in.explore.keys
    + reduce(found = [], q IN names | found + [e IN q[1] | e[1]])
    // A first word stands for few, and for nobody where a longer name is known.
    + reduce(found = [], q IN names | found + reduce(keys = [], p IN q[3] | keys
        + CASE WHEN any(e IN q[1] WHERE e[0] STARTS WITH p AND e[0] <> p) THEN []
          ELSE [e IN q[2] WHERE e[0] = p | e[2]][..$in.maxGuesses] END))
    + reduce(found = [], h IN $in.explore.hits
        | found + [n IN mentionsOfTurns + mentionsOfStatements WHERE n.turn = h OR n.of = h | n.key])
  AS seeds,
  // What is around a name says it; of several by one word, all do.
  reduce(found = [], q IN names | found + [e IN q[1] | e[0]]
    + [p IN q[3] WHERE any(e IN q[2] WHERE e[0] = p)]) AS said
CALL (seeds, pairs) {
  UNWIND reduce(found = [], s IN seeds
    | found + [s] + [p IN pairs WHERE p.from = s | p.into] + [p IN pairs WHERE p.into = s | p.from]) AS v
  WITH DISTINCT v LIMIT toInteger($in.maxSeeds)
  WITH v, $in.explore.visibility AS q
  CALL (v, q) {${EDGES_OF}
  }
  WITH collect([v, edges]) AS hops
  RETURN reduce(kept = [], hop IN hops
    | CASE WHEN reduce(count = 0, k IN kept | count + size(k[1])) >= $in.maxEdges THEN kept ELSE kept + [hop] END) AS firstHop
}
CALL (firstHop, said) {
  WITH firstHop, [lead IN $in.explore.leads
    | [lead, [word IN lead.words WHERE NOT any(name IN said WHERE name CONTAINS word)]]] AS leads
  UNWIND range(0, size(firstHop) - 1) AS i
  UNWIND range(0, size(firstHop[i][1]) - 1) AS j
  WITH firstHop[i][0] AS at, firstHop[i][1][j] AS n, i, j, firstHop, leads
  WITH CASE n.source WHEN at THEN n.destination ELSE n.source END AS v, n, i, j, firstHop, leads
  WHERE NOT v IN [hop IN firstHop | hop[0]]
  WITH v, n, toLower(coalesce(n.fact, '')) AS fact, i, j, leads
  WITH v, i, j, reduce(share = 0.0, l IN leads | share +
    CASE WHEN n.type IN l[0].types OR any(family IN l[0].families WHERE n.type STARTS WITH family)
      OR any(word IN l[1] WHERE fact CONTAINS word) THEN l[0].weight ELSE 0.0 END) AS share
  WITH v, max(share) AS share, min(i) AS i, min(j) AS j
  ORDER BY share DESC, i, j LIMIT toInteger($in.maxNodes)
  RETURN collect(v) AS frontier
}
CALL (frontier) {
  UNWIND frontier AS v
  WITH v, $in.explore.visibility AS q
  CALL (v, q) {${EDGES_OF}
  }
  RETURN collect([v, edges]) AS secondHop
}`;

/** What the listing and the looking around found, each once, with the entities at its ends. */
export const NEARBY: string = `CALL (listed, firstHop, secondHop) {
  UNWIND listed + firstHop + secondHop AS a
  UNWIND a[1] AS n
  WITH DISTINCT n
  RETURN collect(n) AS nearby
}
CALL (nearby) {
  UNWIND nearby AS n
  UNWIND [n.source, n.destination] AS v
  WITH DISTINCT v
  MATCH (e:Entity {tenant: $in.tenant, key: v}) WHERE e.name IS NOT NULL
  RETURN collect(e) AS nearEntities, collect(v) AS nearKeys
}
WITH *, [n IN nearby | [n.id, n.source, n.type, n.destination, n.time, n.state]] AS near,
  [a IN listed | [a[0], [n IN a[1] | n.id]]] AS around,
  [a IN firstHop + secondHop | [a[0], [n IN a[1] | n.id]]] AS explored`;
