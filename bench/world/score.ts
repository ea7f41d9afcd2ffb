/**
 * Scores the answers to a world's questions.
 *
 * What counts: a fact is found at the rank of the first result whose `memory` is one of the wordings the fact was told
 * in. A result of kind `turn` finds nothing, but takes its place in the ranking. A question counts at k when all its
 * facts are among the first k results; one with nothing to find counts when nothing deleted or foreign came back.
 */
import type { ApiHit, ApiRelationHit, ApiSearchResult } from "../memory-api.ts";
import { edgeKey, factIdsByEdge, factIdsByText, nameReader } from "./state.ts";
import type { Fact, Question, QuestionType, Tenant } from "./types.ts";

/** What one answer is worth. */
export interface QuestionScore {
  readonly id: string;
  readonly type: QuestionType;
  /** All facts among the first 5 (10) results. */
  readonly isFoundAt5: boolean;
  readonly isFoundAt10: boolean;
  /** As at 10, where a fact may also be among the first ten relations. */
  readonly isFoundWithRelations: boolean;
  /** As at 10, where a turn counts as the facts it tells. */
  readonly isFoundWithTurns: boolean;
  /** One over the rank of the first fact found; 0 if none is. Undefined if there is none to find. */
  readonly reciprocalRank: number | undefined;
  /** A fact that does not hold stands above every fact that does; undefined if the slot has none. */
  readonly isStaleAbove: boolean | undefined;
  /** A fact that does not hold is among the first five; undefined if the slot has none. */
  readonly isStaleInTop5: boolean | undefined;
  /** Results and relations that say something deleted. */
  readonly goneCount: number;
  /** Results and relations that belong to another tenant. */
  readonly leakCount: number;
  /** Relevance of the first result; 0 if there is none. */
  readonly topRelevance: number;
}

/** What answers are scored against, prepared once per tenant. */
export interface ScoreKey {
  readonly tenant: Tenant;
  readonly facts: ReadonlyMap<string, Fact>;
  readonly byText: ReadonlyMap<string, string>;
  readonly byEdge: ReadonlyMap<string, string>;
  readonly canonical: (name: string) => string;
  /** Wordings and edges that only other tenants know. */
  readonly foreign: ReadonlySet<string>;
}

/** Most results that are looked at. */
export const RESULT_LIMIT = 10;

/** Prepares a tenant's key. */
export function makeScoreKey(tenant: Tenant, others: readonly Tenant[]): ScoreKey {
  const byText = factIdsByText(tenant);
  const byEdge = factIdsByEdge(tenant);
  const elsewhere = others.flatMap((other) => [
    ...factIdsByText(other).keys(),
    ...factIdsByEdge(other).keys(),
  ]);
  return {
    tenant,
    facts: new Map(tenant.facts.map((fact) => [fact.id, fact])),
    byText,
    byEdge,
    canonical: nameReader(tenant),
    foreign: new Set(elsewhere.filter((said) => !byText.has(said) && !byEdge.has(said))),
  };
}

/** Scores one answer. */
export function scoreQuestion(
  question: Question,
  answer: ApiSearchResult,
  key: ScoreKey,
): QuestionScore {
  const hits = answer.results.slice(0, RESULT_LIMIT);
  const relations = answer.relations.slice(0, RESULT_LIMIT);
  const ranks = rankFacts(hits, (hit) => factsOfMemory(hit, key));
  const turnRanks = rankFacts(hits, (hit) => [
    ...factsOfMemory(hit, key),
    ...factsOfTurn(hit, key),
  ]);
  const related = new Set(relations.map((relation) => factOfRelation(relation, key)));
  const { must, stale, wrong, gone } = question;
  const untrue = [...stale, ...wrong];
  const goneCount = countGone(gone, hits, relations, key);
  const leakCount = countLeaks(hits, relations, key);
  const isClean = goneCount === 0 && leakCount === 0;
  const isFound = (within: ReadonlyMap<string, number>, limit: number): boolean =>
    must.length === 0 ? isClean : must.every((id) => (within.get(id) ?? Infinity) <= limit);
  const best = bestRank(must, ranks);
  const bestUntrue = bestRank(untrue, ranks);
  return {
    id: question.id,
    type: question.type,
    isFoundAt5: isFound(ranks, 5),
    isFoundAt10: isFound(ranks, RESULT_LIMIT),
    isFoundWithRelations:
      must.length === 0 ? isClean : must.every((id) => ranks.has(id) || related.has(id)),
    isFoundWithTurns: isFound(turnRanks, RESULT_LIMIT),
    reciprocalRank: must.length === 0 ? undefined : 1 / best,
    isStaleAbove: untrue.length === 0 ? undefined : bestUntrue < best,
    isStaleInTop5: untrue.length === 0 ? undefined : bestUntrue <= 5,
    goneCount,
    leakCount,
    topRelevance: hits[0]?.relevance ?? 0,
  };
}

