import { assert, describe, expect, test } from "vitest";

import { type AddResult, type Memory, PartialWriteError } from "../../src/index.ts";
import { StoreOperationError } from "../../src/core/errors.ts";
import { resolveScope } from "../../src/core/scope.ts";
import { openMemory, SettableClock } from "../support/behaviour.ts";
import { edge } from "../support/graph-records.ts";
import { pendingEntry } from "../support/journal-entries.ts";
import { stateOf } from "../support/memory-state.ts";
import { DAY, DAY_ZERO, memoryOf, turnOf } from "../support/points.ts";
import { SplitServers, unavailable } from "../support/split-memory.ts";

const KIRK = { userId: "kirk" };

async function textsOf(memory: Memory): Promise<string[]> {
  const { results } = await memory.getAll(KIRK);
  return results.map((one) => one.memory).toSorted();
}

test("a dry run on stores that are apart tells of no relation that was not told", async () => {
  const clock = new SettableClock();
  const apart = await new SplitServers().open({ clock });
  const together = await openMemory({ clock, languageModel: null, embeddingModel: null });
  const dry: AddResult[] = [];
  for (const memory of [apart, together]) {
    const kirk = memory.for(KIRK);
    const knows = { source: "Ana", relationship: "knows" };
    for (const [at, destination] of [
      ["2020-02-01", "Rui"],
      ["2020-01-01", "Bruno"],
    ] as const) {
      const relations = [{ ...knows, destination }];
      await kirk.add(`Ana knows ${destination}.`, { relations, at, idempotencyKey: at });
    }
    // It folds one edge into the other, which holds for longer then.
    const entities = [{ name: "Rui", aliases: ["Bruno"] }];
    const told = { entities, at: "2020-03-01", idempotencyKey: "3", dryRun: true };
    dry.push(await kirk.add("They call Rui Bruno.", told));
  }
  expect(dry[0]?.relations).toEqual(dry[1]?.relations);
  expect(dry[0]?.relations.confirmed).toEqual([]);
});

test("stores that are apart give the answers of one file", async () => {
  const clock = new SettableClock();
  const apart = await new SplitServers().open({ clock });
  const together = await openMemory({ clock, languageModel: null, embeddingModel: null });
  const added: AddResult[][] = [];
  for (const memory of [apart, together]) {
    const kirk = memory.for(KIRK);
    const results = [
      await kirk.add("My sister Ana lives in Lisbon.", { at: "2020-01-01", idempotencyKey: "1" }),
      await kirk.add("Ana moved to Porto.", { at: "2021-01-01", idempotencyKey: "2" }),
      await kirk.add("I like skiing. I work at Acme.", { at: "2021-02-01", idempotencyKey: "3" }),
      await kirk.add("I like skiing.", { at: "2021-03-01", idempotencyKey: "4", dryRun: true }),
      await kirk.add("Ana moved to Faro.", { at: "2022-03-01", idempotencyKey: "4", dryRun: true }),
      await kirk.add("I don't like skiing any more.", { at: "2022-01-01", idempotencyKey: "5" }),
    ];
    added.push(results.map((one) => ({ ...one, usage: results[0]?.usage ?? one.usage })));
  }
  expect(added[0]).toEqual(added[1]?.map((one) => ({ ...one, usage: added[0]?.[0]?.usage })));
  expect(await stateOf(apart, KIRK)).toEqual(await stateOf(together, KIRK));
  const query = "Where does my sister live?";
  const { results, relations } = await together.search(query, KIRK);
  expect(await apart.search(query, KIRK)).toMatchObject({ results, relations, degraded: [] });
  expect((await apart.verify()).faults).toEqual([]);
});

test.each(["my key", "retry:01a1ffd2-3569-7000-939d-b14c7210a132"])(
  "one add sent by two at once under the key %j happens once, and both are told the same",
  async (idempotencyKey) => {
    const servers = new SplitServers();
    const memories = [await servers.open(), await servers.open()];
    const added = await Promise.all(
      memories.map(async (memory) => memory.add("I like tea.", { ...KIRK, idempotencyKey })),
    );
    const [first, second] = added;
    expect(added.filter(({ isRepeat }) => isRepeat)).toHaveLength(1);
    expect(second?.episodeId).toBe(first?.episodeId);
    expect(second?.results).toEqual(first?.results);
    const [memory] = memories;
    expect(await memory?.stats(KIRK)).toMatchObject({ turns: 1, memories: 1, attestations: 2 });
    expect((await memory?.verify())?.faults).toEqual([]);
  },
);

