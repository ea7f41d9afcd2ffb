/** An attestation as its timeline takes it. */
import type { Attestation, Told } from "../records.ts";
import type { TimelineItem } from "./timeline.ts";

/** An end that an attestation does not state itself. */
export interface Ending {
  /** Epoch ms, exclusive. */
  readonly at: number;
  /** Where it stands in the order of telling. */
  readonly told: Told;
  readonly recordedAt: number;
}

/** The item of an attestation, with the earliest of the ends it states and is given. An event has none. */
export function toItem(
  { attestation, start }: { readonly attestation: Attestation; readonly start: number | null },
  value: string,
  endings: readonly (Ending | undefined)[],
): TimelineItem {
  const { id, form, statedTo, recordedAt } = attestation;
  const base = { id, told: attestation, recordedAt, value, start };
  const isStated = statedTo !== null && form !== "event";
  const stated = isStated ? { at: statedTo, told: attestation, recordedAt } : undefined;
  const [ending] = [stated, ...(form === "event" ? [] : endings)]
    .filter((one) => one !== undefined)
    .toSorted((a, b) => a.at - b.at);
  return {
    ...base,
    end: ending?.at ?? null,
    endTold: ending?.told ?? attestation,
    endLearnedAt: ending?.recordedAt ?? recordedAt,
  };
}
