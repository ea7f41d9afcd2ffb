/** Bounds on what is asked of Neo4j, how often, and what is remembered of it. No server is needed. */
import neo4j from "neo4j-driver";
import { afterEach, describe, expect, test, vi } from "vitest";

import type { Tenant } from "../../../../src/core/scope.ts";
import { AliasHints } from "../../../../src/graph/neo4j/alias-hints.ts";
import { GraphNames } from "../../../../src/graph/neo4j/graph-names.ts";
import { lookupParameters } from "../../../../src/graph/neo4j/lookup-request.ts";
import { verifyTenant } from "../../../../src/graph/neo4j/maintain-tenant.ts";
import { Neo4jConnection } from "../../../../src/graph/neo4j/neo4j-connection.ts";
import { Questions } from "../../../../src/graph/neo4j/questions.ts";
import { MISSING_EDGES } from "../../../../src/graph/neo4j/statements/missing-edges.ts";
import { REVISION } from "../../../../src/graph/neo4j/statements/revision.ts";
import { STRAY_EDGES } from "../../../../src/graph/neo4j/statements/stray-edges.ts";
import {
  conflictPauseMs,
  type LedgerServer,
  TenantLedger,
} from "../../../../src/graph/neo4j/tenant-ledger.ts";
import { TenantLocks } from "../../../../src/graph/neo4j/tenant-locks.ts";
import { WorkingSet } from "../../../../src/graph/neo4j/working-set.ts";
import { merge } from "../../../support/ledger.ts";
import { tenantOf } from "../../../support/points.ts";

const KIRK = tenantOf("kirk");

afterEach(() => {
  vi.restoreAllMocks();
});

test.each([
  ["graph/neo4j/limits.ts MAX_NAME_MATCHES", "maxNames", 256],
  ["graph/neo4j/limits.ts MAX_EXPLORED_SEEDS", "maxSeeds", 32],
  ["graph/neo4j/limits.ts MAX_GUESSES", "maxGuesses", 8],
  ["graph/neo4j/limits.ts MAX_EXPLORED_EDGES", "maxEdges", 160],
  ["graph/neo4j/limits.ts MAX_EXPLORED_NODES", "maxNodes", 12],
  ["graph/neo4j/lookup-request.ts MAX_TURNS", "maxTurns", 200],
])("%s: a lookup is sent with its %s of %d", (_, name, most) => {
  expect(lookupParameters(new Questions(), new WorkingSet())).toMatchObject({ [name]: most });
});

test("graph/neo4j/limits.ts MAX_TYPES is 2,000: of so many relation types each has its own", () => {
  const names = new GraphNames({ labels: [], types: [] });
  const typesOf = (from: number, to: number): string[] =>
    Array.from({ length: to - from }, (_, index) => names.relationType(`TYPE_${from + index}`));
  expect(typesOf(0, 1_999)).toContain("TYPE_1998");
  expect(typesOf(1_999, 2_001)).toEqual(["TYPE_1999", names.relationType("ONE_MORE")]);
});

describe("AliasHints", () => {
  const numbered = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

  test("graph/neo4j/alias-hints.ts MAX_ALIASES is 1,000 of one tenant", () => {
    const hints = new AliasHints();
    const note = (count: number): void => {
      hints.note(
        KIRK,
        numbered(count).map((one) => merge(`alias ${one}`, "ana")),
      );
    };
    note(1_000);
    expect(hints.canonical(KIRK, "alias 0")).toBe("ana");
    note(1_001);
    expect(hints.canonical(KIRK, "alias 0")).toBe("alias 0");
    expect(hints.canonical(KIRK, "alias 1")).toBe("ana");
  });

  test("graph/neo4j/alias-hints.ts MAX_TENANTS is 1,000", () => {
    const hints = new AliasHints();
    const note = (one: number): void => {
      hints.note(tenantOf(`user ${one}`), [merge("annie", "ana")]);
    };
    for (const one of numbered(1_000)) note(one);
    expect(hints.canonical(tenantOf("user 0"), "annie")).toBe("ana");
    note(1_000);
    expect(hints.canonical(tenantOf("user 0"), "annie")).toBe("annie");
    expect(hints.canonical(tenantOf("user 1"), "annie")).toBe("ana");
  });
});

test("graph/neo4j/neo4j-connection.ts MAX_CONNECTIONS is 50", async () => {
  const driver = vi.spyOn(neo4j, "driver");
  const connection = await Neo4jConnection.open({ url: "bolt://127.0.0.1:1" });
  expect(driver.mock.calls[0]?.[2]).toMatchObject({ maxConnectionPoolSize: 50 });
  await connection.close();
});

describe("a tenant's ledger", () => {
  const NO_ROWS = new Proxy(
    {},
    { get: (_, name) => (name === "revision" || name === "burials" ? 1 : []) },
  );

  /** A server that has nothing, and answers some statements otherwise. */
  function serverOf(answers: Readonly<Record<string, () => readonly object[]>> = {}): {
    readonly server: LedgerServer;
    readonly written: string[];
  } {
    const written: string[] = [];
    const answer = (text: string): readonly object[] => answers[text]?.() ?? [NO_ROWS];
    const connection = {
      read: async (text: string) => Promise.resolve(answer(text)),
      readLocked: async (_: Tenant, { text }: { readonly text: string }) =>
        Promise.resolve(answer(text)),
      write: async (text: string) => {
        written.push(text);
        return Promise.resolve([]);
      },
      patience: () => ({}),
    };
    const server = {
      connection,
      names: new GraphNames({ labels: [], types: [] }),
      locks: new TenantLocks(1_000),
      aliases: new AliasHints(),
      // It is asked nothing else.
    } as unknown as LedgerServer;
    return { server, written };
  }

  test("graph/neo4j/tenant-ledger.ts MAX_ROUNDS is 64: so often is read what leads on and on", async () => {
    let count = 0;
    const reading = new TenantLedger(KIRK, serverOf().server).read((tables) => {
      count += 1;
      return [...tables.findAttestations("of_id", [`memory ${count}`])];
    });
    await expect(reading).rejects.toThrow("on and on");
    expect(count).toBe(64);
  });

  test("graph/neo4j/tenant-ledger.ts MAX_CONFLICTS is 100: so often may another writer be first", async () => {
    vi.spyOn(Math, "random").mockReturnValue(0);
    const { server, written } = serverOf({ [REVISION]: () => [{ revision: 1, burials: 1 }] });
    const writing = new TenantLedger(KIRK, server).write(() => undefined);
    await expect(writing).rejects.toThrow("other writers of the tenant were first each time");
    expect(written).toHaveLength(100);
  });

  test("graph/neo4j/tenant-ledger.ts MAX_PAUSE_MS is 25: no pause between two tries is longer", () => {
    vi.spyOn(Math, "random").mockReturnValue(1);
    expect([23, 24, 25, 26].map(conflictPauseMs)).toEqual([24, 25, 25, 25]);
  });

  test("graph/neo4j/maintain-tenant.ts MAX_LOOKS is 5: so often is looked while others write", async () => {
    let lookCount = 0;
    let revision = 1;
    const { server } = serverOf({
      [MISSING_EDGES]: () => {
        lookCount += 1;
        return [{ id: "edge" }];
      },
      [STRAY_EDGES]: () => [],
      [REVISION]: () => {
        revision += 1;
        return [{ revision, burials: 1 }];
      },
    });
    expect(await verifyTenant(KIRK, server)).toEqual([{ kind: "missing-edge", id: "edge" }]);
    expect(lookCount).toBe(5);
  });
});
