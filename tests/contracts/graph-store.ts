import * as fc from "fast-check";
import { test as base, describe, expect } from "vitest";
import type { Awaitable } from "../../src/core/awaitable.ts";
import { InvalidArgumentError, MnemographError } from "../../src/core/errors.ts";
import type { LedgerRecords } from "../../src/core/records.ts";
import type { Tenant } from "../../src/core/scope.ts";
import { canonicalizer } from "../../src/core/validity/canonical.ts";
import { deriveState, type LedgerState } from "../../src/core/validity/derive.ts";
import type { Projection, Visibility } from "../../src/core/visibility.ts";
import {
  type Entity,
  type GraphStore,
  type Neighbourhood,
  type NeighbourhoodOptions,
  type Relation,
  type StatementChange,
  TENANT_TOMBSTONE,
} from "../../src/graph/graph-store.ts";
import { batchesOf, graphs } from "../support/graph-arbitraries.ts";
import { expectChanges } from "../support/expect-changes.ts";
import { expectedOf, withoutRevisions } from "../support/graph-oracle.ts";
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
import { lives, merge, noIts, supersede, tell } from "../support/ledger.ts";
import { seeing, tenantOf } from "../support/points.ts";

/** A store that is fresh and empty, and the way to close what is behind it. */
export interface OpenGraphStore {
  readonly store: GraphStore;
  readonly close: () => void | Promise<void>;
}

const ANA = tenantOf("ana");
const BEN = tenantOf("ben");
/** Random ledgers tried, unless a store is too slow for so many. */
const MOST_RUNS = 150;
const EVERYTHING = seeing({ includeClosed: true });

