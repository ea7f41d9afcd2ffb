/** Qdrant's filters as plain data: the part of its language that the adapters speak. */

/** One condition, or a filter within a filter. */
export type QdrantCondition =
  | { readonly key: string; readonly match: QdrantMatch }
  | { readonly key: string; readonly range: QdrantRange }
  | { readonly has_id: readonly string[] }
  | { readonly has_vector: string }
  | QdrantFilter;

/** What a keyword, integer or boolean field must be. */
export type QdrantMatch =
  | { readonly value: string | number | boolean }
  | { readonly any: readonly string[] };

/** Where a number must lie. */
export interface QdrantRange {
  readonly gt?: number;
  readonly gte?: number;
  readonly lt?: number;
  readonly lte?: number;
}

/** All of `must`, at least one of `should` if there are any, none of `must_not`. Without conditions it takes everything. */
export interface QdrantFilter {
  readonly must?: readonly QdrantCondition[];
  readonly should?: readonly QdrantCondition[];
  readonly must_not?: readonly QdrantCondition[];
}

/** Takes everything. */
export const EVERYTHING: QdrantFilter = {};

/** Takes nothing: an empty `should` would take everything. */
export const NOTHING: QdrantFilter = { must: [{ has_id: [] }] };

/** A field that equals a value. */
export function matches(key: string, value: string | number | boolean): QdrantCondition {
  return { key, match: { value } };
}

/** A field, or one of its elements, that is among these. */
export function matchesAny(key: string, values: readonly string[]): QdrantCondition {
  return { key, match: { any: values } };
}

/** A number within bounds. */
export function within(key: string, range: QdrantRange): QdrantCondition {
  return { key, range };
}
