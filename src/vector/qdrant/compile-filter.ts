/**
 * What an answer may hold, as a filter of Qdrant's.
 *
 * Pure. A compiled filter never leaves out what `isVisible` and `matchesFilter` take. Where it takes more, it is not
 * exact, and what it finds has to be looked at with those two.
 */
import type { FilterNode, FilterValue } from "../../core/filter.ts";
import type { Visibility } from "../../core/visibility.ts";
import { EVERYTHING, matches, matchesAny, NOTHING, within } from "../../qdrant/qdrant-filter.ts";
import type { QdrantCondition, QdrantFilter } from "../../qdrant/qdrant-filter.ts";
import type { Want } from "../wanted.ts";
import { keyKeyword, numberField, valueKeyword } from "./flat-metadata.ts";
import type { MetadataIndexes } from "./flat-metadata.ts";
import { agentName } from "./point-fields.ts";

/** A filter for the server, and whether it takes nothing that is not wanted. */
export interface CompiledFilter {
  readonly filter: QdrantFilter;
  readonly isExact: boolean;
}

/**
 * The filter for what a reader may see and asks for.
 *
 * Where points are found by a vector, `withoutRedacted` leaves out that they must not be redacted: those have none.
 */
export function compileWant(
  { visibility, filter }: Want,
  indexes: MetadataIndexes = [],
  { withoutRedacted = false }: { readonly withoutRedacted?: boolean } = {},
): CompiledFilter {
  const all = compileVisibility(visibility);
  const seen = withoutRedacted ? { ...all, filter: { must: all.filter.must ?? [] } } : all;
  if (filter === null) return seen;
  const asked = compileFilter(filter, indexes);
  // What several agents tell has other metadata for a reader who is narrowed to one of them.
  const isNarrow = visibility.agentId !== null;
  const condition = isNarrow ? { should: [asked.filter, matches("shared", true)] } : asked.filter;
  return {
    filter: { ...seen.filter, must: [...(seen.filter.must ?? []), condition] },
    isExact: seen.isExact && asked.isExact && !isNarrow,
  };
}

/** The filter for what a reader may see. */
export function compileVisibility(want: Visibility): CompiledFilter {
  const { isExplicit, includeClosed, agentId, runId, kinds } = want;
  const now = Math.floor(want.asOf);
  // Each condition costs: what is not shown counts as closed from the beginning.
  const must: QdrantCondition[] = includeClosed ? [matches("shown", true)] : [];
  if (kinds) must.push(kinds.size === 0 ? NOTHING : matchesAny("kind", [...kinds]));
  if (agentId !== null) must.push(matchesAny("agents", [agentName(null), agentName(agentId)]));
  if (runId !== null) must.push(matches("runs", runId));
  if (isExplicit) must.push(within("since", { lte: now }));
  if (!includeClosed) must.push(within("until", { gt: now }));
  return {
    filter: { must, must_not: [matches("redacted", true)] },
    // Of several spells one may begin early and another end late, with neither holding at the time asked for.
    isExact: !isExplicit || includeClosed,
  };
}

/** The filter for metadata. */
export function compileFilter(node: FilterNode, indexes: MetadataIndexes = []): CompiledFilter {
  return compileNode(node, true, indexes);
}

type Condition = Exclude<FilterNode, { op: "and" | "or" | "not" }>;

/** @param isWanted - False under a `not`: it is carried down to the conditions, which alone can be inexact. */
function compileNode(
  node: FilterNode,
  isWanted: boolean,
  indexes: MetadataIndexes,
): CompiledFilter {
  switch (node.op) {
    case "not":
      return compileNode(node.node, !isWanted, indexes);
    case "and":
    case "or": {
      const parts = node.nodes.map((one) => compileNode(one, isWanted, indexes));
      const filters = parts.map(({ filter }) => filter);
      const isExact = parts.every((part) => part.isExact);
      if ((node.op === "and") === isWanted) return { filter: { must: filters }, isExact };
      return { filter: filters.length === 0 ? NOTHING : { should: filters }, isExact };
    }
    default:
      return compileCondition(node, isWanted, indexes);
  }
}

function compileCondition(
  node: Condition,
  isWanted: boolean,
  indexes: MetadataIndexes,
): CompiledFilter {
  switch (node.op) {
    case "eq":
      return equal(node.key, [node.value], isWanted);
    case "ne":
      return equal(node.key, [node.value], !isWanted);
    case "in":
      return equal(node.key, node.values, isWanted);
    case "nin":
      return equal(node.key, node.values, !isWanted);
    case "exists":
      return exactly(matches("keys", keyKeyword(node.key)), node.value === isWanted);
    default:
      // What is not there is neither in a range nor does it contain anything; the rest is for `matchesFilter`.
      return { filter: isWanted ? candidates(node, indexes) : EVERYTHING, isExact: false };
  }
}

function equal(key: string, values: readonly FilterValue[], isWanted: boolean): CompiledFilter {
  if (values.length === 0) return { filter: isWanted ? NOTHING : EVERYTHING, isExact: true };
  const keywords = values.map((value) => valueKeyword(key, value));
  return exactly(matchesAny("values", keywords), isWanted);
}

function exactly(condition: QdrantCondition, isWanted: boolean): CompiledFilter {
  const filter = isWanted ? { must: [condition] } : { must_not: [condition] };
  return { filter, isExact: true };
}

/** What may be in a range, or contain a value. */
function candidates(
  { op, key, value }: Exclude<Condition, { op: "in" | "nin" } | { op: "exists" }>,
  indexes: MetadataIndexes,
): QdrantFilter {
  // An array contains its elements; of texts the server knows no parts.
  if (op === "contains" && typeof value !== "string") {
    return { must: [matches("values", valueKeyword(key, value))] };
  }
  const isThere = matches("keys", keyKeyword(key));
  if (op === "contains" || typeof value !== "number" || !indexes.includes(key)) {
    return { must: [isThere] };
  }
  // A point that was written before the key was declared has no number.
  const isLookedAt = matches("indexed", keyKeyword(key));
  return {
    must: [isThere],
    should: [within(numberField(key), { [op]: value }), { must_not: [isLookedAt] }],
  };
}
