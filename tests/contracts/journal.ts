import { test as base, describe, expect } from "vitest";
import { InvalidArgumentError, MnemographError } from "../../src/core/errors.ts";
import type { Tenant } from "../../src/core/scope.ts";
import type { EpisodeOutcome, Journal, JournalEntry } from "../../src/journal/journal.ts";
import { pendingEntry } from "../support/journal-entries.ts";
import { tenantOf } from "../support/points.ts";

/** A journal that is fresh and empty, and the way to close what is behind it. */
export interface OpenJournal {
  readonly journal: Journal;
  readonly close: () => void | Promise<void>;
}

const ANA = tenantOf("ana");
const BEN = tenantOf("ben");

const OUTCOME: EpisodeOutcome = {
  results: [
    { id: "m1", event: "ADD", previousId: null },
    { id: "m2", event: "UPDATE", previousId: "m0" },
  ],
  relations: { added: ["r1"], closed: [], retracted: ["r0"] },
};

const NOTHING: EpisodeOutcome = {
  results: [],
  relations: { added: [], closed: [], retracted: [] },
};

/** An add under a lease that lasts until 200. */
function entryOf(episodeId: string, overrides: Partial<JournalEntry> = {}): JournalEntry {
  const plan = JSON.stringify({ says: "我住在里斯本 \u0000 😀" });
  return pendingEntry(episodeId, {
    plan,
    recordedAt: 100,
    turnCount: 2,
    leaseUntil: 200,
    ...overrides,
  });
}

