/** The attestations of a ledger while corrections are resolved, by what they are looked up by. */
import { must } from "../must.ts";
import { compareTold, type Told } from "../records.ts";
import type { IndexSet } from "./index-set.ts";
import { type Draft, type Placement, placementAt } from "./placement.ts";
import { StandingTimeline } from "./standing-timeline.ts";

/** A timeline none of whose attestations ever moved, up to a time. */
interface Progress {
  readonly timeline: StandingTimeline;
  /** How many of its attestations were told by then. */
  toldCount: number;
}

/** The drafts of a ledger in the order of telling. Asked about one time after another, it goes on from where it was. */
export class Telling {
  readonly #drafts: readonly Draft[];
  readonly #isTakenBack: (place: number) => boolean;
  readonly #places: ReadonlyMap<Draft, number>;
  readonly #byTimeline = new Map<string, Draft[]>();
  readonly #byStatement: ReadonlyMap<string, readonly Draft[]>;
  readonly #byTurn: ReadonlyMap<string, readonly Draft[]>;
  readonly #byWord: ReadonlyMap<string, readonly Draft[]>;
  /** Those that never moved, by where they stand and what they say. */
  readonly #byPlacement: ReadonlyMap<string, readonly Draft[]>;
  /** Those that a revision moved. */
  readonly #moved: readonly Draft[];
  readonly #progress = new Map<string, Progress>();
  readonly #passed = new Set<Draft>();

  /** @param drafts - In the order of telling. */
  constructor(drafts: readonly Draft[], isTakenBack: (place: number) => boolean) {
    this.#drafts = drafts;
    this.#isTakenBack = isTakenBack;
    this.#places = new Map(drafts.map((draft, place) => [draft, place]));
    this.#byStatement = Map.groupBy(drafts, ({ attestation }) => attestation.of);
    this.#byTurn = Map.groupBy(drafts, ({ attestation }) => attestation.turnId);
    const correcting = drafts.filter(({ attestation }) => attestation.corrects);
    this.#byWord = Map.groupBy(correcting, wordOf);
    const settled = drafts.filter(hasOnePlacement);
    this.#byPlacement = Map.groupBy(settled, (draft) => keyOf(firstOf(draft)));
    this.#moved = drafts.filter((draft) => !hasOnePlacement(draft));
    for (const draft of drafts) {
      for (const timeline of new Set(draft.stages.map((stage) => stage.timeline))) {
        const known = this.#byTimeline.get(timeline);
        if (known) known.push(draft);
        else this.#byTimeline.set(timeline, [draft]);
      }
    }
  }

  /** How many drafts there are. */
  get size(): number {
    return this.#drafts.length;
  }

  /** The place of a draft in the order of telling, from 0. */
  placeOf(draft: Draft): number {
    return must(this.#places.get(draft), "the draft's place");
  }

  /** The id of the attestation at a place. */
  idAt(place: number): string {
    return must(this.#drafts[place], "the draft").attestation.id;
  }

  /** All tellings of a statement. */
  ofStatement(id: string): readonly Draft[] {
    return this.#byStatement.get(id) ?? [];
  }

  /** All that a turn told. */
  ofTurn(turnId: string): readonly Draft[] {
    return this.#byTurn.get(turnId) ?? [];
  }

  /** Correcting attestations that are one word with this one: the memory and the relation that a turn told. */
  ofWord(draft: Draft): readonly Draft[] {
    return this.#byWord.get(wordOf(draft)) ?? [];
  }

  /** What stood in a timeline when something was told, which must not be before what was asked about last. */
  standing(timeline: string, told: Told): StandingTimeline {
    const all = this.#byTimeline.get(timeline) ?? [];
    const known = this.#progress.get(timeline);
    if (known) return this.#goOn(known, all, told);
    if (!all.every(hasOnePlacement)) return this.#standingAnew(timeline, told);
    const fresh = { timeline: new StandingTimeline((draft) => firstOf(draft).value), toldCount: 0 };
    this.#progress.set(timeline, fresh);
    return this.#goOn(fresh, all, told);
  }

  /** Takes a draft out of its timeline, or puts it back, as it was taken back or stands again. */
  settle(place: number): void {
    const draft = must(this.#drafts[place], "the draft");
    if (!this.#passed.has(draft)) return;
    const timeline = this.#progress.get(firstOf(draft).timeline)?.timeline;
    if (this.#isTakenBack(place)) timeline?.remove(draft);
    else if (timeline?.has(draft) === false) timeline.add(draft);
  }

  /** Gives a draft another start. */
  restart(draft: Draft, start: number | null): void {
    const timeline = this.#progress.get(firstOf(draft).timeline)?.timeline;
    if (timeline?.has(draft) !== true) {
      draft.start = start;
      return;
    }
    timeline.remove(draft);
    draft.start = start;
    timeline.add(draft);
  }

  /** Takes out of some drafts those that said the same when something was told. */
  dropSame(places: IndexSet, { timeline, value }: Placement, told: Told): void {
    for (const draft of this.#byPlacement.get(keyOf({ timeline, value })) ?? []) {
      places.delete(this.placeOf(draft));
    }
    for (const draft of this.#moved) {
      const there = placementAt(draft, told);
      if (there.timeline === timeline && there.value === value) places.delete(this.placeOf(draft));
    }
  }

  #goOn(progress: Progress, all: readonly Draft[], told: Told): StandingTimeline {
    for (;;) {
      const next = all[progress.toldCount];
      if (!next || compareTold(next.attestation, told) >= 0) return progress.timeline;
      progress.toldCount += 1;
      this.#passed.add(next);
      if (!this.#isTakenBack(this.placeOf(next))) progress.timeline.add(next);
    }
  }

  #standingAnew(timeline: string, told: Told): StandingTimeline {
    const standing = new StandingTimeline((draft) => placementAt(draft, told).value);
    for (const draft of this.#byTimeline.get(timeline) ?? []) {
      const placement = placementAt(draft, told);
      const isThere = placement.timeline === timeline && !placement.isAside;
      if (!isThere || compareTold(draft.attestation, told) >= 0) continue;
      if (!this.#isTakenBack(this.placeOf(draft))) standing.add(draft);
    }
    return standing;
  }
}

function hasOnePlacement({ stages }: Draft): boolean {
  return stages.length === 1;
}

function firstOf({ stages: [stage] }: Draft): Placement {
  return must(stage, "the first placement");
}

function keyOf({ timeline, value }: Pick<Placement, "timeline" | "value">): string {
  return JSON.stringify([timeline, value]);
}

function wordOf(draft: Draft): string {
  const { timeline, value } = placementAt(draft, draft.attestation);
  return JSON.stringify([draft.attestation.turnId, timeline, value]);
}
