import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Attestation, Supersession } from "../../../../src/core/records.ts";
import { type Canonical, canonicalizer } from "../../../../src/core/validity/canonical.ts";
import { deriveState, type LedgerState } from "../../../../src/core/validity/derive.ts";
import { spellsByAttestation } from "../../../../src/core/validity/project.ts";
import { timelineOf } from "../../../../src/core/validity/starts.ts";
import { ledgers, type RandomLedger, shuffled } from "../../../support/ledger-arbitraries.ts";

const RUNS = { numRuns: 1500 };

function derive({ attestations, supersessions, merges }: RandomLedger): LedgerState {
  return deriveState({ attestations, supersessions }, canonicalizer(merges));
}

/** All there is to a state, comparable by value, the order of its maps included. */
function plain(state: LedgerState): unknown {
  return { statements: [...state.statements], attestations: [...state.attestations] };
}

/** A state without the order of its maps, which follows what else is derived with it. */
function sorted(states: readonly LedgerState[]): unknown {
  const byId = <T>(maps: readonly ReadonlyMap<string, T>[]): [string, T][] =>
    maps.flatMap((one) => [...one]).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return {
    statements: byId(states.map((one) => one.statements)),
    attestations: byId(states.map((one) => one.attestations)),
  };
}

function withoutRepeats<T extends { readonly id: string }>(records: readonly T[]): T[] {
  return [...new Map(records.map((one) => [one.id, one])).values()];
}

describe("deriveState() is a function of the set of records", () => {
  test("any order gives the same state", () => {
    const orders = ledgers().chain((ledger) =>
      fc.record({
        ledger: fc.constant(ledger),
        attestations: shuffled(ledger.attestations),
        supersessions: shuffled(ledger.supersessions),
        merges: shuffled(ledger.merges),
      }),
    );
    fc.assert(
      fc.property(orders, ({ ledger, ...other }) => {
        expect(plain(derive(other))).toEqual(plain(derive(ledger)));
      }),
      RUNS,
    );
  });

  test("records that arrive twice, and once more after a while, count once", () => {
    fc.assert(
      fc.property(ledgers(), ({ attestations, supersessions, merges }) => {
        const again = {
          attestations: withoutRepeats([...attestations, ...attestations.toReversed()]),
          supersessions: withoutRepeats([...supersessions, ...supersessions.toReversed()]),
          merges: withoutRepeats([...merges, ...merges.toReversed()]),
        };
        expect(plain(derive(again))).toEqual(
          plain(derive({ attestations, supersessions, merges })),
        );
      }),
      { numRuns: 300 },
    );
  });

  test("what does not bear on each other can be derived apart", () => {
    fc.assert(
      fc.property(ledgers(), (ledger) => {
        const canonical = canonicalizer(ledger.merges);
        const parts = components(ledger, canonical);
        const states = parts.map((part) => deriveState(part, canonical));
        expect(sorted(states)).toEqual(sorted([derive(ledger)]));
      }),
      RUNS,
    );
  });

  test("at an earlier knownAt nothing recorded later shows", () => {
    fc.assert(
      fc.property(ledgers(), fc.nat(8), (ledger, knownAt) => {
        const isKnown = ({ recordedAt }: { readonly recordedAt: number }): boolean =>
          recordedAt <= knownAt;
        const known = {
          attestations: ledger.attestations.filter(isKnown),
          supersessions: ledger.supersessions.filter(isKnown),
          merges: ledger.merges.filter(isKnown),
        };
        const state = derive(known);
        const times = [...state.statements.values()].flatMap(({ retractedAt, spells }) => [
          retractedAt ?? 0,
          ...spells.map(({ closedAt }) => closedAt ?? 0),
        ]);
        expect(Math.max(0, ...times)).toBeLessThanOrEqual(knownAt);
      }),
      RUNS,
    );
  });
});

