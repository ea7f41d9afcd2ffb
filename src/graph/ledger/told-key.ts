import { MAX_DATE_MS } from "../../core/clock.ts";
import type { Merge } from "../../core/records.ts";

/** Sorts as text as `compareTold` does, then by id. */
export function toldKey({ episodeAt, episodeId, index, id }: Merge): string {
  const digits = (number: number): string => String(number).padStart(17, "0");
  return [digits(episodeAt + MAX_DATE_MS), episodeId, digits(index), id].join(" ");
}
