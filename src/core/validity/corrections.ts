/**
 * Which attestations a correction has taken back.
 *
 * A correction takes back what was told before it, not what arrived before it, so the order of arrival cannot matter.
 * One that names a statement told only later (a caller who knew the id) takes back what was recorded before it. It
 * counts as long as one of the attestations that carry it stands.
 *
 * About O(n log n) for n attestations, beside sets of n bits for each correction. Where corrections go round between a
 * few values, each of them bears on all before it, and it is O(n^2) and more.
 */
import { append } from "../append.ts";
import { least } from "../extremes.ts";
import { compareTold, type Supersession, type Told } from "../records.ts";
import { IndexSet } from "./index-set.ts";
import { type Draft, placementAt } from "./placement.ts";
import { Retractions } from "./retractions.ts";
import { Telling } from "./telling.ts";

/** What a correction is found to take back. */
interface Found {
  readonly told: Told & { readonly recordedAt: number };
  readonly carriers: readonly Draft[];
  /** What it means; its start is theirs. */
  readonly meant: readonly Draft[];
}

/**
 * Gives correcting attestations the start of what they correct, and tells when which attestation was taken back.
 *
 * @param drafts - In the order of telling, each with the start it has by itself.
 * @returns The time each attestation that does not stand was taken back, by its id.
 */
export function applyCorrections(
  drafts: readonly Draft[],
  supersessions: readonly Supersession[],
): ReadonlyMap<string, number> {
  const steps = stepsInOrder(drafts, supersessions);
  if (steps.length === 0) return new Map();
  const retractions = new Retractions(drafts.length, (place) => telling.settle(place));
  const telling = new Telling(drafts, (place) => retractions.isTakenBack(place));
  for (const step of steps) {
    const found = step.draft
      ? slotTargets(step.draft, telling)
      : namedTargets(step.supersession, telling);
    if (!found || found.meant.length === 0) continue;
    for (const carrier of found.carriers) inheritStart(carrier, found.meant, telling);
    const { told, carriers } = found;
    const targets = takenOver(found, telling, retractions);
    for (const one of found.meant) targets.add(telling.placeOf(one));
    const places = carriers.map((one) => telling.placeOf(one));
    retractions.add({ recordedAt: told.recordedAt, carriers: places, targets });
  }
  const times = new Map<string, number>();
  for (const [place, at] of retractions.times()) times.set(telling.idAt(place), at);
  return times;
}

type Step =
  | { readonly draft: Draft; readonly told: Told }
  | { readonly draft: undefined; readonly supersession: Supersession; readonly told: Told };

/** Attestations and retractions in the order of telling; an attestation before the retraction it came with. */
function stepsInOrder(drafts: readonly Draft[], supersessions: readonly Supersession[]): Step[] {
  const steps: Step[] = drafts
    .filter(({ attestation }) => attestation.corrects)
    .map((draft) => ({ draft, told: draft.attestation }));
  const retracting = supersessions.filter(({ mode }) => mode === "retracted");
  for (const supersession of retracting.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
    steps.push({ draft: undefined, supersession, told: supersession });
  }
  return steps.toSorted((a, b) => compareTold(a.told, b.told));
}

/** What "no, it was Braga" takes back: the spells of other values that the slot held when it was said. */
function slotTargets(draft: Draft, telling: Telling): Found | undefined {
  const { attestation } = draft;
  const carriers = telling.ofWord(draft);
  // A word that a memory and a relation tell is weighed once.
  if (carriers[0] !== draft) return undefined;
  const { timeline, value } = placementAt(draft, attestation);
  // What the same turn says the same is not what it corrects.
  const same = telling
    .ofTurn(attestation.turnId)
    .filter((other) => placementAt(other, attestation).value === value);
  const standing = telling.standing(timeline, attestation);
  const held = standing.without(same, () => standing.heldAt(attestation, value));
  return { told: attestation, carriers, meant: held.flatMap(({ drafts }) => drafts) };
}

/** What a correction of a named statement takes back: every attestation of it told before. */
function namedTargets(supersession: Supersession, telling: Telling): Found | undefined {
  const carriers = telling
    .ofStatement(supersession.by)
    .filter(({ attestation }) => attestation.episodeId === supersession.episodeId);
  const isDead = carriers.length === 0 && supersession.byForm !== "turn";
  if (isDead) return undefined;
  const own = new Set(carriers);
  const all = telling.ofStatement(supersession.old).filter((one) => !own.has(one));
  const before = all.filter(({ attestation }) => compareTold(attestation, supersession) < 0);
  if (before.length === 0) {
    const known = all.filter(({ attestation }) => attestation.recordedAt < supersession.recordedAt);
    return { told: supersession, carriers, meant: known };
  }
  const found = { told: supersession, carriers };
  const same = sameSpells(before, found, telling);
  return { ...found, meant: [...new Set([...before, ...same])] };
}

/**
 * What told the same in the spells of a corrected statement, in other words or as an edge: if she never lived in Lisbon,
 * she never moved there. Nothing, if the correction states the same value, or puts nothing in its place.
 */
function sameSpells(
  corrected: readonly Draft[],
  { told, carriers }: Omit<Found, "meant">,
  telling: Telling,
): Draft[] {
  const [carrier] = carriers;
  if (!carrier) return [];
  const own = placementAt(carrier, told);
  const timelines = new Set(corrected.map((one) => placementAt(one, told).timeline));
  const same: Draft[] = [];
  for (const timeline of timelines) {
    const standing = telling.standing(timeline, told);
    const spells = standing.without(carriers, () => standing.spellsWith(corrected));
    for (const { value, drafts } of spells) {
      if (timeline !== own.timeline || value !== own.value) append(same, drafts);
    }
  }
  return same;
}

/**
 * What the corrections that this one takes back had taken back: "no, Braga", then "no, Coimbra" does not bring Lisbon
 * back. Only what states the same as this one stands again: "no, Lisbon was right" does.
 */
function takenOver(
  { carriers, meant }: Found,
  telling: Telling,
  retractions: Retractions,
): IndexSet {
  const targets = new IndexSet(telling.size);
  const [carrier] = carriers;
  if (!carrier) return targets;
  const corrections = new Set(meant.flatMap((one) => retractions.carriedBy(telling.placeOf(one))));
  for (const correction of corrections) targets.addAll(correction.targets);
  const { attestation } = carrier;
  if (corrections.size > 0) {
    telling.dropSame(targets, placementAt(carrier, attestation), attestation);
  }
  for (const one of carriers) targets.delete(telling.placeOf(one));
  return targets;
}

/** A correction without a start of its own has the start of what it corrects, unless it states that it was over by then. */
function inheritStart(carrier: Draft, meant: readonly Draft[], telling: Telling): void {
  const { statedFrom, statedTo } = carrier.attestation;
  if (statedFrom !== null) return;
  const starts = meant.flatMap(({ start }) => start ?? []);
  if (starts.length === 0) return;
  const start = least(starts);
  telling.restart(carrier, statedTo !== null && statedTo <= start ? null : start);
}
