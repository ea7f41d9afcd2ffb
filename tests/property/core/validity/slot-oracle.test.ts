/** A slot without corrections, moment by moment, by its definition: slow, and written without the code it checks. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Attestation, compareTold } from "../../../../src/core/records.ts";
import { identity } from "../../../../src/core/validity/canonical.ts";
import { deriveState, type LedgerState } from "../../../../src/core/validity/derive.ts";
import { ledgers } from "../../../support/ledger-arbitraries.ts";

const FIRST = -1;
const LAST = 10;

/** Tellings of where Ana lives, in memories and edges. */
function slots(stated = true): fc.Arbitrary<readonly Attestation[]> {
  const shape = {
    corrections: false,
    supersessions: false,
    merges: false,
    revisions: false,
    stated,
  };
  return ledgers({ ...shape, maxAttestations: 25 }).map(({ attestations }) =>
    attestations.filter(
      ({ slot, isSingle, form }) => isSingle && slot?.subject === "ana" && form !== "event",
    ),
  );
}

function derive(attestations: readonly Attestation[]): LedgerState {
  return deriveState({ attestations, supersessions: [] }, identity);
}

interface Claim {
  readonly start: number;
  readonly told: Attestation;
}

/** The values that hold during [time, time + 1), for each time, of what has a start. */
function holdingByDefinition(told: readonly Attestation[]): Map<number, string[]> {
  const result = new Map<number, string[]>();
  let holding = new Map<string, readonly Claim[]>();
  for (let time = FIRST; time <= LAST; time += 1) {
    const claims = claimsAt(told, time);
    const hasOver = (own: readonly Claim[]): boolean => (endOf(own) ?? LAST + 1) <= time;
    holding = new Map([...holding].filter(([, own]) => !hasOver(own)));
    if (claims.length > 0) {
      const values = new Set(claims.map((claim) => claim.told.slot?.value ?? ""));
      holding = new Map(
        Array.from(values, (value) => {
          const own = claims.filter((claim) => claim.told.slot?.value === value);
          return [value, [...(holding.get(value) ?? []), ...own]] as const;
        }).filter(([, own]) => !hasOver(own)),
      );
    }
    result.set(time, [...holding.keys()].toSorted());
  }
  return result;
}

/** What begins at a time, and what ends without a start of what began then. */
function claimsAt(told: readonly Attestation[], time: number): Claim[] {
  const starters = told.filter((one) => startOf(one) === time);
  const values = new Set(starters.map(({ slot }) => slot?.value));
  const ends = told.filter((one) => {
    if (startOf(one) !== null || !values.has(one.slot?.value)) return false;
    const before = told.flatMap((other) => startOf(other) ?? []);
    return Math.max(...before.filter((start) => start < (one.statedTo ?? 0))) === time;
  });
  return [...starters, ...ends].map((one) => ({ start: time, told: one }));
}

function startOf({ statedFrom, statedTo, episodeAt }: Attestation): number | null {
  if (statedFrom !== null) return statedFrom;
  return statedTo !== null && statedTo <= episodeAt ? null : episodeAt;
}

function endOf(claims: readonly Claim[]): number | null {
  const [last] = claims
    .filter(({ told }) => told.statedTo !== null)
    .toSorted((a, b) => compareTold(b.told, a.told) || (startOf(a.told) === null ? 1 : 0));
  return last ? Math.max(last.told.statedTo ?? 0, last.start) : null;
}

/** Attestations told at the very same place have no last one; the oracle does not say which of their ends counts. */
function isInOrder(told: readonly Attestation[]): boolean {
  const places = told.map(({ episodeId, index }) => `${episodeId} ${index}`);
  return new Set(places).size === places.length;
}

describe("deriveState() of a slot without corrections", () => {
  test("holds at each time what the definition says", () => {
    fc.assert(
      fc.property(slots().filter(isInOrder), (told) => {
        const state = derive(told);
        const expected = holdingByDefinition(told);
        for (let time = FIRST; time <= LAST; time += 1) {
          expect([time, valuesAt(state, time)]).toEqual([time, expected.get(time)]);
        }
      }),
      { numRuns: 3000 },
    );
  });

  test("closes only for what begins strictly later", () => {
    fc.assert(
      fc.property(slots(false), (told) => {
        const state = derive(told);
        const starts = told.map(({ episodeAt }) => episodeAt);
        for (const { spells } of state.statements.values()) {
          for (const { from, to } of spells) {
            expect(from).not.toBeNull();
            expect(to === null || (starts.includes(to) && to > (from ?? to))).toBe(true);
          }
        }
        const last = Math.max(...starts);
        const latest = told.filter(({ episodeAt }) => episodeAt === last);
        for (const { id } of latest) expect(spellOf(state, id)?.to).toBeNull();
      }),
      { numRuns: 1500 },
    );
  });

  test("has known of an end ever since closedAt", () => {
    fc.assert(
      fc.property(slots(false), (told) => {
        const spells = [...derive(told).statements.values()].flatMap((one) => one.spells);
        for (const { closedAt, attestationIds } of spells) {
          const own = told.filter(({ id }) => attestationIds.includes(id));
          const firstKnown = Math.min(...own.map(({ recordedAt }) => recordedAt));
          expect(closedAt ?? firstKnown).toBeGreaterThanOrEqual(firstKnown);
          for (let time = closedAt ?? LAST + 1; time <= LAST; time += 1) {
            const known = derive(told.filter(({ recordedAt }) => recordedAt <= time));
            const ends = own.flatMap(({ id }) => spellOf(known, id) ?? []).map(({ to }) => to);
            expect(ends).not.toContain(null);
          }
        }
      }),
      { numRuns: 600 },
    );
  });
});

function spellOf(state: LedgerState, id: string): { readonly to: number | null } | undefined {
  return [...state.statements.values()]
    .flatMap(({ spells }) => spells)
    .find(({ attestationIds }) => attestationIds.includes(id));
}

function valuesAt(state: LedgerState, time: number): string[] {
  const values = new Set<string>();
  for (const { spells } of state.statements.values()) {
    for (const { from, to, attestationIds } of spells) {
      const holds = from !== null && from <= time && (to === null || to > time);
      const value = state.attestations.get(attestationIds[0] ?? "")?.placement.value;
      if (holds && value !== undefined) values.add(value);
    }
  }
  return [...values].toSorted();
}
