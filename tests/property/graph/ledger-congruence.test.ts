/** The ledger of the embedded file, fed record by record, against the pure function over all of them. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { LedgerRecords } from "../../../src/core/records.ts";
import { resolveScope } from "../../../src/core/scope.ts";
import { canonicalizer } from "../../../src/core/validity/canonical.ts";
import { deriveState, type LedgerState } from "../../../src/core/validity/derive.ts";
import { projectMemory } from "../../../src/core/validity/project.ts";
import type { Projection } from "../../../src/core/visibility.ts";
import { SqliteGraphStore } from "../../../src/graph/sqlite/sqlite-graph-store.ts";
import { SqliteFile } from "../../../src/sqlite/sqlite-file.ts";
import { ledgers, type RandomLedger, shuffled } from "../../support/ledger-arbitraries.ts";

const NOTHING: LedgerRecords = {
  relations: [],
  attestations: [],
  supersessions: [],
  mentions: [],
  merges: [],
};
const { tenant } = resolveScope({ userId: "kirk" }, "add");

/** One write for each record, and the edges' own records with their attestations. */
function writesOf({ attestations, supersessions, merges }: RandomLedger): LedgerRecords[] {
  const told = attestations.map((one): LedgerRecords => {
    const { slot, of, form } = one;
    if (form !== "relation" || !slot) return { ...NOTHING, attestations: [one] };
    const provenance = {
      extractor: "caller",
      model: null,
      prompt: null,
      promptVersion: null,
    } as const;
    const ends = { source: slot.subject, type: slot.type, destination: slot.value };
    const relation = { id: of, ...ends, recordedAt: 0, provenance };
    return { ...NOTHING, relations: [relation], attestations: [one] };
  });
  return [
    ...told,
    ...supersessions.map((one) => ({ ...NOTHING, supersessions: [one] })),
    ...merges.map((one) => ({ ...NOTHING, merges: [one] })),
  ];
}

/** Runs `work` on a store with these writes, and the projections that came of them. */
function withStore(
  writes: readonly LedgerRecords[],
  work: (store: SqliteGraphStore, projections: Map<string, Projection>) => void,
): void {
  const file = SqliteFile.open({ path: ":memory:", embedding: { id: "none", dimensions: 2 } });
  try {
    const store = new SqliteGraphStore(file);
    const projections = new Map<string, Projection>();
    for (const write of writes) {
      const outcome = store.commit(tenant, write);
      for (const [id, projection] of outcome.projections) projections.set(id, projection);
    }
    work(store, projections);
  } finally {
    file.close();
  }
}

/** What a store shows of memories and edges, next to what it should. */
function compare(
  store: SqliteGraphStore,
  projections: ReadonlyMap<string, Projection>,
  state: LedgerState,
): void {
  for (const statement of state.statements.values()) {
    const { id, form, retractedAt } = statement;
    const spells = statement.spells.map(({ from, to, closedAt }) => ({ from, to, closedAt }));
    if (form === "relation") {
      expect(store.getRelations(tenant, [id])).toMatchObject([{ id, spells, retractedAt }]);
    } else {
      const { revision, ...shown } = { revision: 0, ...projections.get(id) };
      expect({ ...shown, revision: 0 }).toEqual(projectMemory(statement, state, 0));
      expect(revision).toBeGreaterThan(0);
    }
  }
}

describe("SqliteGraphStore and deriveState()", () => {
  test("agree on every memory and edge, whatever order the records are written in", () => {
    const cases = ledgers().chain((ledger) =>
      fc.record({ ledger: fc.constant(ledger), writes: shuffled(writesOf(ledger)) }),
    );
    fc.assert(
      fc.property(cases, ({ ledger, writes }) => {
        withStore(writes, (store, projections) => {
          const { attestations, supersessions, merges } = ledger;
          compare(
            store,
            projections,
            deriveState({ attestations, supersessions }, canonicalizer(merges)),
          );
          expect(store.verify(tenant)).toEqual([]);
        });
      }),
      { numRuns: 200 },
    );
  });

  test("agree on what is left when statements are deleted", () => {
    const cases = ledgers({ merges: false }).chain((ledger) =>
      fc.record({
        ledger: fc.constant(ledger),
        victims: fc.subarray([...new Set(ledger.attestations.map(({ of }) => of))]),
      }),
    );
    fc.assert(
      fc.property(cases, ({ ledger, victims }) => {
        const { attestations, supersessions } = ledger;
        const edges = new Set(
          attestations.filter(({ form }) => form === "relation").map(({ of }) => of),
        );
        withStore(writesOf(ledger), (store, projections) => {
          for (const id of victims) {
            const request = {
              memoryIds: [id],
              relationIds: [],
              turnIds: [],
              episodeIds: [],
              at: 99,
            };
            const ofEdge = { ...request, memoryIds: [], relationIds: [id] };
            const outcome = store.forget(tenant, edges.has(id) ? ofEdge : request);
            for (const [one, projection] of outcome.projections) projections.set(one, projection);
          }
          const left = attestations.filter(({ of }) => !victims.includes(of));
          compare(
            store,
            projections,
            deriveState({ attestations: left, supersessions }, (key) => key),
          );
        });
      }),
      { numRuns: 200 },
    );
  });
});
