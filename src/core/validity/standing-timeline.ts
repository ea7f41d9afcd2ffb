/**
 * What stands in one timeline while corrections are resolved: told by then and not taken back, by start, so that the
 * spells around a time are found without building all of the timeline.
 */
import { append } from "../append.ts";
import { must } from "../must.ts";
import type { Told } from "../records.ts";
import type { Draft } from "./placement.ts";
import { buildTimeline, type TimelineItem, type TimelineSpell } from "./timeline.ts";
import { toItem } from "./timeline-item.ts";

/** A spell and what it rests on. */
export interface StandingSpell {
  readonly value: string;
  readonly drafts: readonly Draft[];
}

/** All that starts at one time, by value. */
interface Moment {
  readonly start: number;
  readonly byValue: Map<string, Set<Draft>>;
}

/** A value that no statement has. */
const NO_VALUE = "\u0000";

/** The drafts that stand in a timeline. */
export class StandingTimeline {
  readonly #valueOf: (draft: Draft) => string;
  readonly #moments: Moment[] = [];
  readonly #drafts = new Set<Draft>();
  readonly #byId = new Map<string, Draft>();
  /** Those whose end is stated, and those of them without a start. */
  readonly #ended = new Set<Draft>();
  readonly #loose = new Set<Draft>();

  /** @param valueOf - What a draft says there. */
  constructor(valueOf: (draft: Draft) => string) {
    this.#valueOf = valueOf;
  }

  has(draft: Draft): boolean {
    return this.#drafts.has(draft);
  }

  add(draft: Draft): void {
    this.#drafts.add(draft);
    this.#byId.set(draft.attestation.id, draft);
    const { start, end, value } = this.#itemOf(draft);
    if (end !== null) this.#ended.add(draft);
    if (start === null) {
      this.#loose.add(draft);
      return;
    }
    const place = this.#placeOf(start);
    let moment = this.#moments[place];
    if (moment?.start !== start) {
      moment = { start, byValue: new Map() };
      this.#moments.splice(place + 1, 0, moment);
    }
    const known = moment.byValue.get(value);
    if (known) known.add(draft);
    else moment.byValue.set(value, new Set([draft]));
  }

  remove(draft: Draft): void {
    if (!this.#drafts.delete(draft)) return;
    this.#ended.delete(draft);
    if (this.#loose.delete(draft) || draft.start === null) return;
    const place = this.#placeOf(draft.start);
    const moment = this.#moments[place];
    const value = this.#valueOf(draft);
    const group = moment?.byValue.get(value);
    group?.delete(draft);
    if (group?.size === 0) moment?.byValue.delete(value);
    if (moment?.byValue.size === 0) this.#moments.splice(place, 1);
  }

  /** Runs `work` as if some of the drafts were not there. */
  without<T>(drafts: Iterable<Draft>, work: () => T): T {
    const away = [...drafts].filter((draft) => this.#drafts.has(draft));
    for (const draft of away) this.remove(draft);
    try {
      return work();
    } finally {
      for (const draft of away) this.add(draft);
    }
  }

  /** The spells of values other than `own` that hold when something is told; if none at all does, those that began last. */
  heldAt(told: Told, own: string): StandingSpell[] {
    const place = this.#placeOf(told.episodeAt);
    const moment = this.#moments[place];
    // An end without a start may end a run from afar.
    if (!moment || this.#loose.size > 0) return this.#heldAmongAll(told, own);
    // What has no end holds until another value begins.
    if (this.#ended.size === 0) return this.#endlessAt(place, own);
    const held: StandingSpell[] = [];
    let isAnyHeld = false;
    for (const value of moment.byValue.keys()) {
      const spells = this.#spellsAround(place, value).filter((spell) => holdsAt(spell, told));
      isAnyHeld ||= spells.length > 0;
      if (value === own) continue;
      append(
        held,
        spells.map((spell) => this.#standing(spell)),
      );
    }
    return isAnyHeld ? held : this.#heldAmongAll(told, own);
  }

  /** The spells in which any of these drafts stands. */
  spellsWith(drafts: Iterable<Draft>): StandingSpell[] {
    const wanted = new Set([...drafts].filter((draft) => this.#drafts.has(draft)));
    const found: StandingSpell[] = [];
    const covered = new Set<Draft>();
    for (const draft of wanted) {
      if (covered.has(draft)) continue;
      const spells =
        draft.start === null || this.#loose.size > 0
          ? this.#allSpells()
          : this.#spellsAround(this.#placeOf(draft.start), this.#valueOf(draft));
      for (const spell of spells.map((one) => this.#standing(one))) {
        if (!spell.drafts.includes(draft)) continue;
        found.push(spell);
        for (const one of spell.drafts) covered.add(one);
      }
    }
    return found;
  }

  /** The spells of other values around a moment; each is a run of moments. */
  #endlessAt(place: number, own: string): StandingSpell[] {
    const values = [...(this.#moments[place]?.byValue.keys() ?? [])].filter((one) => one !== own);
    return values.map((value) => ({ value, drafts: this.#draftsAround(place, value) }));
  }

  #heldAmongAll(told: Told, own: string): StandingSpell[] {
    const spells = this.#allSpells();
    const holding = spells.filter((spell) => holdsAt(spell, told));
    const last = spells.at(-1);
    const held = holding.length > 0 ? holding : spells.filter(({ from }) => from === last?.from);
    return held.filter(({ value }) => value !== own).map((spell) => this.#standing(spell));
  }

  #allSpells(): TimelineSpell[] {
    return buildTimeline(Array.from(this.#drafts, (draft) => this.#itemOf(draft)));
  }

  /** The spells of a value in the moments around one that all have it: what is further away is in none of them. */
  #spellsAround(place: number, value: string): TimelineSpell[] {
    const items = this.#draftsAround(place, value).map((draft) => this.#itemOf(draft));
    const [first] = items;
    const last = items.at(-1)?.start ?? null;
    const next = last === null ? undefined : this.#moments[this.#placeOf(last) + 1];
    // Whatever begins next puts an end to it.
    if (first && next) items.push({ ...first, value: NO_VALUE, start: next.start, end: null });
    return buildTimeline(items).filter((spell) => spell.value === value);
  }

  /** The drafts of a value in those moments, by start. */
  #draftsAround(place: number, value: string): Draft[] {
    let from = place;
    while (this.#moments[from - 1]?.byValue.has(value) === true) from -= 1;
    const drafts: Draft[] = [];
    for (let at = from; ; at += 1) {
      const group = this.#moments[at]?.byValue.get(value);
      if (!group) return drafts;
      append(drafts, group);
    }
  }

  #standing({ value, items }: TimelineSpell): StandingSpell {
    return { value, drafts: items.map(({ id }) => must(this.#byId.get(id), "the draft")) };
  }

  #itemOf(draft: Draft): TimelineItem {
    return toItem(draft, this.#valueOf(draft), []);
  }

  /** The last moment at or before a time; -1 if there is none. */
  #placeOf(time: number): number {
    let [from, to] = [-1, this.#moments.length];
    while (to - from > 1) {
      const middle = (from + to) >>> 1;
      if ((this.#moments[middle]?.start ?? time) <= time) from = middle;
      else to = middle;
    }
    return from;
  }
}

function holdsAt({ from, to }: TimelineSpell, { episodeAt }: Told): boolean {
  return (from === null || from <= episodeAt) && (to === null || to > episodeAt);
}
