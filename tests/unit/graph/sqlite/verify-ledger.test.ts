import { describe, expect, onTestFinished, test } from "vitest";
import { SqliteGraphStore } from "../../../../src/graph/sqlite/sqlite-graph-store.ts";
import { SqliteFile } from "../../../../src/sqlite/sqlite-file.ts";
import { edge, mention, records, singleEdge, together } from "../../../support/graph-records.ts";
import { merge, tell } from "../../../support/ledger.ts";
import { seeing, tenantOf } from "../../../support/points.ts";

const ANA = tenantOf("ana");
const BEN = tenantOf("ben");
const PAGE = { limit: 100, cursor: null, visibility: seeing({ includeClosed: true }) };

const TOLD = together([
  singleEdge(["ana", "LIVES_IN", "lisboa"], 1, { memoryId: "lives" }),
  singleEdge(["ana", "LIVES_IN", "porto"], 2),
  edge(["ana", "KNOWS", "ben"], 3),
  records({
    attestations: [tell("lives", 1)],
    mentions: [mention("ana", 4, { name: "Nita", isAlias: true })],
    merges: [merge("lisboa", "lisbon", 4)],
  }),
]);

function open(): { readonly file: SqliteFile; readonly store: SqliteGraphStore } {
  const file = SqliteFile.open({ path: ":memory:", embedding: { id: "test", dimensions: 4 } });
  onTestFinished(() => {
    file.close();
  });
  const store = new SqliteGraphStore(file);
  store.commit(ANA, TOLD);
  store.commit(BEN, TOLD);
  return { file, store };
}

const LIVES = "ana LIVES_IN lisboa";
const KNOWS = "ana KNOWS ben";
const STALE = "stale-projection";

/** What goes wrong in a tenant's rows, and the fault that it is. */
const FAULTS = [
  [
    `UPDATE relation SET projection = json_set(projection, '$.fact', 'x') WHERE id = '${LIVES}'`,
    STALE,
    LIVES,
  ],
  [
    `UPDATE relation SET projection = json_set(projection, '$.spells[0].to', 9) WHERE id = '${KNOWS}'`,
    STALE,
    KNOWS,
  ],
  [
    `UPDATE relation SET projection = json_set(projection, '$.agentIds', json('["x"]')) WHERE id = '${KNOWS}'`,
    STALE,
    KNOWS,
  ],
  [`UPDATE relation SET is_shown = 0 WHERE id = '${KNOWS}'`, STALE, KNOWS],
  [`UPDATE relation SET source = 'ben' WHERE id = '${KNOWS}'`, STALE, KNOWS],
  [`UPDATE relation SET destination = 'lisboa' WHERE id = '${LIVES}'`, STALE, LIVES],
  [`UPDATE relation SET recorded_at = 7 WHERE id = '${KNOWS}'`, STALE, KNOWS],
  ["UPDATE attestation SET spells = '[]' WHERE of_id = 'lives'", STALE, "lives"],
  [`UPDATE attestation SET timeline = 'elsewhere' WHERE of_id = '${KNOWS}'`, STALE, KNOWS],
  [`DELETE FROM attestation WHERE of_id = '${KNOWS}'`, "relation-without-evidence", KNOWS],
  ["UPDATE entity SET name = 'x' WHERE key = 'ana'", STALE, "ana"],
  ["UPDATE entity SET aliases = '[]' WHERE key = 'ana'", STALE, "ana"],
  ["UPDATE entity SET type = 'x' WHERE key = 'ben'", STALE, "ben"],
  ["UPDATE entity SET first_at = 0 WHERE key = 'ben'", STALE, "ben"],
  ["DELETE FROM entity WHERE key = 'lisbon'", STALE, "lisbon"],
  ["UPDATE entity SET key = 'lisboa' WHERE key = 'lisbon'", STALE, "lisbon"],
  ["UPDATE entity SET key = 'lisboa' WHERE key = 'lisbon'", "entity-without-evidence", "lisboa"],
  ["DELETE FROM mention WHERE key = 'porto'", "entity-without-evidence", "porto"],
] as const;

describe("verify()", () => {
  test("finds nothing where nothing is wrong", () => {
    const { store } = open();
    expect(store.verify(ANA)).toEqual([]);
  });

  test.each(FAULTS)("finds: %s", (sql, kind, id) => {
    const { file, store } = open();
    const row = file.tenantId(ANA);
    expect(file.run(`${sql} AND tenant = ${row}`).changes).toBe(1);
    const faults = store.verify(ANA);
    expect(faults).toContainEqual({ kind, id });
    // Each is told once.
    expect(new Set(faults.map((fault) => JSON.stringify(fault))).size).toBe(faults.length);
    expect(store.verify(ANA)).toEqual(faults);
    expect(store.verify(BEN)).toEqual([]);
    store.rebuild(ANA);
    expect(store.verify(ANA)).toEqual([]);
  });

  test("finds all of it, however much there is", () => {
    const { file, store } = open();
    const friends = Array.from({ length: 900 }, (_, index) => `friend ${index}`);
    store.commit(ANA, together(friends.map((key) => edge(["ana", "KNOWS", key], 5))));
    const before = store.listRelations(ANA, { ...PAGE, limit: 2000 });
    expect(store.verify(ANA)).toEqual([]);
    file.run(
      "UPDATE relation SET destination = 'nobody' WHERE type = 'KNOWS' AND tenant = ?",
      file.tenantId(ANA) ?? 0,
    );
    expect(store.verify(ANA)).toHaveLength(901);
    const { projections } = store.rebuild(ANA);
    expect(store.verify(ANA)).toEqual([]);
    expect(projections.size).toBe(5);
    expect(store.listRelations(ANA, { ...PAGE, limit: 2000 })).toEqual(before);
  });

  test("finds an edge whose record is gone, which cannot be mended", () => {
    const { file, store } = open();
    file.run("DELETE FROM relation WHERE id = ? AND tenant = ?", KNOWS, file.tenantId(ANA) ?? 0);
    expect(store.verify(ANA)).toEqual([{ kind: STALE, id: KNOWS }]);
    store.rebuild(ANA);
    expect(store.verify(ANA)).toEqual([{ kind: STALE, id: KNOWS }]);
  });
});

describe("rebuild()", () => {
  test("does not show what was there before through a cache", () => {
    const { file, store } = open();
    const before = store.listRelations(ANA, PAGE);
    file.run("UPDATE relation SET projection = json_set(projection, '$.fact', 'x'), revision = 0");
    store.rebuild(ANA);
    expect(store.listRelations(ANA, PAGE)).toEqual(before);
  });
});
