/** When attestations begin, and which of them a correction has taken back: the first half of deriving what holds. */
import { type Attestation, compareTold, type Supersession, type Told } from "../records.ts";
import { buildTimeline, type TimelineItem } from "./timeline.ts";

/** The records that bear on each other: every attestation and supersession of a connected set of statements. */
export interface Ledger {
  readonly attestations: readonly Attestation[];
  readonly supersessions: readonly Supersession[];
}

/** An attestation with what the rules make of it. */
export interface ResolvedAttestation {
  readonly attestation: Attestation;
  /** The timeline it stands in. */
  readonly timeline: string;
  /** What it says there; equal values are one. */
  readonly value: string;
  /** Start of what it states, epoch ms; null if unknown. */
  readonly start: number | null;
  /** When it was taken back, epoch ms; null while it stands. */
  readonly retractedAt: number | null;
}

/** The value of every timeline that has but one. */
const ONLY_VALUE = "";

interface Draft {
  readonly attestation: Attestation;
  readonly timeline: string;
  readonly value: string;
  start: number | null;
}

/** A correction and what it takes back. */
interface Correction extends Told {
  readonly recordedAt: number;
  /** The correcting attestation; undefined if its statement is gone or it was a turn. */
  readonly carrier: Draft | undefined;
  readonly targets: readonly Draft[];
}

/**
 * Places every attestation in its timeline, gives it its start, and resolves corrections in the order of telling.
 *
 * A correction takes back what was told before it, not what arrived before it, so the order of arrival cannot matter.
 * One that names a statement told only later (a caller who knew the id) takes back what was recorded before it.
 */
export function resolveAttestations(
  ledger: Ledger,
  canonical: (key: string) => string,
): Map<string, ResolvedAttestation> {
  const drafts = placeInTimelines(ledger.attestations, canonical).filter(
    ({ attestation }) => !attestation.isRevision,
  );
  const byTimeline = Map.groupBy(drafts, (draft) => draft.timeline);
  const byStatement = Map.groupBy(drafts, (draft) => draft.attestation.of);
  const corrections: Correction[] = [];
  for (const step of stepsInOrder(drafts, ledger.supersessions)) {
    const found = step.draft
      ? slotTargets(step.draft, byTimeline.get(step.draft.timeline) ?? [], corrections)
      : namedTargets(step.supersession, byStatement);
    if (step.draft) step.draft.start = ownStart(step.draft.attestation);
    if (!found) continue;
    for (const carrier of found.carriers) inheritStart(carrier, found.targets);
    corrections.push({ ...found.told, carrier: found.carriers[0], targets: found.targets });
  }
  const retracted = retractions(corrections);
  return new Map(
    drafts.map((draft) => [
      draft.attestation.id,
      { ...draft, retractedAt: retracted.get(draft.attestation.id) ?? null },
    ]),
  );
}

/**
 * A memory told once with its slot and once without stands in the slot's timeline both times, and the user's revision
 * of its text says where all its tellings stand. The revision itself tells nothing new.
 */
