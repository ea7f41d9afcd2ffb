/** What a filter means: one rule for every store. */
import { type FilterNode, type FilterValue, isPlainObject } from "./filter.ts";
import type { Metadata, MetadataValue } from "./records.ts";

/**
 * Whether metadata satisfies a filter: the reference that every store must agree with.
 *
 * A missing key makes `ne` and `nin` true and everything else false (`exists: false` is true). An array satisfies
 * `eq` and `in` if one of its elements does. Ranges compare numbers with numbers and strings with strings.
 */
export function matchesFilter(node: FilterNode, metadata: Metadata): boolean {
  switch (node.op) {
    case "and":
      return node.nodes.every((one) => matchesFilter(one, metadata));
    case "or":
      return node.nodes.some((one) => matchesFilter(one, metadata));
    case "not":
      return !matchesFilter(node.node, metadata);
    default:
      return matchesCondition(node, valueAt(metadata, node.key));
  }
}

type Condition = Exclude<FilterNode, { op: "and" | "or" | "not" }>;

function matchesCondition(node: Condition, value: MetadataValue | undefined): boolean {
  if (node.op === "exists") return (value !== undefined) === node.value;
  if (value === undefined) return node.op === "ne" || node.op === "nin";
  switch (node.op) {
    case "eq":
      return equalsAny(value, [node.value]);
    case "ne":
      return !equalsAny(value, [node.value]);
    case "in":
      return equalsAny(value, node.values);
    case "nin":
      return !equalsAny(value, node.values);
    case "contains":
      return contains(value, node.value);
    default:
      return inRange(node.op, value, node.value);
  }
}

function equalsAny(value: MetadataValue, wanted: readonly FilterValue[]): boolean {
  const own = Array.isArray(value) ? value : [value];
  return own.some((one) => wanted.some((other) => one === other));
}

function contains(value: MetadataValue, wanted: FilterValue): boolean {
  if (Array.isArray(value)) return value.some((one) => one === wanted);
  return typeof value === "string" && typeof wanted === "string" && value.includes(wanted);
}

function inRange(
  op: "gt" | "gte" | "lt" | "lte",
  value: MetadataValue,
  bound: FilterValue,
): boolean {
  const isComparable =
    (typeof value === "number" && typeof bound === "number") ||
    (typeof value === "string" && typeof bound === "string");
  if (!isComparable) return false;
  if (op === "gt") return value > bound;
  if (op === "gte") return value >= bound;
  return op === "lt" ? value < bound : value <= bound;
}

/** A key as it stands; else, if it has dots, the path it names. Own properties only. */
function valueAt(metadata: Metadata, key: string): MetadataValue | undefined {
  if (Object.hasOwn(metadata, key)) return metadata[key];
  let value: MetadataValue | undefined = metadata;
  for (const part of key.split(".")) {
    if (!isPlainObject(value) || !Object.hasOwn(value, part)) return undefined;
    value = value[part] as MetadataValue;
  }
  return value;
}