test("deleteAll() forgets a tenant whole on a clock that moves on: what is told anew under its key is kept", async () => {
  let now = Date.parse("2024-01-01");
  const memory = await new SplitServers().open({ clock: { now: () => (now += 1) } });
  const kirk = memory.for(KIRK);
  await kirk.add("I like tea.", { idempotencyKey: "1" });
  await kirk.deleteAll();
  expect(await memory.tenants()).toEqual([]);
  await kirk.add("I like tea.", { idempotencyKey: "1" });
  expect(await textsOf(memory)).toEqual(["I like tea."]);
});

test("reset() erases tenants that the graph alone knows, too, and those that it erased before once", async () => {
  let now = Date.parse("2024-01-01");
  const servers = new SplitServers();
  const memory = await servers.open({ clock: { now: () => (now += 1) } });
  await memory.add("I like tea.", KIRK);
  const spock = resolveScope({ userId: "spock" }, "test").tenant;
  const { graph } = servers.calls;
  await graph.port.commit(spock, edge(["spock", "KNOWS", "kirk"], now));
  await memory.reset();
  const nothing = { entities: 0, relations: 0, attestations: 0 };
  expect(await graph.port.counts(spock)).toEqual(nothing);
  expect(graph.callCount("forgetTenant")).toBe(2);
  await memory.reset();
  expect(graph.callCount("forgetTenant")).toBe(2);
});

test("reset() erases tenants that the vectors alone know, whatever their clock said", async () => {
  const servers = new SplitServers();
  let now = DAY_ZERO;
  const memory = await servers.open({ clock: { now: () => (now += 1) } });
  await memory.add("I like tea.", KIRK);
  const { port } = servers.calls.vector;
  const spock = resolveScope({ userId: "spock" }, "test").tenant;
  const before = memoryOf({ id: "m", recordedAt: DAY_ZERO - DAY, embedding: null });
  const ahead = turnOf({ id: "t", recordedAt: DAY_ZERO + DAY, embedding: null });
  await port.insert(spock, [before, ahead]);
  await memory.reset();
  expect(await port.tenants({ cursor: null, limit: 10 })).toEqual({ items: [], cursor: null });
  await memory.add("I like coffee.", { userId: "spock" });
  expect((await memory.getAll({ userId: "spock" })).results).toMatchObject([
    { memory: "I like coffee." },
  ]);
});

test("verify() and repair() look at tenants that one store alone knows", async () => {
  const servers = new SplitServers();
  const memory = await servers.open();
  await memory.add("I like tea.", KIRK);
  const spock = resolveScope({ userId: "spock" }, "test").tenant;
  const { vector } = servers.calls;
  await vector.port.insert(spock, [memoryOf({ id: "m", recordedAt: DAY_ZERO, embedding: null })]);
  const { tenantCount, faults } = await memory.verify();
  expect(tenantCount).toBe(2);
  const told = { kind: "memory-without-evidence", id: "m", tenant: spock };
  expect(faults).toContainEqual(told);
  const { mended, left } = await memory.repair();
  expect(mended).toContainEqual(told);
  expect(left).toEqual([]);
  expect(await memory.verify()).toMatchObject({ isSound: true, tenantCount: 1 });
});

