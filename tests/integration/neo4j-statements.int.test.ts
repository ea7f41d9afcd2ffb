import { setImmediate } from "node:timers/promises";

import neo4j, { type Driver } from "neo4j-driver";
import { afterAll, beforeAll, expect, test } from "vitest";
import { StoreOperationError, StoreUnavailableError } from "../../src/core/errors.ts";
import type { Tenant } from "../../src/core/scope.ts";
import type { GraphStore } from "../../src/graph/graph-store.ts";
import { lookupFor, lookupParameters } from "../../src/graph/neo4j/lookup-request.ts";
import { Neo4jConnection } from "../../src/graph/neo4j/neo4j-connection.ts";
import { Neo4jGraphStore } from "../../src/graph/neo4j/neo4j-graph-store.ts";
import { noteHint, noteSearch } from "../../src/graph/neo4j/note-hint.ts";
import { aroundQuestion, Questions } from "../../src/graph/neo4j/questions.ts";
import { BEGIN_ERASING } from "../../src/graph/neo4j/statements/begin-erasing.ts";
import { WorkingSet } from "../../src/graph/neo4j/working-set.ts";
import { edge, edgeId, records, singleEdge, together } from "../support/graph-records.ts";
import { tell } from "../support/ledger.ts";
import { describeOn, neo4jServer } from "../support/on-servers.ts";
import { readStatements } from "../support/neo4j-statements.ts";
import { operatorsOf, type PlanOperator, plannedOperators } from "../support/plan-operators.ts";
import { seeing } from "../support/points.ts";
import { openTcpGate } from "../support/tcp-gate.ts";

/** Reading all of something, whatever is asked for. */
const SCANS = /^\w*(AllNodesScan|LabelScan|TypeScan|AllRelationshipsScan|IndexScan)/u;
/** Edges of the one entity that all others know. */
const HUB_EDGES = 600;

/** A statement as it is sent. */
interface Asked {
  readonly text: string;
  readonly parameters: object;
}

function lookupOf(tenant: Tenant, asked: Questions, set: WorkingSet): Asked {
  const parameters = { in: { tenant, ...lookupParameters(asked, set) } };
  return { text: lookupFor(asked), parameters };
}

/** A further lookup of a walk. */
function walkLookup(tenant: Tenant): Asked {
  const asked = new Questions();
  asked.add("around", JSON.stringify(aroundQuestion("ana", seeing())));
  const set = new WorkingSet();
  set.fanout = 49;
  return lookupOf(tenant, asked, set);
}

