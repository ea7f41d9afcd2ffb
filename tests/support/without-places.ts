/** Receipts of memories whose stores are in different places. */
import type { EraseReceipt } from "../../src/index.ts";

/** A receipt that two memories give alike, wherever their stores are. */
export function withoutPlaces({ stores, ...receipt }: EraseReceipt): unknown {
  const { vector, graph, journal } = stores;
  const counts = [vector, graph, journal].map((store) => ({ ...store, place: "" }));
  return { ...receipt, stores: counts };
}
