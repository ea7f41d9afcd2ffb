import { expect, test } from "vitest";
import { StoreUnavailableError } from "../../../src/core/errors.ts";
import type { Tenant } from "../../../src/core/scope.ts";
import { sessionOf } from "../../../src/pipeline/session.ts";
import type { Stores } from "../../../src/pipeline/stores.ts";

const KIRK = "user:kirk" as Tenant;

test("a store that was found down is not asked again, and says so as a call that was made would", async () => {
  let askedCount = 0;
  const graph = {
    revision: async (): Promise<number> => {
      askedCount += 1;
      throw new StoreUnavailableError("read the graph", "a graph", { reason: "it is down" });
    },
  };
  const nothing = {};
  const apart = { transactor: null, vector: nothing, graph, journal: nothing };
  // Only the graph is asked.
  const session = sessionOf(apart as unknown as Stores);
  const first = session.graph.revision(KIRK);
  await expect(first).rejects.toThrow(StoreUnavailableError);
  // Thrown at once it would leave alone what was asked beside it.
  const second = session.graph.revision(KIRK);
  await expect(second).rejects.toThrow(StoreUnavailableError);
  expect(askedCount).toBe(1);
});
