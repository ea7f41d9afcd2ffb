import * as fc from "fast-check";
import { test as base, describe, expect } from "vitest";
import { InvalidArgumentError, MnemographError } from "../../src/core/errors.ts";
import { matchesFilter } from "../../src/core/matches-filter.ts";
import type { Page } from "../../src/core/page.ts";
import type { Tenant } from "../../src/core/scope.ts";
import { isVisible } from "../../src/core/visibility.ts";
import { analyze } from "../../src/text/tokens.ts";
import { inverseDocumentFrequency, MAX_TERM_WEIGHT, termWeight } from "../../src/vector/bm25.ts";
import type { NewPoint, StoredPoint, VectorStore } from "../../src/vector/vector-store.ts";
import { filterNodes, metadataValues, projections, visibilities } from "../support/arbitraries.ts";
import { filteredMetadata } from "../support/naive-vector-store.ts";
import {
  DAY,
  DAY_ZERO,
  DIMENSIONS,
  memoryOf,
  projectionOf,
  seeing,
  tenantOf,
  turnOf,
  unit,
  wanting,
  within,
} from "../support/points.ts";

/** A store that is fresh, empty and of {@link DIMENSIONS} dimensions, and the way to close what is behind it. */
export interface OpenVectorStore {
  readonly store: VectorStore;
  /** Undefined for a store that has nothing to close. */
  readonly close: (() => void | Promise<void>) | undefined;
}

const ANA = tenantOf("ana");
const BEN = tenantOf("ben");
/** Floats of 32 bits, and servers that round. */
const CLOSE = 5;

