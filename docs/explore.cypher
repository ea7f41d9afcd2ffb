// Queries to explore a memory's graph with, in Neo4j Browser or cypher-shell. docs/neo4j-browser.md shows the way in.
//
// They run as they stand on what `npm run demo -- --servers` writes. Paste these lines first; for a memory of your own,
// change what stands in them. The second query lists the tenants there are.

:param tenant => 'mnemograph_demo/user:kirk';
:param person => 'Inês';
:param other => '张伟';
:param asOf => datetime('2024-07-01T00:00:00Z');

// 1. The whole graph
// Double-click a node for its neighbours. The key '@user' is whoever the memory is about.
MATCH (a:Entity {tenant: $tenant})-[r]->(b:Entity)
RETURN a, r, b
LIMIT 500;

// 2. Tenants and counts
MATCH (t:MemoryTenant)
RETURN t.id AS tenant,
       COUNT { MATCH (e:Entity {tenant: t.id}) WHERE e.key >= '' } AS entities,
       COUNT { MATCH (e:Entity {tenant: t.id})-[]->(:Entity) WHERE e.key >= '' } AS relations,
       COUNT { MATCH (v:Evidence {tenant: t.id}) WHERE v.id >= '' } AS tellings,
       COUNT { MATCH (d:Tombstone {tenant: t.id}) WHERE d.id >= '' } AS deletions
ORDER BY relations DESC
LIMIT 100;

// 3. My people
MATCH (me:Entity {tenant: $tenant, key: '@user'})-[r]-(person:Person)
RETURN me, r, person
LIMIT 200;

// 4. A person's timeline
// What holds from when until when, and what happened, dated by when it was told.
MATCH (p:Entity {tenant: $tenant})
WHERE p.key >= '' AND (p.name = $person OR $person IN p.aliases)
CALL (p) {
  MATCH (p)-[r]-(:Entity)
  RETURN r.validFrom AS since, r.validTo AS until, coalesce(r.fact, startNode(r).name + ' ' + toLower(replace(type(r), '_', ' ')) + ' ' + endNode(r).name) AS what,
         startNode(r).name + ' ' + type(r) + ' ' + endNode(r).name AS relation
  UNION
  MATCH (m:Mention {tenant: $tenant, key: p.key})
  MATCH (v:Evidence {tenant: $tenant, of: m.of, form: 'event'})
  WITH v.text AS what, min(v.at) AS told
  RETURN told AS since, null AS until, what, 'event' AS relation
}
RETURN toString(date(since)) AS since, toString(date(until)) AS until, what, relation
ORDER BY since, until, what
LIMIT 200;

// 5. What changed
// What came to an end, and what of the same kind came after it; the latest first.
MATCH (who:Entity {tenant: $tenant})-[old]->(before:Entity)
WHERE who.key >= '' AND old.validTo IS NOT NULL
RETURN toString(date(old.validTo)) AS day, who.name AS who, type(old) AS what, before.name AS before,
       COLLECT {
         MATCH (who)-[new]->(after:Entity)
         WHERE type(new) = type(old) AND new.validFrom >= old.validTo
         RETURN after.name ORDER BY new.validFrom LIMIT 1
       }[0] AS after
ORDER BY day DESC, who, what
LIMIT 100;

// 6. Why do we believe this
// Each relation of a person, with every time it was told, and the memory that told it.
MATCH (p:Entity {tenant: $tenant})-[r]-(:Entity)
WHERE p.key >= '' AND (p.name = $person OR $person IN p.aliases)
MATCH (v:Evidence {tenant: $tenant, of: r.id})
OPTIONAL MATCH (m:Evidence {tenant: $tenant, of: v.memory})
RETURN startNode(r).name + ' ' + type(r) + ' ' + endNode(r).name AS relation, toString(date(v.at)) AS told,
       collect(DISTINCT coalesce(m.text, v.text)) AS what, v.episode AS episode, v.turn AS turn
ORDER BY relation, told
LIMIT 200;

// 7. Contradictions
// What cannot both hold: what was told ended or took back what had been told before.
MATCH (who:Entity {tenant: $tenant})-[old]->(before:Entity)
WHERE who.key >= '' AND old.closedAt IS NOT NULL
MATCH (who)-[new]->(after:Entity)
WHERE type(new) = type(old) AND new.validFrom = old.validTo
RETURN coalesce(old.fact, who.name + ' ' + toLower(replace(type(old), '_', ' ')) + ' ' + before.name) AS told,
       'ended by' AS how,
       coalesce(new.fact, who.name + ' ' + toLower(replace(type(new), '_', ' ')) + ' ' + after.name) AS by,
       toString(date(new.validFrom)) AS day