/** The rank, from 1, at which each fact is first told. */
function rankFacts(
  hits: readonly ApiHit[],
  factsOf: (hit: ApiHit) => readonly string[],
): Map<string, number> {
  const ranks = new Map<string, number>();
  for (const [index, hit] of hits.entries()) {
    for (const id of factsOf(hit)) {
      ranks.set(id, ranks.get(id) ?? index + 1);
    }
  }
  return ranks;
}

function bestRank(ids: readonly string[], ranks: ReadonlyMap<string, number>): number {
  return Math.min(...ids.map((id) => ranks.get(id) ?? Infinity), Infinity);
}

export function factsOfMemory(hit: ApiHit, { byText }: ScoreKey): string[] {
  const id = hit.kind === "turn" ? undefined : byText.get(hit.memory);
  return id === undefined ? [] : [id];
}

function factsOfTurn(hit: ApiHit, { facts }: ScoreKey): string[] {
  if (hit.kind !== "turn") {
    return [];
  }
  const refs = new Set(hit.evidence.map(({ ref }) => ref));
  return Array.from(facts.values())
    .filter(({ messageIds }) => messageIds.some((id) => refs.has(id)))
    .map(({ id }) => id);
}

function factOfRelation(
  relation: ApiRelationHit,
  { byEdge, canonical }: ScoreKey,
): string | undefined {
  return byEdge.get(edgeKey(relation, canonical));
}

/** By wording, by edge and by what the telling messages said: a message that told only it must be gone too. */
function countGone(
  gone: readonly string[],
  hits: readonly ApiHit[],
  relations: readonly ApiRelationHit[],
  key: ScoreKey,
): number {
  if (gone.length === 0) {
    return 0;
  }
  const deleted = gone.flatMap((id) => key.facts.get(id) ?? []);
  const messages = new Set(deleted.flatMap(({ messageIds }) => messageIds));
  const contents = new Set(
    key.tenant.sessions
      .flatMap((session) => session.messages)
      .filter(({ id }) => messages.has(id))
      .map(({ content }) => content),
  );
  const said = new Set([...deleted.flatMap(({ texts }) => texts), ...contents]);
  return (
    hits.filter(
      ({ memory, evidence }) =>
        said.has(memory) || evidence.some(({ text }) => said.has(text ?? "")),
    ).length +
    relations.filter((relation) => gone.includes(factOfRelation(relation, key) ?? "")).length
  );
}

/** By the evidence's message ids, which begin with the tenant's; by wording and edge where there is no evidence. */
function countLeaks(
  hits: readonly ApiHit[],
  relations: readonly ApiRelationHit[],
  { tenant, foreign, canonical }: ScoreKey,
): number {
  const isForeign = (hit: ApiHit): boolean =>
    foreign.has(hit.memory) ||
    hit.evidence.some(({ ref }) => typeof ref === "string" && !ref.startsWith(`${tenant.id}:`));
  return (
    hits.filter(isForeign).length +
    relations.filter((relation) => foreign.has(edgeKey(relation, canonical))).length
  );
}