function placeInTimelines(
  attestations: readonly Attestation[],
  canonical: (key: string) => string,
): Draft[] {
  const ordered = attestations.toSorted((a, b) => compareTold(a, b) || (a.id < b.id ? -1 : 1));
  const slotOf = new Map<string, Attestation>();
  const revised = new Map<string, Attestation>();
  for (const attestation of ordered) {
    if (!attestation.slot) continue;
    if (attestation.isRevision) revised.set(attestation.of, attestation);
    else if (!slotOf.has(attestation.of)) slotOf.set(attestation.of, attestation);
  }
  return ordered.map((attestation) => {
    const own = attestation.slot ? attestation : slotOf.get(attestation.of);
    const claimed = revised.get(attestation.of) ?? own ?? attestation;
    return { attestation, ...timelineOf(claimed, canonical), start: null };
  });
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

/** The timeline of a slot; `subject` is a canonical entity key. */
export function singleTimeline(subject: string, type: string): string {
  return `one|${type}|${subject}`;
}

type Step = { readonly draft: Draft; readonly told: Told } | {
  readonly draft: undefined;
  readonly supersession: Supersession;
  readonly told: Told;
};

/** Attestations and retractions in the order of telling; an attestation before the retraction it came with. */
function stepsInOrder(drafts: readonly Draft[], supersessions: readonly Supersession[]): Step[] {
  const steps: Step[] = drafts.map((draft) => ({ draft, told: draft.attestation }));
  const retracting = supersessions.filter(({ mode }) => mode === "retracted");
  for (const supersession of retracting.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
    steps.push({ draft: undefined, supersession, told: supersession });
  }
  return steps.sort((a, b) => compareTold(a.told, b.told));
}

interface Found {
  readonly told: Told & { readonly recordedAt: number };
  readonly carriers: readonly Draft[];
  readonly targets: readonly Draft[];
}

/** What "no, it was Braga" takes back: the spells of other values that the slot held when it was said. */
function slotTargets(
  draft: Draft,
  timeline: readonly Draft[],
  corrections: readonly Correction[],
): Found | undefined {
  const { attestation, value } = draft;
  if (!attestation.corrects) return undefined;
  const gone = retractions(corrections);
  const told = timeline.filter(
    (other) =>
      compareTold(other.attestation, attestation) < 0 && !gone.has(other.attestation.id),
  );
  const spells = buildTimeline(told.map(toItem));
  const held = spells.filter(
    (spell) =>
      (spell.from === null || spell.from <= attestation.episodeAt) &&
      (spell.to === null || spell.to > attestation.episodeAt),
  );
  const meant = held.length > 0 ? held : spells.slice(-1);
  const ids = new Set(
    meant.filter((spell) => spell.value !== value).flatMap((spell) => spell.items.map(({ id }) => id)),
  );
  if (ids.size === 0) return undefined;
  const targets = told.filter((other) => ids.has(other.attestation.id));
  return { told: attestation, carriers: [draft], targets };
}

/** What a correction of a named statement takes back: every attestation of it told before. */
function namedTargets(
  supersession: Supersession,
  byStatement: ReadonlyMap<string, readonly Draft[]>,
): Found | undefined {
  const carriers = (byStatement.get(supersession.by) ?? []).filter(
    ({ attestation }) => attestation.episodeId === supersession.episodeId,
  );
  const isDead = carriers.length === 0 && supersession.byForm !== "turn";
  if (isDead) return undefined;
  const all = byStatement.get(supersession.old) ?? [];
  const before = all.filter(({ attestation }) => compareTold(attestation, supersession) < 0);
  const targets =
    before.length > 0
      ? before
      : all.filter(({ attestation }) => attestation.recordedAt < supersession.recordedAt);
  return targets.length === 0 ? undefined : { told: supersession, carriers, targets };
}

function inheritStart(carrier: Draft, targets: readonly Draft[]): void {
  if (carrier.attestation.statedFrom !== null) return;
  const starts = targets.flatMap(({ start }) => (start === null ? [] : [start]));
  if (starts.length > 0) carrier.start = Math.min(...starts);
}

/** Start of an attestation that corrects nothing: as stated, else when it was said, else unknown if it was over by then. */
function ownStart({ statedFrom, statedTo, episodeAt }: Attestation): number | null {
  if (statedFrom !== null) return statedFrom;
  return statedTo !== null && statedTo <= episodeAt ? null : episodeAt;
}

function toItem(draft: Draft): TimelineItem {
  const { attestation, value, start } = draft;
  return {
    id: attestation.id,
    told: attestation,
    recordedAt: attestation.recordedAt,
    value,
    start,
    end: attestation.statedTo,
    endLearnedAt: attestation.recordedAt,
  };
}

/** A correction counts unless its own attestation was taken back by a later one: so the latest are weighed first. */
function retractions(corrections: readonly Correction[]): Map<string, number> {
  const retractedAt = new Map<string, number>();
  for (const { carrier, targets, recordedAt } of corrections.toReversed()) {
    if (carrier && retractedAt.has(carrier.attestation.id)) continue;
    for (const { attestation } of targets) {
      const earlier = retractedAt.get(attestation.id) ?? Number.POSITIVE_INFINITY;
      retractedAt.set(attestation.id, Math.min(earlier, recordedAt));
    }
  }
  return retractedAt;
}
