/** Where attestations stand, when they begin, and which were taken back: the first half of deriving what holds. */
import { must } from "../must.ts";
import { type Attestation, compareTold, type SlotClaim, type Supersession } from "../records.ts";
import { applyCorrections } from "./corrections.ts";
import type { Draft, Placement, Stage } from "./placement.ts";

/** The records that bear on each other: every attestation and supersession of a connected set of statements. */
export interface Ledger {
  readonly attestations: readonly Attestation[];
  readonly supersessions: readonly Supersession[];
}

/** An attestation with what the rules make of it. */
export interface ResolvedAttestation {
  readonly attestation: Attestation;
  /**
   * The timeline it was told in: where a store keeps it. A revision's own attestation is kept where the revision took
   * the memory, so what bears on each other is found from either side.
   */
  readonly timeline: string;
  /** Where it stood and stands, the oldest first. */
  readonly stages: readonly Stage[];
  /** Where it stands now. */
  readonly placement: Placement;
  /** Start of what it states, epoch ms; null if unknown. */
  readonly start: number | null;
  /** When it was taken back, epoch ms; null while it stands. */
  readonly retractedAt: number | null;
}

/** The value of every timeline that has but one. */
const ONLY_VALUE = "";

/**
 * Places every attestation in its timeline, gives it its start, and resolves corrections in the order of telling.
 *
 * The result is in that order too. Revisions are not in it: they tell nothing new.
 */
export function resolveAttestations(
  ledger: Ledger,
  canonical: (key: string) => string,
): Map<string, ResolvedAttestation> {
  const drafts = placeInTimelines(ledger.attestations, canonical);
  const retracted = applyCorrections(drafts, ledger.supersessions);
  return new Map(
    drafts.map(({ attestation, stages, start }) => {
      const { timeline } = must(stages[0], "the first placement");
      const placement = must(stages.at(-1), "the placement");
      const retractedAt = retracted.get(attestation.id) ?? null;
      return [attestation.id, { attestation, timeline, stages, placement, start, retractedAt }];
    }),
  );
}

/**
 * The attestations but revisions, in the order of telling, each where it stands.
 *
 * A memory told once with its slot and once without stands in the slot's timeline both times, and the user's revision
 * of its text says where all its tellings stand.
 */
export function placeInTimelines(
  attestations: readonly Attestation[],
  canonical: (key: string) => string,
): Draft[] {
  const ordered = attestations.toSorted((a, b) => compareTold(a, b) || (a.id < b.id ? -1 : 1));
  const told = ordered.filter(({ isRevision }) => !isRevision);
  const slotOf = new Map<string, Attestation>();
  for (const attestation of told) {
    const isFirst = attestation.slot !== null && !slotOf.has(attestation.of);
    if (isFirst) slotOf.set(attestation.of, attestation);
  }
  const revisions = Map.groupBy(
    ordered.filter(({ isRevision }) => isRevision),
    ({ of }) => of,
  );
  // Tellings of a memory in one place share what became of it.
  const known = new Map<string, readonly Stage[]>();
  return told.map((attestation) => {
    const { of } = attestation;
    const claimed = attestation.slot ? attestation : (slotOf.get(of) ?? attestation);
    const place = timelineOf(claimed, canonical);
    const revised = revisions.get(of);
    const key = revised ? JSON.stringify([of, place.timeline, place.value]) : "";
    const stages = known.get(key) ?? stagesFrom(place, revised ?? [], canonical);
    if (revised) known.set(key, stages);
    return { attestation, stages, start: ownStart(attestation) };
  });
}

/** Where a memory stands, and what the revisions of its text made of that, in their order. */
function stagesFrom(
  place: Pick<Placement, "timeline" | "value">,
  revisions: readonly Attestation[],
  canonical: (key: string) => string,
): Stage[] {
  let last: Stage = { since: null, ...place, isAside: false };
  const stages = [last];
  for (const revision of revisions) {
    last = stageOf(revision, last, canonical);
    stages.push(last);
  }
  return stages;
}

/** Where a memory stands from a revision on: a text that names no slot says nothing of the one it stood in. */
function stageOf(since: Attestation, last: Stage, canonical: (key: string) => string): Stage {
  if (since.slot) return { since, ...timelineOf(since, canonical), isAside: false };
  const isOwn = last.timeline === timelineOf(since, canonical).timeline;
  return { ...last, since, isAside: !isOwn };
}

/** The timeline in which an attestation stands by itself, and what it says there. */
export function timelineOf(
  { of, slot, isSingle }: Pick<Attestation, "of" | "slot" | "isSingle">,
  canonical: (key: string) => string,
): { readonly timeline: string; readonly value: string } {
  if (!slot) return { timeline: `memory|${of}`, value: ONLY_VALUE };
  const subject = canonical(slot.subject);
  const value = canonical(slot.value);
  if (isSingle) return { timeline: singleTimeline(subject, slot.type), value };
  return { timeline: `many|${slot.type}|${JSON.stringify([subject, value])}`, value: ONLY_VALUE };
}

/** The timelines in which these slots would be told, those of each twice: whether it has one value at a time or many. */
export function slotTimelines(
  slots: readonly SlotClaim[],
  canonical: (key: string) => string,
): string[] {
  return slots.flatMap((slot) =>
    [true, false].map((isSingle) => timelineOf({ of: "", slot, isSingle }, canonical).timeline),
  );
}

/** The timeline of a slot; `subject` is a canonical entity key. */
export function singleTimeline(subject: string, type: string): string {
  return `one|${type}|${subject}`;
}

/** Start of an attestation that corrects nothing: as stated, else when it was said, else unknown if it was over by then. */
function ownStart({ statedFrom, statedTo, episodeAt }: Attestation): number | null {
  if (statedFrom !== null) return statedFrom;
  return statedTo !== null && statedTo <= episodeAt ? null : episodeAt;
}
