/** What every arm is given. */
import type { ArmOptions } from "../../vector/vector-store.ts";
import type { FilterNode } from "../../core/filter.ts";
import type { Tenant } from "../../core/scope.ts";
import type { Visibility } from "../../core/visibility.ts";
import type { Stores } from "../stores.ts";
import type { Query } from "./query.ts";

/** A search as its arms see it. */
export interface ArmInput {
  readonly stores: Stores;
  readonly tenant: Tenant;
  readonly query: Query;
  readonly visibility: Visibility;
  readonly filter: FilterNode | null;
  /** How many times the usual number of results each arm fetches: more where much will be thrown away again. */
  readonly widening: number;
}

/** An id with its place in one arm. */
export interface RankedId {
  readonly id: string;
  /** From 1. */
  readonly rank: number;
  readonly score: number;
}

/** The options of a store's arm. */
export function armOptions(input: ArmInput, limit: number): ArmOptions {
  const { visibility, filter, widening } = input;
  return { limit: limit * widening, visibility, filter };
}

/** Numbers a ranking from 1. */
export function ranked(
  hits: readonly { readonly id: string; readonly score: number }[],
): RankedId[] {
  return hits.map(({ id, score }, index) => ({ id, rank: index + 1, score }));
}
