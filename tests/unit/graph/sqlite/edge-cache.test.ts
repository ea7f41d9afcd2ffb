import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";

import { EdgeCache } from "../../../../src/graph/sqlite/edge-cache.ts";
import type { NamelessRelation } from "../../../../src/graph/ledger/nameless-relation.ts";
import { SqliteGraphStore } from "../../../../src/graph/sqlite/sqlite-graph-store.ts";
import { SqliteFile } from "../../../../src/sqlite/sqlite-file.ts";
import { edge, forgetting, singleEdge } from "../../../support/graph-records.ts";
import { seeing, tenantOf } from "../../../support/points.ts";

const ANA = tenantOf("ana");
const BEN = tenantOf("ben");
const WIDE = { hops: 1, visibility: seeing(), fanout: 100, maxRelations: 100 };

describe("a graph store that keeps edges in memory", () => {
  test("sees what another connection closes, tells again, forgets and starts anew", () => {
    const [own, other] = openTwice();
    other.store.commit(ANA, singleEdge(["ana", "LIVES_IN", "lisbon"], 1));
    expect(ends(own)).toEqual(["lisbon"]);
    other.store.commit(ANA, singleEdge(["ana", "LIVES_IN", "porto"], 2));
    expect(ends(own)).toEqual(["porto"]);
    other.store.commit(ANA, singleEdge(["ana", "LIVES_IN", "lisbon"], 3));
    expect(ends(own)).toEqual(["lisbon"]);
    other.store.forget(ANA, forgetting({ episodeIds: ["episode 3"] }));
    expect(ends(own)).toEqual(["porto"]);
    other.store.forgetTenant(ANA, 1000);
    expect(ends(own)).toEqual([]);
    other.store.commit(ANA, edge(["ana", "KNOWS", "ben"], 2000));
    expect(ends(own)).toEqual(["ben"]);
  });

  test("keeps nothing of what was taken back", () => {
    const [own] = openTwice();
    own.store.commit(ANA, edge(["ana", "KNOWS", "ben"], 1, { text: "They know each other." }));
    expect(() =>
      own.file.transaction(() => {
        own.store.commit(ANA, edge(["ana", "KNOWS", "ben"], 0, { text: "Never said." }));
        expect(facts(own)).toEqual(["Never said."]);
        throw new Error("taken back");
      }),
    ).toThrow("taken back");
    // It gets the revision that was taken back.
    own.store.commit(ANA, edge(["ana", "KNOWS", "ben"], 0, { text: "They met." }));
    expect(facts(own)).toEqual(["They met."]);
  });
});

describe("EdgeCache", () => {
  test("gives an edge for its own tenant and revision only", () => {
    const cache = new EdgeCache();
    const kept = { id: "edge" } as NamelessRelation;
    cache.put(1, 7, { edge: kept, revision: 5 });
    expect(cache.get(1, 7, 5)).toBe(kept);
    expect(cache.get(2, 7, 5)).toBeUndefined();
    expect(cache.get(1, 7, 6)).toBeUndefined();
    expect(cache.get(1, 8, 5)).toBeUndefined();
  });

  test("graph/sqlite/edge-cache.ts MAX_EDGES is 20,000: when it is full the oldest goes", () => {
    const cache = new EdgeCache();
    const put = (number: number): void => {
      cache.put(1, number, { edge: { id: String(number) } as NamelessRelation, revision: 1 });
    };
    for (let number = 0; number < 20_000; number += 1) put(number);
    expect(cache.get(1, 0, 1)).toBeDefined();
    put(20_000);
    expect(cache.get(1, 0, 1)).toBeUndefined();
    expect(cache.get(1, 1, 1)).toBeDefined();
    expect(cache.get(1, 20_000, 1)).toBeDefined();
  });
});

interface Opened {
  readonly file: SqliteFile;
  readonly store: SqliteGraphStore;
}

/** Two connections to one file, with somebody else's edges of the same names in it. */
function openTwice(): readonly [Opened, Opened] {
  const folder = mkdtempSync(join(tmpdir(), "mnemograph-edges-"));
  const path = join(folder, "memory.mnemograph");
  const open = (): Opened => {
    const file = SqliteFile.open({ path, embedding: { id: "test", dimensions: 4 } });
    return { file, store: new SqliteGraphStore(file) };
  };
  const opened = [open(), open()] as const;
  opened[0].store.commit(BEN, singleEdge(["ana", "LIVES_IN", "paris"], 1));
  onTestFinished(() => {
    for (const { file } of opened) file.close();
    rmSync(folder, { recursive: true });
  });
  return opened;
}

function ends({ store }: Opened): string[] {
  return store.neighbourhood(ANA, ["ana"], WIDE).relations.map(({ destination }) => destination);
}

function facts({ store }: Opened): string[] {
  return store.neighbourhood(ANA, ["ana"], WIDE).relations.map(({ fact }) => fact);
}