describe("deriveState() always", () => {
  test("rests every attestation that stands on exactly one spell, and no other", () => {
    fc.assert(
      fc.property(ledgers(), (ledger) => {
        const state = derive(ledger);
        const resting = [...state.statements.values()].flatMap(({ spells }) =>
          spells.flatMap(({ attestationIds }) => attestationIds),
        );
        const standing = [...state.attestations.values()].filter((one) => one.retractedAt === null);
        expect(resting.toSorted()).toEqual(
          standing.map(({ attestation }) => attestation.id).toSorted(),
        );
        for (const [id, spells] of spellsByAttestation(state)) {
          expect(spells).toHaveLength(resting.includes(id) ? 1 : 0);
        }
      }),
      RUNS,
    );
  });

  test("has a state for every statement told, with spells, a fold, or a time of retraction", () => {
    fc.assert(
      fc.property(ledgers(), (ledger) => {
        const state = derive(ledger);
        const told = ledger.attestations.filter(({ isRevision }) => !isRevision);
        expect(new Set(state.statements.keys())).toEqual(new Set(told.map(({ of }) => of)));
        for (const { spells, foldedInto, retractedAt } of state.statements.values()) {
          const ways = [spells.length > 0, foldedInto !== null, retractedAt !== null];
          expect(ways.filter(Boolean)).toHaveLength(1);
          // What another tells is told by one that speaks for itself in that spell.
          const teller = foldedInto === null ? undefined : state.statements.get(foldedInto);
          expect(foldedInto === null || (teller?.spells.length ?? 0) > 0).toBe(true);
        }
      }),
      RUNS,
    );
  });

  test("ends no spell before it begins, nor closes one without a time", () => {
    fc.assert(
      fc.property(ledgers(), (ledger) => {
        for (const { form, spells } of derive(ledger).statements.values()) {
          let last = Number.NEGATIVE_INFINITY;
          for (const { from, to, closedAt } of spells) {
            if (from !== null && to !== null) expect(to).toBeGreaterThanOrEqual(from);
            expect(from ?? Number.NEGATIVE_INFINITY).toBeGreaterThanOrEqual(last);
            last = from ?? last;
            if (form !== "event") expect(closedAt === null).toBe(to === null);
          }
        }
      }),
      RUNS,
    );
  });

  test("never closes an event", () => {
    fc.assert(
      fc.property(ledgers(), (ledger) => {
        const state = derive(ledger);
        for (const { form, spells } of state.statements.values()) {
          if (form !== "event") continue;
          for (const { closedAt, to, attestationIds } of spells) {
            expect(closedAt).toBeNull();
            const stated = attestationIds.map(
              (id) => state.attestations.get(id)?.attestation.statedTo,
            );
            if (stated.every((one) => one === null)) expect(to).toBeNull();
          }
        }
      }),
      RUNS,
    );
  });

  test("closes nothing of a many-valued relation, or of memories that no chain links", () => {
    const apart = ledgers({ stated: false, supersessions: false, revisions: false });
    fc.assert(
      fc.property(apart, (ledger) => {
        const state = derive(ledger);
        for (const { spells } of state.statements.values()) {
          for (const { timeline, to } of spells) {
            if (!timeline.startsWith("one|")) expect(to).toBeNull();
          }
        }
      }),
      RUNS,
    );
  });

  test("lets hold in a slot only what was told with the greatest start so far", () => {
    fc.assert(
      fc.property(ledgers(), (ledger) => {
        const state = derive(ledger);
        const standing = [...state.attestations.values()].filter(
          ({ retractedAt, placement }) => retractedAt === null && !placement.isAside,
        );
        for (const { form, spells } of state.statements.values()) {
          if (form === "event") continue;
          for (const { from, to, timeline, attestationIds } of spells) {
            const own = state.attestations.get(attestationIds[0] ?? "");
            if (from === null || own?.placement.isAside !== false) continue;
            const there = standing.filter(
              (one) => one.placement.timeline === timeline && one.start !== null,
            );
            for (let time = from; time < (to ?? 12); time += 1) {
              const starts = there.flatMap(({ start }) =>
                (start ?? time) <= time ? [start ?? time] : [],
              );
              const latest = there.filter(({ start }) => start === Math.max(...starts));
              expect(latest.map(({ placement }) => placement.value)).toContain(own.placement.value);
            }
          }
        }
      }),
      RUNS,
    );
  });

  test("without B, A ends where C begins", () => {
    const stories = fc.record({
      starts: fc.array(fc.nat(20), { minLength: 3, maxLength: 3 }),
      inSlot: fc.boolean(),
    });
    fc.assert(
      fc.property(stories, ({ starts, inSlot }) => {
        const times = starts.toSorted((a, b) => a - b);
        const [, , last = 0] = times;
        const records = chainOf(times, inSlot);
        const left = records.attestations.filter(({ of }) => of !== "b");
        const state = deriveState({ ...records, attestations: left }, (key) => key);
        const [spell] = state.statements.get("a")?.spells ?? [];
        // In a slot, statements of one time stand side by side.
        const isSideBySide = inSlot && times[0] === last;
        expect(spell?.to).toBe(isSideBySide ? null : last);
      }),
      { numRuns: 300 },
    );
  });
});

