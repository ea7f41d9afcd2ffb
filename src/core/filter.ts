/** Metadata filters, as callers write them and checked: what they mean is said by `matchesFilter`. */
import { InvalidArgumentError, LimitExceededError } from "./errors.ts";

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
 * keys of one object must hold; `and`, `or` and `not` combine filters. A bare `"*"` is refused, as there is no wildcard,
 * and so is a key that is there with the value undefined, as it would ask for nothing.
 */
export type Filter = FilterCombination & {
  readonly [key: string]:
    | FilterValue
    | readonly FilterValue[]
    | FilterCondition
    | readonly Filter[]
    | Filter;
};

/** Filters that combine others. */
interface FilterCombination {
  /** All of these must hold. */
  readonly and?: readonly Filter[];
  /** At least one of these must hold. */
  readonly or?: readonly Filter[];
  /** This must not hold. */
  readonly not?: Filter;
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

const OF_DATE = "(a Date as its toISOString())";
const VALUE = `a string, number, boolean or null ${OF_DATE}`;
const GIVEN =
  "a value; leave the key out to ask for nothing, or use { exists: false } for what has no such key";

/**
 * Checks a filter and turns it into a tree.
 *
 * @throws {InvalidArgumentError} If an operator is unknown or its operand of the wrong type.
 * @throws {LimitExceededError} If it is deeper or larger than {@link MAX_FILTER_DEPTH} and {@link MAX_FILTER_CONDITIONS}.
 */
export function parseFilter(filter: Filter, action: string): FilterNode {
  const budget = { left: MAX_FILTER_CONDITIONS };
  return parseObject(filter, { action, place: "filters", depth: 0, budget });
}

interface ParseState {
  /** What the caller does, in the words of an error. */
  readonly action: string;
  /** Where in the filter this is, as the caller would write it: `filters.or.0`. */
  readonly place: string;
  readonly depth: number;
  readonly budget: { left: number };
}

function parseObject(filter: unknown, state: ParseState): FilterNode {
  if (state.depth > MAX_FILTER_DEPTH) {
    throw new LimitExceededError(
      state.action,
      "depth of the filter",
      MAX_FILTER_DEPTH,
      state.depth,
    );
  }
  if (!isPlainObject(filter)) throw refusal(state, "an object of conditions", filter);
  const nodes = Object.entries(filter).flatMap(([key, value]) =>
    parseEntry(key, value, within(state, key)),
  );
  // What has no conditions counts as one, or a list of such would have no bound.
  if (nodes.length === 0) spend(1, state);
  const [only] = nodes;
  return only && nodes.length === 1 ? only : { op: "and", nodes };
}

/** The state at a key, an operator or an index. */
function within(state: ParseState, step: string | number): ParseState {
  return { ...state, place: `${state.place}.${step}` };
}

function refusal({ action, place }: ParseState, requirement: string, actual: unknown): Error {
  return new InvalidArgumentError(action, place, requirement, actual);
}

/** @throws {InvalidArgumentError} As a variable that is not set would otherwise ask for nothing, and find everything. */
function refuseUndefined(value: unknown, state: ParseState): void {
  if (value === undefined) throw refusal(state, GIVEN, value);
}

function parseEntry(key: string, value: unknown, state: ParseState): FilterNode[] {
  refuseUndefined(value, state);
  const deeper = { ...state, depth: state.depth + 1 };
  const parseAll = (filters: readonly unknown[]): FilterNode[] => {
    if (filters.length === 0) spend(1, state);
    return filters.map((one, index) => parseObject(one, within(deeper, index)));
  };
  const lower = key.toLowerCase();
  // Read as a key of the metadata, it would find nothing.
  if (["$and", "$or", "$not"].includes(lower)) {
    throw refusal(state, `"${lower.slice(1)}", without the $`, `"${key}"`);
  }
  if (lower === "and" || lower === "or") {
    if (!Array.isArray(value)) throw refusal(state, "an array of filters", value);
    return [{ op: lower, nodes: parseAll(value) }];
  }
  if (lower === "not") {
    const node: FilterNode = Array.isArray(value)
      ? { op: "or", nodes: parseAll(value) }
      : parseObject(value, deeper);
    return [{ op: "not", node }];
  }
  return parseKey(key, value, state);
}

function spend(size: number, { action, budget }: ParseState): void {
  budget.left -= size;
  if (budget.left >= 0) return;
  const actual = MAX_FILTER_CONDITIONS - budget.left;
  throw new LimitExceededError(action, "conditions of the filter", MAX_FILTER_CONDITIONS, actual);
}

function parseKey(key: string, value: unknown, state: ParseState): FilterNode[] {
  if (value === "*") {
    // Elsewhere it stands for any value; read as a text, it would find nothing.
    throw refusal(state, '{ exists: true } for any value, or { eq: "*" } for that text', value);
  }
  const conditions = isPlainObject(value)
    ? Object.entries(value)
    : ([[Array.isArray(value) ? "in" : "eq", value]] as const);
  if (conditions.length === 0) throw refusal(state, "a condition", "an empty object");
  return conditions.map(([operator, operand]) => {
    spend(Array.isArray(operand) ? Math.max(1, operand.length) : 1, state);
    return parseCondition(key, operator, operand, state);
  });
}

function parseCondition(
  key: string,
  operator: string,
  operand: unknown,
  state: ParseState,
): FilterNode {
  const accept = <T>(isFit: (value: unknown) => value is T, requirement: string): T => {
    refuseUndefined(operand, within(state, operator));
    if (isFit(operand)) return operand;
    throw refusal(within(state, operator), requirement, operand);
  };
  if (isOneOf(COMPARISONS, operator)) {
    return { op: operator, key, value: accept(isFilterValue, VALUE) };
  }
  if (isOneOf(RANGES, operator)) {
    return { op: operator, key, value: accept(isBound, `a number or a string ${OF_DATE}`) };
  }
  if (isOneOf(LISTS, operator)) {
    const requirement = `an array of strings, numbers or booleans ${OF_DATE}`;
    return { op: operator, key, values: accept(isFilterValues, requirement) };
  }
  if (operator === "exists") {
    return { op: operator, key, value: accept(isBoolean, "true or false") };
  }
  const known = [...COMPARISONS, ...RANGES, ...LISTS, "exists"].join(", ");
  const instead = operator.startsWith("$")
    ? "without the $"
    : `or its own key "${key}.${operator}" for what lies inside`;
  throw refusal(state, `one of the operators ${known}, ${instead}`, operator);
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

/** Whether a value is an object of keys: a Date or a Map has none, and would read as one without conditions. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  return Object.prototype.toString.call(value) === "[object Object]";
}
