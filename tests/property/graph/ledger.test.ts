import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { LedgerRecords } from "../../../src/core/records.ts";
import type { Projection } from "../../../src/core/visibility.ts";
import type { ForgetRequest, StatementChange } from "../../../src/graph/graph-store.ts";
import { SqliteGraphStore } from "../../../src/graph/sqlite/sqlite-graph-store.ts";
import { SqliteFile } from "../../../src/sqlite/sqlite-file.ts";
import { expectChanges } from "../../support/expect-changes.ts";
import { byEpisode, graphs } from "../../support/graph-arbitraries.ts";
import { expectedOf, withoutRevisions } from "../../support/graph-oracle.ts";
import { forgetting, together } from "../../support/graph-records.ts";
import { shuffled } from "../../support/ledger-arbitraries.ts";
import { seeing, tenantOf } from "../../support/points.ts";
import { afterForgetting, survivors } from "../../support/surviving-records.ts";

const ANA = tenantOf("ana");
/** After all that the random ledgers record. */
const FORGOTTEN_AT = 10;

type Operation =
  | { readonly commit: LedgerRecords; readonly forget?: undefined }
  | { readonly commit?: undefined; readonly forget: ForgetRequest };

/** What the vector store has been told, and what the graph store shows. */
class Replica {
  readonly store: SqliteGraphStore;
  readonly told = new Map<string, Projection>();

  constructor(store: SqliteGraphStore) {
    this.store = store;
  }

  do({ commit, forget }: Operation): readonly StatementChange[] {
    if (commit) {
      const { projections, dead, changes } = this.store.commit(ANA, commit);
      for (const [id, projection] of projections) this.told.set(id, projection);
      for (const id of dead) this.told.delete(id);
      return changes;
    }
    const { projections, removed, removedTurnIds, changes } = this.store.forget(ANA, forget);
    for (const id of [...removed.memoryIds, ...removedTurnIds]) this.told.delete(id);
    for (const [id, projection] of projections) this.told.set(id, projection);
    return changes;
  }
}

function withReplica(work: (replica: Replica) => void): void {
  const file = SqliteFile.open({ path: ":memory:", embedding: { id: "test", dimensions: 4 } });
  try {
    work(new Replica(new SqliteGraphStore(file)));
  } finally {
    file.close();
  }
}

function expectState({ store, told }: Replica, living: LedgerRecords, all: LedgerRecords): void {
  const expected = expectedOf(living);
  const ids = all.relations.map(({ id }) => id);
  expect(store.getRelations(ANA, ids)).toEqual(expected.relations);
  const listed = store.listEntities(ANA, { limit: 100, cursor: null, visibility: seeing() });
  expect(listed.items).toEqual(expected.entities);
  const attesting = new Map([...told].filter(([, { isAttesting }]) => isAttesting));
  expect(withoutRevisions(attesting)).toEqual(withoutRevisions(expected.projections));
  expect(store.verify(ANA)).toEqual([]);
  expect(store.counts(ANA)).toEqual({
    entities: expected.entities.length,
    relations: expected.relations.filter(({ spells }) => spells.length > 0).length,
    attestations: new Set(living.attestations.map(({ id }) => id)).size,
  });
}

function survivorsOf(operations: readonly Operation[]): LedgerRecords {
  const commits = operations.flatMap(({ commit }) => commit ?? []);
  const requests = operations.flatMap(({ forget }) => forget ?? []);
  return survivors(together(commits), requests);
}

/** Requests to forget some of what a ledger has. */
function forgets(
  ledger: LedgerRecords,
  kinds: readonly (keyof ForgetRequest)[],
): fc.Arbitrary<ForgetRequest[]> {
  const { attestations } = ledger;
  const ids = {
    memoryIds: attestations.flatMap(({ of, form }) => (form === "relation" ? [] : of)),
    relationIds: attestations.flatMap(({ of, form }) => (form === "relation" ? of : [])),
    turnIds: attestations.map(({ turnId }) => turnId),
    episodeIds: attestations.map(({ episodeId }) => episodeId),
  };
  const one = fc
    .record({
      kind: fc.constantFrom(...kinds),
      picks: fc.array(fc.nat(50), { minLength: 1, maxLength: 2 }),
    })
    .map(({ kind, picks }) => {
      const known = kind === "at" ? [] : ids[kind];
      const wanted = picks.flatMap((pick) => known[pick % known.length] ?? []);
      return forgetting({ [kind]: wanted }, FORGOTTEN_AT);
    });
  return fc.array(one, { minLength: 1, maxLength: 3 });
}

