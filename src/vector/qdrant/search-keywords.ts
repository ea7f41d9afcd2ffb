/**
 * The keyword arm: the server ranks, and tells how rare each term is in the tenant.
 *
 * It gives no frequencies, but a score is a weight times an inverse document frequency. Of a text that has the term
 * alone in common with the query the weight can be read; and a text of no tenant with one term of its own, weight 1,
 * has the score of a term that no text of the tenant has. All of it is asked at once with the query.
 */
import type { QdrantPayload, QdrantPoint } from "../../qdrant/qdrant-client.ts";
import { commonPointId } from "../../qdrant/point-id.ts";
import { inverseDocumentFrequency, MAX_TERM_WEIGHT } from "../bm25.ts";
import type { ArmOptions, KeywordHits } from "../vector-store.ts";
import { compileWant } from "./compile-filter.ts";
import type { CompiledFilter } from "./compile-filter.ts";
import { TERMS } from "./point-space.ts";
import type { PointSpace, TenantSpace } from "./point-space.ts";
import { searchRanked } from "./ranked-search.ts";
import { queryVector, termNumber, UNHEARD_TERM } from "./term-vector.ts";
import type { TermVector } from "./term-vector.ts";

const ACTION = "search by keywords";
/** The point of no tenant that has the term that no text has. */
const UNHEARD_POINT = commonPointId("the term that no text has");

/** Writes what {@link searchKeywords} measures by, unless it is there. */
export async function prepareKeywords({ collection }: PointSpace): Promise<void> {
  const vector = { [TERMS]: { indices: [UNHEARD_TERM], values: [1] } };
  const points = [{ id: UNHEARD_POINT, vector, payload: {} }];
  await collection.update("prepare keywords", [{ upsert: { points, update_mode: "insert_only" } }]);
}

/** The best by BM25 over the distinct terms of a query. */
export async function searchKeywords(
  points: TenantSpace,
  terms: readonly string[],
  options: ArmOptions,
): Promise<KeywordHits> {
  const numbers = new Map(Array.from(new Set(terms), (term) => [term, termNumber(term)]));
  if (numbers.size === 0) return { hits: [], weights: new Map(), idfSum: 0 };
  const compiled = compileWant(options, points.space.metadataIndexes, {
    withoutRedacted: true,
  });
  // Asked in one tick, and so in one request.
  const [weights, { hits, isTruncated }] = await Promise.all([
    readWeights(points, numbers),
    searchRanked({
      limit: options.limit,
      isExact: compiled.isExact,
      want: options,
      ask: async (limit) => askBest(points, [...numbers.values()], { compiled, limit }),
    }),
  ]);
  let idfSum = 0;
  for (const weight of weights.values()) idfSum += weight;
  // The server rounds to 32 bits.
  const bounded = hits.map(({ id, score }) => ({ id, score: Math.min(score, idfSum) }));
  const found = { hits: bounded.filter(({ score }) => score > 0), weights, idfSum };
  return isTruncated ? { ...found, isTruncated } : found;
}

async function askBest(
  points: TenantSpace,
  numbers: readonly number[],
  {
    compiled: { filter, isExact },
    limit,
  }: { readonly compiled: CompiledFilter; readonly limit: number },
): Promise<readonly QdrantPoint[]> {
  const query = {
    query: queryVector(numbers),
    using: TERMS,
    params: corpusOf(points),
    filter,
    limit,
    with_payload: points.hitFields(isExact),
  };
  const [found = []] = await points.query(ACTION, [query]);
  points.sketch(found);
  return found;
}

/** By term, how much it can add to a score; none for a tenant without texts. */
async function readWeights(
  points: TenantSpace,
  numbers: ReadonlyMap<string, number>,
): Promise<ReadonlyMap<string, number>> {
  const distinct = [...new Set(numbers.values())];
  const [[[unheard]], best] = await Promise.all([
    points.collection.query(ACTION, [
      {
        query: queryVector([UNHEARD_TERM]),
        using: TERMS,
        params: corpusOf(points),
        // The one point that is nobody's: its score is of the tenant's statistics alone.
        filter: { must: [{ has_id: [UNHEARD_POINT] }] },
        limit: 1,
        with_payload: false,
      },
    ]) as Promise<readonly [readonly QdrantPoint[]]>,
    points.query(
      ACTION,
      distinct.map((number) => ({
        query: queryVector([number]),
        using: TERMS,
        params: corpusOf(points),
        limit: 1,
        with_payload: false,
        with_vector: [TERMS],
      })),
    ),
  ]);
  const count = countOf(unheard?.score ?? 0);
  if (count === 0) return new Map();
  const idfs = new Map(
    distinct.map((number, index) => {
      const [point] = best[index] ?? [];
      return [number, inverseDocumentFrequency(count, frequencyOf(count, point, number))];
    }),
  );
  return new Map(
    Array.from(numbers, ([term, number]) => [term, (idfs.get(number) ?? 0) * MAX_TERM_WEIGHT]),
  );
}

/** What document frequencies are counted over: the tenant's texts, where the server can. */
function corpusOf(points: TenantSpace): QdrantPayload {
  return points.space.hasTenantFrequencies ? { idf: { corpus: points.filter() } } : {};
}

/** How many texts there are, from the inverse document frequency of a term that none has. */
function countOf(idf: number): number {
  return Math.max(0, Math.round((Math.expm1(idf) - 1) / 2));
}

/** How many of `count` texts have a term, from the score of one that has it. */
function frequencyOf(count: number, point: QdrantPoint | undefined, number: number): number {
  const weight = point && weightIn(point, number);
  if (weight === undefined) return 0;
  const odds = Math.expm1((point?.score ?? 0) / weight);
  const frequency = Math.round((count + 0.5 - odds / 2) / (1 + odds));
  return Math.min(count, Math.max(1, frequency));
}

function weightIn({ vector }: QdrantPoint, number: number): number | undefined {
  // Asked for as this one vector, and written by `termVector`.
  const { indices, values } = (vector as Readonly<Record<string, TermVector>>)[TERMS] ?? {
    indices: [],
    values: [],
  };
  return values[indices.indexOf(number)];
}