/** Runs the GraphStore contract against stores made by `create`; `maxRuns` bounds the random ledgers of each law. */
export function testGraphStore(
  name: string,
  create: () => Promise<OpenGraphStore>,
  maxRuns: number = MOST_RUNS,
): void {
  const randomly = { numRuns: maxRuns };
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
      expect(await store.entitiesOf(ANA, ["a"])).toEqual(new Map());
      expect(await store.getEntities(ANA, ["a"])).toEqual([]);
      expect(await store.getRelations(ANA, ["a"])).toEqual([]);
      expect(await store.relationsOfMemories(ANA, ["a"])).toEqual([]);
      expect(await store.listEntities(ANA, { ...page, visibility: EVERYTHING })).toEqual(none);
      expect(await store.listRelations(ANA, { ...page, visibility: EVERYTHING })).toEqual(none);
      expect(await store.memoryIds(ANA, page)).toEqual(none);
      expect(await store.turnProjections(ANA, ["a"])).toEqual(new Map());
      expect(await store.counts(ANA)).toEqual({ entities: 0, relations: 0, attestations: 0 });
      expect(await store.revision(ANA)).toBe(0);
      expect(await store.recordsByEpisode(ANA, page)).toEqual(none);
      expect(await store.listTombstones(ANA, page)).toEqual(none);
      expect(await store.tenants(page)).toEqual(none);
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
            provenance: { extractor: "caller", model: null, prompt: null, promptVersion: null },
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

      test("can be looked at before, where the store can, without a trace", async ({ store }) => {
        if (!store.preview) return;
        await store.commit(ANA, singleEdge(["ana", "LIVES_IN", "lisbon"], 1));
        const told = singleEdge(["ana", "LIVES_IN", "porto"], 2);
        const before = await stateOf(store);
        const revision = await store.revision(ANA);
        const { outcome, relations } = await store.preview(ANA, told);
        expect(await stateOf(store)).toEqual(before);
        expect(await store.revision(ANA)).toBe(revision);
        const written = await store.commit(ANA, told);
        expect(outcome.changes).toEqual(written.changes);
        expect(withoutRevisions(outcome.projections)).toEqual(
          withoutRevisions(written.projections),
        );
        const ids = ["ana LIVES_IN lisbon", "ana LIVES_IN porto"];
        const inOrder = (a: Relation, b: Relation): number => (a.id < b.id ? -1 : 1);
        expect(relations.toSorted(inOrder)).toEqual(
          (await store.getRelations(ANA, ids)).toSorted(inOrder),
        );
      });

      test("may end what stands in the slots it tells, and a store can say beforehand what that is", async ({
        store,
      }) => {
        await store.commit(
          ANA,
          records({
            attestations: [lives("lisbon", 1), tell("hiking", 1)],
          }),
        );
        const session = store.session?.() ?? store;
        const slots = [{ subject: "ana", type: "LIVES_IN", value: "porto" }];
        if (!session.prefetch) return;
        expect(await session.prefetch(ANA, { slots })).toContain("lisbon");
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
        expect(await store.revision(ANA)).toBe(4);
        await store.forgetTenant(ANA, 1);
        expect(await store.revision(ANA)).toBe(5);
        expect(await store.revision(BEN)).toBe(1);
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
        randomly,
      );
    });

    test("commit() of what is known and what is new projects what the new undoes of the known", async ({
      store,
    }) => {
      await store.commit(ANA, records({ attestations: [lives("lisbon", 1)] }));
      const known = lives("porto", 2);
      await store.commit(ANA, records({ attestations: [known] }));
      const more = { byForm: "turn", mode: "retracted" } as const;
      const supersessions = [supersede("porto", "turn of episode 3", 3, more)];
      const { projections } = await store.commit(
        ANA,
        records({ attestations: [known], supersessions }),
      );
      expect(projections.get("lisbon")?.spells).toMatchObject([{ from: 1, to: null }]);
      expect(await store.verify(ANA)).toEqual([]);
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
        { numRuns: Math.min(50, maxRuns) },
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
          randomly,
        );
      });

      test("ledgerOf() finds what a key stood for before it was merged elsewhere", async ({
        store,
      }) => {
        const about = (subject: string, value: string, at: number): LedgerRecords =>
          singleEdge([subject, "LIVES_IN", value], at);
        await store.commit(ANA, together([about("ana", "lisbon", 1), about("nita", "porto", 2)]));
        await store.commit(ANA, records({ merges: [merge("nita", "ana", 3)] }));
        await store.commit(
          ANA,
          records({ merges: [merge("nita", "ben", 4, { reason: "caller" })] }),
        );
        const ledger = await store.ledgerOf(ANA, ["ana LIVES_IN lisbon"]);
        const merges = await store.mergesOf(ANA, ["ana"]);
        const then = deriveThen({ ...ledger, merges }, ({ recordedAt }) => recordedAt <= 3);
        expect(then.statements.get("ana LIVES_IN lisbon")?.spells).toMatchObject([{ to: 2 }]);
        const now = deriveThen({ ...ledger, merges }, () => true);
        expect(now.statements.get("ana LIVES_IN lisbon")?.spells).toMatchObject([{ to: null }]);
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

    describe("forget()", () => {
      test("of a memory takes its tellings, the words of its turns and what only it told", async ({
        store,
      }) => {
        const both = { episodeId: "both", turnId: "both" };
        await store.commit(
          ANA,
          together([
            records({
              attestations: [
                tell("secret", 1, { ...both, id: "s" }),
                tell("tea", 1, { ...both, id: "t" }),
                tell("secret", 2),
              ],
              mentions: [
                mention("zorg", 1, both),
                mention("tea", 1, { ...both, of: "tea" }),
                mention("spock", 2, { of: "secret" }),
              ],
            }),
            edge(["ana", "KNOWS", "spock"], 2, { memoryId: "secret" }),
            edge(["ana", "LIKES", "tea"], 1, { ...both, text: "she told of zorg" }),
          ]),
        );
        const outcome = await store.forget(ANA, forgetting({ memoryIds: ["secret"] }));
        expect(outcome.removed).toEqual({
          memoryIds: ["secret"],
          relationIds: ["ana KNOWS spock"],
          entityKeys: expect.arrayContaining(["spock", "zorg"]),
          attestationCount: 3,
        });
        expect(outcome.removed.entityKeys).toHaveLength(2);
        expect(outcome.redactedTurnIds).toEqual(["both"]);
        expect(outcome.removedTurnIds).toEqual(["turn of episode 2"]);
        expect(new Set(outcome.projections.keys())).toEqual(new Set(["both"]));
        const [likes] = await store.getRelations(ANA, ["ana LIKES tea"]);
        expect(likes?.fact).toBe("ana likes tea");
        expect(await keysOf(store)).toEqual(["ana", "tea"]);
        expect((await store.memoryIds(ANA, { limit: 9, cursor: null })).items).toEqual(["tea"]);
        expect(JSON.stringify(await stateOf(store))).not.toMatch(/zorg|spock|secret/);
      });

      test("of a memory takes its words out of edges that others are told by", async ({
        store,
      }) => {
        const both = { episodeId: "both", turnId: "both" };
        await store.commit(ANA, singleEdge(["ana", "LIVES_IN", "lisbon"], 3, { text: null }));
        await store.commit(
          ANA,
          together([
            singleEdge(["ana", "LIVES_IN", "lisboa"], 1, { ...both, text: "her secret" }),
            records({ attestations: [tell("secret", 1, both), tell("tea", 1, both)] }),
            records({ merges: [merge("lisbon", "lisboa", 2), merge("lisboa", "lx", 2)] }),
          ]),
        );
        await store.commit(ANA, singleEdge(["ana", "LIVES_IN", "lx"], 0, { text: null }));
        const [shown] = await store.getRelations(ANA, ["ana LIVES_IN lx"]);
        expect(shown?.fact).toBe("her secret");
        await store.forget(ANA, forgetting({ memoryIds: ["secret"] }));
        const [left] = await store.getRelations(ANA, ["ana LIVES_IN lx"]);
        expect(left?.fact).not.toBe("her secret");
        expect(await store.verify(ANA)).toEqual([]);
      });

      test("tells what went by id, whatever was told first", async ({ store }) => {
        const ids = ["d", "a", "c", "b", "e"];
        for (const [at, id] of ids.entries()) {
          const told = edge(["ana", "KNOWS", id], at + 1, { memoryId: id });
          const memory = records({ attestations: [tell(id, at + 1)] });
          await store.commit(ANA, together([told, memory]));
        }
        const outcome = await store.forget(ANA, forgetting({ memoryIds: ids }));
        const { memoryIds, relationIds } = outcome.removed;
        expect(memoryIds).toEqual(["a", "b", "c", "d", "e"]);
        for (const list of [relationIds, outcome.removedTurnIds]) {
          expect(list).toHaveLength(5);
          expect(list).toEqual(list.toSorted());
        }
      });

      test("of a memory that is not there takes the edges that it told", async ({ store }) => {
        await store.commit(ANA, edge(["ana", "KNOWS", "ben"], 1, { memoryId: "m" }));
        const { removed } = await store.forget(ANA, forgetting({ memoryIds: ["m"] }));
        expect(removed).toMatchObject({ memoryIds: [], relationIds: ["ana KNOWS ben"] });
        expect(await stateOf(store)).toEqual(await emptyState());
      });

      test("of a relation leaves its turns, which attest it no more", async ({ store }) => {
        await store.commit(ANA, edge(["ana", "KNOWS", "ben"], 1, { runId: "run" }));
        await store.commit(ANA, edge(["ana", "KNOWS", "ben"], 2));
        await store.commit(ANA, edge(["ana", "LIKES", "tea"], 2));
        const outcome = await store.forget(ANA, forgetting({ relationIds: ["ana KNOWS ben"] }));
        expect(outcome.removed).toEqual({
          memoryIds: [],
          relationIds: ["ana KNOWS ben"],
          entityKeys: ["ben"],
          attestationCount: 2,
        });
        expect([...outcome.removedTurnIds, ...outcome.redactedTurnIds]).toEqual([]);
        expect(outcome.projections.get("turn of episode 1")).toMatchObject({
          isAttesting: false,
          runIds: ["run"],
        });
        expect(outcome.projections.get("turn of episode 2")).toMatchObject({ isAttesting: true });
        expect(outcome.changes).toMatchObject([{ id: "ana KNOWS ben", after: null }]);
        expect(await store.verify(ANA)).toEqual([]);
      });

      test("of a relation takes the edges that are shown as one with it", async ({ store }) => {
        const merges = [merge("lisboa", "lisbon", 3)];
        await store.commit(ANA, singleEdge(["ana", "LIVES_IN", "lisbon"], 1));
        await store.commit(ANA, singleEdge(["ana", "LIVES_IN", "lisboa"], 2));
        await store.commit(ANA, edge(["ana", "VISITED", "lisboa"], 2));
        await store.commit(ANA, records({ merges }));
        expect(await listed(store)).toEqual(["ana VISITED lisboa", "ana LIVES_IN lisbon"]);
        const request = forgetting({ relationIds: ["ana LIVES_IN lisboa"] });
        const { removed } = await store.forget(ANA, request);
        expect(removed.relationIds.toSorted()).toEqual([
          "ana LIVES_IN lisboa",
          "ana LIVES_IN lisbon",
        ]);
        expect(await listed(store)).toEqual(["ana VISITED lisboa"]);
      });

      test("of a turn or an episode takes only its own tellings", async ({ store }) => {
        const first = edge(["ana", "KNOWS", "ben"], 1, { text: "first" });
        const second = edge(["ana", "KNOWS", "ben"], 2, { text: "second" });
        const third = edge(["ana", "KNOWS", "ben"], 3, { text: "third" });
        for (const one of [third, first, second]) await store.commit(ANA, one);
        const [whole] = await store.getRelations(ANA, ["ana KNOWS ben"]);
        expect(whole).toMatchObject({ fact: "first", spells: [{ from: 1 }], recordedAt: 1 });
        await store.forget(ANA, forgetting({ turnIds: ["turn of episode 1"] }));
        const [left] = await store.getRelations(ANA, ["ana KNOWS ben"]);
        expect(left).toMatchObject({ fact: "second", spells: [{ from: 2 }], recordedAt: 2 });
        const { removedTurnIds } = await store.forget(
          ANA,
          forgetting({ episodeIds: ["episode 2"] }),
        );
        expect(removedTurnIds).toEqual(["turn of episode 2"]);
        const { removed } = await store.forget(ANA, forgetting({ episodeIds: ["episode 3"] }));
        expect(removed).toEqual({
          memoryIds: [],
          relationIds: ["ana KNOWS ben"],
          entityKeys: ["ana", "ben"],
          attestationCount: 1,
        });
        expect(await stateOf(store)).toEqual(await emptyState());
      });

      test("of an episode finds turns that told nothing but an end or another name", async ({
        store,
      }) => {
        const over = { ...supersede("hiking", "turn of over", 5, { episodeId: "over" }) };
        const supersessions = [{ ...over, byForm: "turn" as const }];
        const merges = [merge("nita", "ana", 5, { episodeId: "over", turnId: "another" })];
        const mentions = [mention("zorg", 5, { episodeId: "over", turnId: "a third" })];
        await store.commit(ANA, records({ attestations: [tell("hiking", 1)] }));
        await store.commit(ANA, records({ supersessions, merges, mentions }));
        const { changes, removedTurnIds } = await store.forget(
          ANA,
          forgetting({ episodeIds: ["over"] }),
        );
        expect(changes).toMatchObject([
          { id: "hiking", before: { spells: [{ to: 5 }] }, after: { spells: [{ to: null }] } },
        ]);
        expect(removedTurnIds.toSorted()).toEqual(["a third", "another", "turn of over"]);
        expect(await store.mergesOf(ANA, ["ana"])).toEqual([]);
        expect(await keysOf(store)).toEqual([]);
      });

      test("reopens exactly what only the forgotten had closed", async ({ store }) => {
        const edges = ["a", "b", "c"].map((to, index) =>
          singleEdge(["ana", "LIVES_IN", to], index + 1),
        );
        for (const one of edges) await store.commit(ANA, one);
        const { changes } = await store.forget(
          ANA,
          forgetting({ relationIds: ["ana LIVES_IN b"] }),
        );
        expect(byId(changes).get("ana LIVES_IN a")).toMatchObject({
          before: { spells: [{ from: 1, to: 2 }] },
          after: { spells: [{ from: 1, to: 3 }] },
        });
        await store.forget(ANA, forgetting({ episodeIds: ["episode 3"] }));
        const [a] = await store.getRelations(ANA, ["ana LIVES_IN a"]);
        expect(a?.spells).toEqual([{ from: 1, to: null, closedAt: null }]);
      });

      test.for(["memoryIds", "turnIds", "episodeIds"] as const)(
        "of a link by its %s leaves a chain that leads through it",
        async (kind, { store }) => {
          const attestations = ["a", "b", "c"].map((of, index) => tell(of, index + 1));
          const supersessions = [supersede("a", "b", 2), supersede("b", "c", 3)];
          await store.commit(ANA, records({ attestations, supersessions }));
          const ids = { memoryIds: "b", turnIds: "turn of episode 2", episodeIds: "episode 2" };
          const request = forgetting({ [kind]: [ids[kind]] });
          const { changes } = await store.forget(ANA, request);
          expect(byId(changes).get("a")?.after?.spells).toMatchObject([{ from: 1, to: 3 }]);
          // Who took its place is told by another now: what the forgotten turn said of it does not count.
          await store.commit(ANA, records({ attestations: [tell("b", 2000)] }));
          const ledger = await store.ledgerOf(ANA, ["a"]);
          const state = deriveState(ledger, (key) => key);
          const to = kind === "memoryIds" ? 2000 : null;
          expect(state.statements.get("a")?.spells).toMatchObject([{ from: 1, to }]);
        },
      );

      test("of the last telling takes the user's revisions and what only they told", async ({
        store,
      }) => {
        const revised = { episodeId: "revision", turnId: "revision" };
        await store.commit(ANA, records({ attestations: [tell("likes", 1)] }));
        await store.commit(
          ANA,
          together([
            records({ attestations: [tell("likes", 2, { ...revised, isRevision: true })] }),
            edge(["ana", "LIKES", "tea"], 2, { ...revised, memoryId: "likes" }),
          ]),
        );
        const { removed } = await store.forget(ANA, forgetting({ episodeIds: ["episode 1"] }));
        expect(removed).toMatchObject({
          memoryIds: ["likes"],
          relationIds: ["ana LIKES tea"],
          attestationCount: 3,
        });
        expect(await stateOf(store)).toEqual(await emptyState());
      });

      test("keeps a name that another statement of the turn brings", async ({ store }) => {
        const { relations, attestations, mentions } = edge(["ana", "LIKES", "tea"], 1);
        const told = attestations.flatMap((one) => [
          { ...one, id: "by m", memoryId: "m" },
          { ...one, id: "by n", memoryId: "n" },
        ]);
        const memories = [tell("m", 1), tell("n", 1)];
        const all = { relations, mentions, attestations: [...told, ...memories] };
        await store.commit(ANA, records(all));
        await store.forget(ANA, forgetting({ memoryIds: ["m"] }));
        expect(await listed(store)).toEqual(["ana LIKES tea"]);
        expect(await keysOf(store)).toEqual(["ana", "tea"]);
      });
    });

    describe("tombstones", () => {
      test("are of what was asked for, not of what went with it", async ({ store }) => {
        await store.commit(ANA, edge(["ana", "KNOWS", "ben"], 1, { memoryId: "m" }));
        await store.commit(ANA, records({ attestations: [tell("m", 1)] }));
        const [turn, episode] = ["turn of episode 1", "episode 1"];
        await store.forget(ANA, forgetting({ episodeIds: [episode, "unknown"] }, 7));
        const ids = ["m", "ana KNOWS ben", turn, episode, "unknown", "other"];
        expect(await store.tombstones(ANA, ids)).toEqual([
          { id: episode, at: 7, form: "erased" },
          { id: turn, at: 7, form: "erased" },
          { id: "unknown", at: 7, form: "erased" },
        ]);
        await store.forget(ANA, forgetting({ episodeIds: [episode] }, 5));
        expect(await store.tombstones(ANA, [episode])).toMatchObject([{ at: 7 }]);
      });

      test("keep dead what was recorded before them, and say so", async ({ store }) => {
        const told = together([
          edge(["ana", "KNOWS", "ben"], 1, { memoryId: "m" }),
          records({ attestations: [tell("m", 1), tell("other", 1)] }),
          records({ attestations: [tell("m", 2)] }),
        ]);
        await store.forget(ANA, forgetting({ memoryIds: ["m"] }, 5));
        const { dead, redactedTurnIds, changes } = await store.commit(ANA, told);
        expect(dead).toEqual(new Set(["m", "ana KNOWS ben", "turn of episode 2"]));
        expect(redactedTurnIds).toEqual(["turn of episode 1"]);
        expect(await store.tombstones(ANA, ["turn of episode 1", "turn of episode 2"])).toEqual([
          { id: "turn of episode 1", at: 5, form: "redacted" },
          { id: "turn of episode 2", at: 5, form: "redacted" },
        ]);
        expect(changes.map(({ id }) => id)).toEqual(["other"]);
        expect(await store.counts(ANA)).toEqual({ entities: 0, relations: 0, attestations: 1 });
        const later = await store.commit(ANA, records({ attestations: [tell("m", 6)] }));
        expect(later.dead).toEqual(new Set());
        expect(later.changes.map(({ id }) => id)).toEqual(["m"]);
      });

      test("of an episode or turn keep dead only what none else tells", async ({ store }) => {
        await store.commit(ANA, records({ attestations: [tell("m", 2)] }));
        await store.forget(ANA, forgetting({ episodeIds: ["episode 1"] }, 5));
        const late = records({ attestations: [tell("m", 1), tell("n", 1)] });
        expect((await store.commit(ANA, late)).dead).toEqual(new Set(["n", "turn of episode 1"]));
        // What lost its last telling has no tombstone: a telling that comes late is one.
        await store.forget(ANA, forgetting({ turnIds: ["turn of episode 2"] }, 5));
        const { dead, changes } = await store.commit(
          ANA,
          records({ attestations: [tell("m", 3)] }),
        );
        expect(dead).toEqual(new Set());
        expect(changes).toMatchObject([
          { id: "m", before: null, after: { spells: [{ from: 3 }] } },
        ]);
      });

      test("keep dead what only a revision is left of", async ({ store }) => {
        await store.forget(ANA, forgetting({ turnIds: ["turn of episode 1"] }, 5));
        const told = [tell("m", 1), tell("m", 2, { isRevision: true })];
        const { dead } = await store.commit(ANA, records({ attestations: told }));
        expect(dead).toEqual(new Set(["m", "turn of episode 1"]));
      });

      test("keep dead the names, ends and merges of a turn", async ({ store }) => {
        const place = placeAt(1);
        await store.commit(ANA, records({ attestations: [tell("hiking", 0)] }));
        await store.commit(ANA, edge(["ana", "KNOWS", "ben"], 3));
        await store.forget(ANA, forgetting({ turnIds: [place.turnId] }, 5));
        await store.commit(
          ANA,
          records({
            supersessions: [supersede("hiking", place.turnId, 1, { byForm: "turn" })],
            mentions: [mention("zorg", 1)],
            merges: [merge("nita", "ana", 1, place)],
          }),
        );
        expect(await keysOf(store)).toEqual(["ana", "ben"]);
        expect(await store.mergesOf(ANA, ["ana"])).toEqual([]);
        expect((await store.ledgerOf(ANA, ["hiking"])).supersessions).toEqual([]);
      });

      test("of a tenant are told with what there was of it", async ({ store }) => {
        const told = edge(["ana", "KNOWS", "ben"], 1, { memoryId: "m" });
        await store.commit(ANA, together([told, records({ attestations: [tell("m", 1)] })]));
        await store.commit(ANA, edge(["ben", "KNOWS", "cem"], 2));
        await store.commit(BEN, told);
        const own = { entityCount: 3, relationCount: 2, attestationCount: 3 };
        expect(await store.forgetTenant(ANA, 10)).toEqual(own);
        const nothing = { entityCount: 0, relationCount: 0, attestationCount: 0 };
        expect(await store.forgetTenant(ANA, 11)).toEqual(nothing);
        const { attestations } = await store.counts(BEN);
        expect(await store.forgetTenant(BEN, 10)).toMatchObject({ attestationCount: attestations });
      });

      test("of a tenant keep dead all that was recorded before", async ({ store }) => {
        const told = edge(["ana", "KNOWS", "ben"], 1, { memoryId: "m" });
        const all = together([told, records({ attestations: [tell("m", 1)] })]);
        await store.commit(ANA, all);
        await store.forget(ANA, forgetting({ memoryIds: ["late"] }, 20));
        await store.forget(ANA, forgetting({ memoryIds: ["early"] }, 5));
        await store.forgetTenant(ANA, 10);
        expect(await store.tombstones(ANA, ["early", "late", TENANT_TOMBSTONE])).toEqual([
          { id: TENANT_TOMBSTONE, at: 10, form: "erased" },
          { id: "late", at: 20, form: "erased" },
        ]);
        expect(await stateOf(store)).toEqual(await emptyState());
        const { dead } = await store.commit(ANA, all);
        expect(dead).toEqual(new Set(["m", "ana KNOWS ben", "turn of episode 1"]));
        expect(await stateOf(store)).toEqual(await emptyState());
        // Told anew within the same millisecond.
        expect((await store.commit(ANA, edge(["ana", "KNOWS", "ben"], 10))).dead).toEqual(
          new Set(),
        );
        expect(await listed(store)).toEqual(["ana KNOWS ben"]);
        const late = records({ attestations: [tell("late", 15)] });
        expect((await store.commit(ANA, late)).dead).toContain("late");
      });
    });

    describe("merges", () => {
      test.for(["alias", "caller"] as const)(
        "by %s move timelines and fold edges into one",
        async (reason, { store }) => {
          await store.commit(ANA, singleEdge(["ana", "LIVES_IN", "lisbon"], 1));
          await store.commit(ANA, singleEdge(["nita", "LIVES_IN", "lisboa"], 2));
          await store.commit(ANA, singleEdge(["ana", "LIVES_IN", "porto"], 3));
          const merges = [
            merge("lisboa", "lisbon", 4, { reason }),
            merge("nita", "ana", 4, { reason }),
          ];
          const { changes } = await store.commit(ANA, records({ merges }));
          const found = byId(changes);
          expect(found.get("nita LIVES_IN lisboa")).toMatchObject({
            before: { foldedInto: null, spells: [{ from: 2, to: null }] },
            after: { foldedInto: "ana LIVES_IN lisbon", spells: [] },
          });
          const all = seeing({ includeClosed: true });
          expect((await around(store, ["nita"], { visibility: all })).relations).toMatchObject([
            { id: "ana LIVES_IN porto", spells: [{ from: 3, to: null }] },
            {
              id: "ana LIVES_IN lisbon",
              spells: [{ from: 1, to: 3, closedAt: 3 }],
              turnIds: ["turn of episode 1", "turn of episode 2"],
            },
          ]);
          expect(await keysOf(store)).toEqual(["ana", "lisbon", "porto"]);
          expect(await store.getEntities(ANA, ["nita", "ana", "lisboa"])).toMatchObject([
            { key: "ana", aliases: ["nita"] },
            { key: "lisbon", aliases: ["lisboa"] },
          ]);
          expect(await store.verify(ANA)).toEqual([]);
        },
      );

      test("move an edge's end even if nothing else of it changes", async ({ store }) => {
        await store.commit(ANA, singleEdge(["ana", "LIVES_IN", "lisboa"], 1));
        await store.commit(ANA, edge(["lisbon", "IN", "portugal"], 1));
        const { changes } = await store.commit(
          ANA,
          records({ merges: [merge("lisboa", "lisbon", 4)] }),
        );
        expect(changes.map(({ id }) => id)).toContain("ana LIVES_IN lisboa");
        const near = await around(store, ["ana"], { hops: 2 });
        expect(near.relations.map(({ id }) => id)).toEqual([
          "ana LIVES_IN lisboa",
          "lisbon IN portugal",
        ]);
        expect(near.relations[0]).toMatchObject({
          destination: "lisbon",
          destinationName: "lisbon",
        });
      });

      test("that come before what they merge are waited for", async ({ store }) => {
        await store.commit(ANA, records({ merges: [merge("lisboa", "lisbon", 4)] }));
        expect(await keysOf(store)).toEqual([]);
        await store.commit(ANA, singleEdge(["ana", "LIVES_IN", "lisboa"], 1));
        expect(await keysOf(store)).toEqual(["ana", "lisbon"]);
        const [entity] = await store.getEntities(ANA, ["lisboa"]);
        expect(entity).toMatchObject({ key: "lisbon", name: "lisboa" });
      });

      test("are undone with the turn that told of the alias", async ({ store }) => {
        const place = placeAt(4);
        await store.commit(ANA, singleEdge(["ana", "LIVES_IN", "lisbon"], 1));
        await store.commit(ANA, singleEdge(["ana", "LIVES_IN", "lisboa"], 2));
        const before = await stateOf(store);
        await store.commit(ANA, records({ merges: [merge("lisboa", "lisbon", 4, place)] }));
        expect(await listed(store)).toEqual(["ana LIVES_IN lisbon"]);
        const { changes } = await store.forget(ANA, forgetting({ turnIds: [place.turnId] }));
        expect(byId(changes).get("ana LIVES_IN lisboa")).toMatchObject({
          before: { foldedInto: "ana LIVES_IN lisbon" },
          after: { spells: [{ from: 2, to: null }] },
        });
        expect(await stateOf(store)).toEqual(before);
        expect(await store.verify(ANA)).toEqual([]);
      });

      test("by the caller last until a name is gone", async ({ store }) => {
        await store.commit(ANA, edge(["ana", "KNOWS", "jon"], 1));
        await store.commit(ANA, edge(["ana", "KNOWS", "john"], 2));
        await store.commit(ANA, edge(["ana", "KNOWS", "johnny"], 3));
        const place = placeAt(5);
        const merges = [
          merge("jon", "john", 5, { ...place, reason: "caller" }),
          merge("johnny", "john", 5, { reason: "caller" }),
        ];
        await store.commit(ANA, records({ merges }));
        await store.forget(ANA, forgetting({ turnIds: [place.turnId] }));
        expect(await keysOf(store)).toEqual(["ana", "john"]);
        await store.forget(ANA, forgetting({ episodeIds: ["episode 2"] }));
        expect(await keysOf(store)).toEqual(["ana", "johnny", "jon"]);
        expect(await store.mergesOf(ANA, ["jon", "johnny", "john"])).toEqual([]);
        expect(await store.verify(ANA)).toEqual([]);
      });

      test("told again and again count as they were told first, and by the caller last", async ({
        store,
      }) => {
        const isNow = async (expected: string): Promise<void> => {
          const [likes] = await store.getRelations(ANA, ["sam LIKES tea"]);
          expect(likes?.source).toBe(expected);
          expect(await keysOf(store)).toEqual([expected, "tea"]);
          expect(await store.verify(ANA)).toEqual([]);
        };
        await store.commit(ANA, edge(["sam", "LIKES", "tea"], 1));
        for (const [into, at] of [
          ["ana", 6],
          ["ben", 4],
          ["ana", 2],
          ["ben", 7],
        ] as const) {
          await store.commit(ANA, records({ merges: [merge("sam", into, at, placeAt(at))] }));
        }
        await isNow("ana");
        await store.forget(ANA, forgetting({ turnIds: ["turn of episode 2"] }));
        await isNow("ben");
        await store.forget(ANA, forgetting({ turnIds: ["turn of episode 4"] }));
        await isNow("ana");
        const own = [
          merge("sam", "kim", 10, { reason: "caller" }),
          merge("sam", "lee", 9, { reason: "caller" }),
          merge("sam", "kim", 8, { reason: "caller" }),
        ];
        await store.commit(ANA, records({ merges: own }));
        await isNow("kim");
        const again = merge("sam", "kim", 7, { reason: "caller" });
        expect((await store.commit(ANA, records({ merges: [again] }))).changes).toEqual([]);
      });

      test("of a key into two: what the caller said last counts", async ({ store }) => {
        await store.commit(ANA, edge(["sam", "LIKES", "tea"], 1));
        const told = [
          merge("sam", "ana", 2),
          merge("sam", "ben", 3),
          merge("sam", "kim", 4, { reason: "caller" }),
          merge("sam", "lee", 5, { reason: "caller" }),
        ];
        const expected = ["ana", "ana", "kim", "lee"];
        for (const [index, one] of told.entries()) {
          await store.commit(ANA, records({ merges: [one] }));
          const [likes] = await store.getRelations(ANA, ["sam LIKES tea"]);
          expect(likes?.source).toBe(expected[index]);
          expect(await keysOf(store)).toEqual([expected[index], "tea"]);
        }
        expect(await store.verify(ANA)).toEqual([]);
      });
    });

    describe("entities", () => {
      test("are named by their earliest plain mention of their own key", async ({ store }) => {
        const mentions = [
          mention("ana", 3, { name: "ANA", type: "person" }),
          mention("ana", 2, { name: "Nita", isAlias: true }),
          mention("ana", 5, { name: "Ana" }),
          mention("ana", 1, { name: "A.", isAlias: true, type: null }),
        ];
        for (const one of mentions) await store.commit(ANA, records({ mentions: [one] }));
        expect(await store.getEntities(ANA, ["ana"])).toEqual([
          { key: "ana", name: "ANA", type: "person", aliases: ["A.", "Nita"], firstAt: 1 },
        ]);
        await store.forget(ANA, forgetting({ episodeIds: ["episode 3", "episode 1"] }));
        expect(await store.getEntities(ANA, ["ana"])).toEqual([
          { key: "ana", name: "Ana", type: null, aliases: ["Nita"], firstAt: 2 },
        ]);
      });

      test("live as long as a turn names them", async ({ store }) => {
        await store.commit(ANA, records({ mentions: [mention("ana", 1), mention("ana", 2)] }));
        await store.forget(ANA, forgetting({ turnIds: ["turn of episode 1"] }));
        expect(await keysOf(store)).toEqual(["ana"]);
        const { removed } = await store.forget(ANA, forgetting({ turnIds: ["turn of episode 2"] }));
        expect(removed.entityKeys).toEqual(["ana"]);
        expect(await keysOf(store)).toEqual([]);
      });

      test("findByName() finds names and aliases, then first words, each once", async ({
        store,
      }) => {
        const mentions = [
          mention("analima", 1, { name: "Ana Lima" }),
          mention("analima", 2, { name: "Nita", isAlias: true }),
          mention("ana", 3, { name: "Ana" }),
          mention("anasousa", 4, { name: "Ana Sousa" }),
          mention("anabel", 5, { name: "Anabel" }),
          mention("里斯本", 6, { name: "里斯本" }),
          mention("ana", 7, { name: "Ana" }),
        ];
        await store.commit(ANA, records({ mentions }));
        const find = async (
          keys: readonly string[],
          prefixes: readonly string[],
          limit = 10,
        ): Promise<unknown> => {
          const found = await store.findByName(ANA, keys, { prefixes, limit });
          return found.map((match) => [match.name, match.key, match.isPrefix]);
        };
        expect(await find(["nita", "ana", "里斯本", "lima", ""], [])).toEqual([
          ["ana", "ana", false],
          ["nita", "analima", false],
          ["里斯本", "里斯本", false],
        ]);
        const lima = ["ana lima", "analima", true];
        const sousa = ["ana sousa", "anasousa", true];
        expect(await find(["ana"], ["ana"])).toEqual([["ana", "ana", false], lima, sousa]);
        expect(await find([], ["ana", "ana", "nobody"], 1)).toEqual([lima]);
        expect(await find(["ana"], ["ana"], 0)).toEqual([]);
        await store.commit(ANA, records({ merges: [merge("analima", "anasousa", 8)] }));
        expect(await find(["nita", "anasousa"], ["ana"])).toEqual([
          ["anasousa", "anasousa", false],
          ["nita", "anasousa", false],
          ["ana lima", "anasousa", true],
          ["ana sousa", "anasousa", true],
        ]);
      });

      test("findByName() leads one name to all that bear it", async ({ store }) => {
        const mentions = [
          mention("analima", 1, { name: "Nita", isAlias: true }),
          mention("benita", 2, { name: "Nita", isAlias: true }),
        ];
        await store.commit(ANA, records({ mentions }));
        const options = { prefixes: [], limit: 9 };
        const found = await store.findByName(ANA, ["nita"], options);
        expect(found.map(({ key }) => key)).toEqual(["analima", "benita"]);
        await store.commit(ANA, records({ merges: [merge("benita", "analima", 3)] }));
        expect(await store.findByName(ANA, ["nita"], options)).toEqual([
          { name: "nita", key: "analima", isPrefix: false },
        ]);
      });

      test("entitiesOf() tells whom memories, relations and turns name", async ({ store }) => {
        const mentions = [
          mention("nita", 1, { of: "m" }),
          mention("ana", 1, { of: "m", name: "Ana" }),
          mention("ben", 1, { of: "n" }),
          mention("tea", 1),
        ];
        await store.commit(ANA, records({ mentions, merges: [merge("nita", "ana", 1)] }));
        await store.commit(ANA, edge(["ana", "KNOWS", "ben"], 2));
        const ids = ["m", "turn of episode 1", "ana KNOWS ben", "nobody"];
        expect(await store.entitiesOf(ANA, ids)).toEqual(
          new Map([
            ["m", ["ana"]],
            ["turn of episode 1", ["ana", "ben", "tea"]],
            ["ana KNOWS ben", ["ana", "ben"]],
          ]),
        );
      });
    });

    describe("listing", () => {
      const KEYS = ["a", "b", "c", "d", "e", "f", "g"];

      test("listRelations() goes by time of recording, the latest first, then by id", async ({
        store,
      }) => {
        for (const [index, to] of KEYS.entries()) {
          await store.commit(ANA, edge(["z", "TO", to], 10 - (index % 3)));
        }
        const order = ["a", "d", "g", "b", "e", "c", "f"].map((to) => `z TO ${to}`);
        expect(await listed(store)).toEqual(order);
        for (const limit of [1, 2, 3, 7]) {
          const pages = await pagesOf((cursor) =>
            store.listRelations(ANA, { limit, cursor, visibility: seeing() }),
          );
          expect(pages.flat().map(({ id }) => id)).toEqual(order);
          expect(pages).toHaveLength(Math.ceil(order.length / limit));
        }
      });

      test("listRelations() skips what is not to be seen, and misses nothing for it", async ({
        store,
      }) => {
        for (let at = 1; at <= 30; at += 1) {
          await store.commit(ANA, singleEdge(["ana", "LIVES_IN", `place ${at}`], at));
          if (at % 10 === 0) await store.commit(ANA, edge(["ana", "KNOWS", `friend ${at}`], at));
        }
        const open = ["KNOWS friend 30", "LIVES_IN place 30", "KNOWS friend 20", "KNOWS friend 10"];
        const pages = await pagesOf((cursor) =>
          store.listRelations(ANA, { limit: 2, cursor, visibility: seeing() }),
        );
        expect(pages.map((page) => page.map(({ id }) => id.slice(4)))).toEqual([
          open.slice(0, 2),
          open.slice(2),
        ]);
        expect(await listed(store, EVERYTHING)).toHaveLength(33);
      });

      test("what is written between two pages moves nothing", async ({ store }) => {
        for (const to of KEYS) await store.commit(ANA, edge(["z", "TO", to], 5));
        const options = { limit: 3, visibility: seeing() };
        const first = await store.listRelations(ANA, { ...options, cursor: null });
        const names = await store.listEntities(ANA, { ...options, cursor: null });
        await store.commit(ANA, edge(["aa", "TO", "ab"], 9));
        await store.forget(ANA, forgetting({ relationIds: ["z TO b", "z TO d"] }, 1));
        const second = await store.listRelations(ANA, { ...options, cursor: first.cursor });
        expect(second.items.map(({ id }) => id)).toEqual(["z TO e", "z TO f", "z TO g"]);
        const more = await store.listEntities(ANA, { ...options, cursor: names.cursor });
        expect(more.items.map(({ key }) => key)).toEqual(["e", "f", "g"]);
      });

      test("listEntities() and memoryIds() go by key and id, page by page", async ({ store }) => {
        for (const to of KEYS.toReversed()) {
          const memory = records({ attestations: [tell(`m ${to}`, 5)] });
          await store.commit(ANA, together([edge(["z", "TO", to], 5), memory]));
        }
        for (const limit of [1, 2, 4, 8, 100]) {
          const entities = await pagesOf((cursor) =>
            store.listEntities(ANA, { limit, cursor, visibility: seeing() }),
          );
          expect(entities.flat().map(({ key }) => key)).toEqual([...KEYS, "z"]);
          expect(entities).toHaveLength(Math.ceil(8 / limit));
          const ids = await pagesOf((cursor) => store.memoryIds(ANA, { limit, cursor }));
          expect(ids.flat()).toEqual(KEYS.map((to) => `m ${to}`));
          expect(ids).toHaveLength(Math.ceil(7 / limit));
        }
      });

      test("a limit of 0 lists nothing", async ({ store }) => {
        await store.commit(ANA, edge(["z", "TO", "a"], 5));
        const none = { limit: 0, cursor: null };
        expect((await store.listEntities(ANA, { ...none, visibility: seeing() })).items).toEqual(
          [],
        );
        expect((await store.listRelations(ANA, { ...none, visibility: seeing() })).items).toEqual(
          [],
        );
        expect((await store.memoryIds(ANA, none)).items).toEqual([]);
      });

      test("a limit that is no count and a cursor that is none are rejected", async ({ store }) => {
        await store.commit(ANA, edge(["z", "TO", "a"], 5));
        const visibility = seeing();
        for (const limit of [-1, 0.5, Number.NaN]) {
          const page = { limit, cursor: null };
          for (const call of [
            () => store.listEntities(ANA, { ...page, visibility }),
            () => store.listRelations(ANA, { ...page, visibility }),
            () => store.memoryIds(ANA, page),
            () => store.findByName(ANA, ["z"], { prefixes: [], limit }),
            () => store.neighbourhood(ANA, ["z"], { ...WIDE, fanout: limit }),
            () => store.neighbourhood(ANA, ["z"], { ...WIDE, maxRelations: limit }),
          ]) {
            await expect(settle<unknown>(call)).rejects.toThrow(InvalidArgumentError);
          }
        }
        const foreign = { limit: 1, cursor: "not one of ours", visibility };
        await expect(settle(() => store.listRelations(ANA, foreign))).rejects.toThrow(
          InvalidArgumentError,
        );
      });

      test("shows an agent what its own turns or those of no agent tell", async ({ store }) => {
        await store.commit(ANA, edge(["ana", "LIKES", "tea"], 1, { agentId: "a", runId: "one" }));
        await store.commit(ANA, edge(["ana", "LIKES", "jazz"], 2, { agentId: "b", runId: "two" }));
        await store.commit(ANA, edge(["ben", "LIKES", "chess"], 3));
        await store.commit(ANA, records({ merges: [merge("jazz", "music", 3)] }));
        expect(await keysOf(store, seeing({ agentId: "a" }))).toEqual([
          "ana",
          "ben",
          "chess",
          "tea",
        ]);
        expect(await keysOf(store, seeing({ agentId: "b", runId: "two" }))).toEqual([
          "ana",
          "music",
        ]);
        expect(await keysOf(store, seeing({ runId: "one" }))).toEqual(["ana", "tea"]);
        expect(await keysOf(store, seeing({ agentId: "c" }))).toEqual(["ben", "chess"]);
        expect(await listed(store, seeing({ agentId: "a" }))).toEqual([
          "ben LIKES chess",
          "ana LIKES tea",
        ]);
        expect(await listed(store, seeing({ runId: "two" }))).toEqual(["ana LIKES jazz"]);
      });

      test("an agent is shown words, names and types of its own or of no agent", async ({
        store,
      }) => {
        const told = (at: number, agentId: string, text: string | null, type: string | null) => {
          const all = edge(["ana", "LIKES", "tea"], at, { agentId, text });
          const named = { agentId, type, turnId: `turn of episode ${at}` };
          const alias = mention("tea", at, { ...named, name: `cha ${agentId}`, isAlias: true });
          return together([all, records({ mentions: [alias] })]);
        };
        await store.commit(ANA, told(1, "a", "A says so", "drink"));
        await store.commit(ANA, told(2, "b", "B says so", null));
        await store.commit(ANA, told(3, "c", null, "leaf"));
        const id = edgeId("ana", "LIKES", "tea");
        const tea = (aliases: string[], type: string | null, firstAt: number) => [
          { key: "tea", name: "tea", type, aliases, firstAt },
        ];
        for (const [agentId, fact, entities] of [
          [null, "A says so", tea(["cha a", "cha b", "cha c"], "drink", 1)],
          ["a", "A says so", tea(["cha a"], "drink", 1)],
          ["b", "B says so", tea(["cha b"], null, 2)],
          ["c", "ana likes tea", tea(["cha c"], "leaf", 3)],
          ["d", undefined, []],
        ] as const) {
          expect(await store.getEntities(ANA, ["tea"], agentId)).toEqual(entities);
          const options = { limit: 10, cursor: null, visibility: seeing({ agentId }) };
          const { items } = await store.listEntities(ANA, options);
          expect(items.filter(({ key }) => key === "tea")).toEqual(entities);
          const names = await store.findByName(ANA, ["cha a", "cha b", "cha c"], {
            prefixes: ["cha"],
            limit: 10,
            agentId,
          });
          const seen = entities.flatMap(({ aliases }) => aliases);
          expect([...new Set(names.map((match) => match.name))]).toEqual(seen);
          if (fact === undefined) continue;
          const near = await around(store, ["ana"], { visibility: seeing({ agentId }) });
          for (const relations of [
            await store.getRelations(ANA, [id], agentId),
            (await store.listRelations(ANA, options)).items,
            near.relations,
          ]) {
            expect(relations.map((relation) => relation.fact)).toEqual([fact]);
          }
        }
      });
    });

    test("relationsOfMemories() gives what a memory tells, and what is shown in its place", async ({
      store,
    }) => {
      await store.commit(ANA, edge(["ana", "LIKES", "tea"], 1, { memoryId: "m" }));
      await store.commit(ANA, edge(["ana", "LIKES", "chai"], 2, { memoryId: "n" }));
      await store.commit(ANA, edge(["ana", "LIKES", "jazz"], 2, { memoryId: "n" }));
      await store.commit(ANA, edge(["ana", "LIKES", "cake"], 2));
      const idsOf = async (memoryId: string): Promise<string[]> =>
        (await store.relationsOfMemories(ANA, [memoryId])).map(({ id }) => id);
      expect(await idsOf("m")).toEqual(["ana LIKES tea"]);
      expect(await idsOf("n")).toEqual(["ana LIKES chai", "ana LIKES jazz"]);
      await store.commit(ANA, records({ merges: [merge("chai", "tea", 3)] }));
      expect(await idsOf("n")).toEqual(["ana LIKES chai", "ana LIKES jazz", "ana LIKES tea"]);
      expect(await idsOf("nobody")).toEqual([]);
      const ofBoth = await store.relationsOfMemories(ANA, ["n", "m", "nobody"]);
      expect(ofBoth.map(({ id }) => id)).toEqual(await idsOf("n"));
      expect(await store.relationsOfMemories(ANA, [])).toEqual([]);
    });

    describe("export", () => {
      test("recordsByEpisode() gives what each episode told, by id, page by page", async ({
        store,
      }) => {
        const first = edge(["ana", "KNOWS", "ben"], 1, { memoryId: "m" });
        const again = edge(["ana", "KNOWS", "ben"], 2);
        const rest = records({
          attestations: [tell("tea", 3)],
          supersessions: [supersede("tea", "coffee", 4)],
          merges: [merge("lisboa", "lisbon", 5)],
        });
        await store.commit(ANA, together([rest, first, again]));
        await store.commit(BEN, edge(["dora", "KNOWS", "eve"], 1));
        const pages = await pagesOf((cursor) => store.recordsByEpisode(ANA, { cursor, limit: 2 }));
        expect(pages.map((page) => page.length)).toEqual([2, 2, 1]);
        const found = new Map(pages.flat().map((one) => [one.episodeId, one.records]));
        expect([...found.keys()]).toEqual([1, 2, 3, 4, 5].map((at) => `episode ${at}`));
        expect(found.get("episode 1")).toEqual(sorted(first));
        const { relations } = first;
        expect(found.get("episode 2")).toEqual(sorted({ ...again, relations }));
        expect(found.get("episode 3")).toEqual(records({ attestations: rest.attestations }));
        expect(found.get("episode 4")).toEqual(records({ supersessions: rest.supersessions }));
        expect(found.get("episode 5")).toEqual(records({ merges: rest.merges }));
        const none = await store.recordsByEpisode(ANA, { cursor: null, limit: 0 });
        expect(none.items).toEqual([]);
      });

      test("bury() leaves tombstones that kill what comes, erases nothing, and listTombstones() has them", async ({
        store,
      }) => {
        await store.commit(ANA, records({ attestations: [tell("tea", 1)] }));
        const revision = await store.revision(ANA);
        const graves = [
          { id: "coffee", at: 5, form: "erased" },
          { id: "tea", at: 5, form: "erased" },
          { id: "turn", at: 4, form: "erased" },
          { id: "turn", at: 6, form: "redacted" },
        ] as const;
        await store.bury(ANA, graves);
        await store.bury(ANA, [{ id: "coffee", at: 3, form: "erased" }]);
        await store.bury(ANA, []);
        await store.bury(BEN, [{ id: TENANT_TOMBSTONE, at: 9, form: "erased" }]);
        expect(await store.revision(ANA)).toBe(revision);
        expect((await store.memoryIds(ANA, { limit: 9, cursor: null })).items).toEqual(["tea"]);
        const { dead } = await store.commit(
          ANA,
          records({ attestations: [tell("coffee", 4), tell("milk", 4)] }),
        );
        expect(dead).toEqual(new Set(["coffee"]));
        const cited = { id: "turn of episode 4", at: 5, form: "redacted" };
        const pages = await pagesOf((cursor) => store.listTombstones(ANA, { cursor, limit: 3 }));
        expect(pages).toEqual([graves.slice(0, 3), [...graves.slice(3), cited]]);
        expect((await store.listTombstones(ANA, { cursor: null, limit: 0 })).items).toEqual([]);
        const others = await store.listTombstones(BEN, { cursor: null, limit: 9 });
        expect(others.items).toEqual([{ id: TENANT_TOMBSTONE, at: 9, form: "erased" }]);
      });

      test("tenants() gives those with records or tombstones, by name, page by page", async ({
        store,
      }) => {
        for (const user of ["c", "a", "b"]) {
          await store.commit(tenantOf(user), edge(["ana", "KNOWS", "ben"], 1));
        }
        await store.forgetTenant(tenantOf("b"), 9);
        await store.bury(tenantOf("d"), [{ id: "x", at: 1, form: "erased" }]);
        await store.revision(tenantOf("read"));
        const pages = await pagesOf((cursor) => store.tenants({ cursor, limit: 3 }));
        expect(pages).toEqual([["user:a", "user:b", "user:c"], ["user:d"]]);
        expect((await store.tenants({ cursor: null, limit: 0 })).items).toEqual([]);
      });

      test("what is read for an export comes to the same elsewhere, whatever its order", async ({
        store,
      }) => {
        let round = 0;
        const forgotten = fc.array(fc.nat(50), { maxLength: 2 });
        await fc.assert(
          fc.asyncProperty(graphs(), forgotten, fc.boolean(), async (ledger, picks, isTurned) => {
            round += 1;
            const [from, to] = [tenantOf(`from ${round}`), tenantOf(`to ${round}`)];
            await store.commit(from, ledger);
            const { attestations } = ledger;
            const ids = picks.flatMap((pick) => attestations[pick % attestations.length] ?? []);
            await store.forget(from, forgetting({ memoryIds: ids.map(({ of }) => of) }, 20));
            const graves = await pagesOf((cursor) =>
              store.listTombstones(from, { cursor, limit: 2 }),
            );
            await store.bury(to, graves.flat());
            const pages = await pagesOf((cursor) =>
              store.recordsByEpisode(from, { cursor, limit: 3 }),
            );
            const episodes = isTurned ? pages.flat().toReversed() : pages.flat();
            for (const episode of episodes) await store.commit(to, episode.records);
            expect(await stateOf(store, to)).toEqual(await stateOf(store, from));
            const turnIds = attestations.map(({ turnId }) => turnId);
            const [own, other] = [
              await store.turnProjections(to, turnIds),
              await store.turnProjections(from, turnIds),
            ];
            expect(withoutRevisions(own)).toEqual(withoutRevisions(other));
            expect(await store.verify(to)).toEqual([]);
          }),
          { numRuns: Math.min(40, maxRuns) },
        );
      });
    });

    describe("neighbourhood()", () => {
      test("walks in both directions, nearest first", async ({ store }) => {
        const ends = ["a b", "c b", "c d", "d e", "x y"].map((pair) => pair.split(" "));
        for (const [index, [from = "", to = ""]] of ends.entries()) {
          await store.commit(ANA, edge([from, "TO", to], index + 1));
        }
        const near = await around(store, ["a"], { hops: 3 });
        expect(near.relations.map(({ id }) => id)).toEqual(["a TO b", "c TO b", "c TO d"]);
        expect(near.distances).toEqual(
          new Map([
            ["a", 0],
            ["b", 1],
            ["c", 2],
            ["d", 3],
          ]),
        );
        expect(near.isTruncated).toBe(false);
        const both = await around(store, ["a", "e", "nobody"], { hops: 1 });
        expect(both.relations.map(({ id }) => id)).toEqual(["a TO b", "d TO e"]);
        expect(both.distances.get("nobody")).toBe(0);
      });

      test("tells when the fanout cut something, and keeps the latest recorded", async ({
        store,
      }) => {
        for (let at = 1; at <= 6; at += 1) {
          const ends =
            at % 2 === 0 ? (["hub", "TO", `n${at}`] as const) : ([`n${at}`, "TO", "hub"] as const);
          await store.commit(ANA, edge(ends, at));
        }
        const four = await around(store, ["hub"], { fanout: 4 });
        expect(four.relations.map(({ recordedAt }) => recordedAt)).toEqual([6, 5, 4, 3]);
        expect(four.isTruncated).toBe(true);
        const all = await around(store, ["hub"], { fanout: 6 });
        expect(all.relations).toHaveLength(6);
        expect(all.isTruncated).toBe(false);
        const none = await around(store, ["hub"], { fanout: 0 });
        expect(none).toMatchObject({ relations: [], isTruncated: true });
      });

      test("does not count what is over against the fanout", async ({ store }) => {
        await store.commit(ANA, edge(["ana", "KNOWS", "ben"], 1));
        for (let at = 2; at <= 40; at += 1) {
          await store.commit(ANA, singleEdge(["ana", "LIVES_IN", `place ${at}`], at));
        }
        const near = await around(store, ["ana"], { fanout: 2 });
        expect(near.relations.map(({ id }) => id)).toEqual([
          "ana LIVES_IN place 40",
          "ana KNOWS ben",
        ]);
        expect(near.isTruncated).toBe(false);
      });

      test("tells when there were too many relations", async ({ store }) => {
        for (const [index, to] of ["b", "c", "d"].entries()) {
          await store.commit(ANA, edge(["a", "TO", to], index + 1));
        }
        const two = await around(store, ["a"], { maxRelations: 2, hops: 2 });
        expect(two.relations.map(({ id }) => id)).toEqual(["a TO d", "a TO c"]);
        expect(two.isTruncated).toBe(true);
        // Seen again from its other end it is no other.
        const three = await around(store, ["a"], { maxRelations: 3, hops: 2 });
        expect(three.relations).toHaveLength(3);
        expect(three.isTruncated).toBe(false);
        const none = await around(store, ["a"], { maxRelations: 0 });
        expect(none).toMatchObject({ relations: [], isTruncated: true });
      });

      test("tells when a hop would lead to too many entities", async ({ store }) => {
        const spokes = Array.from({ length: 150 }, (_, index) => `n${index}`);
        await store.commit(ANA, together(spokes.map((key) => edge(["hub", "TO", key], 1))));
        await store.commit(ANA, together(spokes.map((key) => edge([key, "TO", `far ${key}`], 2))));
        const one = await around(store, ["hub"], { hops: 1 });
        expect(one.relations).toHaveLength(150);
        expect(one.isTruncated).toBe(false);
        const two = await around(store, ["hub"], { hops: 2 });
        expect(two.relations.length).toBeLessThan(300);
        expect(two.isTruncated).toBe(true);
      });

      test("shows what held then, to whom it may", async ({ store }) => {
        await store.commit(ANA, singleEdge(["ana", "LIVES_IN", "lisbon"], 10, { agentId: "a" }));
        await store.commit(ANA, singleEdge(["ana", "LIVES_IN", "porto"], 20, { runId: "run" }));
        const seen = async (visibility: Partial<Visibility>): Promise<string[]> => {
          const near = await around(store, ["ana"], { visibility: seeing(visibility) });
          return near.relations.map(({ destination }) => destination);
        };
        expect(await seen({})).toEqual(["porto"]);
        expect(await seen({ includeClosed: true })).toEqual(["porto", "lisbon"]);
        expect(await seen({ asOf: 15, isExplicit: true })).toEqual(["lisbon"]);
        expect(await seen({ asOf: 5, isExplicit: true })).toEqual([]);
        expect(await seen({ includeClosed: true, agentId: "b" })).toEqual(["porto"]);
        expect(await seen({ includeClosed: true, agentId: "a" })).toEqual(["porto", "lisbon"]);
        expect(await seen({ includeClosed: true, runId: "run" })).toEqual(["porto"]);
      });

      test("starts from the entity that a key is today, and has an edge to itself once", async ({
        store,
      }) => {
        await store.commit(ANA, edge(["ana", "KNOWS", "nita"], 1));
        await store.commit(ANA, records({ merges: [merge("nita", "ana", 2)] }));
        const near = await around(store, ["nita", "ana"]);
        expect(near.relations).toMatchObject([{ source: "ana", destination: "ana" }]);
        expect(near.distances).toEqual(new Map([["ana", 0]]));
      });
    });

    describe("tenants", () => {
      /** Fills a tenant with records that have the same ids in every tenant. */
      async function fill(store: GraphStore, tenant: Tenant, word: string): Promise<void> {
        const told = singleEdge(["ana", "LIVES_IN", "lisbon"], 1, { text: word, memoryId: "m" });
        const attestations = [tell("m", 1, { text: word }), tell("old", 1)];
        const supersessions = [supersede("old", "m", 1)];
        const mentions = [mention("ana", 1, { name: "Ana Lima", id: "name", type: word })];
        const merges = [merge("nita", "ana", 1, placeAt(1))];
        const rest = records({ attestations, supersessions, mentions, merges });
        await store.commit(tenant, together([told, rest]));
      }

      test("never meet in what is read", async ({ store }) => {
        await fill(store, ANA, "hers");
        expect(await stateOf(store, BEN)).toEqual(await emptyState());
        const options = { prefixes: ["ana"], limit: 9 };
        expect(await store.findByName(BEN, ["analima", "ana"], options)).toEqual([]);
        expect(await store.entitiesOf(BEN, ["m", "turn of episode 1"])).toEqual(new Map());
        expect(await store.mergesOf(BEN, ["ana", "nita"])).toEqual([]);
        expect(await store.ledgerOf(BEN, ["m"])).toEqual({ attestations: [], supersessions: [] });
        expect(await store.relationsOfMemories(BEN, ["m"])).toEqual([]);
        expect(await store.turnProjections(BEN, ["turn of episode 1"])).toEqual(new Map());
        expect((await around(store, ["ana"], {}, BEN)).relations).toEqual([]);
        await store.forget(ANA, forgetting({ memoryIds: ["m"] }));
        expect(await store.tombstones(BEN, ["m"])).toEqual([]);
      });

      test("never meet in what is written", async ({ store }) => {
        await fill(store, BEN, "his");
        const his = await stateOf(store, BEN);
        await fill(store, ANA, "hers");
        await store.commit(ANA, singleEdge(["ana", "LIVES_IN", "porto"], 2));
        await store.commit(ANA, records({ merges: [merge("lisbon", "lisboa", 2)] }));
        expect(await stateOf(store, BEN)).toEqual(his);
        await store.forget(ANA, forgetting({ memoryIds: ["m"], episodeIds: ["episode 2"] }));
        await store.rebuild(ANA);
        expect(await stateOf(store, BEN)).toEqual(his);
        await store.forgetTenant(ANA, 100);
        expect(await stateOf(store, BEN)).toEqual(his);
        expect(await store.verify(BEN)).toEqual([]);
        const late = await store.commit(BEN, records({ attestations: [tell("m", 3)] }));
        expect(late.dead).toEqual(new Set());
      });

      test("do not share a cursor", async ({ store }) => {
        for (const [index, to] of ["a", "b", "c"].entries()) {
          await store.commit(ANA, edge(["z", "TO", to], index + 1));
          await store.commit(BEN, edge(["y", "TO", to], index + 1));
        }
        const options = { limit: 1, visibility: seeing() };
        const { cursor } = await store.listRelations(ANA, { ...options, cursor: null });
        const next = await store.listRelations(BEN, { ...options, cursor });
        expect(next.items.every(({ source }) => source === "y")).toBe(true);
      });
    });

    test("every method rejects after the store is closed", async ({ opened }) => {
      const { store } = opened;
      await store.commit(ANA, edge(["ana", "KNOWS", "ben"], 1));
      await opened.close();
      const page = { limit: 1, cursor: null };
      const calls: (() => unknown)[] = [
        () => store.commit(ANA, records({})),
        () => store.forget(ANA, forgetting({})),
        () => store.forgetTenant(ANA, 1),
        () => store.tombstones(ANA, ["a"]),
        () => store.ledgerOf(ANA, ["a"]),
        () => store.mergesOf(ANA, ["a"]),
        () => store.findByName(ANA, ["a"], { prefixes: [], limit: 1 }),
        () => store.entitiesOf(ANA, ["a"]),
        () => store.getEntities(ANA, ["a"]),
        () => store.getRelations(ANA, ["a"]),
        () => store.relationsOfMemories(ANA, ["a"]),
        () => store.neighbourhood(ANA, ["a"], WIDE),
        () => store.listEntities(ANA, { ...page, visibility: seeing() }),
        () => store.listRelations(ANA, { ...page, visibility: seeing() }),
        () => store.counts(ANA),
        () => store.revision(ANA),
        () => store.memoryIds(ANA, page),
        () => store.recordsByEpisode(ANA, page),
        () => store.listTombstones(ANA, page),
        () => store.bury(ANA, [{ id: "a", at: 1, form: "erased" }]),
        () => store.tenants(page),
        () => store.turnProjections(ANA, ["a"]),
        () => store.verify(ANA),
        () => store.rebuild(ANA),
      ];
      for (const call of calls) await expect(settle(call)).rejects.toThrow(MnemographError);
    });
  });

  /** What a store shows that nothing was ever written to. */
  async function emptyState(): Promise<unknown> {
    const { store, close } = await create();
    try {
      return await stateOf(store);
    } finally {
      await close();
    }
  }
}

