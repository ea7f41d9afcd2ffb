/** Small records for the tests of search. */
import type { Spell } from "../../../../src/core/records.ts";
import type { Projection } from "../../../../src/core/visibility.ts";
import type { Relation } from "../../../../src/graph/graph-store.ts";
import type { Candidate } from "../../../../src/pipeline/search/candidate.ts";
import type { ScoredCandidate } from "../../../../src/pipeline/search/fuse.ts";
import type { FoundRelation } from "../../../../src/pipeline/search/rank-relations.ts";
import type { StoredPoint } from "../../../../src/vector/vector-store.ts";

export const DAY = 86_400_000;

export function spell(from: number | null = 0, to: number | null = null): Spell {
  return { from, to, closedAt: to };
}

export function projection(changes: Partial<Projection> = {}): Projection {
  return {
    revision: 1,
    spells: [spell()],
    retractedAt: null,
    foldedInto: null,
    isAttesting: true,
    text: null,
    evidence: [],
    agentIds: [null],
    runIds: [],
    metadata: {},
    ...changes,
  };
}

export function memory(id: string, changes: Partial<StoredPoint> = {}): StoredPoint {
  return {
    id,
    kind: "trait",
    text: id,
    textKey: id,
    attributedTo: "user",
    agentId: null,
    at: 0,
    recordedAt: 0,
    provenance: null,
    turn: null,
    metadata: {},
    projection: projection(),
    originalText: null,
    revisions: [],
    isRedacted: false,
    ...changes,
  };
}

export function turn(
  id: string,
  changes: Partial<StoredPoint> & { index?: number } = {},
): StoredPoint {
  const { index = 0, ...rest } = changes;
  const details = {
    episodeId: "e1",
    index,
    role: "user",
    name: null,
    ref: id,
    runId: null,
    expiresAt: null,
  };
  const own = projection({ spells: [], isAttesting: false });
  return memory(id, { kind: "turn", textKey: null, turn: details, projection: own, ...rest });
}

export function candidate(point: StoredPoint, changes: Partial<Candidate> = {}): Candidate {
  return {
    point,
    dense: null,
    keywords: null,
    share: 0,
    conversation: null,
    speaker: null,
    graph: null,
    link: 0,
    closeness: 0,
    ...changes,
  };
}

export function scored(point: StoredPoint, score: number): ScoredCandidate {
  return { candidate: candidate(point), score, relevance: 0, parts: {}, bestTurn: null };
}

export function relation(
  source: string,
  type: string,
  destination: string,
  changes: Partial<Relation> = {},
): Relation {
  return {
    id: `${source} ${type} ${destination}`,
    source,
    sourceName: source,
    type,
    destination,
    destinationName: destination,
    fact: `${source} ${type.toLowerCase().replaceAll("_", " ")} ${destination}`,
    spells: [spell()],
    retractedAt: null,
    memoryIds: [],
    turnIds: [],
    agentIds: [null],
    runIds: [],
    recordedAt: 0,
    provenance: { extractor: "caller", model: null, prompt: null, promptVersion: null },
    ...changes,
  };
}

export function found(edge: Relation, score: number): FoundRelation {
  return {
    relation: edge,
    score,
    confidence: score,
    path: [],
    seeds: [],
    said: [],
    factsBefore: [],
  };
}
