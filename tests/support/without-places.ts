/** Receipts of memories whose stores are in different places. */
import type { EraseReceipt } from "../../src/index.ts";

/** A receipt that two memories give alike, wherever their stores are. */
export function withoutPlaces({ stores, ...receipt }: EraseReceipt): object {
  const { vector, graph, journal } = stores;
  const counts = [vector, graph, journal].map((store) => ({ ...store, place: "" }));
  return { ...receipt, stores: counts };
}

/** The same of memories that made their own ids: the turn of a correction is another in each, so turns are counted. */
export function withTurnsCounted(receipt: EraseReceipt): object {
  const { turnIds, redactedTurnIds } = receipt;
  const counts = { turnIds: turnIds.length, redactedTurnIds: redactedTurnIds.length };
  return { ...withoutPlaces(receipt), ...counts };
}