/** Runs the Journal contract against journals made by `create`. */
export function testJournal(name: string, create: () => Promise<OpenJournal>): void {
  const test = base.extend<{ opened: OpenJournal; journal: Journal }>({
    // oxlint-disable-next-line no-empty-pattern -- vitest reads the parameter's shape
    opened: async ({}, use) => {
      const opened = await create();
      await use(opened);
      await opened.close();
    },
    journal: async ({ opened }, use) => {
      await use(opened.journal);
    },
  });

  describe(`Journal contract: ${name}`, () => {
    test("an empty journal has nothing and nothing to forget", async ({ journal }) => {
      await journal.finish(ANA, "e", OUTCOME, ["m1"]);
      await journal.forget(ANA, { episodeIds: ["e"], ids: ["m1"] });
      await journal.forgetTenant(ANA);
      expect(await journal.get(ANA, "e")).toBeUndefined();
      expect(await journal.pending(ANA, { now: 1000, limit: 10 })).toEqual([]);
      expect(await journal.expired(ANA, { now: 1000, limit: 10 })).toEqual([]);
      expect(await journal.episodesOf(ANA, { agentId: "a", runId: null })).toEqual([]);
      expect(await journal.tenantOf("m1")).toBeUndefined();
      const none = { items: [], cursor: null };
      expect(await journal.entries(ANA, { cursor: null, limit: 10 })).toEqual(none);
      expect(await journal.tenants({ cursor: null, limit: 10 })).toEqual(none);
    });

    test("entries() gives all of a tenant, done or not, by id, page by page; begin() writes each as it was", async ({
      journal,
    }) => {
      const done = { status: "done", plan: null, outcome: OUTCOME, leaseUntil: 0 } as const;
      const all = [
        entryOf("a", { ...done, turnCount: 7, agentId: "agent", runId: "run", expiresAt: 9 }),
        entryOf("b"),
        entryOf("c", { ...done, unread: JSON.stringify({ stages: ["facts"] }) }),
      ];
      for (const entry of all.toReversed()) await journal.begin(ANA, entry);
      await journal.begin(BEN, entryOf("b", { turnCount: 1 }));
      const first = await journal.entries(ANA, { cursor: null, limit: 2 });
      expect(first.items).toEqual(all.slice(0, 2));
      expect(first.cursor).not.toBeNull();
      const second = await journal.entries(ANA, { cursor: first.cursor, limit: 2 });
      expect(second).toEqual({ items: all.slice(2), cursor: null });
      expect((await journal.entries(ANA, { cursor: null, limit: 3 })).cursor).toBeNull();
      expect((await journal.entries(ANA, { cursor: null, limit: 0 })).items).toEqual([]);
      await journal.forget(ANA, { episodeIds: ["a"], ids: [] });
      const left = await journal.entries(ANA, { cursor: null, limit: 9 });
      expect(left.items).toEqual(all.slice(1));
    });

    test("entries() gives those of one millisecond from several processes by id, too", async ({
      journal,
    }) => {
      const ids = Array.from({ length: 8 }, (_, at) => `01a1ffd2-3569-7000-8000-00000000000${at}`);
      for (const id of ids) await journal.begin(ANA, entryOf(id));
      const { items } = await journal.entries(ANA, { cursor: null, limit: 20 });
      expect(items.map(({ episodeId }) => episodeId)).toEqual(ids);
      const seen: string[] = [];
      let cursor: string | null = null;
      do {
        const page: Awaited<ReturnType<Journal["entries"]>> = await journal.entries(ANA, {
          cursor,
          limit: 3,
        });
        seen.push(...page.items.map(({ episodeId }) => episodeId));
        ({ cursor } = page);
      } while (cursor !== null);
      expect(seen.toSorted()).toEqual(ids);
    });

    test("begin() writes an entry once, and get() reads it back", async ({ journal }) => {
      const entry = entryOf("e", { agentId: "agent", runId: "run", expiresAt: 7 });
      expect(await journal.begin(ANA, entry)).toBe(true);
      expect(await journal.get(ANA, "e")).toEqual(entry);
      expect(await journal.begin(ANA, { ...entry, plan: "another", leaseUntil: 9 })).toBe(false);
      expect(await journal.get(ANA, "e")).toEqual(entry);
      const done = entryOf("d", { status: "done", plan: null, outcome: OUTCOME });
      expect(await journal.begin(ANA, done)).toBe(true);
      expect(await journal.get(ANA, "d")).toEqual(done);
    });

    test("begin() at the same time writes one entry", async ({ journal }) => {
      const written = await Promise.all(
        [1, 2, 3, 4].map(async (turnCount) => journal.begin(ANA, entryOf("e", { turnCount }))),
      );
      expect(written.filter(Boolean)).toHaveLength(1);
    });

    test("finish() drops the plan, keeps the outcome and notes the ids, once", async ({
      journal,
    }) => {
      await journal.begin(ANA, entryOf("e"));
      await journal.finish(ANA, "e", OUTCOME, ["m1", "m2", "m1"]);
      const done = entryOf("e", { status: "done", plan: null, outcome: OUTCOME, leaseUntil: 0 });
      expect(await journal.get(ANA, "e")).toEqual(done);
      await journal.finish(ANA, "e", NOTHING, []);
      expect(await journal.get(ANA, "e")).toEqual(done);
      expect(await journal.tenantOf("m1")).toBe(ANA);
      expect(await journal.tenantOf("m2")).toBe(ANA);
      expect(await journal.tenantOf("m3")).toBeUndefined();
    });

    test("tenantOf() knows episodes, finished or not, and what own() noted", async ({
      journal,
    }) => {
      await journal.begin(ANA, entryOf("e1"));
      await journal.begin(BEN, entryOf("e2", { status: "done", plan: null, outcome: NOTHING }));
      await journal.own(BEN, []);
      await journal.own(BEN, ["m1", "m2"]);
      await journal.own(BEN, ["m2", "m3"]);
      expect(await journal.tenantOf("e1")).toBe(ANA);
      expect(await journal.tenantOf("e2")).toBe(BEN);
      for (const id of ["m1", "m2", "m3"]) expect(await journal.tenantOf(id)).toBe(BEN);
    });

    test("unread() gives done entries with something to read, oldest first, and claim() takes each once", async ({
      journal,
    }) => {
      const unread = JSON.stringify({ stages: ["facts"] });
      const done = { status: "done", plan: null, outcome: NOTHING } as const;
      await journal.begin(ANA, entryOf("late", { ...done, unread, recordedAt: 200 }));
      await journal.begin(ANA, entryOf("early", { ...done, unread }));
      await journal.begin(ANA, entryOf("read", done));
      await journal.begin(ANA, entryOf("pending", { unread }));
      await journal.begin(BEN, entryOf("other", { ...done, unread }));
      const idsAt = async (now: number, limit = 10): Promise<string[]> =>
        (await journal.unread(ANA, { now, limit })).map(({ episodeId }) => episodeId);
      expect(await idsAt(200)).toEqual([]);
      expect(await idsAt(201)).toEqual(["early", "late"]);
      expect(await idsAt(201, 1)).toEqual(["early"]);
      expect(await journal.claim(ANA, "early", { now: 201, leaseUntil: 300 })).toBe(true);
      expect(await journal.claim(ANA, "early", { now: 300, leaseUntil: 400 })).toBe(false);
      expect(await idsAt(300)).toEqual(["late"]);
      expect(await journal.claim(ANA, "early", { now: 301, leaseUntil: 400 })).toBe(true);
      for (const episodeId of ["read", "other", "none"]) {
        expect(await journal.claim(ANA, episodeId, { now: 999, leaseUntil: 1000 })).toBe(false);
      }
    });

    test("claim() takes a pending entry's lease once it has ended, and release() ends it", async ({
      journal,
    }) => {
      await journal.begin(ANA, entryOf("e"));
      const pendingAt = async (now: number): Promise<string[]> =>
        (await journal.pending(ANA, { now, limit: 10 })).map(({ episodeId }) => episodeId);
      expect(await journal.claim(ANA, "e", { now: 200, leaseUntil: 300 })).toBe(false);
      expect(await journal.claim(BEN, "e", { now: 201, leaseUntil: 300 })).toBe(false);
      expect(await journal.claim(ANA, "e", { now: 201, leaseUntil: 300 })).toBe(true);
      expect(await pendingAt(300)).toEqual([]);
      await journal.release(BEN, "e");
      expect(await pendingAt(300)).toEqual([]);
      await journal.release(ANA, "e");
      expect(await pendingAt(1)).toEqual(["e"]);
      await journal.finish(ANA, "e", OUTCOME, []);
      expect(await journal.claim(ANA, "e", { now: 999, leaseUntil: 1000 })).toBe(false);
      await journal.release(ANA, "none");
      expect(await journal.get(ANA, "none")).toBeUndefined();
    });

    test("claim() at the same time gives one of them the lease", async ({ journal }) => {
      await journal.begin(ANA, entryOf("e", { leaseUntil: 0 }));
      const lease = { now: 300, leaseUntil: 400 };
      const claims = await Promise.all(
        Array.from({ length: 8 }, async (_, index) =>
          journal.claim(ANA, "e", { ...lease, leaseUntil: 400 + index }),
        ),
      );
      expect(claims.filter(Boolean)).toHaveLength(1);
    });

    test("replan() puts another plan in place of a pending entry's", async ({ journal }) => {
      await journal.begin(ANA, entryOf("e"));
      await journal.begin(ANA, entryOf("d"));
      await journal.finish(ANA, "d", OUTCOME, []);
      await journal.replan(BEN, "e", "theirs");
      expect((await journal.get(ANA, "e"))?.plan).toBe(entryOf("e").plan);
      await journal.replan(ANA, "e", "another");
      expect(await journal.get(ANA, "e")).toEqual(entryOf("e", { plan: "another" }));
      await journal.replan(ANA, "d", "another");
      expect((await journal.get(ANA, "d"))?.plan).toBeNull();
    });

    test("tenants() can give those with a pending entry alone", async ({ journal }) => {
      await journal.begin(ANA, entryOf("a"));
      await journal.finish(ANA, "a", OUTCOME, []);
      await journal.begin(BEN, entryOf("b"));
      const pending = await journal.tenants({ cursor: null, limit: 10, isPending: true });
      expect(pending).toEqual({ items: [BEN], cursor: null });
      expect((await journal.tenants({ cursor: null, limit: 10 })).items).toEqual([ANA, BEN]);
      await journal.finish(BEN, "b", OUTCOME, []);
      expect((await journal.tenants({ cursor: null, limit: 10, isPending: true })).items).toEqual(
        [],
      );
    });

    test("amend() puts an outcome in place of an unread entry's, once", async ({ journal }) => {
      const unread = JSON.stringify({ stages: ["facts", "graph"] });
      const later = JSON.stringify({ stages: ["graph"] });
      const done = entryOf("e", { status: "done", plan: null, outcome: NOTHING, unread });
      const amendment = { outcome: OUTCOME, unread: later, ids: ["m1"] };
      expect(await journal.amend(ANA, "e", amendment)).toBe(false);
      await journal.begin(ANA, done);
      expect(await journal.amend(BEN, "e", amendment)).toBe(false);
      expect(await journal.amend(ANA, "e", amendment)).toBe(true);
      const amended = { ...done, outcome: OUTCOME, unread: later, leaseUntil: 0 };
      expect(await journal.get(ANA, "e")).toEqual(amended);
      expect(await journal.tenantOf("m1")).toBe(ANA);
      expect(await journal.amend(ANA, "e", { ...amendment, unread: null })).toBe(true);
      expect(await journal.amend(ANA, "e", { ...amendment, outcome: NOTHING })).toBe(false);
      expect(await journal.get(ANA, "e")).toEqual({ ...amended, unread: null });
      expect(await journal.unread(ANA, { now: 999, limit: 10 })).toEqual([]);
    });

    test("pending() gives entries whose lease has run out, oldest first", async ({ journal }) => {
      await journal.begin(ANA, entryOf("young", { recordedAt: 30, leaseUntil: 50 }));
      await journal.begin(ANA, entryOf("b", { recordedAt: 20, leaseUntil: 99 }));
      await journal.begin(ANA, entryOf("a", { recordedAt: 20, leaseUntil: 10 }));
      await journal.begin(ANA, entryOf("alive", { recordedAt: 10, leaseUntil: 100 }));
      await journal.begin(ANA, entryOf("done", { recordedAt: 10, leaseUntil: 10 }));
      await journal.finish(ANA, "done", NOTHING, []);
      const pending = await journal.pending(ANA, { now: 100, limit: 10 });
      expect(pending.map(({ episodeId }) => episodeId)).toEqual(["a", "b", "young"]);
      expect(pending[0]).toEqual(entryOf("a", { recordedAt: 20, leaseUntil: 10 }));
      const two = await journal.pending(ANA, { now: 100, limit: 2 });
      expect(two.map(({ episodeId }) => episodeId)).toEqual(["a", "b"]);
      expect(await journal.pending(ANA, { now: 100, limit: 0 })).toEqual([]);
    });

    test("hasPending() tells a pending entry by its ended lease or by its age, and no other", async ({
      journal,
    }) => {
      const told = async (leaseBefore: number, recordedBefore: number): Promise<boolean> =>
        journal.hasPending(ANA, { leaseBefore, recordedBefore });
      expect(await told(10_000, 10_000)).toBe(false);
      await journal.begin(BEN, entryOf("b"));
      await journal.begin(ANA, entryOf("a"));
      expect(await told(200, 100)).toBe(false);
      expect(await told(201, 0)).toBe(true);
      expect(await told(0, 101)).toBe(true);
      await journal.release(ANA, "a");
      expect(await told(1, 0)).toBe(true);
      await journal.finish(ANA, "a", NOTHING, []);
      expect(await told(10_000, 10_000)).toBe(false);
    });

    test("expired() gives episodes that end by now, oldest first, done or not", async ({
      journal,
    }) => {
      await journal.begin(ANA, entryOf("never"));
      await journal.begin(ANA, entryOf("later", { expiresAt: 101 }));
      await journal.begin(ANA, entryOf("now", { expiresAt: 100 }));
      await journal.begin(ANA, entryOf("before", { expiresAt: 50 }));
      await journal.finish(ANA, "before", NOTHING, []);
      expect(await journal.expired(ANA, { now: 100, limit: 10 })).toEqual(["before", "now"]);
      expect(await journal.expired(ANA, { now: 100, limit: 1 })).toEqual(["before"]);
    });

    test("episodesOf() gives those of an agent, of a run, or of both", async ({ journal }) => {
      await journal.begin(ANA, entryOf("d", { agentId: "agent", runId: "run" }));
      await journal.begin(ANA, entryOf("a", { agentId: "agent" }));
      await journal.begin(ANA, entryOf("c", { runId: "run" }));
      await journal.begin(ANA, entryOf("b"));
      expect(await journal.episodesOf(ANA, { agentId: "agent", runId: null })).toEqual(["a", "d"]);
      expect(await journal.episodesOf(ANA, { agentId: null, runId: "run" })).toEqual(["c", "d"]);
      expect(await journal.episodesOf(ANA, { agentId: "agent", runId: "run" })).toEqual(["d"]);
      expect(await journal.episodesOf(ANA, { agentId: "other", runId: null })).toEqual([]);
    });

    test("forget() erases entries and ids, so that an episode can begin anew", async ({
      journal,
    }) => {
      await journal.begin(ANA, entryOf("e1"));
      await journal.begin(ANA, entryOf("e2"));
      await journal.finish(ANA, "e1", OUTCOME, ["m1", "m2"]);
      await journal.forget(ANA, { episodeIds: ["e1", "nobody"], ids: ["m1", "nobody"] });
      expect(await journal.get(ANA, "e1")).toBeUndefined();
      expect(await journal.get(ANA, "e2")).toEqual(entryOf("e2"));
      expect(await journal.tenantOf("e1")).toBeUndefined();
      expect(await journal.tenantOf("m1")).toBeUndefined();
      expect(await journal.tenantOf("m2")).toBe(ANA);
      expect(await journal.begin(ANA, entryOf("e1", { turnCount: 9 }))).toBe(true);
    });

    test("forget() and forgetTenant() count what they took, each thing once", async ({
      journal,
    }) => {
      await journal.begin(ANA, entryOf("e1"));
      await journal.begin(ANA, entryOf("e2"));
      await journal.begin(BEN, entryOf("e3"));
      await journal.finish(ANA, "e1", OUTCOME, ["e1", "m1", "m2", "t1"]);
      await journal.finish(ANA, "e2", OUTCOME, ["m1", "m3"]);
      await journal.own(ANA, ["m4", "m1"]);
      await journal.finish(BEN, "e3", OUTCOME, ["m5"]);
      const ids = ["e1", "m1", "m4", "m5", "nobody"];
      const request = { episodeIds: ["e1", "e3", "nobody"], ids };
      expect(await journal.forget(ANA, request)).toEqual({ episodeCount: 1, idCount: 2 });
      const nothing = { episodeCount: 0, idCount: 0 };
      expect(await journal.forget(ANA, request)).toEqual(nothing);
      expect(await journal.forget(ANA, { episodeIds: [], ids: [] })).toEqual(nothing);
      // m2 and t1 of the episode that is gone, m3 of the one that is there.
      expect(await journal.forgetTenant(ANA)).toEqual({ episodeCount: 1, idCount: 3 });
      expect(await journal.forgetTenant(ANA)).toEqual(nothing);
      expect(await journal.forgetTenant("user:never" as Tenant)).toEqual(nothing);
      expect(await journal.tenantOf("m5")).toBe(BEN);
    });

    test("tenants never meet", async ({ journal }) => {
      await journal.begin(ANA, entryOf("e", { agentId: "agent", expiresAt: 1 }));
      await journal.begin(BEN, entryOf("e", { turnCount: 5, agentId: "agent" }));
      await journal.finish(BEN, "e", OUTCOME, ["m1"]);
      expect(await journal.get(ANA, "e")).toMatchObject({ status: "pending", turnCount: 2 });
      expect(await journal.pending(BEN, { now: 1000, limit: 10 })).toEqual([]);
      expect(await journal.expired(BEN, { now: 1000, limit: 10 })).toEqual([]);
      await journal.forget(ANA, { episodeIds: ["e"], ids: ["m1"] });
      expect(await journal.get(BEN, "e")).toMatchObject({ status: "done", turnCount: 5 });
      expect(await journal.tenantOf("m1")).toBe(BEN);
      await journal.begin(ANA, entryOf("f"));
      await journal.forgetTenant(BEN);
      expect(await journal.get(BEN, "e")).toBeUndefined();
      expect(await journal.tenantOf("m1")).toBeUndefined();
      expect(await journal.get(ANA, "f")).toEqual(entryOf("f"));
    });

    test("tenants() gives those with an entry, by name, page by page", async ({ journal }) => {
      const names = ["user:c", "agent:a", "user:b", "run:z"] as Tenant[];
      for (const tenant of names) await journal.begin(tenant, entryOf("e"));
      await journal.own("user:without" as Tenant, ["m1"]);
      await journal.begin("user:gone" as Tenant, entryOf("e"));
      await journal.forgetTenant("user:gone" as Tenant);
      const first = await journal.tenants({ cursor: null, limit: 3 });
      expect(first.items).toEqual(["agent:a", "run:z", "user:b"]);
      const second = await journal.tenants({ cursor: first.cursor, limit: 3 });
      expect(second).toEqual({ items: ["user:c"], cursor: null });
      expect((await journal.tenants({ cursor: null, limit: 0 })).items).toEqual([]);
    });

    test("a limit that is no count is rejected", async ({ journal }) => {
      for (const limit of [-1, 0.5, Number.NaN]) {
        for (const call of [
          () => journal.pending(ANA, { now: 1, limit }),
          () => journal.expired(ANA, { now: 1, limit }),
          () => journal.entries(ANA, { cursor: null, limit }),
          () => journal.tenants({ cursor: null, limit }),
        ]) {
          await expect(settle<unknown>(call)).rejects.toThrow(InvalidArgumentError);
        }
      }
    });

    test("every method rejects after the journal is closed", async ({ opened }) => {
      const { journal } = opened;
      await journal.begin(ANA, entryOf("e"));
      await opened.close();
      const calls: (() => unknown)[] = [
        () => journal.get(ANA, "e"),
        () => journal.entries(ANA, { cursor: null, limit: 1 }),
        () => journal.begin(ANA, entryOf("f")),
        () => journal.finish(ANA, "e", OUTCOME, []),
        () => journal.own(ANA, ["m1"]),
        () => journal.pending(ANA, { now: 1, limit: 1 }),
        () => journal.expired(ANA, { now: 1, limit: 1 }),
        () => journal.episodesOf(ANA, { agentId: null, runId: "run" }),
        () => journal.forget(ANA, { episodeIds: ["e"], ids: [] }),
        () => journal.forgetTenant(ANA),
        () => journal.tenantOf("e"),
        () => journal.tenants({ cursor: null, limit: 1 }),
      ];
      for (const call of calls) await expect(settle(call)).rejects.toThrow(MnemographError);
    });
  });
}

/** Runs a call whose failure may be thrown or rejected. */
async function settle<T>(call: () => T | Promise<T>): Promise<T> {
  return await call();
}
