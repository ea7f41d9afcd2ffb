import { expect, test } from "vitest";

import { StoreUnavailableError } from "../../../src/core/errors.ts";
import type { Tenant } from "../../../src/core/scope.ts";
import { type ClosableGraph, openedLater } from "../../../src/pipeline/late-graph.ts";

const ANA = "user:ana" as Tenant;

test("a graph that was down is opened by the first call that finds it up, and not once it is closed", async () => {
  const opened: string[] = [];
  const closed: string[] = [];
  let isUp = false;
  const graph = openedLater(async () => {
    if (!isUp) throw new StoreUnavailableError("open", "the graph");
    opened.push("graph");
    const store = { revision: () => 7, close: () => closed.push("graph") };
    // Nothing else is asked of it here.
    return Promise.resolve(store as unknown as ClosableGraph);
  });
  await expect(graph.revision(ANA)).rejects.toThrow(StoreUnavailableError);
  isUp = true;
  expect(await Promise.all([graph.revision(ANA), graph.revision(ANA)])).toEqual([7, 7]);
  expect(opened).toHaveLength(1);
  await graph.close();
  expect(closed).toHaveLength(1);

  const late = openedLater(async () => {
    opened.push("late");
    return Promise.reject(new Error("nobody closes it"));
  });
  const session = late.session?.();
  await late.close();
  for (const store of [late, session]) {
    await expect(store?.revision(ANA)).rejects.toThrow("the connection was closed");
  }
  expect(opened).toHaveLength(1);
});
