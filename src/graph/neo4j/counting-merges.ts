/** Which merges count, among those that were read. */
import type { Merge } from "../../core/records.ts";
import { toldKey } from "../ledger/told-key.ts";

/** Of all that say the same, the first to be told and the caller's last; and those that would be it without some. */
export function countingAmong(merges: Iterable<Merge>, without: ReadonlySet<string>): Merge[] {
  const pairs = Map.groupBy(merges, ({ from, into }) => JSON.stringify([from, into]));
  return [...pairs.values()].flatMap((pair) => {
    const told = pair.toSorted((a, b) => (toldKey(a) < toldKey(b) ? -1 : 1));
    const isLeft = ({ id }: Merge): boolean => !without.has(id);
    const first = (list: readonly Merge[]): readonly Merge[] => {
      const [next] = list;
      const left = list.find(isLeft);
      return [next, left].filter((merge) => merge !== undefined);
    };
    const own = told.filter(({ reason }) => reason === "caller");
    const others = told.filter(({ reason }) => reason !== "caller");
    return [...first(others), ...first(own.toReversed())];
  });
}
