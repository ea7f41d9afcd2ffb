/** Chooses what a profile shows, by when things were, before any text is read. Pure. */
import { holdsAt, spellShown, type Visibility } from "../../core/visibility.ts";
import type { Spell } from "../../core/records.ts";
import type { PointOutline } from "../../vector/vector-store.ts";

/** A trait or event to show, with the spell it is shown by. */
export interface ChosenMemory {
  readonly id: string;
  readonly spell: Spell;
}

/** A possible entry of the timeline. */
export interface ChosenChange extends ChosenMemory {
  readonly change: "happened" | "began" | "ended";
  /** When, epoch ms; minus infinity if unknown. */
  readonly at: number;
}

/** What a profile may show. */
export interface Choice {
  /** Those to show, the latest begun first. */
  readonly traits: readonly ChosenMemory[];
  /** How many more traits hold. */
  readonly omittedTraitCount: number;
  /** What happened, ended or came back, all of it, the earliest first. */
  readonly changes: readonly ChosenChange[];
  /**
   * First beginnings of traits that are changes only if their date was stated, or if they took the place of something:
   * what is merely told has not begun then. The latest {@link MAX_BEGINNINGS}.
   */
  readonly beginnings: readonly ChosenChange[];
  /** Whether there are more beginnings. */
  readonly isPartial: boolean;
  /** Traits by the times at which they ended. */
  readonly endedAt: ReadonlyMap<number, readonly string[]>;
  /** The next time at which something begins or ends, so that another choice may be due; null for none. */
  readonly nextChangeAt: number | null;
}

/** What to choose. */
export interface ChoiceOptions {
  readonly visibility: Visibility;
  readonly traitLimit: number;
}

/** Beginnings that the ledger is asked about. */
const MAX_BEGINNINGS = 1_000;

/**
 * Chooses the latest traits, and all of what happened, ended or came back. Pure; O(n log n).
 *
 * @param points - Events and traits, those that are over included.
 */
export function chooseProfile(
  points: readonly PointOutline[],
  { visibility, traitLimit }: ChoiceOptions,
): Choice {
  const events = points.filter(({ kind }) => kind === "event");
  const traits = points.filter(({ kind }) => kind === "trait");
  const held = traits.flatMap((trait) => heldTrait(trait, visibility) ?? []).toSorted(latestFirst);
  const endedAt = timesOfEnds(traits);
  const changes = [
    ...events.map((event) => happened(event, visibility)),
    ...traits.flatMap((trait) => changesOf(trait, visibility)),
  ].toSorted(earliestFirst);
  const beginnings = traits
    .flatMap((trait) => firstBeginning(trait, endedAt, visibility) ?? [])
    .toSorted(earliestFirst);
  return {
    traits: held.slice(0, traitLimit).map(({ id, spell }) => ({ id, spell })),
    omittedTraitCount: Math.max(0, held.length - traitLimit),
    changes,
    beginnings: beginnings.slice(-MAX_BEGINNINGS),
    isPartial: beginnings.length > MAX_BEGINNINGS,
    endedAt,
    nextChangeAt: nextChange(points, visibility.asOf),
  };
}

/** The latest of what changed, the earliest first, and how many are left out. */
export function cutTimeline(
  changes: readonly ChosenChange[],
  limit: number,
): { readonly timeline: readonly ChosenChange[]; readonly omittedCount: number } {
  const omittedCount = Math.max(0, changes.length - limit);
  return { timeline: changes.toSorted(earliestFirst).slice(omittedCount), omittedCount };
}

interface Dated {
  readonly id: string;
  readonly at: number;
}

/** By time, ties by id, so that equal records give equal profiles. */
function latestFirst(a: Dated, b: Dated): number {
  return b.at - a.at || (a.id < b.id ? -1 : 1);
}

/** What ends at a time comes before what takes its place. */
const RANKS: Readonly<Record<ChosenChange["change"], number>> = { ended: 0, happened: 1, began: 2 };

function earliestFirst(a: ChosenChange, b: ChosenChange): number {
  if (a.at !== b.at) return a.at < b.at ? -1 : 1;
  return RANKS[a.change] - RANKS[b.change] || (a.id < b.id ? -1 : 1);
}

/** @param at - Stands in for a start that is unknown: when it was first told. */
function heldTrait(
  { id, at, spells }: PointOutline,
  want: Visibility,
): (ChosenMemory & Dated) | undefined {
  if (!spells.some((spell) => holdsAt(spell, want))) return undefined;
  const spell = spellShown({ spells }, want);
  return spell && { id, spell, at: spell.from ?? at };
}

function timesOfEnds(traits: readonly PointOutline[]): Map<number, string[]> {
  const endedAt = new Map<number, string[]>();
  for (const { id, spells } of traits) {
    for (const { to } of spells) {
      if (to === null) continue;
      const ids = endedAt.get(to);
      if (ids) ids.push(id);
      else endedAt.set(to, [id]);
    }
  }
  return endedAt;
}

function happened({ id, spells }: PointOutline, want: Visibility): ChosenChange {
  const spell = spellShown({ spells }, want) ?? { from: null, to: null, closedAt: null };
  const at = spell.from ?? spell.to ?? Number.NEGATIVE_INFINITY;
  return { id, spell, change: "happened", at };
}

function changesOf({ id, spells }: PointOutline, want: Visibility): ChosenChange[] {
  return spells.flatMap((spell, index): ChosenChange[] => {
    const { from, to } = spell;
    if (from !== null && from === to) return [];
    const changes: ChosenChange[] = [];
    if (from !== null && index > 0 && isBegun(from, want)) {
      changes.push({ id, spell, change: "began", at: from });
    }
    if (to !== null && to <= want.asOf) changes.push({ id, spell, change: "ended", at: to });
    return changes;
  });
}

function firstBeginning(
  { id, at: toldAt, spells }: PointOutline,
  endedAt: ReadonlyMap<number, unknown>,
  want: Visibility,
): ChosenChange | undefined {
  const [spell] = spells;
  const from = spell?.from ?? null;
  if (!spell || from === null || spell.to === from || !isBegun(from, want)) return undefined;
  // Most begin when they were told, and nothing ended then: the ledger need not be asked.
  if (from === toldAt && !endedAt.has(from)) return undefined;
  return { id, spell, change: "began", at: from };
}

/** What is announced for later is shown too, unless a time was named. */
function isBegun(from: number, { asOf, isExplicit }: Visibility): boolean {
  return !isExplicit || from <= asOf;
}

/** The first time after now at which one of these begins or ends; null for none. */
export function nextChange(
  points: readonly Pick<PointOutline, "spells">[],
  now: number,
): number | null {
  let next = Infinity;
  for (const { spells } of points) {
    for (const { from, to } of spells) {
      if (from !== null && from > now) next = Math.min(next, from);
      if (to !== null && to > now) next = Math.min(next, to);
    }
  }
  return next === Infinity ? null : next;
}
