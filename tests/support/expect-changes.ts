import { expect } from "vitest";
import type { StatementChange } from "../../src/graph/graph-store.ts";
import type { Expected } from "./graph-oracle.ts";

/** Each change is told as it is, and none is left out. */
export function expectChanges(
  changes: readonly StatementChange[],
  before: Expected,
  after: Expected,
): void {
  const changed = new Set(changes.map(({ id }) => id));
  expect(changed.size).toBe(changes.length);
  for (const change of changes) {
    expect(change.before).toEqual(before.state.statements.get(change.id) ?? null);
    expect(change.after).toEqual(after.state.statements.get(change.id) ?? null);
  }
  const ids = [...before.state.statements.keys(), ...after.state.statements.keys()];
  for (const id of ids) {
    if (changed.has(id)) continue;
    expect(before.state.statements.get(id)).toEqual(after.state.statements.get(id));
    const was = before.relations.find((one) => one.id === id);
    const is = after.relations.find((one) => one.id === id);
    if (!was) continue;
    expect([is?.source, is?.destination, is?.turnIds]).toEqual([
      was.source,
      was.destination,
      was.turnIds,
    ]);
  }
}
