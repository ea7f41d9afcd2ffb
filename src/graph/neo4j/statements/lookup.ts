import {
  ENTITIES,
  ENTITY_ROWS,
  NAMED_KEYS,
  NAMES,
  NEAR_IN_ROWS,
  OF_HITS,
  PAIRS,
  RELATION_ROWS,
  RELATIONS,
  REVISION_OF_TENANT,
} from "../lookup-pieces.ts";
import { LISTED_AROUND, NEARBY } from "../surroundings.ts";

/**
 * Reads rows by what they are found by, and of the ledger what bears on them: one round trip, whatever is asked.
 *
 * `$follow` lists statements and timelines: their tellings, those of what stands in the same timelines, of what they end
 * or were ended by, and the turns, edges, names and merges of all these come as well. Three steps are taken; what lies
 * beyond is asked for by another call. Each block begins from an index seek, so the cost is that of what is found.
 *
 * A `UNION` that is not of `ALL` would compare each row along with the lists that its subquery was given: of a large add
 * that takes the server's memory.
 */
export const LOOKUP: string = `
${REVISION_OF_TENANT}

// What bears on the statements and timelines to follow.
CALL () {
  CALL () {
    UNWIND $in.follow.of AS v MATCH (n:Evidence {tenant: $in.tenant, of: v}) RETURN n
    UNION ALL
    UNWIND $in.follow.timeline AS v MATCH (n:Evidence {tenant: $in.tenant, timeline: v}) RETURN n
  }
  RETURN collect(DISTINCT n.of) AS ofs, collect(DISTINCT n.timeline) AS timelines
}
WITH revision, burials, ofs + [v IN $in.follow.of WHERE NOT v IN ofs] AS ofs,
     timelines + [v IN $in.follow.timeline WHERE NOT v IN timelines] AS timelines
CALL (ofs) {
  UNWIND ofs AS v
  CALL (v) {
    MATCH (s:Supersession {tenant: $in.tenant, old: v}) RETURN s
    UNION
    MATCH (s:Supersession {tenant: $in.tenant, by: v}) RETURN s
  }
  UNWIND [s.old, s.by] AS linked
  RETURN collect(DISTINCT linked) AS linked
}
CALL (ofs, timelines, linked) {
  CALL (ofs, timelines, linked) {
    UNWIND ofs + linked AS v MATCH (n:Evidence {tenant: $in.tenant, of: v}) RETURN n
    UNION ALL
    UNWIND timelines AS v MATCH (n:Evidence {tenant: $in.tenant, timeline: v}) RETURN n
  }
  RETURN collect(DISTINCT n.of) AS moreOfs, collect(DISTINCT n.timeline) AS moreTimelines
}
WITH revision, burials, moreOfs + [v IN ofs + linked WHERE NOT v IN moreOfs] AS ofs,
     moreTimelines + [v IN timelines WHERE NOT v IN moreTimelines] AS timelines
CALL (ofs, timelines) {
  CALL (ofs, timelines) {
    UNWIND ofs AS v MATCH (n:Evidence {tenant: $in.tenant, of: v}) RETURN n
    UNION ALL
    UNWIND timelines AS v MATCH (n:Evidence {tenant: $in.tenant, timeline: v}) RETURN n
  }
  RETURN collect(DISTINCT n) AS followed
}
CALL (ofs) {
  UNWIND ofs AS v
  CALL (v) {
    MATCH (s:Supersession {tenant: $in.tenant, old: v}) RETURN s
    UNION
    MATCH (s:Supersession {tenant: $in.tenant, by: v}) RETURN s
  }
  RETURN collect(DISTINCT s) AS links
}
CALL (followed) {
  UNWIND followed AS f
  WITH DISTINCT f.turn AS turn LIMIT toInteger($in.maxTurns)
  RETURN collect(turn) AS turns
}
CALL (turns) {
  UNWIND turns AS v MATCH (n:Evidence {tenant: $in.tenant, turn: v})
  RETURN collect(n) AS besides
}

// What is asked for by itself.
CALL () { UNWIND $in.evidence.turn AS v MATCH (n:Evidence {tenant: $in.tenant, turn: v}) RETURN collect(n) AS byTurn }
CALL () { UNWIND $in.evidence.episode AS v MATCH (n:Evidence {tenant: $in.tenant, episode: v}) RETURN collect(n) AS byEpisode }
CALL () { UNWIND $in.evidence.subject AS v MATCH (n:Evidence {tenant: $in.tenant, subject: v}) RETURN collect(n) AS bySubject }
CALL () { UNWIND $in.evidence.value AS v MATCH (n:Evidence {tenant: $in.tenant, value: v}) RETURN collect(n) AS byValue }
CALL () { UNWIND $in.supersession.turn AS v MATCH (n:Supersession {tenant: $in.tenant, turn: v}) RETURN collect(n) AS linksOfTurns }
CALL () { UNWIND $in.supersession.episode AS v MATCH (n:Supersession {tenant: $in.tenant, episode: v}) RETURN collect(n) AS linksOfEpisodes }
CALL () {
  UNWIND $in.mention.key AS v
  MATCH (n:Mention {tenant: $in.tenant, key: v}) USING INDEX SEEK n:Mention(tenant, key, time) WHERE n.time IS NOT NULL
  RETURN collect(n) AS mentionsOfKeys
}
CALL () { UNWIND $in.mention.episode AS v MATCH (n:Mention {tenant: $in.tenant, episode: v}) RETURN collect(n) AS mentionsOfEpisodes }
CALL () { UNWIND $in.merge.turn AS v MATCH (n:Merge {tenant: $in.tenant, turn: v}) RETURN collect(n) AS mergesOfTurns }
CALL () { UNWIND $in.merge.episode AS v MATCH (n:Merge {tenant: $in.tenant, episode: v}) RETURN collect(n) AS mergesOfEpisodes }
CALL () { UNWIND $in.merge.id AS v MATCH (n:Merge {tenant: $in.tenant, id: v}) RETURN collect(n) AS mergesById }
${OF_HITS}
${NAMES}
WITH *, ${NAMED_KEYS} AS met
CALL (followed) {
  UNWIND followed AS f
  UNWIND [f.subject, f.value] AS v
  RETURN collect(DISTINCT v) AS told
}
${PAIRS}
CALL () {
  UNWIND $in.allMerges AS v
  CALL (v) {
    MATCH (n:Merge {tenant: $in.tenant, from: v})
    USING INDEX SEEK n:Merge(tenant, from, into, caller, told)
    WHERE n.into IS NOT NULL AND n.caller IS NOT NULL AND n.told IS NOT NULL
    RETURN n
    UNION
    MATCH (a:Alias {tenant: $in.tenant, into: v})
    MATCH (n:Merge {tenant: $in.tenant, from: a.from, into: v})
    USING INDEX SEEK n:Merge(tenant, from, into, caller, told)
    WHERE n.caller IS NOT NULL AND n.told IS NOT NULL
    RETURN n
  }
  RETURN collect(DISTINCT n) AS allMerges
}
${ENTITIES}
${RELATIONS}
CALL (links, linksOfTurns, linksOfEpisodes) {
  WITH links + linksOfTurns + linksOfEpisodes AS allLinks
  UNWIND $in.tombstones + [l IN allLinks | l.turn] + [l IN allLinks | l.episode] AS v
  WITH DISTINCT v
  MATCH (n:Tombstone {tenant: $in.tenant, id: v}) USING INDEX SEEK n:Tombstone(tenant, id, form) WHERE n.form IS NOT NULL
  RETURN collect([n.id, n.time, n.form]) AS tombstones
}

// Questions that rows would be too many for.
CALL () {
  UNWIND $in.others AS q
  CALL (q) {
    MATCH (n:Mention {tenant: $in.tenant, key: q.key})
    USING INDEX SEEK n:Mention(tenant, key, time)
    WHERE n.time IS NOT NULL AND NOT n.id IN q.without
    RETURN n LIMIT 1
  }
  RETURN collect(q.question) AS otherwise
}
CALL () {
  UNWIND $in.facets AS q
  CALL (q) {
    WITH q WHERE q.kind = 'name'
    MATCH (n:Name {tenant: $in.tenant, key: q.key, name: q.what})
    USING INDEX SEEK n:Name(tenant, key, name, begins, agent)
    WHERE n.begins IS NOT NULL AND n.agent IN ['', q.agent]
    RETURN 1 AS isTold LIMIT 1
    UNION
    WITH q WHERE q.kind = 'time'
    MATCH (n:Mention {tenant: $in.tenant, key: q.key, time: q.what}) WHERE n.agent IN ['', q.agent]
    RETURN 1 AS isTold LIMIT 1
    UNION
    WITH q WHERE q.kind = 'type'
    MATCH (n:Mention {tenant: $in.tenant, key: q.key})
    USING INDEX SEEK n:Mention(tenant, key, time)
    WHERE n.time IS NOT NULL AND n.type = q.what AND n.agent IN ['', q.agent]
    RETURN 1 AS isTold LIMIT 1
  }
  RETURN collect(q.question) AS told2
}
CALL () {
  UNWIND $in.seen AS q
  CALL (q) {
    MATCH (n:Mention {tenant: $in.tenant, key: q.key}) USING INDEX SEEK n:Mention(tenant, key, time)
    WHERE n.time IS NOT NULL AND (q.agent IS NULL OR n.agent IN ['', q.agent])
      AND (q.run IS NULL OR EXISTS { MATCH (e:Evidence {tenant: $in.tenant, turn: n.turn}) WHERE e.run = q.run })
    RETURN 1 AS isSeen LIMIT 1
  }
  RETURN collect(q.question) AS seen
}
${LISTED_AROUND}
WITH *, [] AS firstHop, [] AS secondHop
${NEARBY}
${NEAR_IN_ROWS} {
    revision: revision, burials: burials, ofs: ofs, timelines: timelines, turns: turns, paired: paired, named: named,
    nameless: nameless, nearKeys: nearKeys, around: around, explored: explored,
    evidence: [n IN followed + besides + byTurn + byEpisode + byMemory + bySubject + byValue | [n.record, n.timeline, n.spells]],
    supersessions: [n IN links + linksOfTurns + linksOfEpisodes | n.record],
    mentions: [n IN mentionsOfKeys + mentionsOfTurns + mentionsOfEpisodes + mentionsOfStatements + mentionsOfNameless | n.record],
    merges: [n IN counting + allMerges + mergesOfTurns + mergesOfEpisodes + mergesById | n.record],
    entities: ${ENTITY_ROWS},
    relations: ${RELATION_ROWS},
    ofMemories: [n IN byMemory | n.of], tombstones: tombstones, otherwise: otherwise, facets: told2, seen: seen, names: names
  } END AS rest
`;
