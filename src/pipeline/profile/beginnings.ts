/** Which traits began as a change in the world, and which were merely told. Pure. */
import type { Canonical } from "../../core/validity/canonical.ts";
import type { Ledger } from "../../core/validity/starts.ts";
import type { ChosenChange } from "./choose.ts";

/** What says how a trait began. */
export interface BeginningSources {
  /** The records that bear on the traits in question. */
  readonly ledger: Ledger;
  readonly canonical: Canonical;
  /** Traits by the times at which they ended. */
  readonly endedAt: ReadonlyMap<number, readonly string[]>;
}

/**
 * Of these beginnings, those whose date was stated as another than that of the telling, and those at which another trait
 * of the same slot, or one that was superseded, ended. O(records).
 */
export function confirmBeginnings(
  beginnings: readonly ChosenChange[],
  { ledger, canonical, endedAt }: BeginningSources,
): readonly ChosenChange[] {
  const { attestations, supersessions } = ledger;
  const slots = slotsByMemory(ledger, canonical);
  const superseded = new Set(supersessions.map(({ old, by }) => `${old} ${by}`));
  const stated = new Set(
    attestations.flatMap(({ of, statedFrom, episodeAt }) =>
      statedFrom === null || statedFrom === episodeAt ? [] : `${of} ${statedFrom}`,
    ),
  );
  return beginnings.filter(({ id, at }) => {
    if (stated.has(`${id} ${at}`)) return true;
    const own = slots.get(id) ?? new Set();
    const ended = (endedAt.get(at) ?? []).filter((other) => other !== id);
    return ended.some(
      (old) => superseded.has(`${old} ${id}`) || !own.isDisjointFrom(slots.get(old) ?? new Set()),
    );
  });
}

function slotsByMemory(
  { attestations }: Ledger,
  canonical: Canonical,
): ReadonlyMap<string, ReadonlySet<string>> {
  const slots = new Map<string, Set<string>>();
  for (const { of, form, slot, isSingle } of attestations) {
    if (form === "relation" || !slot || !isSingle) continue;
    const own = slots.get(of) ?? new Set();
    own.add(JSON.stringify([canonical(slot.subject), slot.type]));
    slots.set(of, own);
  }
  return slots;
}