UNION
MATCH (s:Supersession {tenant: $tenant})
OPTIONAL MATCH (o:Evidence {tenant: $tenant, of: s.old})
OPTIONAL MATCH (n:Evidence {tenant: $tenant, of: s.by})
RETURN coalesce(o.text, s.old) AS told, coalesce(s.mode, 'ended') + ' by' AS how,
       coalesce(n.text, s.by) AS by, toString(date(s.at)) AS day
UNION
MATCH (who:Entity {tenant: $tenant})-[a]->(x:Entity)
WHERE who.key >= '' AND a.validTo IS NULL
  AND EXISTS { MATCH (who)-[c]->(:Entity) WHERE type(c) = type(a) AND c.closedAt IS NOT NULL }
MATCH (who)-[b]->(y:Entity)
WHERE type(b) = type(a) AND b.validTo IS NULL AND b.validFrom = a.validFrom AND a.id < b.id
RETURN coalesce(a.fact, who.name + ' ' + toLower(replace(type(a), '_', ' ')) + ' ' + x.name) AS told,
       'stands beside' AS how,
       coalesce(b.fact, who.name + ' ' + toLower(replace(type(b), '_', ' ')) + ' ' + y.name) AS by,
       toString(date(b.validFrom)) AS day;

// 8. How two are connected
MATCH (a:Entity {tenant: $tenant})
WHERE a.key >= '' AND (a.name = $person OR $person IN a.aliases)
MATCH (b:Entity {tenant: $tenant})
WHERE b.key >= '' AND (b.name = $other OR $other IN b.aliases)
MATCH path = shortestPath((a)-[*..6]-(b))
RETURN path;

// 9. Hubs
MATCH (e:Entity {tenant: $tenant})
WHERE e.key >= ''
WITH e, COUNT { (e)--(:Entity) } AS relations
RETURN e.name AS name, e.type AS type, e.aliases AS aliases, relations, toString(date(e.firstAt)) AS firstTold
ORDER BY relations DESC, name
LIMIT 20;

// 10. Everything an episode said
// Of the latest one; another one's id, as query 6 shows them, may take the place of `latest`.
MATCH (v:Evidence {tenant: $tenant})
WHERE v.id >= ''
WITH v.episode AS latest ORDER BY v.at DESC LIMIT 1
MATCH (v:Evidence {tenant: $tenant, episode: latest})
RETURN v.form AS form, v.text AS text, count(*) AS timesTold, toString(min(v.at)) AS told
ORDER BY form, text
LIMIT 500;

// 11. As of a date
// What held on that day, with what had not ended yet. Switch "Connect result nodes" off in Browser's settings: it would
// add the other relations between the same nodes.
MATCH (a:Entity {tenant: $tenant})-[r]->(b:Entity)
WHERE a.key >= ''
  AND any(i IN range(0, size(r.spellFrom) - 1)
          WHERE r.spellFrom[i] <= $asOf.epochMillis AND $asOf.epochMillis < r.spellTo[i])
RETURN a, r, b
LIMIT 300;

// 12. Learned last
MATCH (a:Entity {tenant: $tenant})-[r]->(b:Entity)
WHERE a.key >= ''
RETURN toString(r.recordedAt) AS recorded, a.name AS who, type(r) AS what, b.name AS whom,
       coalesce(r.fact, a.name + ' ' + toLower(replace(type(r), '_', ' ')) + ' ' + b.name) AS fact
ORDER BY recorded DESC, who, what, whom
LIMIT 25;

// 13. One thing under several names
MATCH (m:Merge {tenant: $tenant})
WHERE m.id >= ''
MATCH (e:Entity {tenant: $tenant, key: m.into})
RETURN e.name AS entity, collect(DISTINCT m.from) AS alsoFoundAs, count(*) AS timesTold
ORDER BY timesTold DESC, entity
LIMIT 100;

// 14. Cleanup: what is left over
// Entities that nothing connects and nobody mentions any more. None is as it should be; `repair()` takes them away.
MATCH (e:Entity {tenant: $tenant})
WHERE e.key >= '' AND NOT EXISTS { (e)--() }
  AND NOT EXISTS { MATCH (:Mention {tenant: $tenant, key: e.key}) }
RETURN count(e) AS leftOver, collect(e.name)[..20] AS names;

// 15. Cleanup: forget a tenant here
// In the graph alone, at most 10,000 nodes a run: the library's deleteAll() forgets in every store. As it stands it finds
// nobody: write the tenant's id in the place of 'user:nobody'.
MATCH (n:Entity|Relation|Evidence|Mention|Supersession|Merge|Alias|Name|Tombstone {tenant: 'user:nobody'})
WITH n LIMIT 10000
DETACH DELETE n
RETURN count(*) AS deleted;