const WIDE: NeighbourhoodOptions = {
  hops: 1,
  visibility: seeing(),
  fanout: 1000,
  maxRelations: 1000,
};

async function around(
  store: GraphStore,
  keys: readonly string[],
  options: Partial<NeighbourhoodOptions> = {},
  tenant: Tenant = ANA,
): Promise<Neighbourhood> {
  return store.neighbourhood(tenant, keys, { ...WIDE, ...options });
}

/** The ids of the relations that are shown, in their order. */
async function listed(store: GraphStore, visibility = seeing()): Promise<string[]> {
  const { items } = await store.listRelations(ANA, { limit: 1000, cursor: null, visibility });
  return items.map(({ id }) => id);
}

async function allEntities(
  store: GraphStore,
  visibility = seeing(),
  tenant = ANA,
): Promise<readonly Entity[]> {
  return (await store.listEntities(tenant, { limit: 1000, cursor: null, visibility })).items;
}

async function keysOf(store: GraphStore, visibility = seeing()): Promise<string[]> {
  return (await allEntities(store, visibility)).map(({ key }) => key);
}

/** All that a tenant's graph shows, the past included. */
async function stateOf(store: GraphStore, tenant = ANA): Promise<unknown> {
  const page = { limit: 1000, cursor: null };
  const { items } = await store.listRelations(tenant, { ...page, visibility: EVERYTHING });
  const relations: readonly Relation[] = items;
  return {
    relations,
    entities: await allEntities(store, EVERYTHING, tenant),
    memoryIds: await store.memoryIds(tenant, page),
    counts: await store.counts(tenant),
  };
}