describe("while the graph is down", () => {
  test("an add is stored and found, and finished by the next one", async () => {
    const servers = new SplitServers();
    const memory = await servers.open();
    const kirk = memory.for(KIRK);
    await kirk.add("I live in Lisbon.", { at: "2020-01-01" });
    servers.stop("graph");
    const added = await kirk.add("I moved to Porto.", { at: "2021-01-01" });
    expect(added).toMatchObject({
      pending: ["graph"],
      results: [{ event: "ADD", memory: "I moved to Porto." }],
      failed: [],
    });
    const id = added.results[0]?.id ?? "";
    expect(await memory.get(id)).toMatchObject({ memory: "I moved to Porto." });
    const found = await kirk.search("Where do I live?");
    expect(found.results.map((hit) => hit.memory)).toContain("I moved to Porto.");
    expect(found.degraded).toMatchObject([{ part: "graph", code: "STORE_UNAVAILABLE" }]);
    expect(await textsOf(memory)).toEqual(["I live in Lisbon.", "I moved to Porto."]);
    servers.start("graph");
    const lacking = await kirk.search("Where do I live?");
    expect(lacking.degraded).toMatchObject([{ part: "graph", code: "PENDING" }]);
    await kirk.add("I like tea.");
    expect(await textsOf(memory)).toEqual(["I like tea.", "I moved to Porto."]);
    expect((await memory.verify()).faults).toEqual([]);
    expect((await kirk.search("Where do I live?")).degraded).toEqual([]);
  });

  test("an add that is sent again says what it said, and is told whole when the graph is back", async () => {
    const servers = new SplitServers();
    const memory = await servers.open();
    const said = { ...KIRK, idempotencyKey: "tea" };
    servers.stop("graph");
    const first = await memory.add("I like tea.", said);
    const again = await memory.add("I like tea.", said);
    expect(again).toMatchObject({ pending: ["graph"], results: first.results, isRepeat: true });
    servers.start("graph");
    const whole = await memory.add("I like tea.", said);
    expect(whole).toMatchObject({ pending: [], results: first.results, isRepeat: true });
    expect(whole.relations.added).toHaveLength(1);
    servers.stop("graph");
    const later = await memory.add("I like tea.", said);
    expect(later).toMatchObject({ pending: ["graph"], results: first.results, isRepeat: true });
    expect(later.relations.added).toEqual([]);
  });

  test("what was deleted before lives again under the id that it has when the graph is back", async () => {
    const servers = new SplitServers();
    const memory = await servers.open();
    const { results } = await memory.add("I like tea.", KIRK);
    const old = results[0]?.id ?? "";
    await memory.delete(old, KIRK);
    servers.stop("graph");
    const added = await memory.add("I like tea.", KIRK);
    expect(added.results).toMatchObject([{ id: old, event: "ADD" }]);
    servers.start("graph");
    await memory.repair();
    const { results: now } = await memory.getAll(KIRK);
    expect(now.map((one) => one.memory)).toEqual(["I like tea."]);
    expect(now[0]?.id).not.toBe(old);
    expect((await memory.verify()).faults).toEqual([]);
  });

  test("two adds that tell the same are both finished", async () => {
    const servers = new SplitServers();
    const memory = await servers.open();
    const { results } = await memory.add("I like tea.", KIRK);
    await memory.delete(results[0]?.id ?? "", KIRK);
    servers.stop("graph");
    await memory.add("I like tea.", { ...KIRK, idempotencyKey: "1" });
    await memory.add("I like tea. I like jazz.", { ...KIRK, idempotencyKey: "2" });
    servers.start("graph");
    await memory.repair();
    expect(await textsOf(memory)).toEqual(["I like jazz.", "I like tea."]);
    expect((await memory.verify()).faults).toEqual([]);
  });

  test("verify and repair of what it can say leave pending facts alone", async () => {
    const servers = new SplitServers();
    const memory = await servers.open();
    servers.stop("graph");
    await memory.add("I like tea.", KIRK);
    await expect(memory.repair()).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    servers.start("graph");
    const { faults } = await memory.verify();
    expect(faults.map(({ kind }) => kind)).toEqual(["pending-episode"]);
    expect((await memory.repair()).mended.map(({ kind }) => kind)).toEqual(["pending-episode"]);
    expect(await textsOf(memory)).toEqual(["I like tea."]);
  });

  test("what the hook took out is not kept for later", async () => {
    const servers = new SplitServers();
    const memory = await servers.open({
      beforeCommit: (plan) => ({
        ...plan,
        turns: plan.turns.map((turn) => ({ ...turn, content: "(redacted)" })),
        memories: plan.memories.filter(({ text }) => !text.includes("4711")),
      }),
    });
    servers.stop("graph");
    await memory.add("My number is 4711. I like tea.", KIRK);
    const kept = servers.calls.journal.callsOf("begin").map(({ parameters }) => parameters[1].plan);
    expect(kept.join()).toContain("I like tea.");
    expect(kept.join()).not.toContain("4711");
    servers.start("graph");
    await memory.repair();
    expect(await textsOf(memory)).toEqual(["I like tea."]);
    expect((await memory.verify()).faults).toEqual([]);
  });

  test.each([
    ["delete", (memory: Memory, id: string) => memory.delete(id, KIRK)],
    ["deleteAll", (memory: Memory) => memory.deleteAll(KIRK)],
    ["update", (memory: Memory, id: string) => memory.update(id, "I like coffee.", KIRK)],
    ["merge", (memory: Memory) => memory.graph.merge("kirk", "tea", KIRK)],
  ] as const)("%s throws and has not begun", async (_, run) => {
    const servers = new SplitServers();
    const memory = await servers.open();
    const { results } = await memory.add("I like tea.", KIRK);
    const before = await stateOf(memory, KIRK);
    servers.stop("graph");
    const call = run(memory, results[0]?.id ?? "");
    await expect(call).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    servers.start("graph");
    expect((await memory.verify()).faults).toEqual([]);
    expect(await stateOf(memory, KIRK)).toEqual(before);
  });

  test("what has expired is hidden, and erased when the graph is back", async () => {
    const servers = new SplitServers();
    const clock = new SettableClock();
    const memory = await servers.open({ clock });
    await memory.add("I like tea.", { ...KIRK, expiresAt: "2026-02-01" });
    await memory.add("I like jazz.", KIRK);
    servers.stop("graph");
    await memory.add("I like coffee.", { ...KIRK, expiresAt: "2026-02-01" });
    clock.set("2026-03-01");
    const { results } = await memory.search("tea coffee jazz", KIRK);
    expect(JSON.stringify(results)).not.toMatch(/tea|coffee/);
    expect(await textsOf(memory)).toEqual(["I like jazz."]);
    servers.start("graph");
    await memory.repair();
    expect(await stateOf(memory, KIRK)).toMatchObject({ counts: { turns: 1, relations: 1 } });
    expect((await memory.verify()).faults).toEqual([]);
  });
});

