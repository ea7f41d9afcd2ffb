import * as fc from "fast-check";
import { test as base, describe, expect } from "vitest";
import { InvalidArgumentError, MnemographError } from "../../src/core/errors.ts";
import type { LedgerRecords } from "../../src/core/records.ts";
import type { Tenant } from "../../src/core/scope.ts";
import { canonicalizer } from "../../src/core/validity/canonical.ts";
import { deriveState, type LedgerState } from "../../src/core/validity/derive.ts";
import type { Projection, Visibility } from "../../src/core/visibility.ts";
import type {
  Entity,
  GraphStore,
  Neighbourhood,
  NeighbourhoodOptions,
  Relation,
  StatementChange,
} from "../../src/graph/graph-store.ts";
import { batchesOf, graphs } from "../support/graph-arbitraries.ts";
import { type Expected, expectedOf, withoutRevisions } from "../support/graph-oracle.ts";
import {
  edge,
  edgeId,
  forgetting,
  mention,
  placeAt,
  records,
  singleEdge,
  together,
} from "../support/graph-records.ts";
import { lives, livesEdge, merge, noIts, supersede, tell } from "../support/ledger.ts";
import { seeing, tenantOf } from "../support/points.ts";

/** A store that is fresh and empty, and the way to close what is behind it. */
export interface OpenGraphStore {
  readonly store: GraphStore;
  readonly close: () => void | Promise<void>;
}

const ANA = tenantOf("ana");
const BEN = tenantOf("ben");
/** Random ledgers tried. */
const RUNS = { numRuns: 150 };
const EVERYTHING = seeing({ includeClosed: true });

