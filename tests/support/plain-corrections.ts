/**
 * Which attestations a correction has taken back, in the plainest way there is: what the other is compared with.
 *
 * A correction takes back what was told before it, not what arrived before it, so the order of arrival cannot matter.
 * One that names a statement told only later (a caller who knew the id) takes back what was recorded before it. It
 * counts as long as one of the attestations that carry it stands.
 */
import { compareTold, type Supersession, type Told } from "../../src/core/records.ts";
import { buildTimeline, type TimelineSpell } from "../../src/core/validity/timeline.ts";
import { toItem } from "../../src/core/validity/timeline-item.ts";
import { type Draft, placementAt } from "../../src/core/validity/placement.ts";

/** One correction: what carries it and what it takes back. */
interface Correction {
  readonly recordedAt: number;
  /** The correcting attestations; none if it was a turn. */
  readonly carriers: readonly Draft[];
  readonly targets: ReadonlySet<Draft>;
}

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
export function applyCorrectionsPlainly(
  drafts: readonly Draft[],
  supersessions: readonly Supersession[],
): ReadonlyMap<string, number> {
  const telling = new Telling(drafts);
  const retractions = new Retractions();
  for (const step of stepsInOrder(drafts, supersessions)) {
    const found = step.draft
      ? slotTargets(step.draft, telling, retractions)
      : namedTargets(step.supersession, telling, retractions);
    if (!found || found.meant.length === 0) continue;
    for (const carrier of found.carriers) inheritStart(carrier, found.meant);
    const { told, carriers } = found;
    const targets = new Set([...found.meant, ...takenOver(found, retractions)]);
    retractions.add({ recordedAt: told.recordedAt, carriers, targets });
  }
  return retractions.times();
}

/** The drafts by what they are looked up by. */
class Telling {
  readonly #byTimeline = new Map<string, Draft[]>();
  readonly #byStatement: ReadonlyMap<string, readonly Draft[]>;
  readonly #byWord: ReadonlyMap<string, readonly Draft[]>;

  constructor(drafts: readonly Draft[]) {
    this.#byStatement = Map.groupBy(drafts, ({ attestation }) => attestation.of);
    const correcting = drafts.filter(({ attestation }) => attestation.corrects);
    this.#byWord = Map.groupBy(correcting, wordOf);
    for (const draft of drafts) {
      for (const timeline of new Set(draft.stages.map((stage) => stage.timeline))) {
        const known = this.#byTimeline.get(timeline);
        if (known) known.push(draft);
        else this.#byTimeline.set(timeline, [draft]);
      }
    }
  }

  /** All that stands in a timeline or did before a revision. */
  inTimeline(timeline: string): readonly Draft[] {
    return this.#byTimeline.get(timeline) ?? [];
  }

  ofStatement(id: string): readonly Draft[] {
    return this.#byStatement.get(id) ?? [];
  }

  /** Correcting attestations that are one word with this one: the memory and the relation that a turn told. */
  ofWord(draft: Draft): readonly Draft[] {
    return this.#byWord.get(wordOf(draft)) ?? [];
  }
}

