import { setTimeout } from "node:timers/promises";

import neo4j, { type Driver } from "neo4j-driver";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Tenant } from "../../src/core/scope.ts";
import type { LedgerFault } from "../../src/graph/graph-store.ts";
import { forgetLedger } from "../../src/graph/ledger/forget-ledger.ts";
import { STATEMENTS_AT_ONCE } from "../../src/graph/ledger/rebuild-ledger.ts";
import { AliasHints } from "../../src/graph/neo4j/alias-hints.ts";
import { GraphNames } from "../../src/graph/neo4j/graph-names.ts";
import { lookupAnswer, lookupParameters } from "../../src/graph/neo4j/lookup-request.ts";
import { Neo4jConnection } from "../../src/graph/neo4j/neo4j-connection.ts";
import { Neo4jGraphStore } from "../../src/graph/neo4j/neo4j-graph-store.ts";
import { Questions } from "../../src/graph/neo4j/questions.ts";
import { APPLY } from "../../src/graph/neo4j/statements/apply.ts";
import { BEGIN_ERASING } from "../../src/graph/neo4j/statements/begin-erasing.ts";
import { ERASE_RECORDS } from "../../src/graph/neo4j/statements/erase-records.ts";
import { ERASE_STRAY_EDGES } from "../../src/graph/neo4j/statements/erase-stray-edges.ts";
import { LOOKUP } from "../../src/graph/neo4j/statements/lookup.ts";
import { REVISION } from "../../src/graph/neo4j/statements/revision.ts";
import { TenantLedger } from "../../src/graph/neo4j/tenant-ledger.ts";
import { TenantLocks } from "../../src/graph/neo4j/tenant-locks.ts";
import { WorkingSet } from "../../src/graph/neo4j/working-set.ts";
import { edge, forgetting, records, together } from "../support/graph-records.ts";
import { tell } from "../support/ledger.ts";
import { describeOn, neo4jServer } from "../support/on-servers.ts";
import { seeing } from "../support/points.ts";

/** A race of this many commits is lost with near certainty by what can lose it. */
const RACED_COMMITS = 30;
/** In this time a statement that waits for nobody is planned and done. */
const WAITED_MS = 2_000;