describe("deriveState() of corrections", () => {
  test("leaves the corrected value alone in its slot at the time of the last correction", () => {
    const slots = ledgers({ supersessions: false, merges: false, revisions: false });
    fc.assert(
      fc.property(slots, (ledger) => {
        const told = ledger.attestations
          .filter((one) => one.isSingle && one.slot?.subject === "ana" && one.form !== "event")
          .toSorted((a, b) => a.episodeAt - b.episodeAt || (a.id < b.id ? -1 : 1))
          // Of one time, statements stand side by side; and what was right may have been right until long ago.
          .map((one, index) => {
            const place = { episodeId: `e${index}`, turnId: `t${index}`, index };
            return { ...one, ...place, episodeAt: index, statedFrom: null, statedTo: null };
          });
        const last = told.at(-1);
        fc.pre(last?.corrects === true);
        const state = derive({ ...ledger, attestations: told, supersessions: [] });
        const holding = [...state.attestations.values()]
          .filter(({ attestation }) => holds(state, attestation, last?.episodeAt ?? 0))
          .map(({ placement }) => placement.value);
        expect(new Set(holding)).toEqual(new Set([last?.slot?.value]));
      }),
      RUNS,
    );
  });

  test("takes nothing back that only corrections told earlier could have meant", () => {
    fc.assert(
      fc.property(ledgers({ supersessions: false }), (ledger) => {
        const state = derive(ledger);
        const last = [...state.attestations.values()].at(-1);
        expect(last?.retractedAt ?? null).toBeNull();
      }),
      RUNS,
    );
  });

  test("gives a memory and an edge told in one breath the same fate as the memory alone", () => {
    const slots = ledgers({ supersessions: false, merges: false, revisions: false });
    fc.assert(
      fc.property(slots, (ledger) => {
        // Items of one turn stand in a certain order, a memory right before its edge.
        const memories = ledger.attestations
          .filter(({ slot, isSingle, form }) => isSingle && slot && form === "trait")
          .map((one, index) => ({ ...one, index: one.index * 100 + index * 2 }));
        const edges = memories.map((one) => ({
          ...one,
          id: `edge ${one.id}`,
          of: `edge ${one.slot?.subject} ${one.slot?.value}`,
          form: "relation" as const,
          index: one.index + 1,
        }));
        const alone = derive({ ...ledger, attestations: memories });
        const both = derive({ ...ledger, attestations: [...memories, ...edges] });
        for (const { id } of memories) {
          const expected = alone.attestations.get(id);
          expect(both.attestations.get(id)).toEqual(expected);
          const edge = both.attestations.get(`edge ${id}`);
          expect(edge?.retractedAt).toBe(expected?.retractedAt);
          expect(edge?.start).toBe(expected?.start);
        }
        expect(memorySpells(both)).toEqual(memorySpells(alone));
      }),
      RUNS,
    );
  });
});

function memorySpells(state: LedgerState): unknown {
  return [...state.statements.values()]
    .filter(({ form }) => form !== "relation")
    .map(({ id, spells, foldedInto, retractedAt }) => ({
      id,
      foldedInto,
      retractedAt,
      spells: spells.map(({ from, to, attestationIds }) => ({ from, to, attestationIds })),
    }));
}

function holds(state: LedgerState, { id, form }: Attestation, time: number): boolean {
  if (form === "event") return false;
  return (spellsByAttestation(state).get(id) ?? []).some(
    ({ from, to }) => (from === null || from <= time) && (to === null || to > time),
  );
}

function chainOf(
  [a = 0, b = 0, c = 0]: readonly number[],
  inSlot: boolean,
): { attestations: Attestation[]; supersessions: Supersession[] } {
  const told = (of: string, at: number, index: number): Attestation => ({
    id: of,
    of,
    form: "trait",
    turnId: `turn ${index}`,
    episodeId: `e${index}`,
    episodeAt: at,
    index: 0,
    recordedAt: at,
    statedFrom: null,
    statedTo: null,
    slot: inSlot ? { subject: "ana", type: "LIVES_IN", value: of } : null,
    isSingle: inSlot,
    corrects: false,
    memoryId: null,
    text: of,
    isRevision: false,
    agentId: null,
    runId: null,
    metadata: {},
    expiresAt: null,
  });
  const link = (old: string, { of: by, ...at }: Attestation): Supersession => {
    const { episodeId, episodeAt, index, turnId, recordedAt } = at;
    const place = { episodeId, episodeAt, index, turnId, recordedAt };
    return { id: `${old} ${by}`, old, by, byForm: "memory", mode: "ended", ...place };
  };
  const attestations = [told("a", a, 0), told("b", b, 1), told("c", c, 2)];
  const [, second, third] = attestations;
  return {
    attestations,
    supersessions: inSlot ? [] : [link("a", second!), link("b", third!)],
  };
}

/** Splits a ledger into what bears on each other: by statement, by every timeline claimed, by supersession. */
function components(
  { attestations, supersessions }: RandomLedger,
  canonical: Canonical,
): { attestations: Attestation[]; supersessions: Supersession[] }[] {
  const parents = new Map<string, string>();
  const find = (key: string): string => {
    const parent = parents.get(key) ?? key;
    return parent === key ? key : find(parent);
  };
  const join = (a: string, b: string): void => void parents.set(find(a), find(b));
  for (const one of attestations) {
    if (one.slot) join(`of ${one.of}`, `timeline ${timelineOf(one, canonical).timeline}`);
  }
  for (const { old, by, byForm } of supersessions) {
    if (byForm !== "turn") join(`of ${old}`, `of ${by}`);
  }
  const roots = new Set([
    ...attestations.map(({ of }) => find(`of ${of}`)),
    ...supersessions.map(({ old }) => find(`of ${old}`)),
  ]);
  return Array.from(roots, (root) => ({
    attestations: attestations.filter(({ of }) => find(`of ${of}`) === root),
    supersessions: supersessions.filter(({ old }) => find(`of ${old}`) === root),
  }));
}