test("a search does not wait for a journal past its time budget, and shows nothing that is known to have expired", async () => {
  const servers = new SplitServers();
  const clock = new SettableClock();
  const memory = await servers.open({ clock });
  const expiresAt = "2026-02-01";
  await memory.add("I like tea.", { ...KIRK, expiresAt });
  await memory.add("I like coffee.", { ...KIRK, expiresAt });
  await memory.add("I like coffee.", KIRK);
  await memory.add("I like jazz.", KIRK);
  const query = "What do I like? tea coffee jazz";
  const options = { ...KIRK, timeBudgetMs: 3_000, explain: true };
  const before = await memory.search(query, options);
  expect(before.results.map((one) => one.memory)).toContain("I like tea.");
  expect(before.degraded).toEqual([]);
  clock.set("2026-03-01");
  const held = servers.calls.journal.hold({ method: "expired" });
  const { results, relations, cut, degraded } = await memory.search(query, options);
  expect(degraded).toEqual([expect.objectContaining({ part: "journal", code: "OUT_OF_TIME" })]);
  expect(JSON.stringify([results, relations, cut])).not.toContain("tea");
  const coffee = results.find((one) => one.memory.includes("coffee"));
  expect(coffee?.evidence).toHaveLength(1);
  held.release();
  const after = await memory.search(query, options);
  expect(after.degraded).toEqual([]);
  expect(after.results.map(({ id }) => id).toSorted()).toEqual(
    results.map(({ id }) => id).toSorted(),
  );
});

describe("while the vectors' server is down", () => {
  test("an add throws with nothing written, and is written when it is sent again", async () => {
    const servers = new SplitServers();
    const memory = await servers.open();
    await memory.add("I like tea.", KIRK);
    servers.stop("vectors");
    const add = memory.add("I like jazz.", KIRK);
    await expect(add).rejects.toMatchObject({ code: "STORE_UNAVAILABLE", isRetryable: true });
    servers.start("vectors");
    expect((await memory.verify()).faults).toEqual([]);
    expect(await textsOf(memory)).toEqual(["I like tea."]);
    await memory.add("I like jazz.", KIRK);
    expect(await textsOf(memory)).toEqual(["I like jazz.", "I like tea."]);
  });

  test("from the middle of an add on, the error has a key, also of one that came without", async () => {
    const servers = new SplitServers();
    const memory = await servers.open();
    servers.calls.vector.fail(unavailable("vectors"), { method: "project", timing: "after" });
    const error: unknown = await memory.add("I like tea.", KIRK).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(PartialWriteError);
    const { idempotencyKey, completed, pending } = error as PartialWriteError;
    expect(completed).toEqual(["journal", "facts", "graph"]);
    expect(pending).toEqual(["projection", "mark of completion"]);
    const again = await memory.add("I like tea.", { ...KIRK, idempotencyKey });
    expect(again).toMatchObject({ isRepeat: true, results: [{ event: "ADD" }], pending: [] });
    expect(await stateOf(memory, KIRK)).toMatchObject({ counts: { turns: 1, traits: 1 } });
    expect((await memory.verify()).faults).toEqual([]);
  });

  test("an add that was interrupted and is never sent again is finished by the next one", async () => {
    const servers = new SplitServers();
    const memory = await servers.open();
    servers.calls.vector.fail(unavailable("vectors"), { method: "insert" });
    await expect(memory.add("I like tea.", KIRK)).rejects.toMatchObject({ code: "PARTIAL_WRITE" });
    await memory.add("I like jazz.", KIRK);
    expect(await textsOf(memory)).toEqual(["I like jazz.", "I like tea."]);
  });
});

