import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RowTable } from "../../../../src/graph/neo4j/row-table.ts";

interface Row {
  readonly id: string;
  readonly group: string | null;
}

function makeTable(): RowTable<Row, "group"> {
  return new RowTable<Row, "group">(({ id }) => id, { group: ({ group }) => group });
}

describe("RowTable", () => {
  test("find() gives each row once, by id, where it stands now", () => {
    const table = makeTable();
    table.load({ id: "b", group: "x" });
    table.load({ id: "a", group: "x" });
    table.put({ id: "b", group: "y" });
    expect(table.find("group", ["x", "y", "x"]).map(({ id }) => id)).toEqual(["a", "b"]);
    expect(table.find("group", ["x"]).map(({ id }) => id)).toEqual(["a"]);
  });

  test("load() leaves alone what was changed", () => {
    const table = makeTable();
    table.load({ id: "a", group: "x" });
    table.remove("a");
    table.load({ id: "a", group: "x" });
    expect(table.get("a")).toBeUndefined();
  });

  test("changes() tells what was there before the first change, and not what came back", () => {
    const table = makeTable();
    const row = { id: "a", group: "x" };
    table.load(row);
    table.put({ id: "a", group: "y" });
    table.put({ id: "a", group: "z" });
    table.put({ id: "new", group: null });
    table.remove("new");
    expect([...table.changes()]).toEqual([["a", { before: row, after: { id: "a", group: "z" } }]]);
    table.put(row);
    expect([...table.changes()]).toEqual([]);
  });

  test("rollBack() takes any changes back, accept() keeps them", () => {
    const ids = fc.constantFrom("a", "b", "c");
    const groups = fc.constantFrom("x", "y", null);
    const steps = fc.array(
      fc.oneof(
        fc.record({ id: ids, group: groups }).map((row) => ({ put: row })),
        ids.map((id) => ({ remove: id })),
      ),
      { maxLength: 12 },
    );
    const run = (table: RowTable<Row, "group">, list: readonly (object | { put: Row })[]): void => {
      for (const one of list as readonly { put?: Row; remove?: string }[]) {
        if (one.put) table.put(one.put);
        else table.remove(one.remove ?? "");
      }
    };
    const seen = (table: RowTable<Row, "group">): unknown => [
      [...table.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1)),
      ["x", "y"].map((group) => table.find("group", [group])),
    ];
    fc.assert(
      fc.property(steps, steps, (first, second) => {
        const table = makeTable();
        run(table, first);
        table.accept();
        const kept = seen(table);
        run(table, second);
        table.rollBack();
        expect(seen(table)).toEqual(kept);
        expect([...table.changes()]).toEqual([]);
      }),
    );
  });
});