/** Each list by id. */
function sorted(ledger: LedgerRecords): LedgerRecords {
  const compare = (a: { readonly id: string }, b: { readonly id: string }): number =>
    a.id < b.id ? -1 : 1;
  return {
    relations: ledger.relations.toSorted(compare),
    attestations: ledger.attestations.toSorted(compare),
    supersessions: ledger.supersessions.toSorted(compare),
    mentions: ledger.mentions.toSorted(compare),
    merges: ledger.merges.toSorted(compare),
  };
}

function byId(changes: readonly StatementChange[]): Map<string, StatementChange> {
  return new Map(changes.map((change) => [change.id, change]));
}

async function pagesOf<T>(
  read: (
    cursor: string | null,
  ) => Awaitable<{ readonly items: readonly T[]; readonly cursor: string | null }>,
): Promise<(readonly T[])[]> {
  const pages: (readonly T[])[] = [];
  let cursor: string | null = null;
  do {
    const page: { readonly items: readonly T[]; readonly cursor: string | null } =
      await read(cursor);
    pages.push(page.items);
    ({ cursor } = page);
  } while (cursor !== null);
  return pages;
}

/** Runs a call whose failure may be thrown or rejected. */
async function settle<T>(call: () => T | Promise<T>): Promise<T> {
  return await call();
}

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

function deriveThen(
  ledger: Pick<LedgerRecords, "attestations" | "supersessions" | "merges">,
  then: (one: { readonly recordedAt: number }) => boolean,
): LedgerState {
  const attestations = ledger.attestations.filter(then);
  const supersessions = ledger.supersessions.filter(then);
  return deriveState({ attestations, supersessions }, canonicalizer(ledger.merges.filter(then)));
}