describe("an abort", () => {
  test.each(["graph", "vector", "journal"] as const)(
    "ends the wait for a call of the port %s that does not answer, and nothing is left half",
    async (port) => {
      for (const [run, counts] of [
        [
          (memory: Memory, signal: AbortSignal) => memory.add("I like tea.", { ...KIRK, signal }),
          1,
        ],
        [(memory: Memory, signal: AbortSignal) => memory.search("tea", { ...KIRK, signal }), 0],
      ] as const) {
        const servers = new SplitServers();
        const clock = new SettableClock();
        const memory = await servers.open({ clock });
        const stop = new AbortController();
        const held = servers.calls[port].hold({ ignoresSignal: true });
        const call = run(memory, stop.signal);
        await held.reached;
        stop.abort(new Error("enough"));
        await expect(call).rejects.toThrow("enough");
        held.release();
        clock.set("2026-01-02");
        const other = await servers.open({ clock });
        await other.repair();
        expect((await other.verify()).faults).toEqual([]);
        expect((await textsOf(other)).length).toBeLessThanOrEqual(counts);
      }
    },
  );
});

describe("a memory that is closed in the middle of an add", () => {
  test.each(["begin", "insert"] as const)(
    "after %s(), the error has the key by which the add that is finished later is the same one",
    async (method) => {
      const servers = new SplitServers();
      const clock = new SettableClock();
      const memory = await servers.open({ clock });
      const { journal, vector, graph } = servers.calls;
      const closed = (): Error =>
        new StoreOperationError("do it", "a server", { reason: "closed" });
      const closeAll = (): Error => {
        for (const port of [journal, vector, graph]) port.fail(closed, { count: Infinity });
        return closed();
      };
      if (method === "begin") journal.fail(closeAll, { method, timing: "after" });
      else vector.fail(closeAll, { method, timing: "after" });
      const error: unknown = await memory
        .add("I like tea.", KIRK)
        .catch((thrown: unknown) => thrown);
      assert(error instanceof PartialWriteError);
      const { idempotencyKey } = error;
      clock.set("2026-01-02");
      const other = await servers.open({ clock });
      await other.repair();
      expect(await textsOf(other)).toEqual(["I like tea."]);
      const again = await other.add("I like tea.", { ...KIRK, idempotencyKey });
      expect(again.isRepeat).toBe(true);
      expect(await other.stats(KIRK)).toMatchObject({ turns: 1, attestations: 2 });
    },
  );
});

test.each(["whole", "interrupted"] as const)(
  "deleteAll() takes what a machine told whose clock is ahead, also if it is %s",
  async (course) => {
    const servers = new SplitServers();
    const [ahead, clock] = [new SettableClock(), new SettableClock()];
    ahead.set("2026-01-01T00:05:00Z");
    const other = await servers.open({ clock: ahead });
    const memory = await servers.open({ clock });
    await memory.add("I like tea.", { ...KIRK, idempotencyKey: "tea" });
    await other.add("I like coffee.", { ...KIRK, idempotencyKey: "coffee" });
    if (course === "interrupted") {
      servers.calls.vector.fail(() => unavailable("vectors"), { method: "remove" });
      await expect(memory.deleteAll(KIRK)).rejects.toThrow(PartialWriteError);
      await memory.repair(KIRK);
    } else {
      await memory.deleteAll(KIRK);
    }
    expect(await memory.stats(KIRK)).toMatchObject({ turns: 0, memories: 0, attestations: 0 });
    expect(await textsOf(other)).toEqual([]);
    expect((await memory.verify()).faults).toEqual([]);
    clock.set("2026-01-01T00:01:00Z");
    await memory.add("I like cake.", KIRK);
    expect(await textsOf(memory)).toEqual(["I like cake."]);
  },
);

test("what another version has still to do is left to it, and holds up nobody", async () => {
  const servers = new SplitServers();
  const memory = await servers.open();
  await memory.add("I like tea.", KIRK);
  const tenant = resolveScope(KIRK, "test").tenant;
  const entry = pendingEntry("later", {
    plan: JSON.stringify({ form: "of the future" }),
    turnCount: 0,
  });
  await servers.calls.journal.port.begin(tenant, entry);
  await memory.add("I like cake.", KIRK);
  await memory.repair(KIRK);
  expect(await textsOf(memory)).toEqual(["I like cake.", "I like tea."]);
  expect(await servers.calls.journal.port.get(tenant, "later")).toMatchObject({
    status: "pending",
  });
});
