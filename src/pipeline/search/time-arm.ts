/** The arm that finds by date: what is dated in a range that the query names. */
import { stepAll, type Steps } from "../../core/awaitable.ts";
import type { TimeRange } from "../../vector/vector-store.ts";
import { type ArmInput, armOptions } from "./arm-input.ts";
import { timeRanges } from "./time-ranges.ts";

/** Points fetched for each range, the nearest to its middle first. */
export const TIME_LIMIT = 40;

/** What the arm found. */
export interface TimeFindings {
  readonly ranges: readonly TimeRange[];
  /** In no order that means anything: how near each is, is computed from its own dates. */
  readonly ids: ReadonlySet<string>;
  /** Whether the store could not look at everything. */
  readonly isTruncated: boolean;
}

/** Finds what is dated in the query's ranges; nothing if it names none. */
export function* timeArm(input: ArmInput): Steps<TimeFindings> {
  const { stores, tenant, query } = input;
  const ranges = timeRanges(query.dates);
  const options = armOptions(input, TIME_LIMIT);
  const found = yield* stepAll(
    ranges.map((range) => stores.vector.searchTime(tenant, range, options)),
  );
  const ids = new Set(found.flatMap((hits) => hits.map(({ id }) => id)));
  return { ranges, ids, isTruncated: found.some((hits) => hits.isTruncated === true) };
}