describeOn(["neo4j"], "races on Neo4j", () => {
  let store: Neo4jGraphStore;
  let driver: Driver;
  const run = `${process.pid}-${Date.now()}`;
  const tenantOf = (name: string): Tenant => `user:${name}-${run}` as Tenant;

  beforeAll(async () => {
    const { url, username, password } = neo4jServer();
    store = await Neo4jGraphStore.open(neo4jServer());
    driver = neo4j.driver(url, neo4j.auth.basic(username, password));
  });

  afterAll(async () => {
    await driver.close();
    await store.close();
  });

  test("who is going to write reads all rows of the revision that it reads", async () => {
    const tenant = tenantOf("whole");
    const connection = await Neo4jConnection.open(neo4jServer());
    const asked = new Questions();
    asked.add("evidence.memory", "m");
    const input = { tenant, ...lookupParameters(asked, new WorkingSet()) };
    const lookup = { text: LOOKUP, parameters: { in: input } };
    const torn: unknown[] = [];
    for (let at = 1; at <= RACED_COMMITS; at += 1) {
      const writing = { isUnderWay: true };
      // The moment at which a revision is seen without its rows is short: it is met by who reads all the time.
      const read = async (): Promise<void> => {
        while (writing.isUnderWay) {
          const rows = await connection.readLocked(tenant, lookup);
          const { revision, evidence } = lookupAnswer(rows);
          if (evidence.length !== revision) torn.push([revision, evidence.length]);
        }
      };
      const others = Array.from({ length: 60 }, (_, index) => tell(`m${at} ${index}`, at));
      const told = tell(`x${at}`, at, { memoryId: "m" });
      const reading = Promise.all(Array.from({ length: 4 }, read));
      await store.commit(tenant, records({ attestations: [told, ...others] })).finally(() => {
        writing.isUnderWay = false;
      });
      await reading;
    }
    await connection.close();
    expect(torn).toEqual([]);
  });

  test("who is going to write waits for the writer before, and writes no commit by waiting", async () => {
    const tenant = tenantOf("waits");
    await store.commit(tenant, records({ attestations: [tell("first", 1)] }));
    const connection = await Neo4jConnection.open(neo4jServer());
    const revision = { text: REVISION, parameters: { tenant } };
    const writer = driver.session();
    const writing = writer.beginTransaction();
    const begun = "MATCH (t:MemoryTenant {id: $tenant}) SET t.revision = 41";
    await writing.run(begun, { tenant });
    const waiting = connection.readLocked(tenant, revision);
    // What it does not wait for answers meanwhile.
    expect(await connection.read(REVISION, { tenant })).toMatchObject([{ revision: 1 }]);
    await writing.commit();
    expect(await waiting).toMatchObject([{ revision: 41 }]);
    const [before] = writer.lastBookmarks();
    await connection.readLocked(tenant, revision);
    await writer.run("RETURN 1");
    expect(writer.lastBookmarks()).toEqual([before]);
    await writer.close();
    await connection.close();
  });

  test("verify() beside a writer tells no fault that is none", async () => {
    const tenant = tenantOf("verified");
    const found: LedgerFault[] = [];
    for (let at = 1; at <= RACED_COMMITS; at += 1) {
      const edges = Array.from({ length: 20 }, (_, index) =>
        edge([`person ${index}`, "KNOWS", `person ${at}`], at),
      );
      const writing = store.commit(tenant, together(edges));
      const looks = await Promise.all([store.verify(tenant), store.verify(tenant)]);
      found.push(...looks.flat());
      await writing;
    }
    expect(found).toEqual([]);
    await store.forgetTenant(tenant, RACED_COMMITS);
  });

  /** Runs a statement beside a writer who is at the tenant and has changed this, but not committed it until the statement waits. */
  async function besideWriter(
    tenant: Tenant,
    change: string,
    [statement, parameters]: readonly [text: string, parameters: Readonly<Record<string, unknown>>],
  ): Promise<void> {
    const connection = await Neo4jConnection.open(neo4jServer());
    const writer = driver.session();
    const writing = writer.beginTransaction();
    await writing.run("MATCH (t:MemoryTenant {id: $tenant}) SET t.lockedBy = 'writer'", { tenant });
    await writing.run(change, { tenant });
    const running = connection.write(statement, parameters);
    // What does not wait is done by then.
    await Promise.race([running, setTimeout(WAITED_MS)]);
    await writing.commit();
    await running;
    await writer.close();
    await connection.close();
  }

  test("stray edges are looked for when the writer before is done: what he draws stays", async () => {
    const tenant = tenantOf("drawn-meanwhile");
    await store.commit(tenant, edge(["ana", "KNOWS", "ben"], 1));
    const hide = "MATCH (n:Relation {tenant: $tenant}) SET n.shown = n.listed REMOVE n.listed";
    const show = "MATCH (n:Relation {tenant: $tenant}) SET n.listed = n.shown REMOVE n.shown";
    await driver.executeQuery(hide, { tenant });
    await besideWriter(tenant, show, [ERASE_STRAY_EDGES, { tenant }]);
    expect(await store.verify(tenant)).toEqual([]);
    await driver.executeQuery(hide, { tenant });
    await driver.executeQuery(ERASE_STRAY_EDGES, { tenant });
    await driver.executeQuery(show, { tenant });
    expect(await store.verify(tenant)).toMatchObject([{ kind: "missing-edge" }]);
  });

  test("rebuild() goes in parts: one that is interrupted has mended those that it came to, and the next the rest", async () => {
    const tenant = tenantOf("rebuilt");
    const count = 2 * STATEMENTS_AT_ONCE + 1;
    const edges = Array.from({ length: count }, (_, index) =>
      edge([`person ${index}`, "KNOWS", "ana"], index),
    );
    await store.commit(tenant, together(edges));
    const erased = "MATCH ({tenant: $tenant})-[r:KNOWS]->() DELETE r";
    await driver.executeQuery(erased, { tenant });
    expect(await store.verify(tenant)).toHaveLength(count);
    const stopping = new AbortController();
    const { signal } = stopping;
    let parts = 0;
    signal.throwIfAborted = () => {
      parts += 1;
      if (parts === 2) throw new Error("Stopped");
    };
    await expect(store.rebuild(tenant, { signal })).rejects.toThrow("Stopped");
    expect(await store.verify(tenant)).toHaveLength(count - STATEMENTS_AT_ONCE);
    const before = await store.revision(tenant);
    const { revision } = await store.rebuild(tenant);
    expect(revision).toBe(before + 3);
    expect(await store.verify(tenant)).toEqual([]);
    await store.forgetTenant(tenant, count);
  });

  test("who is late in erasing a tenant leaves what was written since", async () => {
    const tenant = tenantOf("late-eraser");
    await store.commit(tenant, edge(["ana", "KNOWS", "ben"], 1));
    const at = 5;
    const parameters = { tenant, at, grave: "*", date: new Date(at).toISOString() };
    await driver.executeQuery(BEGIN_ERASING, parameters);
    // This writer finishes the erasure before it writes.
    await store.commit(tenant, edge(["ana", "KNOWS", "carla"], 10));
    const session = driver.session();
    await session.run(ERASE_RECORDS, parameters);
    await session.close();
    expect(await store.counts(tenant)).toEqual({ entities: 2, relations: 1, attestations: 1 });
    expect(await store.verify(tenant)).toEqual([]);
  });

  test("who erases looks, when the writer before is done, whether there is still something to erase", async () => {
    const tenant = tenantOf("erased-meanwhile");
    await store.commit(tenant, edge(["ana", "KNOWS", "ben"], 1));
    const at = 5;
    const parameters = { tenant, at, grave: "*", date: new Date(at).toISOString() };
    await driver.executeQuery(BEGIN_ERASING, parameters);
    const end = "MATCH (t:MemoryTenant {id: $tenant}) REMOVE t.erasingAt";
    await besideWriter(tenant, end, [ERASE_RECORDS, parameters]);
    expect(await store.counts(tenant)).toEqual({ entities: 2, relations: 1, attestations: 1 });
  });

  test("two who erase one tenant at once erase it", async () => {
    const tenant = tenantOf("erasers");
    const many = Array.from({ length: 400 }, (_, index) => edge(["ana", "KNOWS", `p${index}`], 1));
    await store.commit(tenant, together(many));
    await Promise.all([store.forgetTenant(tenant, 5), store.forgetTenant(tenant, 6)]);
    expect(await store.counts(tenant)).toEqual({ entities: 0, relations: 0, attestations: 0 });
    const named = "MATCH (t:MemoryTenant {id: $tenant}) UNWIND keys(t) AS name RETURN name";
    const { records: names } = await driver.executeQuery(named, { tenant });
    // Nothing of an erasure, and of its locks, is left.
    expect(new Set(names.map((row) => String(row.get("name"))))).toEqual(
      new Set(["id", "lockedBy", "revision", "writtenBy"]),
    );
  });

  test("who forgets and loses the answer is told what went, though others wrote since", async () => {
    const tenant = tenantOf("lost-answer");
    await store.commit(tenant, records({ attestations: [tell("m1", 1)] }));
    const connection = await Neo4jConnection.open(neo4jServer());
    let isLost = false;
    const losing = new Proxy(connection, {
      get: (target, name): unknown => {
        if (name !== "write") return Reflect.get(target, name, target).bind(target);
        return async (text: string, parameters: Readonly<Record<string, unknown>>) => {
          if (text === APPLY && !isLost) {
            isLost = true;
            await target.write(text, parameters);
            for (const at of [2, 3]) {
              await store.commit(tenant, records({ attestations: [tell(`m${at}`, at)] }));
            }
          }
          return target.write(text, parameters);
        };
      },
    });
    const names = new GraphNames({ labels: [], types: [] });
    const shared = { locks: new TenantLocks(1_000), aliases: new AliasHints() };
    const ledger = new TenantLedger(tenant, { connection: losing, names, ...shared });
    const { removed } = await ledger.write((tables) =>
      forgetLedger(tables, forgetting({ memoryIds: ["m1"] })),
    );
    await connection.close();
    expect(removed.memoryIds).toEqual(["m1"]);
  });

  test("a tombstone that is left while a commit is made ready is seen by it", async () => {
    const tenant = tenantOf("buried");
    const session = store.session();
    const told = records({ attestations: [tell("m1", 1)] });
    await session.prefetch?.(tenant, { ids: ["m1", "turn of episode 1", "episode 1"] });
    await session.preview?.(tenant, told);
    await store.bury(tenant, [{ id: "m1", at: 100, form: "erased" }]);
    const { dead } = await session.commit(tenant, told);
    expect([...dead]).toContain("m1");
  });

  test("a session that wrote lists what it listed before", async () => {
    const tenant = tenantOf("session");
    await store.commit(tenant, edge(["ana", "KNOWS", "ben"], 1, { agentId: "a1" }));
    const session = store.session();
    const options = { limit: 10, cursor: null, visibility: seeing({ agentId: "a1" }) };
    const keysNow = async (): Promise<string[]> =>
      (await session.listEntities(tenant, options)).items.map(({ key }) => key);
    expect(await keysNow()).toEqual(["ana", "ben"]);
    await session.commit(tenant, records({ attestations: [tell("m1", 2)] }));
    expect(await keysNow()).toEqual(["ana", "ben"]);
  });
});
