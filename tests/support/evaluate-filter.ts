import type {
  QdrantCondition,
  QdrantFilter,
  QdrantMatch,
  QdrantRange,
} from "../../src/qdrant/qdrant-filter.ts";

/** Whether a payload meets a filter, as Qdrant documents it: of a list, one element has to. */
export function meets(
  { must = [], should = [], must_not = [] }: QdrantFilter,
  payload: Readonly<Record<string, unknown>>,
): boolean {
  const holds = (condition: QdrantCondition): boolean => meetsCondition(condition, payload);
  if (!must.every(holds) || must_not.some(holds)) return false;
  return should.length === 0 || should.some(holds);
}

function meetsCondition(
  condition: QdrantCondition,
  payload: Readonly<Record<string, unknown>>,
): boolean {
  if ("has_id" in condition) return condition.has_id.includes(String(payload["point"]));
  if ("has_vector" in condition) return false;
  if (!("key" in condition)) return meets(condition, payload);
  const value = payload[condition.key];
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return "match" in condition
    ? values.some((one) => isMatch(one, condition.match))
    : values.some((one) => isWithin(one, condition.range));
}

function isMatch(value: unknown, match: QdrantMatch): boolean {
  return "value" in match ? value === match.value : match.any.some((one) => one === value);
}

function isWithin(value: unknown, { gt, gte, lt, lte }: QdrantRange): boolean {
  if (typeof value !== "number") return false;
  return (
    (gt === undefined || value > gt) &&
    (gte === undefined || value >= gte) &&
    (lt === undefined || value < lt) &&
    (lte === undefined || value <= lte)
  );
}
