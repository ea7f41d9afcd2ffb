/**
 * What is true of a slot after a number of statements: the oracle.
 *
 * Written from the rules alone (design, section 4), for the few cases a world contains, and kept apart from the
 * library so that the two cannot be wrong in the same way.
 */
import type { FactSpell, FactState } from "./types.ts";

/** One telling of a value of a slot. */
export interface SlotTelling {
  readonly value: string;
  /** When it was said, ISO. No two tellings of a slot share it. */
  readonly saidAt: string;
  /** Since when it holds, where that was said. */
  readonly validFrom: string | undefined;
  readonly isCorrection: boolean;
  readonly text: string;
}

interface Stretch {
  readonly value: string;
  readonly from: string;
  readonly to: string | null;
  readonly text: string;
}

interface Claim {
  readonly value: string;
  readonly start: string;
  readonly saidAt: string;
  readonly text: string;
}

/**
 * The state of every value of a slot.
 *
 * A value starts when it is said (or when that was stated to be) and ends where the next one starts. A correction
 * strikes what the slot held when it was said and takes over its start. The order of the tellings does not matter.
 */
export function projectSlot(tellings: readonly SlotTelling[]): Map<string, FactState> {
  let claims: Claim[] = [];
  for (const telling of tellings.toSorted((a, b) => compareText(a.saidAt, b.saidAt))) {
    const held = telling.isCorrection ? heldAt(stretchesOf(claims), telling.saidAt) : undefined;
    const struck = held && held.value !== telling.value ? held : undefined;
    if (struck) {
      claims = claims.filter(({ value }) => value !== struck.value);
    }
    const { value, saidAt, text } = telling;
    claims.push({ value, saidAt, text, start: telling.validFrom ?? struck?.from ?? saidAt });
  }
  const stretches = stretchesOf(claims);
  const values = new Set(tellings.map(({ value }) => value));
  return new Map(Array.from(values, (value) => [value, stateOf(value, stretches)]));
}

/** The state of a value that many others may stand beside: it holds from its first telling on. */
export function projectPair(tellings: readonly SlotTelling[]): FactState {
  const first = tellings.toSorted((a, b) => compareText(a.saidAt, b.saidAt))[0];
  if (!first) {
    return { status: "retracted", spells: [] };
  }
  const from = first.validFrom ?? first.saidAt;
  return { status: "current", spells: [{ from, to: null, text: first.text }] };
}

/** The spell in which an instant lies. */
export function spellAt(state: FactState, instant: string): FactSpell | undefined {
  return state.spells.find(({ from, to }) => from <= instant && (to === null || instant < to));
}

/** Orders ISO times (and any text) by code units, on every machine alike. */
export function compareText(a: string, b: string): number {
  if (a === b) {
    return 0;
  }
  return a < b ? -1 : 1;
}

function stretchesOf(claims: readonly Claim[]): Stretch[] {
  const ordered = claims.toSorted(
    (a, b) => compareText(a.start, b.start) || compareText(a.saidAt, b.saidAt),
  );
  const heads = ordered.filter((claim, index) => ordered[index - 1]?.value !== claim.value);
  return heads.map(({ value, start, text }, index) => ({
    value,
    text,
    from: start,
    to: heads[index + 1]?.start ?? null,
  }));
}

function heldAt(stretches: readonly Stretch[], instant: string): Stretch | undefined {
  return stretches.find(({ from, to }) => from <= instant && (to === null || instant < to));
}

function stateOf(value: string, stretches: readonly Stretch[]): FactState {
  const spells = stretches
    .filter((stretch) => stretch.value === value)
    .map(({ from, to, text }) => ({ from, to, text }));
  if (spells.length === 0) {
    return { status: "retracted", spells };
  }
  return { status: spells.some(({ to }) => to === null) ? "current" : "ended", spells };
}
