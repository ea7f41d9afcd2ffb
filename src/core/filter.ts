/** Metadata filters: one meaning for every store, defined by {@link matchesFilter}. */
import { InvalidArgumentError, LimitExceededError } from "./errors.ts";
import type { Metadata, MetadataValue } from "./records.ts";

/** A value that a filter compares with. */
export type FilterValue = string | number | boolean | null;

/** What one key must be. Several operators in one condition must all hold. */
export interface FilterCondition {
  /** Equal; of an array, one of its elements. */
  readonly eq?: FilterValue | undefined;
  /** Not equal; true if the key is missing. */
  readonly ne?: FilterValue | undefined;
  /** Larger; numbers with numbers, strings with strings. */
  readonly gt?: number | string | undefined;
  /** Larger or equal. */
  readonly gte?: number | string | undefined;
  /** Smaller. */
  readonly lt?: number | string | undefined;
  /** Smaller or equal. */
  readonly lte?: number | string | undefined;
  /** Equal to one of these. */
  readonly in?: readonly FilterValue[] | undefined;
  /** Equal to none of these; true if the key is missing. */
  readonly nin?: readonly FilterValue[] | undefined;
  /** A string that holds this text, or an array that holds this element. */
  readonly contains?: FilterValue | undefined;
  /** Whether the key must be there. */
  readonly exists?: boolean | undefined;
}

/**
 * A filter over metadata. Keys name metadata (dots reach into objects); a bare value means `eq`, an array `in`. All
 * keys of one object must hold; `and`, `or` and `not` combine filters. A bare `"*"` is refused, as there is no wildcard.
 */
export interface Filter {
  /** All of these must hold. */
  readonly and?: readonly Filter[] | undefined;
  /** At least one of these must hold. */
  readonly or?: readonly Filter[] | undefined;
  /** This must not hold. */
  readonly not?: Filter | undefined;
  readonly [key: string]:
    | FilterValue
    | readonly FilterValue[]
    | FilterCondition
    | readonly Filter[]
    | Filter
    | undefined;
}

/** A checked filter as a tree, ready to be evaluated or compiled for a server. */
export type FilterNode =
  | { readonly op: "and" | "or"; readonly nodes: readonly FilterNode[] }
  | { readonly op: "not"; readonly node: FilterNode }
  | {
      readonly op: "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "contains";
      readonly key: string;
      readonly value: FilterValue;
    }
  | { readonly op: "in" | "nin"; readonly key: string; readonly values: readonly FilterValue[] }
  | { readonly op: "exists"; readonly key: string; readonly value: boolean };

/** Most conditions of one filter, and most values of one `in`: beyond it a filter is a data set. */
export const MAX_FILTER_CONDITIONS = 200;
/** Deepest nesting of `and`, `or` and `not`. */
export const MAX_FILTER_DEPTH = 10;

const COMPARISONS = ["eq", "ne", "contains"] as const;
const RANGES = ["gt", "gte", "lt", "lte"] as const;
const LISTS = ["in", "nin"] as const;

/**
 * Checks a filter and turns it into a tree.
 *
 * @throws {InvalidArgumentError} If an operator is unknown or its operand of the wrong type.
 * @throws {LimitExceededError} If it is deeper or larger than {@link MAX_FILTER_DEPTH} and {@link MAX_FILTER_CONDITIONS}.
 */
export function parseFilter(filter: Filter, action: string): FilterNode {
  const budget = { left: MAX_FILTER_CONDITIONS };
  return parseObject(filter, action, { depth: 0, budget });
}

interface ParseState {
  readonly depth: number;
  readonly budget: { left: number };
}

function parseObject(filter: unknown, action: string, state: ParseState): FilterNode {
  if (state.depth > MAX_FILTER_DEPTH) {
    throw new LimitExceededError(action, "depth of the filter", MAX_FILTER_DEPTH, state.depth);
  }
  if (!isPlainObject(filter)) {
    throw new InvalidArgumentError(action, "filters", "an object of conditions", filter);
  }
  const nodes = Object.entries(filter).flatMap(([key, value]) =>
    value === undefined ? [] : parseEntry(key, value, action, state),
  );
  // What has no conditions counts as one, or a list of such would have no bound.
  if (nodes.length === 0) spend(1, action, state);
  const [only] = nodes;
  return only && nodes.length === 1 ? only : { op: "and", nodes };
}