describeOn(["neo4j"], "statements on Neo4j", () => {
  let store: Neo4jGraphStore;
  let driver: Driver;
  const run = `${process.pid}-${Date.now()}`;
  const tenantOf = (name: string): Tenant => `user:${name}-${run}` as Tenant;
  const small = tenantOf("small");
  const medium = tenantOf("medium");
  const large = tenantOf("large");

  beforeAll(async () => {
    const { url, username, password } = neo4jServer();
    store = await Neo4jGraphStore.open(neo4jServer());
    driver = neo4j.driver(url, neo4j.auth.basic(username, password));
    for (const [tenant, size] of [
      [small, 20],
      [medium, 100],
      [large, HUB_EDGES],
    ] as const) {
      const all = Array.from({ length: size }, (_, index) =>
        together([
          edge(["ana", "KNOWS", `person ${index}`], index),
          edge([`person ${index}`, "KNOWS", `person ${(index + 1) % size}`], index),
        ]),
      );
      await store.commit(tenant, together(all));
    }
  });

  afterAll(async () => {
    for (const tenant of [small, medium, large]) await store.forgetTenant(tenant, Date.now());
    await driver.close();
    await store.close();
  });

  async function profile({ text, parameters }: Asked): Promise<PlanOperator[]> {
    const { summary } = await driver.executeQuery(`PROFILE ${text}`, parameters);
    if (summary.profile === false) throw new Error("The server gave no profile");
    return operatorsOf(summary.profile);
  }

  /** The lookup of an add that tells one edge and a slot. */
  function addLookup(tenant: Tenant): Asked {
    const asked = new Questions();
    const slots = [{ subject: "ana", type: "LIVES_IN", value: "lisbon" }];
    const ids = [edgeId("ana", "KNOWS", "person 7"), "turn of episode 9000", "episode 9000"];
    noteHint(asked, { ids, keys: ["ana", "person 7", "lisbon"], slots }, (key) => key);
    return lookupOf(tenant, asked, new WorkingSet());
  }

  /** The lookup of a search that names the entity with all the edges. */
  function searchLookup(tenant: Tenant): Asked {
    const asked = new Questions();
    const set = new WorkingSet();
    set.fanout = 49;
    const names = { keys: ["ana"], options: { prefixes: [], limit: 64 } };
    const search = { names, keys: [], hitIds: [], leads: [], visibility: seeing({}), fanout: 48 };
    noteSearch(asked, search);
    return lookupOf(tenant, asked, set);
  }

  test.each([
    ["an add", addLookup],
    ["a search", searchLookup],
    ["a walk", walkLookup],
  ])("the lookup of %s begins from indexes alone", async (_what, lookup) => {
    const operators = await profile(lookup(large));
    expect(operators.map(({ name }) => name).filter((name) => SCANS.test(name))).toEqual([]);
  });

  test("an add costs what it bears on, however many edges its ends and other tenants have", async () => {
    const hitsOf = async (tenant: Tenant): Promise<number> => {
      const operators = await profile(addLookup(tenant));
      return operators.reduce((sum, { dbHits }) => sum + dbHits, 0);
    };
    expect(await hitsOf(large)).toBe(await hitsOf(small));
    const expanded = await profile(addLookup(large));
    const rows = expanded.filter(({ name }) => name.startsWith("Expand")).map((one) => one.rows);
    expect(rows.every((count) => count === 0)).toBe(true);
  });

  test("a search reads of an entity no more edges than it takes, however many there are", async () => {
    const hitsOf = async (tenant: Tenant): Promise<number> => {
      const operators = await profile(searchLookup(tenant));
      return operators.reduce((sum, { dbHits }) => sum + dbHits, 0);
    };
    // Both have more than it takes: what differs is which of them are next to one another.
    expect(await hitsOf(large)).toBeLessThan(1.2 * (await hitsOf(medium)));
  });

  test("no statement is planned as a look at all there is, on whatever data it is planned", async () => {
    const session = driver.session();
    const scanning: string[] = [];
    for (const { name, text } of await readStatements()) {
      if (!/MATCH|MERGE/u.test(text)) continue;
      const { summary } = await session.run(`EXPLAIN ${text}`);
      if (summary.plan === false) throw new Error("The server gave no plan");
      const scans = plannedOperators(summary.plan).filter((operator) => SCANS.test(operator));
      scanning.push(...scans.map((scan) => `${name}: ${scan}`));
    }
    await session.close();
    expect(scanning).toEqual([]);
  });

  test("a commit is a read and a write, however much it tells", async () => {
    const tenant = tenantOf("trips");
    const before = store.roundTripCount;
    const many = Array.from({ length: 50 }, (_, index) => edge(["ana", "LIKES", `x ${index}`], 1));
    await store.commit(tenant, together(many));
    expect(store.roundTripCount - before).toBe(2);
  });

  test("writers of one tenant, in one process and in two, lose nothing and tell every revision once", async () => {
    const tenant = tenantOf("writers");
    const other = await Neo4jGraphStore.open(neo4jServer());
    const stores: readonly GraphStore[] = [store, other, store.session?.() ?? store];
    const commits = Array.from({ length: 24 }, async (_, index) =>
      (stores[index % stores.length] ?? store).commit(
        tenant,
        together([
          singleEdge(["ana", "LIVES_IN", `city ${index % 4}`], index),
          records({ attestations: [tell(`m${index}`, index)] }),
        ]),
      ),
    );
    const outcomes = await Promise.all(commits);
    const revisions = outcomes.map(({ revision }) => revision).toSorted((a, b) => a - b);
    expect(revisions).toEqual(Array.from({ length: 24 }, (_, index) => index + 1));
    expect(await store.verify(tenant)).toEqual([]);
    expect((await store.counts(tenant)).attestations).toBe(48);
    await other.close();
  });

  test("an erasure that was interrupted is finished by the next writer", async () => {
    const tenant = tenantOf("erased");
    await store.commit(tenant, edge(["ana", "KNOWS", "ben"], 1));
    const at = 5;
    const date = new Date(at).toISOString();
    await driver.executeQuery(BEGIN_ERASING, { tenant, at, grave: "*", date });
    await store.commit(tenant, edge(["ana", "KNOWS", "carla"], 10));
    const page = await store.listRelations(tenant, {
      limit: 10,
      cursor: null,
      visibility: seeing({ includeClosed: true }),
    });
    expect(page.items.map(({ id }) => id)).toEqual([edgeId("ana", "KNOWS", "carla")]);
    expect(await store.verify(tenant)).toEqual([]);
  });

  test("memories with namespaces of their own share a database and nothing else", async () => {
    const tenant = tenantOf("shared");
    const name = `app-${process.pid}`;
    const apart = await Neo4jGraphStore.open({ ...neo4jServer(), namespace: name });
    await store.commit(tenant, edge(["ana", "KNOWS", "ben"], 1));
    await apart.commit(tenant, edge(["ana", "KNOWS", "carla"], 2));
    const everything = { limit: 10, cursor: null, visibility: seeing({ includeClosed: true }) };
    const idsIn = async (one: GraphStore): Promise<readonly string[]> =>
      (await one.listRelations(tenant, everything)).items.map(({ id }) => id);
    expect(await idsIn(store)).toEqual([edgeId("ana", "KNOWS", "ben")]);
    expect(await idsIn(apart)).toEqual([edgeId("ana", "KNOWS", "carla")]);
    expect((await apart.tenants({ cursor: null, limit: 10 })).items).toEqual([tenant]);
    await apart.forgetTenant(tenant, 5);
    expect(await idsIn(apart)).toEqual([]);
    expect(await idsIn(store)).toEqual([edgeId("ana", "KNOWS", "ben")]);
    expect(await store.verify(tenant)).toEqual([]);
    await apart.close();
  });

  test("verify() finds what was edited by hand, and rebuild() draws it again", async () => {
    const tenant = tenantOf("edited");
    await store.commit(tenant, edge(["ana", "KNOWS", "ben"], 1));
    await store.commit(tenant, edge(["ana", "KNOWS", "carla"], 2));
    await driver.executeQuery(
      "MATCH (:Entity {tenant: $tenant, key: 'ana'})-[r]->(:Entity {key: 'ben'}) DELETE r",
      { tenant },
    );
    await driver.executeQuery(
      "MATCH (a:Entity {tenant: $tenant, key: 'ben'}), (b:Entity {tenant: $tenant, key: 'carla'}) " +
        "CREATE (a)-[:LOVES {id: 'by hand', tenant: $tenant}]->(b)",
      { tenant },
    );
    expect(await store.verify(tenant)).toEqual([
      { kind: "missing-edge", id: edgeId("ana", "KNOWS", "ben") },
      { kind: "stray-edge", id: "by hand" },
    ]);
    await store.rebuild(tenant);
    expect(await store.verify(tenant)).toEqual([]);
    const { records: rows } = await driver.executeQuery(
      "MATCH (:Entity {tenant: $tenant})-[r]->() RETURN r.id AS id ORDER BY id",
      { tenant },
    );
    expect(rows.map((row) => String(row.get("id")))).toEqual([
      edgeId("ana", "KNOWS", "ben"),
      edgeId("ana", "KNOWS", "carla"),
    ]);
  });

  test("what a model calls things never becomes part of a statement", async () => {
    const tenant = tenantOf("hostile");
    const hostile = "`]->() DETACH DELETE n //";
    const types = [hostile, "\\u0060X", "works at", "喜欢"];
    for (const [index, type] of types.entries()) {
      await store.commit(tenant, edge(["ana", type, `end ${index}`], index));
    }
    const { records: rows } = await driver.executeQuery(
      "MATCH (:Entity {tenant: $tenant})-[r]->() RETURN type(r) AS type, r.type AS told ORDER BY r.listed DESC",
      { tenant },
    );
    expect(rows.map((row) => [row.get("type"), row.get("told")])).toEqual([
      ["DETACH_DELETE_N", hostile],
      ["U0060X", "\\u0060X"],
      ["WORKS_AT", "works at"],
      ["RELATES_TO", "喜欢"],
    ]);
  });

  test("closing ends what a frozen server would not", async () => {
    const gate = await openTcpGate(neo4jServer().url);
    const behind = await Neo4jGraphStore.open({ ...neo4jServer(), url: gate.url });
    gate.freeze();
    const asked = behind.counts(small).catch((error: unknown) => error);
    const started = performance.now();
    const closing = behind.close();
    expect(await asked).toBeInstanceOf(StoreOperationError);
    expect(performance.now() - started).toBeLessThan(1_000);
    await gate.close();
    await closing;
  });

  test("a server that did not answer is told of once it does, and again until that has ended well", async () => {
    const gate = await openTcpGate(neo4jServer().url);
    const options = { ...neo4jServer(), url: gate.url, timeoutMs: 2_000 };
    const connection = await Neo4jConnection.open(options);
    const returns: PromiseWithResolvers<void>[] = [];
    connection.onReturn = async () => {
      const told = Promise.withResolvers<void>();
      returns.push(told);
      return told.promise;
    };
    const ask = async (): Promise<unknown> => connection.read("RETURN 1 AS one", {});
    await ask();
    expect(returns).toHaveLength(0);
    gate.freeze();
    await expect(ask()).rejects.toThrow(StoreUnavailableError);
    // It may be planning.
    expect(returns).toHaveLength(1);
    gate.thaw();
    await ask();
    expect(returns).toHaveLength(1);
    returns[0]?.reject(new Error("It failed"));
    await setImmediate();
    await ask();
    expect(returns).toHaveLength(2);
    returns[1]?.resolve();
    await setImmediate();
    await ask();
    expect(returns).toHaveLength(2);
    await connection.close();
    await gate.close();
  });

  test("a store has the plans made anew on a server that comes back, though nobody asks again", async () => {
    const gate = await openTcpGate(neo4jServer().url);
    const behind = await Neo4jGraphStore.open({
      ...neo4jServer(),
      url: gate.url,
      timeoutMs: 3_000,
    });
    await behind.counts(small);
    const before = behind.roundTripCount;
    gate.freeze();
    await expect(behind.counts(small)).rejects.toThrow(StoreUnavailableError);
    gate.thaw();
    // The one that failed, and the long statements: four, and one of them behind a lock.
    await expect.poll(() => behind.roundTripCount).toBe(before + 6);
    await behind.close();
    await gate.close();
  });

  test("a server that is not there is told within the time-out", async () => {
    const started = performance.now();
    const opening = Neo4jGraphStore.open({ url: "bolt://127.0.0.1:9", timeoutMs: 1_000 });
    await expect(opening).rejects.toThrow(StoreUnavailableError);
    expect(performance.now() - started).toBeLessThan(3_000);
  });
});