/** Runs the VectorStore contract against stores made by `create`. */
export function testVectorStore(name: string, create: () => Promise<OpenVectorStore>): void {
  const test = base.extend<{ opened: OpenVectorStore; store: VectorStore }>({
    // oxlint-disable-next-line no-empty-pattern -- vitest reads the parameter's shape
    opened: async ({}, use) => {
      const opened = await create();
      await use(opened);
      await opened.close?.();
    },
    store: async ({ opened }, use) => {
      await use(opened.store);
    },
  });

  describe(`VectorStore contract: ${name}`, () => {
    test("every read of an empty store finds nothing", async ({ store }) => {
      expect(store.dimensions).toBe(DIMENSIONS);
      expect(await store.get(ANA, ["a"])).toEqual([]);
      expect(await store.findByTextKey(ANA, ["a"])).toEqual([]);
      expect(await store.list(ANA, { ...wanting(), cursor: null })).toEqual({
        items: [],
        cursor: null,
      });
      expect(await store.outline(ANA, wanting())).toEqual({ items: [], isTruncated: false });
      expect(await store.searchDense(ANA, unit(1), wanting())).toEqual([]);
      expect((await store.searchKeywords(ANA, ["skiing"], wanting())).hits).toEqual([]);
      expect(await store.searchTime(ANA, { from: 0, to: DAY_ZERO * 2 }, wanting())).toEqual([]);
      expect(await store.neighbours(ANA, ["a"], within(2), seeing())).toEqual(new Map());
      expect(await store.counts(ANA)).toEqual({ event: 0, trait: 0, note: 0, turn: 0 });
      expect(await store.unembeddedCount(ANA)).toBe(0);
      expect(await store.embeddings(ANA, ["a"])).toEqual(new Map());
      for (const page of [
        await store.ids(ANA, { cursor: null, limit: 10 }),
        await store.unembedded(ANA, { cursor: null, limit: 10 }),
        await store.tenants({ cursor: null, limit: 10 }),
      ]) {
        expect(page).toEqual({ items: [], cursor: null });
      }
    });

    test("every write to an empty store but insert() is a no-op", async ({ store }) => {
      await store.insert(ANA, []);
      await store.project(ANA, new Map([["a", projectionOf()]]));
      await store.revise(ANA, revisionOf("a", "r1"), unit(1));
      await store.embed(ANA, new Map([["a", unit(1)]]));
      await store.redact(ANA, ["a"]);
      await store.remove(ANA, ["a"]);
      await store.removeTenant(ANA);
      expect(await idsOf(store, ANA)).toEqual([]);
    });

    describe("insert() and get()", () => {
      test("read back what was written", async ({ store }) => {
        const memory = memoryOf({
          id: "m",
          kind: "event",
          attributedTo: "assistant",
          agentId: "agent",
          at: DAY_ZERO + 5,
          recordedAt: DAY_ZERO + 7,
          metadata: { own: [1, { deep: null }] },
          projection: {
            revision: 3,
            spells: [{ from: null, to: DAY_ZERO + DAY, closedAt: DAY_ZERO + DAY }],
            retractedAt: DAY_ZERO + 2 * DAY,
            foldedInto: "other",
            agentIds: [null, "agent"],
            runIds: ["run"],
            evidence: ["t2", "t1"],
            metadata: { projected: true },
          },
        });
        const turn = turnOf({
          id: "t",
          agentId: "agent",
          metadata: { mood: "sunny" },
          turn: { index: 4, role: "tool", name: "Ana", ref: "x-1", runId: "run", expiresAt: 9 },
          projection: { metadata: { other: 1 } },
        });
        expect(await store.insert(ANA, [memory, turn])).toEqual(new Set(["m", "t"]));
        const found = await store.get(ANA, ["t", "m", "nobody"]);
        expect(found).toHaveLength(2);
        expect(byId(found, "m")).toEqual(asStored(memory));
        expect(byId(found, "t")).toEqual(asStored(turn));
      });

      test("a point that is there is left as it is", async ({ store }) => {
        await store.insert(ANA, [memoryOf({ id: "a", text: "first" })]);
        const again = [
          memoryOf({ id: "a", text: "second", embedding: unit(0, 1) }),
          memoryOf({ id: "b" }),
          memoryOf({ id: "b", text: "twice in one call" }),
        ];
        expect(await store.insert(ANA, again)).toEqual(new Set(["b"]));
        expect(await store.insert(ANA, again)).toEqual(new Set());
        const found = await store.get(ANA, ["a", "b"]);
        expect(byId(found, "a").text).toBe("first");
        expect(byId(found, "b").text).toBe("memory b");
        expect(await store.counts(ANA)).toEqual({ event: 0, trait: 2, note: 0, turn: 0 });
        const [best] = await store.searchDense(ANA, unit(0, 1), wanting({ limit: 1 }));
        expect(best?.score).toBeCloseTo(0, CLOSE);
      });

      test("inserts at the same time write each point once", async ({ store }) => {
        const points = Array.from({ length: 20 }, (_, index) => memoryOf({ id: `p${index}` }));
        const inserted = await Promise.all([
          store.insert(ANA, points),
          store.insert(ANA, points.slice(5)),
          store.insert(ANA, points.slice(0, 9)),
        ]);
        expect(inserted.reduce((sum, ids) => sum + ids.size, 0)).toBe(20);
        expect(await idsOf(store, ANA)).toHaveLength(20);
      });

      test("get() shows every write after searching and reading", async ({ store }) => {
        const ids = ["m", "t", "gone"];
        await store.insert(ANA, [
          memoryOf({ id: "m", text: "skiing" }),
          turnOf({ id: "t", text: "skiing, I said" }),
          memoryOf({ id: "gone", text: "skiing once" }),
        ]);
        const read = async (): Promise<readonly StoredPoint[]> => {
          await store.searchKeywords(ANA, ["ski"], wanting());
          return store.get(ANA, [...ids, ...ids, "unknown"], { mayBeKept: true });
        };
        expect((await read()).map(({ id }) => id).toSorted()).toEqual(["gone", "m", "t"]);
        expect((await read()).map(({ id }) => id).toSorted()).toEqual(["gone", "m", "t"]);
        await store.project(ANA, new Map([["m", projectionOf({ revision: 4, evidence: ["t"] })]]));
        expect(byId(await read(), "m").projection).toMatchObject({ revision: 4, evidence: ["t"] });
        await store.revise(ANA, revisionOf("m", "r2", "skiing still"), unit(1));
        expect(byId(await read(), "m").text).toBe("skiing still");
        await store.revise(ANA, { ...revisionOf("m", "r1", "skiing?"), recordedAt: 1 }, unit(1));
        expect(byId(await read(), "m").revisions.map(({ id }) => id)).toEqual(["r1", "r2"]);
        await store.redact(ANA, ["t"]);
        expect(byId(await read(), "t")).toMatchObject({ text: "", isRedacted: true });
        await store.remove(ANA, ["gone"]);
        expect((await read()).map(({ id }) => id).toSorted()).toEqual(["m", "t"]);
        await store.insert(ANA, [memoryOf({ id: "gone", text: "skiing anew" })]);
        expect(byId(await read(), "gone").text).toBe("skiing anew");
        await store.removeTenant(ANA);
        expect(await read()).toEqual([]);
      });

      test("keep any Unicode and very long texts", async ({ store }) => {
        const long = "Zürich ist schön. 我住在里斯本。👩‍👩‍👧 ".repeat(20_000);
        const odd = "a\u0000b \u202e'\"\\ %_ \n\t é ﬁ 𝒳";
        await store.insert(ANA, [
          memoryOf({ id: "long", text: long }),
          turnOf({ id: "odd", text: odd, metadata: { [odd]: odd, __proto__key: ["😀"] } }),
        ]);
        const found = await store.get(ANA, ["long", "odd"]);
        expect(byId(found, "long").text).toBe(long);
        expect(byId(found, "odd").text).toBe(odd);
        expect(byId(found, "odd").metadata).toEqual({ [odd]: odd, __proto__key: ["😀"] });
        const { hits } = await store.searchKeywords(ANA, analyze("里斯本"), wanting());
        expect(hits.map(({ id }) => id)).toEqual(["long"]);
        await store.remove(ANA, ["long"]);
        expect((await store.searchKeywords(ANA, analyze("里斯本"), wanting())).hits).toEqual([]);
      });
    });

    describe("an embedding of the wrong size", () => {
      const short = Float32Array.of(1, 0);
      const broken = Float32Array.of(1, 0, Number.NaN, 0);

      test("is rejected by insert() with nothing stored", async ({ store }) => {
        for (const embedding of [short, broken]) {
          const points = [memoryOf({ id: "good" }), memoryOf({ id: "bad", embedding })];
          await expect(settle(() => store.insert(ANA, points))).rejects.toThrow(
            InvalidArgumentError,
          );
        }
        expect(await idsOf(store, ANA)).toEqual([]);
      });

      test("is rejected by searchDense() and revise()", async ({ store }) => {
        await store.insert(ANA, [memoryOf({ id: "m" })]);
        for (const embedding of [short, broken]) {
          await expect(settle(() => store.searchDense(ANA, embedding, wanting()))).rejects.toThrow(
            InvalidArgumentError,
          );
          await expect(
            settle(() => store.revise(ANA, revisionOf("m", "r"), embedding)),
          ).rejects.toThrow(InvalidArgumentError);
        }
        expect(byId(await store.get(ANA, ["m"]), "m").revisions).toEqual([]);
      });
    });

    describe("a point that is not embedded", () => {
      test("is found by every arm but the dense one", async ({ store }) => {
        await store.insert(ANA, [
          memoryOf({ id: "m", text: "word", embedding: null }),
          turnOf({ id: "t", text: "word", embedding: null }),
          memoryOf({ id: "n", text: "word" }),
        ]);
        const [list, dense, keywords, time] = await everyArm(store, ANA, {});
        expect(dense).toEqual(["n"]);
        for (const ids of [list, keywords, time]) expect(ids).toEqual(["m", "n", "t"]);
        expect(byId(await store.get(ANA, ["m"]), "m").text).toBe("word");
        const { hits } = await store.searchKeywords(ANA, ["word"], wanting());
        const score = inverseDocumentFrequency(3, 3) * termWeight("trait", 1, 1);
        expect(hits.find(({ id }) => id === "m")?.score).toBeCloseTo(score, CLOSE);
      });

      test("is listed by id, page by page, until it is embedded", async ({ store }) => {
        const points = Array.from({ length: 7 }, (_, index) =>
          memoryOf({ id: `p${index}`, embedding: index === 3 ? unit(1) : null }),
        );
        await store.insert(ANA, points.toReversed());
        await store.insert(BEN, [memoryOf({ id: "p9", embedding: null })]);
        expect(await unembeddedOf(store, 2)).toEqual(["p0", "p1", "p2", "p4", "p5", "p6"]);
        expect(await store.unembeddedCount(ANA)).toBe(6);
        expect((await store.unembedded(ANA, { cursor: null, limit: 0 })).items).toEqual([]);
        const page = await store.unembedded(ANA, { cursor: null, limit: 2 });
        const found = await store.get(ANA, ["p0", "p1"]);
        expect(page.items).toEqual([byId(found, "p0"), byId(found, "p1")]);
        await store.embed(ANA, new Map(page.items.map(({ id }) => [id, unit(0, 1)])));
        expect(await unembeddedOf(store, 3)).toEqual(["p2", "p4", "p5", "p6"]);
        expect(await unembeddedOf(store, 3, BEN)).toEqual(["p9"]);
      });

      test("is found by its embedding once it has one, in the middle of searches", async ({
        store,
      }) => {
        await store.insert(ANA, [
          memoryOf({ id: "a", embedding: unit(1) }),
          memoryOf({ id: "b", embedding: null }),
          turnOf({ id: "c", embedding: null }),
        ]);
        expect(await store.searchDense(ANA, unit(0, 1), wanting())).toHaveLength(1);
        const embeddings = new Map([
          ["b", unit(0, 1)],
          ["nobody", unit(0, 1)],
        ]);
        await store.embed(ANA, embeddings);
        await store.embed(BEN, new Map([["c", unit(0, 1)]]));
        const hits = await store.searchDense(ANA, unit(0, 1), wanting());
        expect(hits.map(({ id }) => id)).toEqual(["b", "a"]);
        expect(hits[0]?.score).toBeCloseTo(1, CLOSE);
        for (const ids of await everyArm(store, ANA, { kinds: new Set(["trait"]) }, "memory")) {
          expect(ids).toEqual(["a", "b"]);
        }
        expect(await idsOf(store, BEN)).toEqual([]);
      });

      test("keeps the embedding it was given first", async ({ store }) => {
        await store.insert(ANA, [memoryOf({ id: "a" }), memoryOf({ id: "b", embedding: null })]);
        await store.embed(ANA, new Map([["b", unit(1)]]));
        const late = new Map([
          ["a", unit(0, 1)],
          ["b", unit(0, 1)],
        ]);
        await store.embed(ANA, late);
        const hits = await store.searchDense(ANA, unit(1), wanting());
        expect(hits.map(({ score }) => score)).toEqual([
          expect.closeTo(1, CLOSE),
          expect.closeTo(1, CLOSE),
        ]);
      });

      test("is given none of the wrong size, nor anything beside it", async ({ store }) => {
        await store.insert(ANA, [
          memoryOf({ id: "a", embedding: null }),
          memoryOf({ id: "b", embedding: null }),
        ]);
        for (const wrong of [Float32Array.of(1, 0), Float32Array.of(1, 0, Number.NaN, 0)]) {
          const embeddings = new Map([
            ["a", unit(1)],
            ["b", wrong],
          ]);
          await expect(settle(() => store.embed(ANA, embeddings))).rejects.toThrow(
            InvalidArgumentError,
          );
        }
        expect(await unembeddedOf(store)).toEqual(["a", "b"]);
        expect(await store.searchDense(ANA, unit(1), wanting())).toEqual([]);
      });

      test("stays gone if it was removed or redacted before its embedding came", async ({
        store,
      }) => {
        await store.insert(ANA, [
          memoryOf({ id: "m", text: "word", embedding: null }),
          turnOf({ id: "t", text: "word", embedding: null }),
          turnOf({ id: "u", text: "word", embedding: null }),
        ]);
        await store.remove(ANA, ["m"]);
        await store.redact(ANA, ["t"]);
        expect(await unembeddedOf(store)).toEqual(["u"]);
        await store.embed(ANA, new Map(["m", "t", "u"].map((id) => [id, unit(1)])));
        for (const ids of await everyArm(store, ANA, {})) expect(ids).toEqual(["u"]);
        expect(byId(await store.get(ANA, ["t"]), "t")).toMatchObject({
          text: "",
          isRedacted: true,
        });
        await store.insert(ANA, [memoryOf({ id: "w", embedding: null })]);
        await store.removeTenant(ANA);
        await store.embed(ANA, new Map([["w", unit(1)]]));
        expect(await unembeddedOf(store)).toEqual([]);
        expect(await idsOf(store, ANA)).toEqual([]);
        await store.insert(ANA, [memoryOf({ id: "m" }), memoryOf({ id: "w" })]);
        expect(await unembeddedOf(store)).toEqual([]);
      });

      test("is made and ended by revisions", async ({ store }) => {
        await store.insert(ANA, [
          memoryOf({ id: "a", text: "old", embedding: unit(1) }),
          memoryOf({ id: "b", text: "old", embedding: null }),
        ]);
        await store.searchDense(ANA, unit(1), wanting());
        await store.revise(ANA, revisionOf("a", "r1", "new", DAY_ZERO + 2 * DAY), null);
        await store.revise(ANA, revisionOf("b", "r2", "new", DAY_ZERO + 2 * DAY), unit(0, 1));
        // Too old to answer: its embedding must not either.
        await store.revise(ANA, revisionOf("a", "r0", "older", DAY_ZERO + DAY), unit(1));
        await store.revise(ANA, revisionOf("b", "r3", "older", DAY_ZERO + DAY), null);
        expect(await store.searchDense(ANA, unit(0, 1), wanting())).toEqual([
          { id: "b", score: expect.closeTo(1, CLOSE) },
        ]);
        const { items } = await store.unembedded(ANA, { cursor: null, limit: 10 });
        expect(items.map(({ id, text }) => [id, text])).toEqual([["a", "new"]]);
        expect((await store.searchKeywords(ANA, ["new"], wanting())).hits).toHaveLength(2);
        await store.embed(ANA, new Map([["a", unit(0, 1)]]));
        expect(await store.searchDense(ANA, unit(0, 1), wanting())).toHaveLength(2);
      });

      test("is left as it is by projections and by inserting it again", async ({ store }) => {
        await store.insert(ANA, [memoryOf({ id: "a", embedding: null })]);
        await store.searchDense(ANA, unit(1), wanting());
        await store.project(ANA, new Map([["a", projectionOf({ revision: 1 })]]));
        expect(await store.insert(ANA, [memoryOf({ id: "a" })])).toEqual(new Set());
        expect(await unembeddedOf(store)).toEqual(["a"]);
        expect(await store.searchDense(ANA, unit(1), wanting())).toEqual([]);
      });
    });

    describe("tenants", () => {
      const same = ["a", "b", "c", "d"];

      async function fill(store: VectorStore): Promise<void> {
        await store.insert(ANA, [
          memoryOf({ id: "a", text: "skiing in Davos" }),
          memoryOf({ id: "b", text: "skiing in Zermatt", recordedAt: DAY_ZERO + 1 }),
          turnOf({ id: "c", text: "I ski", turn: { index: 1 } }),
        ]);
        const noise = Array.from({ length: 30 }, (_, index) =>
          memoryOf({ id: `n${index}`, text: `skiing number ${index}`, embedding: unit(1, 0.1) }),
        );
        await store.insert(BEN, [
          ...noise,
          memoryOf({ id: "a", text: "other skiing", textKey: "skiing in davos" }),
          turnOf({ id: "c", text: "other", turn: { index: 1 } }),
          turnOf({ id: "d", text: "other", turn: { index: 2 } }),
        ]);
      }

      test("never meet in an answer", async ({ store }) => {
        await fill(store);
        const found = await store.get(ANA, same);
        expect(found.map(({ id }) => id).toSorted()).toEqual(["a", "b", "c"]);
        expect(byId(found, "a").text).toBe("skiing in Davos");
        expect(await store.findByTextKey(ANA, ["skiing in davos"])).toEqual([
          { id: "a", textKey: "skiing in davos" },
        ]);
        expect(await idsOf(store, ANA)).toEqual(["a", "b", "c"]);
        expect(await store.counts(ANA)).toEqual({ event: 0, trait: 2, note: 0, turn: 1 });
        const listed = await store.list(ANA, { ...wanting(), cursor: null });
        expect(listed.items.map(({ id }) => id)).toEqual(["b", "a", "c"]);
        const { items } = await store.outline(ANA, wanting({ limit: 100 }));
        expect(items.map(({ id }) => id).toSorted()).toEqual(["a", "b", "c"]);
        const dense = await store.searchDense(ANA, unit(1), wanting({ limit: 100 }));
        expect(dense.map(({ id }) => id).toSorted()).toEqual(["a", "b", "c"]);
        const time = { from: DAY_ZERO - DAY, to: DAY_ZERO + DAY };
        const dated = await store.searchTime(ANA, time, wanting({ limit: 100 }));
        expect(dated.map(({ id }) => id)).toEqual(["a", "b", "c"]);
        expect(await store.neighbours(ANA, ["c", "d"], within(5), seeing())).toEqual(
          new Map([["c", []]]),
        );
      });

      test("do not move each other's keyword scores", async ({ store }) => {
        await store.insert(ANA, [
          memoryOf({ id: "a", text: "skiing in Davos" }),
          memoryOf({ id: "b", text: "a dog" }),
        ]);
        const terms = analyze("skiing dog");
        const alone = await store.searchKeywords(ANA, terms, wanting());
        expect(alone.hits).toHaveLength(2);
        await store.insert(
          BEN,
          Array.from({ length: 50 }, (_, index) =>
            memoryOf({ id: `n${index}`, text: `skiing ${index}` }),
          ),
        );
        expect(await store.searchKeywords(ANA, terms, wanting())).toEqual(alone);
      });

      test("are not changed by writes to another", async ({ store }) => {
        await fill(store);
        const before = await store.get(ANA, same);
        await store.project(BEN, new Map([["a", projectionOf({ revision: 9, spells: [] })]]));
        await store.revise(BEN, revisionOf("a", "r1"), unit(0, 1));
        await store.redact(BEN, ["c"]);
        await store.remove(BEN, ["a", "b", "d"]);
        expect(await store.get(ANA, same)).toEqual(before);
        await store.removeTenant(BEN);
        expect(await store.get(ANA, same)).toEqual(before);
        expect((await store.searchKeywords(ANA, analyze("skiing"), wanting())).hits).toHaveLength(
          3,
        );
        expect(await idsOf(store, BEN)).toEqual([]);
      });

      test("a cursor of another tenant finds nothing of it", async ({ store }) => {
        await fill(store);
        const { cursor } = await store.list(BEN, { ...wanting({ limit: 1 }), cursor: null });
        const { items } = await store.list(ANA, { ...wanting(), cursor });
        expect(items.every(({ text }) => !text.includes("other"))).toBe(true);
      });
    });

    describe("filters", () => {
      test("mean in every arm what matchesFilter() says", async ({ store }) => {
        let run = 0;
        await fc.assert(
          fc.asyncProperty(
            fc.array(fc.dictionary(fc.constantFrom("a", "b", "c.d", "c"), metadataValues()), {
              minLength: 1,
              maxLength: 12,
            }),
            filterNodes(),
            async (all, filter) => {
              run += 1;
              const tenant = tenantOf(`filters-${run}`);
              const points = all.map((metadata, index) =>
                index % 2 === 0
                  ? memoryOf({ id: `p${index}`, text: "word", projection: { metadata } })
                  : turnOf({ id: `p${index}`, text: "word", metadata }),
              );
              await store.insert(tenant, points);
              const expected = points
                .filter((point) => matchesFilter(filter, filteredMetadata(point, null)))
                .map(({ id }) => id)
                .toSorted();
              for (const ids of await everyArm(store, tenant, { filter })) {
                expect(ids).toEqual(expected);
              }
            },
          ),
          { numRuns: 60 },
        );
      });

      test("of a memory see its projected metadata, of a turn its own", async ({ store }) => {
        const seen = { seen: true };
        await store.insert(ANA, [
          memoryOf({ id: "m", text: "word", projection: { metadata: seen } }),
          memoryOf({ id: "n", text: "word", metadata: seen }),
          turnOf({ id: "t", text: "word", metadata: seen }),
          turnOf({ id: "u", text: "word", projection: { metadata: seen } }),
        ]);
        const filter = { op: "eq", key: "seen", value: true } as const;
        for (const ids of await everyArm(store, ANA, { filter })) expect(ids).toEqual(["m", "t"]);
        const changed = { revision: 1, metadata: { seen: false } };
        await store.project(ANA, new Map([["m", projectionOf(changed)]]));
        await store.project(
          ANA,
          new Map([["t", projectionOf({ ...changed, isAttesting: false, spells: [] })]]),
        );
        for (const ids of await everyArm(store, ANA, { filter })) expect(ids).toEqual(["t"]);
      });
    });

    test("visibility means in every arm what isVisible() says", async ({ store }) => {
      let run = 0;
      await fc.assert(
        fc.asyncProperty(
          fc.array(
            fc.record({
              projection: projections(),
              kind: fc.constantFrom("event", "trait", "note", "turn"),
              day: fc.nat(6),
            }),
            { minLength: 1, maxLength: 12 },
          ),
          visibilities(),
          async (all, visibility) => {
            run += 1;
            const tenant = tenantOf(`visibility-${run}`);
            const points = all.map(({ projection, kind, day }, index) => {
              const sketch = { id: `p${index}`, text: "word", at: DAY_ZERO + day * DAY };
              return kind === "turn"
                ? turnOf({ ...sketch, projection: { ...projection, text: null } })
                : memoryOf({ ...sketch, kind, projection });
            });
            await store.insert(tenant, points);
            const expected = points
              .filter((point) => isVisible(point, visibility))
              .map(({ id }) => id)
              .toSorted();
            const [list, dense, keywords] = await everyArm(store, tenant, visibility);
            expect(list).toEqual(expected);
            expect(dense).toEqual(expected);
            expect(keywords).toEqual(expected);
          },
        ),
        { numRuns: 60 },
      );
    });

    describe("searchDenseEach()", () => {
      test("finds for each what searchDense() finds for it", async ({ store }) => {
        const random = generator(7);
        const any = (): Float32Array => unit(random(), random(), random(), random());
        const points = Array.from({ length: 60 }, (_, index) =>
          memoryOf({ id: `p${index}`, embedding: any() }),
        );
        await store.insert(ANA, points);
        const options = wanting({ limit: 5 });
        const queries = [...Array.from({ length: 20 }, any), unit(0)];
        const found = await store.searchDenseEach(ANA, queries, options);
        expect(found).toHaveLength(queries.length);
        for (const [index, query] of queries.entries()) {
          expect(found[index]).toEqual(await store.searchDense(ANA, query, options));
        }
        expect(await store.searchDenseEach(ANA, [], options)).toEqual([]);
        expect(
          await store.searchDenseEach(tenantOf("other"), queries.slice(0, 2), options),
        ).toEqual([[], []]);
      });
    });

    describe("searchDense()", () => {
      test("orders by cosine, whatever the length of the query", async ({ store }) => {
        await store.insert(ANA, [
          memoryOf({ id: "opposite", embedding: unit(-1) }),
          memoryOf({ id: "near", embedding: unit(1, 0.5) }),
          memoryOf({ id: "same", embedding: unit(1) }),
          turnOf({ id: "across", embedding: unit(0, 1) }),
        ]);
        const hits = await store.searchDense(ANA, Float32Array.of(3, 0, 0, 0), wanting());
        expect(hits.map(({ id }) => id)).toEqual(["same", "near", "across", "opposite"]);
        const scores = [1, 2 / Math.sqrt(5), 0, -1];
        for (const [index, { score }] of hits.entries()) {
          expect(score).toBeCloseTo(scores[index]!, CLOSE);
          expect(Math.abs(score)).toBeLessThanOrEqual(1);
        }
      });

      test("finds the exact best of many", async ({ store }) => {
        await fc.assert(
          fc.asyncProperty(fc.integer({ min: 1, max: 2 ** 30 }), async (seed) => {
            const random = generator(seed);
            const tenant = tenantOf(`dense-${seed}`);
            const points = Array.from({ length: 150 }, (_, index) =>
              memoryOf({
                id: `p${index}`,
                embedding: unit(random(), random(), random(), random()),
              }),
            );
            await store.insert(tenant, points);
            const query = unit(random(), random(), random(), random());
            const cosineOf = ({ embedding }: NewPoint): number =>
              embedding?.reduce((sum, component, axis) => sum + component * query[axis]!, 0) ?? 0;
            const best = points.map(cosineOf).toSorted((a, b) => b - a);
            const hits = await store.searchDense(tenant, query, wanting({ limit: 10 }));
            expect(hits).toHaveLength(10);
            for (const [index, { score }] of hits.entries()) {
              expect(score).toBeCloseTo(best[index]!, CLOSE);
            }
          }),
          { numRuns: 10 },
        );
      });

      test("breaks ties by id", async ({ store }) => {
        const ids = ["e", "b", "d", "a", "c"];
        await store.insert(
          ANA,
          ids.map((id) => memoryOf({ id, embedding: unit(1, 1) })),
        );
        const hits = await store.searchDense(ANA, unit(1), wanting({ limit: 3 }));
        expect(hits.map(({ id }) => id)).toEqual(["a", "b", "c"]);
      });

      test("takes embeddings and queries of zeros", async ({ store }) => {
        await store.insert(ANA, [
          memoryOf({ id: "a", embedding: unit(1) }),
          memoryOf({ id: "z", embedding: unit(0) }),
        ]);
        const hits = await store.searchDense(ANA, unit(1), wanting());
        expect(hits.map(({ id }) => id)).toEqual(["a", "z"]);
        expect(hits[1]?.score).toBeCloseTo(0, CLOSE);
        const none = await store.searchDense(ANA, unit(0), wanting());
        for (const { score } of none) expect(score).toBeCloseTo(0, CLOSE);
      });

      test("sees at once what was written since the last search", async ({ store }) => {
        const found = async (): Promise<string[]> =>
          (await store.searchDense(ANA, unit(1), wanting())).map(({ id }) => id).toSorted();
        await store.insert(ANA, [memoryOf({ id: "a" })]);
        expect(await found()).toEqual(["a"]);
        await store.insert(ANA, [memoryOf({ id: "b" }), memoryOf({ id: "c" })]);
        expect(await found()).toEqual(["a", "b", "c"]);
        await store.project(ANA, new Map([["b", projectionOf({ revision: 1, spells: [] })]]));
        expect(await found()).toEqual(["a", "c"]);
        await store.remove(ANA, ["a"]);
        expect(await found()).toEqual(["c"]);
        await store.insert(ANA, [memoryOf({ id: "a" })]);
        expect(await found()).toEqual(["a", "c"]);
        await store.removeTenant(ANA);
        expect(await found()).toEqual([]);
        await store.insert(ANA, [memoryOf({ id: "d" })]);
        expect(await found()).toEqual(["d"]);
      });
    });

    describe("searchKeywords()", () => {
      const texts = {
        a: "skiing skiing in Davos",
        b: "skiing with a very long story about snow and ice and the old wooden hut there",
        c: "a dog",
      };

      test("scores by BM25 with the tenant's own frequencies", async ({ store }) => {
        await store.insert(ANA, [
          memoryOf({ id: "a", text: texts.a }),
          memoryOf({ id: "b", text: texts.b }),
          turnOf({ id: "c", text: texts.c }),
          turnOf({ id: "d", text: "the dog likes skiing" }),
        ]);
        const terms = analyze("skiing dog unheard");
        const { hits, weights, idfSum } = await store.searchKeywords(ANA, terms, wanting());
        const idf = (frequency: number): number => inverseDocumentFrequency(4, frequency);
        const lengths = Object.values(texts).map((text) => analyze(text).length);
        const expected: Record<string, number> = {
          a: idf(3) * termWeight("trait", 2, lengths[0]!),
          b: idf(3) * termWeight("trait", 1, lengths[1]!),
          c: idf(2) * termWeight("turn", 1, lengths[2]!),
          d: (idf(3) + idf(2)) * termWeight("turn", 1, analyze("the dog likes skiing").length),
        };
        expect(hits.map(({ id }) => id)).toEqual(
          Object.keys(expected).toSorted((x, y) => expected[y]! - expected[x]!),
        );
        for (const { id, score } of hits) expect(score).toBeCloseTo(expected[id]!, CLOSE);
        const expectedWeights = [idf(3), idf(2), idf(0)].map((weight) => weight * MAX_TERM_WEIGHT);
        for (const [index, term] of terms.entries()) {
          expect(weights.get(term)).toBeCloseTo(expectedWeights[index]!, CLOSE);
        }
        expect(weights.size).toBe(3);
        expect(idfSum).toBeCloseTo((idf(3) + idf(2) + idf(0)) * MAX_TERM_WEIGHT, CLOSE);
      });

      test("gives no score above idfSum, and none that is not above 0", async ({ store }) => {
        let run = 0;
        const words = fc.array(fc.constantFrom("red", "blue", "green", "cyan"), { maxLength: 30 });
        await fc.assert(
          fc.asyncProperty(fc.array(words, { maxLength: 8 }), words, async (all, query) => {
            run += 1;
            const tenant = tenantOf(`keywords-${run}`);
            await store.insert(
              tenant,
              all.map((text, index) => memoryOf({ id: `p${index}`, text: text.join(" ") })),
            );
            const { hits, idfSum } = await store.searchKeywords(tenant, query, wanting());
            const matching = all.filter((text) => query.some((word) => text.includes(word)));
            expect(hits).toHaveLength(Math.min(10, matching.length));
            for (const { score } of hits) {
              expect(score).toBeGreaterThan(0);
              expect(score).toBeLessThanOrEqual(idfSum);
            }
          }),
          { numRuns: 30 },
        );
      });

      test("counts a repeated query term once, and hidden points in the frequencies", async ({
        store,
      }) => {
        await store.insert(ANA, [
          memoryOf({ id: "a", text: "skiing" }),
          memoryOf({ id: "hidden", text: "skiing", projection: { spells: [] } }),
          memoryOf({ id: "b", text: "dog" }),
        ]);
        const once = await store.searchKeywords(ANA, ["ski"], wanting());
        expect(await store.searchKeywords(ANA, ["ski", "ski"], wanting())).toEqual(once);
        const idf = inverseDocumentFrequency(3, 2);
        expect(once.hits).toEqual([
          { id: "a", score: expect.closeTo(idf * termWeight("trait", 1, 1), CLOSE) },
        ]);
      });

      test("breaks ties by id and keeps to its limit", async ({ store }) => {
        const ids = ["e", "b", "d", "a", "c"];
        await store.insert(
          ANA,
          ids.map((id) => memoryOf({ id, text: "skiing" })),
        );
        const { hits } = await store.searchKeywords(ANA, ["ski"], wanting({ limit: 2 }));
        expect(hits.map(({ id }) => id)).toEqual(["a", "b"]);
      });

      test("holds for a term that very many points have", async ({ store }) => {
        const points = Array.from({ length: 700 }, (_, index) =>
          memoryOf({ id: `p${index}`, text: `skiing day${index}` }),
        );
        for (let start = 0; start < points.length; start += 70) {
          await store.insert(ANA, points.slice(start, start + 70));
        }
        const all = await store.searchKeywords(ANA, ["ski"], wanting({ limit: 1000 }));
        expect(all.hits).toHaveLength(700);
        const gone = points.filter((_, index) => index % 3 === 0).map(({ id }) => id);
        await store.remove(ANA, gone);
        const left = await store.searchKeywords(ANA, ["ski"], wanting({ limit: 1000 }));
        expect(left.hits.map(({ id }) => id).toSorted()).toEqual(
          points
            .map(({ id }) => id)
            .filter((id) => !gone.includes(id))
            .toSorted(),
        );
        const [hit] = left.hits;
        const idf = inverseDocumentFrequency(466, 466);
        expect(hit?.score).toBeCloseTo(
          idf * termWeight("trait", 1, analyze("skiing day1").length),
          CLOSE,
        );
      });

      test("finds Chinese by words and bigrams", async ({ store }) => {
        await store.insert(ANA, [
          turnOf({ id: "zh", text: "我对花生过敏" }),
          turnOf({ id: "en", text: "peanuts" }),
        ]);
        const { hits } = await store.searchKeywords(ANA, analyze("过敏"), wanting());
        expect(hits.map(({ id }) => id)).toEqual(["zh"]);
      });
    });

    test("searchTime() finds what is dated in the range, nearest its middle first", async ({
      store,
    }) => {
      const at = (day: number): number => DAY_ZERO + day * DAY;
      const spell = (from: number | null, to: number | null) => ({
        projection: {
          spells: [
            {
              from: from === null ? null : at(from),
              to: to === null ? null : at(to),
              closedAt: null,
            },
          ],
        },
      });
      await store.insert(ANA, [
        turnOf({ id: "turn-middle", at: at(15) }),
        turnOf({ id: "turn-edge", at: at(10) }),
        turnOf({ id: "turn-end", at: at(20) }),
        turnOf({ id: "turn-before", at: at(9) }),
        memoryOf({ id: "event-near", kind: "event", ...spell(14, null) }),
        memoryOf({ id: "event-before", kind: "event", ...spell(5, null) }),
        memoryOf({ id: "trait-begun", ...spell(17, null) }),
        memoryOf({ id: "trait-ended", ...spell(2, 12) }),
        memoryOf({ id: "trait-throughout", ...spell(1, 40) }),
        memoryOf({ id: "trait-unknown", ...spell(null, null) }),
        memoryOf({ id: "trait-over", ...spell(1, 5) }),
        memoryOf({ id: "trait-later", ...spell(21, null) }),
      ]);
      const range = { from: at(10), to: at(20) };
      const want = wanting({ limit: 20, includeClosed: true });
      const hits = await store.searchTime(ANA, range, want);
      expect(hits.map(({ id, score }) => [id, Number((1 / score - 1).toFixed(CLOSE))])).toEqual([
        ["turn-middle", 0],
        ["event-near", 1],
        ["trait-begun", 2],
        ["trait-ended", 3],
        ["trait-throughout", 5],
        ["trait-unknown", 5],
        ["turn-edge", 5],
      ]);
      expect(await store.searchTime(ANA, range, { ...want, limit: 2 })).toEqual(hits.slice(0, 2));
    });

    test("a limit of 0 gives nothing and one beyond the size gives all", async ({ store }) => {
      const ids = ["a", "b", "c"];
      await store.insert(
        ANA,
        ids.map((id) => memoryOf({ id, text: "word" })),
      );
      for (const found of await everyArm(store, ANA, { limit: 0 })) expect(found).toEqual([]);
      for (const found of await everyArm(store, ANA, { limit: 10_000 })) expect(found).toEqual(ids);
    });

    describe("list()", () => {
      test("gives the newest first, ties by id, page by page", async ({ store }) => {
        const points = Array.from({ length: 300 }, (_, index) =>
          memoryOf({
            id: `p${String(index).padStart(3, "0")}`,
            recordedAt: DAY_ZERO + Math.floor(index / 7),
            ...(index % 3 === 0 && { projection: { spells: [] } }),
          }),
        );
        await store.insert(ANA, points);
        const expected = points
          .filter((_, index) => index % 3 !== 0)
          .toSorted((a, b) => b.recordedAt - a.recordedAt || (a.id < b.id ? -1 : 1))
          .map(({ id }) => id);
        const seen: string[] = [];
        let cursor: string | null = null;
        do {
          const page: Awaited<ReturnType<VectorStore["list"]>> = await store.list(ANA, {
            ...wanting({ limit: 40 }),
            cursor,
          });
          seen.push(...page.items.map(({ id }) => id));
          cursor = page.cursor;
        } while (cursor !== null);
        expect(seen).toEqual(expected);
      });

      test("is not shifted by what is inserted or removed meanwhile", async ({ store }) => {
        const point = (id: string, recordedAt: number): NewPoint => memoryOf({ id, recordedAt });
        await store.insert(ANA, [point("a", 10), point("b", 20), point("c", 30), point("d", 40)]);
        const first = await store.list(ANA, { ...wanting({ limit: 2 }), cursor: null });
        expect(first.items.map(({ id }) => id)).toEqual(["d", "c"]);
        await store.insert(ANA, [point("e", 50)]);
        await store.remove(ANA, ["c"]);
        const second = await store.list(ANA, { ...wanting({ limit: 2 }), cursor: first.cursor });
        expect(second.items.map(({ id }) => id)).toEqual(["b", "a"]);
        expect(second.cursor).toBeNull();
      });

      test("rejects a cursor that no listing gave", async ({ store }) => {
        await store.insert(ANA, [memoryOf({ id: "a" })]);
        for (const cursor of ["nonsense", ""]) {
          await expect(settle(() => store.list(ANA, { ...wanting(), cursor }))).rejects.toThrow(
            InvalidArgumentError,
          );
        }
      });
    });

    describe("findByTextKey()", () => {
      test("finds each memory by its key, hidden or not, and no turn", async ({ store }) => {
        await store.insert(ANA, [
          memoryOf({ id: "a", textKey: "one" }),
          memoryOf({ id: "b", textKey: "one", projection: { spells: [] } }),
          memoryOf({ id: "c", textKey: "two" }),
          turnOf({ id: "t" }),
        ]);
        const found = await store.findByTextKey(ANA, ["one", "three"]);
        expect(found.toSorted((x, y) => (x.id < y.id ? -1 : 1))).toEqual([
          { id: "a", textKey: "one" },
          { id: "b", textKey: "one" },
        ]);
        expect(await store.findByTextKey(ANA, [])).toEqual([]);
      });
    });

    describe("project()", () => {
      const stored = async (store: VectorStore): Promise<StoredPoint> =>
        byId(await store.get(ANA, ["m"]), "m");

      test("writes unless a newer revision's is there", async ({ store }) => {
        await store.insert(ANA, [memoryOf({ id: "m" })]);
        const second = projectionOf({ revision: 2, foldedInto: "other", runIds: ["r"] });
        await store.project(ANA, new Map([["m", second]]));
        expect((await stored(store)).projection).toEqual(second);
        await store.project(ANA, new Map([["m", projectionOf({ revision: 1 })]]));
        expect((await stored(store)).projection).toEqual(second);
        const third = projectionOf({ revision: 2, retractedAt: 7 });
        await store.project(
          ANA,
          new Map([
            ["m", third],
            ["nobody", third],
          ]),
        );
        await store.project(ANA, new Map([["m", third]]));
        expect((await stored(store)).projection).toEqual(third);
        expect(await idsOf(store, ANA)).toEqual(["m"]);
      });

      test("takes the text with it, but not that of a revision", async ({ store }) => {
        await store.insert(ANA, [memoryOf({ id: "m", text: "lives in lisbon" })]);
        const text = "Lives in Lisbon";
        await store.project(ANA, new Map([["m", projectionOf({ revision: 1, text })]]));
        expect(await stored(store)).toMatchObject({ text, textKey: "lives in lisbon" });
        await store.project(ANA, new Map([["m", projectionOf({ revision: 2, text: null })]]));
        expect(await stored(store)).toMatchObject({ text });
        await store.revise(ANA, revisionOf("m", "r1", "Lives in Porto"), unit(1));
        await store.project(
          ANA,
          new Map([["m", projectionOf({ revision: 3, text: "lives in LISBON" })]]),
        );
        expect(await stored(store)).toMatchObject({
          text: "Lives in Porto",
          textKey: "lives in porto",
          originalText: "lives in LISBON",
        });
      });
    });

    describe("revise()", () => {
      test("answers with the latest text, in every arm", async ({ store }) => {
        await store.insert(ANA, [
          memoryOf({ id: "m", text: "lives in Braga", embedding: unit(1) }),
          memoryOf({ id: "n", text: "has a dog", embedding: unit(0, 1) }),
        ]);
        await store.searchDense(ANA, unit(1), wanting());
        const revision = revisionOf("m", "r1", "lives in Porto");
        await store.revise(ANA, revision, unit(0, 0, 1));
        await store.revise(ANA, { ...revision, text: "again" }, unit(1));
        const { searchText: _, ...plain } = revision;
        expect(byId(await store.get(ANA, ["m"]), "m")).toMatchObject({
          text: "lives in Porto",
          textKey: "lives in porto",
          originalText: "lives in Braga",
          revisions: [plain],
        });
        expect(await store.findByTextKey(ANA, ["lives in braga", "lives in porto"])).toEqual([
          { id: "m", textKey: "lives in porto" },
        ]);
        expect((await store.searchKeywords(ANA, ["braga"], wanting())).hits).toEqual([]);
        expect((await store.searchKeywords(ANA, ["porto"], wanting())).hits).toHaveLength(1);
        const [best] = await store.searchDense(ANA, unit(0, 0, 1), wanting());
        expect(best).toEqual({ id: "m", score: expect.closeTo(1, CLOSE) });
        expect(await store.counts(ANA)).toEqual({ event: 0, trait: 2, note: 0, turn: 0 });
      });

      test("ends the same in whatever order revisions arrive", async ({ store }) => {
        const first = revisionOf("m", "r1", "first", 10);
        const second = revisionOf("m", "r2", "second", 20);
        const third = revisionOf("m", "r3", "third", 20);
        await store.insert(ANA, [memoryOf({ id: "m" })]);
        await store.insert(BEN, [memoryOf({ id: "m" })]);
        for (const revision of [first, second, third]) {
          await store.revise(ANA, revision, unit(revision.recordedAt, 1));
        }
        for (const revision of [third, first, second]) {
          await store.revise(BEN, revision, unit(revision.recordedAt, 1));
        }
        const ana = byId(await store.get(ANA, ["m"]), "m");
        expect(ana.text).toBe("third");
        expect(ana.revisions.map(({ id }) => id)).toEqual(["r1", "r2", "r3"]);
        expect(byId(await store.get(BEN, ["m"]), "m")).toEqual(ana);
        for (const tenant of [ANA, BEN]) {
          const { hits } = await store.searchKeywords(tenant, ["third", "first"], wanting());
          expect(hits).toHaveLength(1);
        }
      });

      test("is passed over for a turn, and for a memory that is not there", async ({ store }) => {
        await store.insert(ANA, [memoryOf({ id: "m" }), turnOf({ id: "t", text: "as said" })]);
        await store.revise(ANA, revisionOf("t", "r0"), unit(1));
        expect(byId(await store.get(ANA, ["t"]), "t")).toMatchObject({
          text: "as said",
          revisions: [],
        });
        await store.revise(ANA, revisionOf("gone", "r1"), unit(1));
        await store.insert(ANA, [memoryOf({ id: "gone", text: "new" })]);
        expect(byId(await store.get(ANA, ["gone"]), "gone")).toMatchObject({
          text: "new",
          revisions: [],
        });
      });
    });

    test("redact() leaves a turn as evidence without text, in no arm", async ({ store }) => {
      const turns = [1, 2, 3].map((index) =>
        turnOf({ id: `t${index}`, text: `secret ${index}`, turn: { index, ref: `ref-${index}` } }),
      );
      await store.insert(ANA, [...turns, memoryOf({ id: "m", text: "no turn" })]);
      await everyArm(store, ANA, {});
      expect(await store.redact(ANA, ["t2", "nobody", "m"])).toBe(1);
      expect(await store.redact(ANA, ["t2"])).toBe(0);
      expect(await store.redact(BEN, ["t1"])).toBe(0);
      const found = await store.get(ANA, ["t1", "t2", "m"]);
      expect(byId(found, "t2")).toMatchObject({
        text: "",
        isRedacted: true,
        turn: { index: 2, ref: "ref-2" },
      });
      expect(byId(found, "t1")).toMatchObject({ text: "secret 1", isRedacted: false });
      expect(byId(found, "m")).toMatchObject({ text: "no turn", isRedacted: false });
      const [list, dense, keywords, time] = await everyArm(store, ANA, {}, "secret");
      expect(list).toEqual(["m", "t1", "t3"]);
      expect(dense).toEqual(["m", "t1", "t3"]);
      expect(keywords).toEqual(["t1", "t3"]);
      expect(time).toEqual(["m", "t1", "t3"]);
      expect(await store.neighbours(ANA, ["t1", "t2"], within(2), seeing())).toEqual(
        new Map([
          ["t1", ["t3"]],
          ["t2", ["t1", "t3"]],
        ]),
      );
      expect(await store.counts(ANA)).toEqual({ event: 0, trait: 1, note: 0, turn: 3 });
      expect(await idsOf(store, ANA)).toEqual(["m", "t1", "t2", "t3"]);
      const { hits } = await store.searchKeywords(ANA, ["secret"], wanting());
      const weight = termWeight("turn", 1, analyze("secret 1").length);
      expect(hits[0]?.score).toBeCloseTo(inverseDocumentFrequency(3, 2) * weight, CLOSE);
    });

    describe("outline()", () => {
      test.for([false, true])(
        "gives what list() gives, when searched: %s",
        async (isSearched, { store }) => {
          await fc.assert(
            fc.asyncProperty(
              fc.array(
                fc.record({
                  kind: fc.constantFrom("event", "trait", "turn"),
                  projection: projections(),
                }),
              ),
              visibilities(),
              async (sketches, visibility) => {
                await store.removeTenant(ANA);
                const points = sketches.map(({ kind, projection }, index) =>
                  kind === "turn"
                    ? turnOf({ id: `${index}`, projection })
                    : memoryOf({
                        id: `${index}`,
                        kind: kind === "event" ? "event" : "trait",
                        projection,
                      }),
                );
                await store.insert(ANA, points);
                await store.redact(ANA, ["0"]);
                if (isSearched) await store.searchDense(ANA, unit(1), wanting());
                const options = { visibility, limit: 100 };
                const listed = await store.list(ANA, { ...options, filter: null, cursor: null });
                const { items, isTruncated } = await store.outline(ANA, options);
                const expected = listed.items.map(({ id, kind, at, projection: { spells } }) => {
                  return { id, kind, at, spells };
                });
                expect(items.toSorted((a, b) => (a.id < b.id ? -1 : 1))).toEqual(
                  expected.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
                );
                expect(isTruncated).toBe(false);
              },
            ),
            { numRuns: 40 },
          );
        },
      );

      test.for([false, true])(
        "says when there is more, when searched: %s",
        async (isSearched, { store }) => {
          await store.insert(
            ANA,
            ["a", "b", "c"].map((id) => memoryOf({ id })),
          );
          if (isSearched) await store.searchDense(ANA, unit(1), wanting());
          const cut = await store.outline(ANA, wanting({ limit: 2 }));
          expect(cut.items).toHaveLength(2);
          expect(cut.isTruncated).toBe(true);
          const whole = await store.outline(ANA, wanting({ limit: 3 }));
          expect(whole.items).toHaveLength(3);
          expect(whole.isTruncated).toBe(false);
        },
      );
    });

    test("version() is another after every write, and the same without one", async ({ store }) => {
      const first = await store.version(ANA);
      // A store that cannot tell says so.
      if (first === null) return;
      const seen = new Set([first]);
      const wrote = async (write: () => unknown): Promise<void> => {
        await write();
        const version = await store.version(ANA);
        expect(version).toBe(await store.version(ANA));
        expect(seen).not.toContain(version);
        seen.add(version ?? "");
      };
      await wrote(() => store.insert(ANA, [memoryOf({ id: "a" }), turnOf({ id: "t" })]));
      await wrote(() => store.project(ANA, new Map([["a", projectionOf({ revision: 2 })]])));
      await wrote(() => store.revise(ANA, revisionOf("a", "r"), unit(1)));
      await wrote(() => store.redact(ANA, ["t"]));
      await wrote(() => store.remove(ANA, ["t"]));
      const before = await store.version(ANA);
      await store.insert(BEN, [memoryOf({ id: "a" })]);
      await store.get(ANA, ["a"]);
      expect(await store.version(ANA)).toBe(before);
      await wrote(() => store.removeTenant(ANA));
    });

    describe("remove()", () => {
      test("erases a point everywhere, and no other", async ({ store }) => {
        await store.insert(ANA, [
          memoryOf({ id: "a", text: "skiing" }),
          memoryOf({ id: "b", text: "skiing" }),
        ]);
        await store.revise(ANA, revisionOf("a", "r1", "skiing still"), unit(1));
        await everyArm(store, ANA, {});
        expect(await store.remove(ANA, ["a", "nobody"])).toBe(1);
        expect(await store.remove(ANA, ["a"])).toBe(0);
        expect(await store.remove(BEN, ["b"])).toBe(0);
        expect(await store.get(ANA, ["a"])).toEqual([]);
        expect(await store.findByTextKey(ANA, ["skiing still", "skiing"])).toEqual([
          { id: "b", textKey: "skiing" },
        ]);
        for (const ids of await everyArm(store, ANA, {}, "skiing")) expect(ids).toEqual(["b"]);
        const { hits } = await store.searchKeywords(ANA, ["ski"], wanting());
        const score = inverseDocumentFrequency(1, 1) * termWeight("trait", 1, 1);
        expect(hits).toEqual([{ id: "b", score: expect.closeTo(score, CLOSE) }]);
      });

      test("and removeTenant() count the points that were there", async ({ store }) => {
        const points = ["a", "b", "c", "d"].map((id) => memoryOf({ id, text: id }));
        await store.insert(ANA, [...points, turnOf({ id: "t", text: "told" })]);
        await store.insert(BEN, points.slice(0, 2));
        await store.revise(ANA, revisionOf("a", "r1", "still a"), unit(1));
        await store.redact(ANA, ["t"]);
        expect(await store.remove(ANA, ["a", "b"])).toBe(2);
        expect(await store.removeTenant(ANA)).toBe(3);
        expect(await store.removeTenant(ANA)).toBe(0);
        expect(await store.removeTenant(BEN)).toBe(2);
      });

      test("lets the id be used anew, without its past", async ({ store }) => {
        await store.insert(ANA, [memoryOf({ id: "a", text: "old" })]);
        await store.revise(ANA, revisionOf("a", "r1", "older"), unit(1));
        await store.remove(ANA, ["a"]);
        const again = memoryOf({ id: "a", text: "new", embedding: unit(0, 1) });
        expect(await store.insert(ANA, [again])).toEqual(new Set(["a"]));
        expect(byId(await store.get(ANA, ["a"]), "a")).toEqual(asStored(again));
        const [hit] = await store.searchDense(ANA, unit(0, 1), wanting());
        expect(hit?.score).toBeCloseTo(1, CLOSE);
      });
    });

    describe("neighbours()", () => {
      test("go by agent, run, time, index and episode, without other episodes of the same time", async ({
        store,
      }) => {
        const turn = (id: string, day: number, episodeId: string, index: number): NewPoint =>
          turnOf({ id, at: DAY_ZERO + day * DAY, turn: { episodeId, index } });
        await store.insert(ANA, [
          turn("d", 2, "e2", 0),
          turn("a", 1, "e1", 0),
          turn("c", 1, "e2", 0),
          turn("b", 1, "e1", 1),
          turn("e", 3, "e0", 0),
          turnOf({ id: "other-run", at: DAY_ZERO + DAY, turn: { runId: "run" } }),
          turnOf({ id: "other-agent", agentId: "agent", at: DAY_ZERO + DAY }),
          memoryOf({ id: "m", at: DAY_ZERO + DAY }),
        ]);
        const near = await store.neighbours(
          ANA,
          ["a", "c", "e", "m", "other-run"],
          within(2),
          seeing(),
        );
        expect(near).toEqual(
          new Map([
            ["a", ["b", "d"]],
            ["c", ["d", "e"]],
            ["e", ["b", "d"]],
            ["other-run", []],
          ]),
        );
        expect(await store.neighbours(ANA, ["c"], within(0), seeing())).toEqual(
          new Map([["c", []]]),
        );
      });

      test("of another episode are left out after a longer pause, those of the episode never", async ({
        store,
      }) => {
        const turn = (id: string, seconds: number, episodeId: string, index = 0): NewPoint =>
          turnOf({ id, at: DAY_ZERO + seconds * 1000, turn: { episodeId, index } });
        await store.insert(ANA, [
          turn("far before", 0, "e0"),
          turn("before", 1, "e1"),
          turn("own", 11, "e2", 1),
          turn("beside", 11, "e2", 2),
          turn("after", 21, "e3"),
          turn("far after", 22, "e4"),
        ]);
        const near = async (pauseMs: number): Promise<unknown> =>
          (await store.neighbours(ANA, ["own"], within(3, pauseMs), seeing())).get("own");
        expect(await near(0)).toEqual(["beside"]);
        expect(await near(9999)).toEqual(["beside"]);
        expect(await near(10_000)).toEqual(["before", "beside", "after"]);
        expect(await near(11_000)).toEqual([
          "far before",
          "before",
          "beside",
          "after",
          "far after",
        ]);
      });

      test("of another time go by index, those of one index by episode", async ({ store }) => {
        const turn = (id: string, day: number, episodeId: string, index: number): NewPoint =>
          turnOf({ id, at: DAY_ZERO + day * DAY, turn: { episodeId, index } });
        const many = Array.from({ length: 9 }, (_, index) => index);
        await store.insert(ANA, [
          ...many.map((index) => turn(`a${index}`, 1, "e1", index)),
          turn("b0", 1, "e2", 0),
          turn("b8", 1, "e2", 8),
          turn("c", 2, "e3", 0),
          ...many.map((index) => turn(`d${index}`, 3, `f${index}`, 0)),
        ]);
        expect(await store.neighbours(ANA, ["c"], within(2), seeing())).toEqual(
          new Map([["c", ["a8", "b8", "d0", "d1"]]]),
        );
        expect(await store.neighbours(ANA, ["c"], within(3), seeing())).toEqual(
          new Map([["c", ["a7", "a8", "b8", "d0", "d1", "d2"]]]),
        );
      });

      test("leave out what may not be shown, without reaching further", async ({ store }) => {
        await store.insert(
          ANA,
          [0, 1, 2, 3].map((index) =>
            turnOf({
              id: `t${index}`,
              turn: { index },
              ...(index === 1 && { projection: { isAttesting: true, spells: [] } }),
            }),
          ),
        );
        expect(await store.neighbours(ANA, ["t0"], within(2), seeing())).toEqual(
          new Map([["t0", ["t2"]]]),
        );
        expect(
          await store.neighbours(ANA, ["t0"], within(2), seeing({ includeClosed: true })),
        ).toEqual(new Map([["t0", ["t1", "t2"]]]));
      });
    });

    test("ids() gives every id once, by id, page by page", async ({ store }) => {
      const points = Array.from({ length: 25 }, (_, index) =>
        index % 2 === 0 ? memoryOf({ id: `p${index}` }) : turnOf({ id: `p${index}` }),
      );
      await store.insert(ANA, points);
      expect(await idsOf(store, ANA, 10)).toEqual(points.map(({ id }) => id).toSorted());
      expect(await store.ids(ANA, { cursor: null, limit: 0 })).toMatchObject({ items: [] });
    });

    test("tenants() gives everybody who has a point, shown or not, by name, page by page", async ({
      store,
    }) => {
      const tenants = Array.from({ length: 7 }, (_, index) => tenantOf(`${index % 2}-${index}`));
      for (const tenant of tenants) await store.insert(tenant, [turnOf({ id: "t" })]);
      await store.insert(ANA, [memoryOf({ id: "m" }), memoryOf({ id: "n" })]);
      await store.insert(BEN, [memoryOf({ id: "m" })]);
      const [first, second, third, ...rest] = tenants as [Tenant, Tenant, Tenant, ...Tenant[]];
      await store.redact(first, ["t"]);
      await store.remove(second, ["t"]);
      await store.removeTenant(third);
      await store.remove(BEN, ["nothing"]);
      await store.project(third, new Map([["t", projectionOf()]]));
      const found: Tenant[] = [];
      let cursor: string | null = null;
      do {
        const page: Page<Tenant> = await store.tenants({ cursor, limit: 2 });
        expect(page.items.length).toBeLessThanOrEqual(2);
        found.push(...page.items);
        ({ cursor } = page);
      } while (cursor !== null);
      expect(found).toEqual([first, ...rest, ANA, BEN].toSorted());
      expect((await store.tenants({ cursor: null, limit: 0 })).items).toEqual([]);
    });

    test("a limit that is no count is rejected, by every method and even if there is nothing to find", async ({
      store,
    }) => {
      await store.insert(ANA, [turnOf({ id: "t" })]);
      const range = { from: 0, to: 1 };
      const visibility = seeing();
      for (const limit of [-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
        for (const tenant of [ANA, BEN]) {
          for (const read of [
            () => store.searchDense(tenant, unit(1), wanting({ limit })),
            () => store.searchKeywords(tenant, [], wanting({ limit })),
            () => store.searchTime(tenant, range, wanting({ limit })),
            () => store.list(tenant, { ...wanting({ limit }), cursor: null }),
            () => store.outline(tenant, wanting({ limit })),
            () => store.ids(tenant, { cursor: null, limit }),
            () => store.unembedded(tenant, { cursor: null, limit }),
            () => store.tenants({ cursor: null, limit }),
            () => store.neighbours(tenant, [], within(limit), visibility),
          ]) {
            await expect(settle<unknown>(read)).rejects.toThrow(InvalidArgumentError);
          }
        }
      }
    });

    describe("embeddings()", () => {
      test("reads back the vectors of a tenant's points, of a revised one the latest", async ({
        store,
      }) => {
        const odd = unit(0.1, -0.7, 1e-4, 0.3);
        await store.insert(ANA, [
          memoryOf({ id: "odd", embedding: odd }),
          memoryOf({ id: "revised", embedding: unit(1) }),
          memoryOf({ id: "given", embedding: null }),
          memoryOf({ id: "bare", embedding: null }),
          memoryOf({ id: "removed" }),
          turnOf({ id: "redacted" }),
        ]);
        await store.insert(BEN, [memoryOf({ id: "odd", embedding: unit(0, 0, 0, 1) })]);
        await store.revise(ANA, revisionOf("revised", "r1"), unit(0, 1));
        await store.embed(ANA, new Map([["given", unit(0, 0, 1)]]));
        await store.redact(ANA, ["redacted"]);
        await store.remove(ANA, ["removed"]);
        const ids = ["odd", "revised", "given", "bare", "removed", "redacted", "nobody", "odd"];
        const found = await store.embeddings(ANA, ids);
        expect([...found.keys()].toSorted()).toEqual(["given", "odd", "revised"]);
        const expected = { odd, revised: unit(0, 1), given: unit(0, 0, 1) };
        for (const [id, embedding] of Object.entries(expected)) {
          const own = found.get(id);
          expect(own).toBeInstanceOf(Float32Array);
          expect(own).toHaveLength(DIMENSIONS);
          for (const [index, component] of embedding.entries()) {
            expect(Math.abs((own?.[index] ?? NaN) - component)).toBeLessThanOrEqual(1e-6);
          }
        }
        expect(await store.embeddings(ANA, [])).toEqual(new Map());
      });
    });

    test("every method rejects after the store is closed", async ({ opened, skip }) => {
      const { store, close } = opened;
      if (!close) {
        skip("it has nothing to close");
        return;
      }
      await store.insert(ANA, [memoryOf({ id: "a" })]);
      await store.searchDense(ANA, unit(1), wanting());
      await close();
      for (const call of everyCall(store)) {
        await expect(settle(call)).rejects.toThrow(MnemographError);
      }
    });
  });
}

function everyCall(store: VectorStore): (() => unknown)[] {
  return [
    () => store.insert(ANA, [memoryOf({ id: "b" })]),
    () => store.project(ANA, new Map([["a", projectionOf()]])),
    () => store.revise(ANA, revisionOf("a", "r"), unit(1)),
    () => store.embed(ANA, new Map([["a", unit(1)]])),
    () => store.unembedded(ANA, { cursor: null, limit: 1 }),
    () => store.unembeddedCount(ANA),
    () => store.embeddings(ANA, ["a"]),
    () => store.redact(ANA, ["a"]),
    () => store.remove(ANA, ["a"]),
    () => store.removeTenant(ANA),
    () => store.get(ANA, ["a"]),
    () => store.findByTextKey(ANA, ["a"]),
    () => store.list(ANA, { ...wanting(), cursor: null }),
    () => store.outline(ANA, wanting()),
    () => store.version(ANA),
    () => store.searchDense(ANA, unit(1), wanting()),
    () => store.searchKeywords(ANA, ["a"], wanting()),
    () => store.searchTime(ANA, { from: 0, to: 1 }, wanting()),
    () => store.neighbours(ANA, ["a"], within(1), seeing()),
    () => store.counts(ANA),
    () => store.ids(ANA, { cursor: null, limit: 1 }),
    () => store.tenants({ cursor: null, limit: 1 }),
  ];
}

/** The sorted ids that each arm finds: list, dense, keywords (for `word`), time (all of it). */
async function everyArm(
  store: VectorStore,
  tenant: typeof ANA,
  want: Parameters<typeof wanting>[0],
  word: string = "word",
): Promise<string[][]> {
  const options = wanting({ limit: 1000, ...want });
  const listed = await store.list(tenant, { ...options, cursor: null });
  const keywords = await store.searchKeywords(tenant, analyze(word), options);
  const range = { from: DAY_ZERO - 10_000 * DAY, to: DAY_ZERO + 10_000 * DAY };
  const arms = [
    listed.items,
    await store.searchDense(tenant, unit(1), options),
    keywords.hits,
    await store.searchTime(tenant, range, options),
  ];
  return arms.map((hits) => hits.map(({ id }) => id).toSorted());
}

async function idsOf(
  store: VectorStore,
  tenant: typeof ANA,
  limit: number = 1000,
): Promise<string[]> {
  const all: string[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<VectorStore["ids"]>> = await store.ids(tenant, {
      cursor,
      limit,
    });
    all.push(...page.items);
    cursor = page.cursor;
  } while (cursor !== null);
  return all;
}

async function unembeddedOf(
  store: VectorStore,
  limit: number = 1000,
  tenant: typeof ANA = ANA,
): Promise<string[]> {
  const all: string[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<VectorStore["unembedded"]>> = await store.unembedded(tenant, {
      cursor,
      limit,
    });
    all.push(...page.items.map(({ id }) => id));
    cursor = page.cursor;
  } while (cursor !== null);
  return all;
}

/** Runs a call whose failure may be thrown or rejected. */
async function settle<T>(call: () => T | Promise<T>): Promise<T> {
  return await call();
}

function byId(points: readonly StoredPoint[], id: string): StoredPoint {
  const found = points.find((point) => point.id === id);
  if (!found) throw new Error(`no point has the id ${id}`);
  return found;
}

function asStored(point: NewPoint): StoredPoint {
  const { embedding, searchText, ...stored } = point;
  expect(embedding).toHaveLength(DIMENSIONS);
  expect(typeof searchText).toBe("string");
  return { ...stored, originalText: null, revisions: [], isRedacted: false };
}

function revisionOf(
  memoryId: string,
  id: string,
  text: string = "revised",
  recordedAt: number = DAY_ZERO + DAY,
): Parameters<VectorStore["revise"]>[1] {
  return { id, memoryId, text, textKey: text.toLowerCase(), searchText: text, recordedAt };
}

/** Numbers in [-1, 1) that depend on `seed` alone. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return state / 2 ** 31;
  };
}