/** The same statements told in other episodes, after all that was forgotten. */
function toldAnew(ledger: LedgerRecords): LedgerRecords {
  const anew = <
    T extends { readonly id: string; readonly episodeId: string; readonly turnId: string | null },
  >(
    one: T,
  ): T => {
    const turnId = one.turnId === null ? null : `new ${one.turnId}`;
    const recordedAt = FORGOTTEN_AT + 5;
    return { ...one, id: `new ${one.id}`, episodeId: `new ${one.episodeId}`, turnId, recordedAt };
  };
  return {
    relations: ledger.relations,
    attestations: ledger.attestations.map(anew),
    supersessions: ledger.supersessions.map(anew),
    mentions: ledger.mentions.map(anew),
    merges: ledger.merges.map(anew),
  };
}

const RUNS = { numRuns: Number(process.env["RUNS"] ?? 300) };

describe("random commits and requests to forget", () => {
  test("end in what the surviving records say, in any order and however often repeated", () => {
    const stories = fc
      .record({
        old: graphs({ revisions: false }),
        later: graphs({ revisions: false, maxAttestations: 4 }),
      })
      .chain(({ old, later }) => {
        // What the caller made one stays until a name is gone: there the order counts.
        const merges = old.merges.filter(({ reason }) => reason === "alias");
        const ledger = { ...old, merges };
        const anew = { ...toldAnew(later), merges: [] };
        return forgets(ledger, ["memoryIds", "turnIds", "episodeIds"]).chain((requests) => {
          const episodes = byEpisode(ledger).map((commit): Operation => ({ commit }));
          const operations = [...episodes, ...requests.map((forget): Operation => ({ forget }))];
          return fc.record({
            ledger: fc.constant(ledger),
            anew: fc.constant(anew),
            requests: fc.constant(requests),
            operations: shuffled(operations),
            repeated: fc.subarray(operations),
          });
        });
      });
    fc.assert(
      fc.property(stories, ({ ledger, anew, requests, operations, repeated }) => {
        withReplica((replica) => {
          const later = byEpisode(anew).map((commit): Operation => ({ commit }));
          for (const index of operations.keys()) {
            const before = expectedOf(survivorsOf(operations.slice(0, index)));
            const after = expectedOf(survivorsOf(operations.slice(0, index + 1)));
            const changes = operations.slice(index, index + 1).flatMap((one) => replica.do(one));
            expectChanges(changes, before, after);
          }
          for (const operation of [...repeated, ...later]) replica.do(operation);
          const all = together([ledger, anew]);
          expectState(replica, survivors(all, requests), all);
        });
      }),
      RUNS,
    );
  });

  test("end in what the surviving records say, of every kind, once all were there", () => {
    const stories = graphs().chain((ledger) =>
      fc.record({
        ledger: fc.constant(ledger),
        commits: shuffled(byEpisode(ledger)),
        requests: forgets(ledger, ["memoryIds", "relationIds", "turnIds", "episodeIds"]),
      }),
    );
    fc.assert(
      fc.property(stories, ({ ledger, commits, requests }) => {
        withReplica((replica) => {
          for (const commit of commits) replica.do({ commit });
          for (const [index, forget] of requests.entries()) {
            const before = expectedOf(afterForgetting(ledger, requests.slice(0, index)));
            const after = expectedOf(afterForgetting(ledger, requests.slice(0, index + 1)));
            expectChanges(replica.do({ forget }), before, after);
          }
          expectState(replica, afterForgetting(ledger, requests), ledger);
        });
      }),
      RUNS,
    );
  });
});