function parseEntry(key: string, value: unknown, action: string, state: ParseState): FilterNode[] {
  const deeper = { ...state, depth: state.depth + 1 };
  const parseAll = (filters: readonly unknown[]): FilterNode[] => {
    if (filters.length === 0) spend(1, action, state);
    return filters.map((one) => parseObject(one, action, deeper));
  };
  const lower = key.toLowerCase();
  // Read as a key of the metadata, it would find nothing.
  if (["$and", "$or", "$not"].includes(lower)) {
    const requirement = `"${lower.slice(1)}", without the $`;
    throw new InvalidArgumentError(action, `filters.${key}`, requirement, `"${key}"`);
  }
  if (lower === "and" || lower === "or") {
    if (!Array.isArray(value)) {
      throw new InvalidArgumentError(action, `filters.${key}`, "an array of filters", value);
    }
    return [{ op: lower, nodes: parseAll(value) }];
  }
  if (lower === "not") {
    const node: FilterNode = Array.isArray(value)
      ? { op: "or", nodes: parseAll(value) }
      : parseObject(value, action, deeper);
    return [{ op: "not", node }];
  }
  return parseKey(key, value, action, state);
}

function spend(size: number, action: string, { budget }: ParseState): void {
  budget.left -= size;
  if (budget.left >= 0) return;
  const actual = MAX_FILTER_CONDITIONS - budget.left;
  throw new LimitExceededError(action, "conditions of the filter", MAX_FILTER_CONDITIONS, actual);
}

function parseKey(key: string, value: unknown, action: string, state: ParseState): FilterNode[] {
  if (value === "*") {
    // Elsewhere it stands for any value; read as a text, it would find nothing.
    const requirement = '{ exists: true } for any value, or { eq: "*" } for that text';
    throw new InvalidArgumentError(action, `filters.${key}`, requirement, value);
  }
  const conditions = isPlainObject(value)
    ? Object.entries(value).filter(([, operand]) => operand !== undefined)
    : ([[Array.isArray(value) ? "in" : "eq", value]] as const);
  if (conditions.length === 0) {
    throw new InvalidArgumentError(action, `filters.${key}`, "a condition", "an empty object");
  }
  return conditions.map(([operator, operand]) => {
    spend(Array.isArray(operand) ? Math.max(1, operand.length) : 1, action, state);
    return parseCondition(key, operator, operand, action);
  });
}

function parseCondition(
  key: string,
  operator: string,
  operand: unknown,
  action: string,
): FilterNode {
  const accept = <T>(isFit: (value: unknown) => value is T, requirement: string): T => {
    if (isFit(operand)) return operand;
    throw new InvalidArgumentError(action, `filters.${key}.${operator}`, requirement, operand);
  };
  if (isOneOf(COMPARISONS, operator)) {
    const value = accept(isFilterValue, "a string, number, boolean or null");
    return { op: operator, key, value };
  }
  if (isOneOf(RANGES, operator)) {
    return { op: operator, key, value: accept(isBound, "a number or a string") };
  }
  if (isOneOf(LISTS, operator)) {
    const values = accept(isFilterValues, "an array of strings, numbers or booleans");
    return { op: operator, key, values };
  }
  if (operator === "exists") {
    return { op: operator, key, value: accept(isBoolean, "true or false") };
  }
  const known = [...COMPARISONS, ...RANGES, ...LISTS, "exists"].join(", ");
  const requirement = `one of the operators ${known}${operator.startsWith("$") ? ", without the $" : ""}`;
  throw new InvalidArgumentError(action, `filters.${key}`, requirement, operator);
}

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

function isFilterValue(value: unknown): value is FilterValue {
  const type = typeof value;
  return value === null || type === "string" || type === "boolean" || Number.isFinite(value);
}

function isOneOf<T extends string>(names: readonly T[], name: string): name is T {
  return names.some((one) => one === name);
}

function isBoolean(value: unknown): value is boolean {
  return typeof value === "boolean";
}

function isFilterValues(value: unknown): value is readonly FilterValue[] {
  return Array.isArray(value) && value.every(isFilterValue);
}

function isBound(value: unknown): value is number | string {
  return typeof value === "string" || (typeof value === "number" && Number.isFinite(value));
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
