import { expect, onTestFinished, test } from "vitest";

import { SqliteGraphStore } from "../../../../src/graph/sqlite/sqlite-graph-store.ts";
import { SqliteFile } from "../../../../src/sqlite/sqlite-file.ts";
import { countingRows } from "../../../support/counting-file.ts";
import { edge, together } from "../../../support/graph-records.ts";
import { seeing, tenantOf } from "../../../support/points.ts";

const ANA = tenantOf("ana");
const SEEDS = Array.from({ length: 20 }, (_, index) => `seed${index}`);
const EDGES_EACH = 10;

/** How edges are read. */
const EDGES = "FROM relation NOT INDEXED";

test("a neighbourhood that is full after its first entities reads no edges of the others", () => {
  const read = { count: 0 };
  const file = SqliteFile.open({ path: ":memory:", embedding: { id: "test", dimensions: 4 } });
  onTestFinished(() => {
    file.close();
  });
  const store = new SqliteGraphStore(countingRows(file, EDGES, read));
  let at = 0;
  for (const seed of SEEDS) {
    for (let index = 0; index < EDGES_EACH; index += 1) {
      at += 1;
      store.commit(ANA, edge([seed, "KNOWS", `friend${index} of ${seed}`], at));
    }
  }
  const options = { hops: 1, visibility: seeing(), fanout: EDGES_EACH };
  const all = store.neighbourhood(ANA, SEEDS, { ...options, maxRelations: 1_000 });
  expect(all.relations).toHaveLength(SEEDS.length * EDGES_EACH);
  expect(all.isTruncated).toBe(false);

  read.count = 0;
  const fresh = new SqliteGraphStore(countingRows(file, EDGES, read));
  const some = fresh.neighbourhood(ANA, SEEDS, { ...options, maxRelations: 2 * EDGES_EACH });
  expect(some.relations).toEqual(all.relations.slice(0, 2 * EDGES_EACH));
  expect(some.isTruncated).toBe(true);
  expect(read.count).toBe(3 * EDGES_EACH);
});

test("graph/sqlite/edges-around.ts MAX_SCANNED is 2,000: so many edges of an entity are looked at for visible ones", () => {
  const file = SqliteFile.open({ path: ":memory:", embedding: { id: "test", dimensions: 4 } });
  onTestFinished(() => {
    file.close();
  });
  const store = new SqliteGraphStore(file);
  const hidden = Array.from({ length: 1_999 }, (_, index) =>
    edge(["ana", "KNOWS", `friend${index}`], index + 2, { agentId: "spock" }),
  );
  store.commit(ANA, together([edge(["ana", "KNOWS", "ben"], 1), ...hidden]));
  const options = {
    hops: 1,
    visibility: seeing({ agentId: "uhura" }),
    fanout: 1,
    maxRelations: 10,
  };
  const found = (): number => store.neighbourhood(ANA, ["ana"], options).relations.length;
  expect(found()).toBe(1);
  store.commit(ANA, edge(["ana", "KNOWS", "one more"], 5_000, { agentId: "spock" }));
  expect(found()).toBe(0);
});