/** Runs the GraphStore contract against stores made by `create`. */
export function testGraphStore(name: string, create: () => Promise<OpenGraphStore>): void {
  const test = base.extend<{ opened: OpenGraphStore; store: GraphStore }>({
    // oxlint-disable-next-line no-empty-pattern -- vitest reads the parameter's shape
    opened: async ({}, use) => {
      const opened = await create();
      await use(opened);
      await opened.close();
    },
    store: async ({ opened }, use) => {
      await use(opened.store);
    },
  });

  describe(`GraphStore contract: ${name}`, () => {
    test("every read of an empty store finds nothing", async ({ store }) => {
      const page = { limit: 10, cursor: null };
      const none = { items: [], cursor: null };
      expect(await store.tombstones(ANA, ["a"])).toEqual([]);
      expect(await store.ledgerOf(ANA, ["a"])).toEqual({ attestations: [], supersessions: [] });
      expect(await store.mergesOf(ANA, ["a"])).toEqual([]);
      expect(await store.findByName(ANA, ["a"], { prefixes: ["a"], limit: 9 })).toEqual([]);
      expect(await store.findBySpelling(ANA, ["feedzai"])).toEqual([]);
      expect(await store.entitiesOf(ANA, ["a"])).toEqual(new Map());
      expect(await store.getEntities(ANA, ["a"])).toEqual([]);
      expect(await store.getRelations(ANA, ["a"])).toEqual([]);
      expect(await store.relationsOfMemory(ANA, "a")).toEqual([]);
      expect(await store.listEntities(ANA, { ...page, visibility: EVERYTHING })).toEqual(none);
      expect(await store.listRelations(ANA, { ...page, visibility: EVERYTHING })).toEqual(none);
      expect(await store.memoryIds(ANA, page)).toEqual(none);
      expect(await store.turnProjections(ANA, ["a"])).toEqual(new Map());
      expect(await store.counts(ANA)).toEqual({ entities: 0, relations: 0, attestations: 0 });
      expect(await store.verify(ANA)).toEqual([]);
      expect(await around(store, ["a"])).toEqual({
        relations: [],
        distances: new Map([["a", 0]]),
        isTruncated: false,
      });
    });

    test("every write to an empty store but commit() changes nothing", async ({ store }) => {
      const all = { memoryIds: ["m"], relationIds: ["r"], turnIds: [], episodeIds: ["e"] };
      const outcome = await store.forget(ANA, forgetting(all));
      expect(outcome).toMatchObject({ changes: [], removedTurnIds: [], redactedTurnIds: [] });
      expect(outcome.projections).toEqual(new Map());
      expect(outcome.removed).toEqual({
        memoryIds: [],
        relationIds: [],
        entityKeys: [],
        attestationCount: 0,
      });
      await store.forgetTenant(ANA, 0);
      expect(await store.rebuild(ANA)).toMatchObject({ changes: [], projections: new Map() });
      expect(await store.commit(ANA, records({}))).toMatchObject({ changes: [], dead: new Set() });
      expect(await store.counts(ANA)).toEqual({ entities: 0, relations: 0, attestations: 0 });
    });

    describe("commit()", () => {
      test("can be read back", async ({ store }) => {
        const place = { agentId: "agent", runId: "run", memoryId: "m" };
        await store.commit(ANA, edge(["ana", "KNOWS", "ben"], 3, place));
        expect(await store.getRelations(ANA, ["ana KNOWS ben", "nobody"])).toEqual([
          {
            id: "ana KNOWS ben",
            source: "ana",
            sourceName: "ana",
            type: "KNOWS",
            destination: "ben",
            destinationName: "ben",
            fact: "ana KNOWS ben.",
            spells: [{ from: 3, to: null, closedAt: null }],
            retractedAt: null,
            memoryIds: ["m"],
            turnIds: ["turn of episode 3"],
            agentIds: ["agent"],
            runIds: ["run"],
            recordedAt: 3,
          },
        ]);
        expect(await store.getEntities(ANA, ["ben", "ana", "nobody"])).toEqual([
          { key: "ana", name: "ana", type: null, aliases: [], firstAt: 3 },
          { key: "ben", name: "ben", type: null, aliases: [], firstAt: 3 },
        ]);
        expect(await store.counts(ANA)).toEqual({ entities: 2, relations: 1, attestations: 1 });
        const ledger = await store.ledgerOf(ANA, ["ana KNOWS ben"]);
        expect(ledger).toEqual({
          attestations: edge(["ana", "KNOWS", "ben"], 3, place).attestations,
          supersessions: [],
        });
      });

      test("twice is once, and tells the same both times", async ({ store }) => {
        await store.commit(ANA, singleEdge(["ana", "LIVES_IN", "lisbon"], 1));
        const told = together([
          singleEdge(["ana", "LIVES_IN", "porto"], 2),
          records({ attestations: [lives("porto", 2)], merges: [merge("oporto", "porto", 2)] }),
        ]);
        const first = await store.commit(ANA, told);
        const before = await stateOf(store);
        const second = await store.commit(ANA, told);
        expect(await stateOf(store)).toEqual(before);
        expect(second.changes).toEqual(first.changes);
        expect(withoutRevisions(second.projections)).toEqual(withoutRevisions(first.projections));
        expect(second.revision).toBe(first.revision + 1);
      });

      test("stamps projections with the revision, which every write raises by one", async ({
        store,
      }) => {
        for (const at of [1, 2]) {
          const { revision, projections } = await store.commit(
            ANA,
            records({ attestations: [tell("m", at)] }),
          );
          expect(revision).toBe(at);
          expect([...projections.values()].map((one) => one.revision)).toEqual([at, at]);
        }
        expect((await store.forget(ANA, forgetting({}))).revision).toBe(3);
        expect((await store.rebuild(ANA)).revision).toBe(4);
        expect((await store.commit(BEN, records({}))).revision).toBe(1);
      });

      test("tells what was before and what is after", async ({ store }) => {
        const first = await store.commit(ANA, records({ attestations: [lives("lisbon", 1)] }));
        expect(first.changes).toMatchObject([
          { id: "lisbon", form: "trait", before: null, after: { spells: [{ from: 1, to: null }] } },
        ]);
        const told = records({ attestations: [lives("porto", 5), tell("hiking", 5)] });
        const second = byId((await store.commit(ANA, told)).changes);
        expect([...second.keys()].toSorted()).toEqual(["hiking", "lisbon", "porto"]);
        expect(second.get("lisbon")).toMatchObject({
          before: { spells: [{ from: 1, to: null, closedAt: null }] },
          after: { spells: [{ from: 1, to: 5, closedAt: 5 }] },
        });
        const shared = second.get("lisbon")?.timelines;
        expect(shared).toHaveLength(1);
        expect(second.get("porto")?.timelines).toEqual(shared);
        expect(second.get("hiking")?.timelines).not.toEqual(shared);
        const again = await store.commit(ANA, records({ attestations: [lives("porto", 6)] }));
        expect(again.changes.map(({ id }) => id)).toEqual(["porto"]);
      });

      test("projects a turn that tells what others know better", async ({ store }) => {
        const corrected = [noIts("braga", 9, { index: 1 }), lives("porto", 8)];
        await store.commit(ANA, records({ attestations: corrected }));
        // It is taken back as it comes, so nothing that was there changes.
        const late = records({ attestations: [lives("porto", 7)] });
        const { projections } = await store.commit(ANA, late);
        expect(projections.get("turn of episode 7")).toMatchObject({
          isAttesting: true,
          spells: [],
        });
      });

      test("projects an edge whose record comes after its telling", async ({ store }) => {
        const { relations, ...rest } = edge(["ana", "KNOWS", "ben"], 1);
        await store.commit(ANA, { ...rest, relations: [] });
        expect(await store.getRelations(ANA, ["ana KNOWS ben"])).toEqual([]);
        await store.commit(ANA, records({ relations }));
        expect(await listed(store)).toEqual(["ana KNOWS ben"]);
        expect(await store.verify(ANA)).toEqual([]);
      });

      test("does not show an edge that nothing tells", async ({ store }) => {
        const { relations } = edge(["ana", "KNOWS", "ben"], 1);
        await store.commit(ANA, records({ relations }));
        expect(await store.getRelations(ANA, ["ana KNOWS ben"])).toEqual([]);
        expect(await listed(store)).toEqual([]);
        expect(await store.verify(ANA)).toEqual([
          { kind: "relation-without-evidence", id: "ana KNOWS ben" },
        ]);
        await store.rebuild(ANA);
        expect(await store.verify(ANA)).toEqual([]);
      });

      test("of a revision moves the memory and not what closed with it", async ({ store }) => {
        await store.commit(ANA, records({ attestations: [lives("lisbon", 1), lives("porto", 2)] }));
        const slot = { subject: "ana", type: "WORKS_AT", value: "feedzai" };
        const revision = tell("porto", 3, { slot, isSingle: true, isRevision: true });
        await store.commit(ANA, records({ attestations: [revision] }));
        const works = tell("works", 4, { slot: { ...slot, value: "unbabel" }, isSingle: true });
        const { changes } = await store.commit(ANA, records({ attestations: [works] }));
        expect(byId(changes).get("porto")?.after?.spells).toMatchObject([{ from: 2, to: 4 }]);
        // What was told in the slot that it left still knows of it.
        const ledger = await store.ledgerOf(ANA, ["lisbon"]);
        expect(new Set(ledger.attestations.map(({ of }) => of))).toEqual(
          new Set(["lisbon", "porto", "works"]),
        );
        expect(await store.verify(ANA)).toEqual([]);
      });

      test("keeps any Unicode and very long texts", async ({ store }) => {
        const long = "很长".repeat(50_000);
        const names = ["里斯本", "مريم", "𝓐na 😀", "e\u0301", "quo'te\"d", "new\nline"];
        for (const [index, key] of names.entries()) {
          const telling = { text: `${key} ${long}`, metadata: { [key]: long } };
          await store.commit(ANA, edge([key, "KNOWS", "ana"], index + 1, telling));
        }
        const found = await store.getRelations(
          ANA,
          names.map((key) => edgeId(key, "KNOWS", "ana")),
        );
        expect(new Map(found.map(({ source, fact }) => [source, fact]))).toEqual(
          new Map(names.map((key) => [key, `${key} ${long}`])),
        );
        const entities = await store.getEntities(ANA, names);
        expect(new Set(entities.map((one) => one.name))).toEqual(new Set(names));
        expect(new Set((await around(store, ["ana"])).distances.keys())).toEqual(
          new Set(["ana", ...names]),
        );
      });
    });

    test("projections are those of the whole ledger, whatever order and batches it came in", async () => {
      const runs = graphs().chain((ledger) => batchesOf(ledger));
      await fc.assert(
        fc.asyncProperty(runs, async (batches) => {
          const { store, close } = await create();
          try {
            await followOracle(store, batches);
          } finally {
            await close();
          }
        }),
        RUNS,
      );
    });

    test("rebuild() comes to what was projected step by step, and returns all of it", async () => {
      const runs = graphs().chain((ledger) => batchesOf(ledger));
      await fc.assert(
        fc.asyncProperty(runs, async (batches) => {
          const { store, close } = await create();
          try {
            for (const batch of batches) await store.commit(ANA, batch);
            const before = await stateOf(store);
            const { projections, changes } = await store.rebuild(ANA);
            expect(await stateOf(store)).toEqual(before);
            const expected = expectedOf(together(batches));
            expect(withoutRevisions(projections)).toEqual(withoutRevisions(expected.projections));
            expect(changes).toEqual([]);
            expect(await store.verify(ANA)).toEqual([]);
          } finally {
            await close();
          }
        }),
        { numRuns: 50 },
      );
    });

    describe("what was known", () => {
      test("follows from ledgerOf() and mergesOf()", async () => {
        const runs = fc.record({ ledger: graphs(), knownAt: fc.nat(8), pick: fc.nat(20) });
        await fc.assert(
          fc.asyncProperty(runs, async ({ ledger, knownAt, pick }) => {
            const { store, close } = await create();
            try {
              await store.commit(ANA, ledger);
              const told = ledger.attestations.filter(({ isRevision }) => !isRevision);
              const id = told[pick % told.length]?.of ?? "";
              const then = (one: { readonly recordedAt: number }): boolean =>
                one.recordedAt <= knownAt;
              const expected = deriveThen(ledger, then).statements.get(id);
              const found = await store.ledgerOf(ANA, [id]);
              const keys = found.attestations.flatMap(({ slot }) =>
                slot ? [slot.subject, slot.value] : [],
              );
              const merges = await store.mergesOf(ANA, keys);
              expect(deriveThen({ ...found, merges }, then).statements.get(id)).toEqual(expected);
            } finally {
              await close();
            }
          }),
          RUNS,
        );
      });

      test("ledgerOf() gives what bears on a statement, and nothing else", async ({ store }) => {
        const attestations = [lives("lisbon", 1), lives("porto", 2), tell("tea", 3), tell("a", 4)];
        const supersessions = [supersede("a", "lisbon", 5), supersede("tea", "coffee", 5)];
        await store.commit(ANA, records({ attestations, supersessions }));
        const ledger = await store.ledgerOf(ANA, ["porto", "nobody"]);
        expect(new Set(ledger.attestations.map(({ of }) => of))).toEqual(
          new Set(["lisbon", "porto", "a"]),
        );
        expect(ledger.supersessions).toEqual([supersessions[0]]);
      });

      test("mergesOf() gives the merges of all connected keys", async ({ store }) => {
        const merges = [merge("a", "b"), merge("b", "c"), merge("d", "c"), merge("x", "y")];
        await store.commit(ANA, records({ merges }));
        const found = await store.mergesOf(ANA, ["a"]);
        expect(new Set(found)).toEqual(new Set(merges.slice(0, 3)));
        expect(await store.mergesOf(ANA, ["nobody"])).toEqual([]);
      });
    });

    describeForgetting(test);
    describeTombstones(test);
    describeMerges(test);
    describeEntities(test);
    describeListing(test);
    describeNeighbourhood(test);
    describeIsolation(test);
  });
}