function wordOf(draft: Draft): string {
  const { timeline, value } = placementAt(draft, draft.attestation);
  return JSON.stringify([draft.attestation.turnId, timeline, value]);
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
function slotTargets(draft: Draft, telling: Telling, retractions: Retractions): Found | undefined {
  const { attestation } = draft;
  const carriers = telling.ofWord(draft);
  // A word that a memory and a relation tell is weighed once.
  if (carriers[0] !== draft) return undefined;
  const { timeline, value } = placementAt(draft, attestation);
  const before = standingIn(timeline, attestation, { telling, retractions }).filter((other) => {
    const isSameTurn = other.attestation.turnId === attestation.turnId;
    return !isSameTurn || placementAt(other, attestation).value !== value;
  });
  const held = heldAt(before, attestation).filter((spell) => spell.value !== value);
  return { told: attestation, carriers, meant: among(before, held) };
}

/** The spells of a slot that hold when something is told; if none does, those that began last. */
function heldAt(drafts: readonly Draft[], told: Told): TimelineSpell[] {
  const spells = spellsAt(drafts, told);
  const holding = spells.filter(
    ({ from, to }) =>
      (from === null || from <= told.episodeAt) && (to === null || to > told.episodeAt),
  );
  if (holding.length > 0) return holding;
  const last = spells.at(-1);
  return spells.filter(({ from }) => from === last?.from);
}

interface Known {
  readonly telling: Telling;
  readonly retractions: Retractions;
}

/** What stood in a timeline when something was told. */
function standingIn(timeline: string, told: Told, { telling, retractions }: Known): Draft[] {
  return telling.inTimeline(timeline).filter((draft) => {
    const placement = placementAt(draft, told);
    const isThere = placement.timeline === timeline && !placement.isAside;
    return isThere && compareTold(draft.attestation, told) < 0 && !retractions.isTakenBack(draft);
  });
}

function spellsAt(drafts: readonly Draft[], told: Told): TimelineSpell[] {
  const items = drafts.map((draft) => {
    const { value } = placementAt(draft, told);
    return toItem(draft, value, []);
  });
  return buildTimeline(items);
}

/** The drafts that spells rest on. */
function among(drafts: readonly Draft[], spells: readonly TimelineSpell[]): Draft[] {
  const ids = new Set(spells.flatMap(({ items }) => items.map(({ id }) => id)));
  return drafts.filter(({ attestation }) => ids.has(attestation.id));
}

/** What a correction of a named statement takes back: every attestation of it told before. */
function namedTargets(
  supersession: Supersession,
  telling: Telling,
  retractions: Retractions,
): Found | undefined {
  const carriers = telling
    .ofStatement(supersession.by)
    .filter(({ attestation }) => attestation.episodeId === supersession.episodeId);
  const isDead = carriers.length === 0 && supersession.byForm !== "turn";
  if (isDead) return undefined;
  const all = telling.ofStatement(supersession.old).filter((one) => !carriers.includes(one));
  const before = all.filter(({ attestation }) => compareTold(attestation, supersession) < 0);
  if (before.length === 0) {
    const known = all.filter(({ attestation }) => attestation.recordedAt < supersession.recordedAt);
    return { told: supersession, carriers, meant: known };
  }
  const found = { told: supersession, carriers };
  const same = sameSpells(before, found, { telling, retractions });
  return { ...found, meant: [...new Set([...before, ...same])] };
}

/**
 * What told the same in the spells of a corrected statement, in other words or as an edge: if she never lived in Lisbon,
 * she never moved there. Nothing, if the correction states the same value, or puts nothing in its place.
 */
function sameSpells(
  corrected: readonly Draft[],
  { told, carriers }: Omit<Found, "meant">,
  known: Known,
): Draft[] {
  const [carrier] = carriers;
  if (!carrier) return [];
  const own = placementAt(carrier, told);
  const wrong = new Set(corrected.map(({ attestation }) => attestation.id));
  const timelines = new Set(corrected.map((one) => placementAt(one, told).timeline));
  return [...timelines].flatMap((timeline) => {
    const standing = standingIn(timeline, told, known).filter((one) => !carriers.includes(one));
    const spells = spellsAt(standing, told).filter(
      ({ value, items }) =>
        (timeline !== own.timeline || value !== own.value) && items.some(({ id }) => wrong.has(id)),
    );
    return among(standing, spells);
  });
}

/**
 * What the corrections that this one takes back had taken back: "no, Braga", then "no, Coimbra" does not bring Lisbon
 * back. Only what states the same as this one stands again: "no, Lisbon was right" does.
 */
function* takenOver({ carriers, meant }: Found, retractions: Retractions): Generator<Draft> {
  const [carrier] = carriers;
  if (!carrier) return;
  const { timeline, value } = placementAt(carrier, carrier.attestation);
  for (const correction of new Set(meant.flatMap((one) => retractions.carriedBy(one)))) {
    for (const target of correction.targets) {
      const there = placementAt(target, carrier.attestation);
      const isSame = there.timeline === timeline && there.value === value;
      if (!isSame && !carriers.includes(target)) yield target;
    }
  }
}

/** A correction without a start of its own has the start of what it corrects, unless it states that it was over by then. */
function inheritStart(carrier: Draft, meant: readonly Draft[]): void {
  const { statedFrom, statedTo } = carrier.attestation;
  if (statedFrom !== null) return;
  const starts = meant.flatMap(({ start }) => (start === null ? [] : [start]));
  if (starts.length === 0) return;
  const start = starts.reduce((a, b) => Math.min(a, b));
  carrier.start = statedTo !== null && statedTo <= start ? null : start;
}

/** Most times that a circle of corrections is gone round; there is one only among those that name what was told later. */
const MAX_ROUNDS = 8;

/** The corrections known so far, which of them count, and what they take back. */
class Retractions {
  /** In the order of telling. */
  readonly #corrections: Correction[] = [];
  readonly #counting = new Set<Correction>();
  readonly #carriedBy = new Map<Draft, Correction[]>();
  /** How many counting corrections take a draft back. */
  readonly #hits = new Map<Draft, number>();

  /** Adds a correction and weighs again whatever that bears on. */
  add(correction: Correction): void {
    this.#corrections.push(correction);
    for (const carrier of correction.carriers) {
      this.#carriedBy.set(carrier, [...(this.#carriedBy.get(carrier) ?? []), correction]);
    }
    const unsettled = new Set([correction]);
    for (let round = 0; unsettled.size > 0 && round < MAX_ROUNDS; round += 1) {
      // A correction bears on those told before it, so the latest are weighed first.
      for (const one of this.#corrections.toReversed()) {
        if (!unsettled.delete(one)) continue;
        for (const other of this.#settle(one)) unsettled.add(other);
      }
    }
  }

  isTakenBack(draft: Draft): boolean {
    return (this.#hits.get(draft) ?? 0) > 0;
  }

  /** The counting corrections that an attestation carries. */
  carriedBy(draft: Draft): Correction[] {
    return (this.#carriedBy.get(draft) ?? []).filter((one) => this.#counting.has(one));
  }

  /** When each attestation that does not stand was first taken back, by its id. */
  times(): Map<string, number> {
    const times = new Map<string, number>();
    for (const { targets, recordedAt } of this.#counting) {
      for (const { attestation } of targets) {
        const earlier = times.get(attestation.id) ?? Number.POSITIVE_INFINITY;
        times.set(attestation.id, Math.min(earlier, recordedAt));
      }
    }
    return times;
  }

  /** Gives a correction its due; returns those that this bears on. */
  #settle(correction: Correction): Set<Correction> {
    const { carriers, targets } = correction;
    const counts = carriers.length === 0 || carriers.some((one) => !this.isTakenBack(one));
    const touched = new Set<Correction>();
    if (counts === this.#counting.has(correction)) return touched;
    if (counts) this.#counting.add(correction);
    else this.#counting.delete(correction);
    for (const target of targets) {
      const hits = (this.#hits.get(target) ?? 0) + (counts ? 1 : -1);
      this.#hits.set(target, hits);
      const isChanged = hits === (counts ? 1 : 0);
      if (!isChanged) continue;
      for (const one of this.#carriedBy.get(target) ?? []) touched.add(one);
    }
    return touched;
  }
}
