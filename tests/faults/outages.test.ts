import { describe, expect, test } from "vitest";

import { SplitServers } from "../support/split-memory.ts";
import { stateOf } from "../support/memory-state.ts";
import { openMemory, SettableClock } from "../support/behaviour.ts";

const KIRK = { userId: "kirk" };

describe("a memory whose stores are apart", () => {
  test("gives the answers of one file", async () => {
    const clock = new SettableClock();
    const apart = await new SplitServers().open({ clock });
    const together = await openMemory({ clock, languageModel: null, embeddingModel: null });
    for (const memory of [apart, together]) {
      const kirk = memory.for(KIRK);
      await kirk.add("My sister Ana lives in Lisbon.", { at: "2020-01-01", idempotencyKey: "1" });
      await kirk.add("Ana moved to Porto.", { at: "2021-01-01", idempotencyKey: "2" });
      await kirk.add("I like skiing. I work at Acme.", { at: "2021-02-01", idempotencyKey: "3" });
    }
    expect(await stateOf(apart, KIRK)).toEqual(await stateOf(together, KIRK));
    const query = "Where does my sister live?";
    expect((await apart.search(query, KIRK)).results).toEqual(
      (await together.search(query, KIRK)).results,
    );
    expect((await apart.verify()).faults).toEqual([]);
  });

  test("adds while the graph is down, and finishes with the next add", async () => {
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
    const found = await kirk.search("Where do I live?");
    expect(found.results.map((hit) => hit.memory)).toContain("I moved to Porto.");
    expect(found.degraded).toMatchObject([{ part: "graph", code: "STORE_UNAVAILABLE" }]);
    servers.start("graph");
    await kirk.add("I like tea.");
    const { results } = await kirk.getAll({});
    expect(results.map((one) => one.memory).toSorted()).toEqual([
      "I like tea.",
      "I moved to Porto.",
    ]);
    expect((await memory.verify()).faults).toEqual([]);
  });
});