type Test = ReturnType<typeof base.extend<{ opened: OpenGraphStore; store: GraphStore }>>;

/** Commits the batches and compares, after each, all that the store says with what follows from all records so far. */
async function followOracle(store: GraphStore, batches: readonly LedgerRecords[]): Promise<void> {
  let soFar = records({});
  let before = expectedOf(soFar);
  const told = new Map<string, Projection>();
  for (const batch of batches) {
    soFar = together([soFar, batch]);
    const expected = expectedOf(soFar);
    const { changes, projections } = await store.commit(ANA, batch);
    for (const [id, projection] of projections) told.set(id, projection);
    expect(withoutRevisions(told)).toEqual(withoutRevisions(expected.projections));
    expectChanges(changes, before, expected);
    const ids = soFar.relations.map(({ id }) => id);
    expect(await store.getRelations(ANA, ids)).toEqual(expected.relations);
    expect(await allEntities(store)).toEqual(expected.entities);
    before = expected;
  }
  const turnIds = soFar.attestations.map(({ turnId }) => turnId);
  const turns = await store.turnProjections(ANA, turnIds);
  const own = new Map([...told].filter(([id]) => turnIds.includes(id)));
  expect(withoutRevisions(turns)).toEqual(withoutRevisions(own));
  expect(await store.verify(ANA)).toEqual([]);
}

/** Each change is told as it is, and none is left out. */
function expectChanges(
  changes: readonly StatementChange[],
  before: Expected,
  after: Expected,
): void {
  const changed = new Set(changes.map(({ id }) => id));
  expect(changed.size).toBe(changes.length);
  for (const change of changes) {
    expect(change.before).toEqual(before.state.statements.get(change.id) ?? null);
    expect(change.after).toEqual(after.state.statements.get(change.id) ?? null);
  }
  for (const [id, statement] of after.state.statements) {
    if (changed.has(id)) continue;
    expect(before.state.statements.get(id)).toEqual(statement);
    const ends = ({ relations }: Expected): unknown => {
      const found = relations.find((one) => one.id === id);
      return found && [found.source, found.destination, found.turnIds, found.fact];
    };
    if (ends(before)) expect(ends(after)).toEqual(ends(before));
  }
}

function deriveThen(
  ledger: Pick<LedgerRecords, "attestations" | "supersessions" | "merges">,
  then: (one: { readonly recordedAt: number }) => boolean,
): LedgerState {
  const attestations = ledger.attestations.filter(then);
  const supersessions = ledger.supersessions.filter(then);
  return deriveState({ attestations, supersessions }, canonicalizer(ledger.merges.filter(then)));
}
