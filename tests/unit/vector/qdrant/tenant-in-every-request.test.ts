import { afterEach, expect, test } from "vitest";
import { QdrantJournal } from "../../../../src/journal/qdrant/qdrant-journal.ts";
import { QdrantConnection } from "../../../../src/qdrant/qdrant-connection.ts";
import { pointIdOf } from "../../../../src/qdrant/point-id.ts";
import { denseVectorOf } from "../../../../src/vector/qdrant/open-collection.ts";
import { QdrantVectorStore } from "../../../../src/vector/qdrant/qdrant-vector-store.ts";
import { pendingEntry } from "../../../support/journal-entries.ts";
import {
  DAY_ZERO,
  DIMENSIONS,
  memoryOf,
  projectionOf,
  seeing,
  tenantOf,
  turnOf,
  unit,
  wanting,
  within,
} from "../../../support/points.ts";
import { startQdrantStub } from "../../../support/qdrant-stub.ts";
import type { QdrantStub, StubAnswer, StubRequest } from "../../../support/qdrant-stub.ts";

const ANA = tenantOf("ana");
const embedding = { id: "test", dimensions: DIMENSIONS };
const OF_ANA = { key: "tenant", match: { value: ANA } };

let stub: QdrantStub;

afterEach(async () => {
  await stub.close();
});

/** Finds one turn and one memory wherever points are asked for, as their payloads would be. */
function answer({ path, body }: StubRequest): StubAnswer {
  if (path.includes("/query/batch")) {
    const searches = body["searches"] as readonly unknown[];
    return { result: searches.map(() => ({ points: found })) };
  }
  if (path.includes("/points/batch")) {
    const operations = body["operations"] as readonly unknown[];
    return { result: operations.map(() => ({ status: "completed" })) };
  }
  if (path.includes("/points/scroll")) return { result: { points: found } };
  if (path.includes("/count")) return { result: { count: 2 } };
  if (path.includes("/facet")) return { result: { hits: [] } };
  if (path.includes("/index")) return { result: { status: "completed" } };
  return { result: path.includes("journal") ? journalInfo : info };
}

const info = {
  config: {
    params: { vectors: { [denseVectorOf(embedding)]: {} }, sparse_vectors: { terms: {} } },
    metadata: { mnemograph: { schema: 1, of: "memories", ...embedding } },
  },
  payload_schema: {},
};
const journalInfo = {
  config: { params: {}, metadata: { mnemograph: { schema: 1, of: "journal" } } },
  payload_schema: {},
};

const recordOf = (turn: unknown): string =>
  JSON.stringify({ textKey: null, attributedTo: "user", agentId: null, turn, metadata: {} });
const common = {
  tenant: ANA,
  text: "word",
  at: DAY_ZERO,
  recordedAt: DAY_ZERO,
  writer: "w",
  projection: JSON.stringify(projectionOf()),
  // Of a journal's entry.
  state: "unread",
  ids: ["m", "e"],
  outcome: "null",
};
const turn = { episodeId: "e", index: 1, role: "user", runId: null };
const found = [
  { id: "1", score: 1, payload: { ...common, id: "m", kind: "trait", record: recordOf(null) } },
  { id: "2", score: 1, payload: { ...common, id: "t", kind: "turn", record: recordOf(turn) } },
].map((point) => ({ ...point, vector: { terms: { indices: [1], values: [1] } } }));

/** Every filter in a request, at whatever depth it is first met: of reads, writes and statistics. */
function* filtersIn(value: unknown): Generator<Readonly<Record<string, unknown>>> {
  if (Array.isArray(value)) {
    for (const one of value) yield* filtersIn(one);
    return;
  }
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    if (["filter", "update_filter", "corpus"].includes(key)) {
      yield inner as Readonly<Record<string, unknown>>;
    } else yield* filtersIn(inner);
  }
}

/** Whatever reads, changes or removes points. */
function* actsIn({ body, path }: StubRequest): Generator {
  const { searches, operations } = body;
  if (Array.isArray(searches)) yield* searches;
  else if (Array.isArray(operations)) {
    yield* operations.filter((one: object) => !("upsert" in one));
  } else if (/scroll|count|facet/.test(path)) yield body;
}

function isFirst(conditions: unknown, condition: object): boolean {
  return Array.isArray(conditions) && JSON.stringify(conditions[0]) === JSON.stringify(condition);
}

function expectTenant(requests: readonly StubRequest[]): void {
  expect(requests.length).toBeGreaterThan(0);
  for (const request of requests) {
    for (const act of actsIn(request)) {
      const filters = [...filtersIn(act)];
      expect(filters.length).toBeGreaterThan(0);
      const isCommon = JSON.stringify(act).includes('"indices":[4294967294]');
      const foreign = filters.filter(({ must }) => !isFirst(must, OF_ANA));
      // The one point that is nobody's is asked for by its id, with statistics of the tenant.
      expect(foreign).toHaveLength(isCommon ? 1 : 0);
    }
    const upserts = (request.body["operations"] ?? []) as readonly {
      upsert?: { points: readonly { id: string; payload: { tenant: string; id: string } }[] };
    }[];
    for (const { id, payload } of upserts.flatMap(({ upsert }) => upsert?.points ?? [])) {
      expect(payload.tenant).toBe(ANA);
      expect(id).toBe(pointIdOf(ANA, payload.id));
    }
  }
}

test("every method of the vector store names the tenant in all it asks", async () => {
  stub = await startQdrantStub(answer);
  const connection = await QdrantConnection.open({ url: stub.url });
  const opened = await QdrantVectorStore.open(connection, { embedding });
  const revision = { id: "r", memoryId: "m", text: "new", textKey: "new", recordedAt: 1 };
  for (const store of [opened, opened.session()]) {
    const want = wanting({ filter: { op: "gt", key: "a", value: 1 } });
    const calls: (() => Promise<unknown>)[] = [
      async () => store.insert(ANA, [memoryOf({ id: "a" }), turnOf({ id: "b" })]),
      async () => store.project(ANA, new Map([["m", projectionOf()]])),
      async () => store.project(ANA, new Map([["unknown", projectionOf()]])),
      async () => store.embed(ANA, new Map([["m", unit(1)]])),
      async () => store.redact(ANA, ["t"]),
      async () => store.remove(ANA, ["m"]),
      async () => store.removeTenant(ANA),
      async () => store.get(ANA, ["m", "x"]),
      async () => store.findByTextKey(ANA, ["word"]),
      async () => store.list(ANA, { ...want, cursor: null }),
      async () => store.outline(ANA, want),
      async () => store.searchDense(ANA, unit(1), want),
      async () => store.searchKeywords(ANA, ["word"], want),
      async () => store.searchTime(ANA, { from: 0, to: DAY_ZERO * 2 }, want),
      async () => store.neighbours(ANA, ["t"], within(2), seeing()),
      async () => store.counts(ANA),
      async () => store.ids(ANA, { cursor: null, limit: 1 }),
      async () => store.unembedded(ANA, { cursor: "a", limit: 1 }),
      async () => store.unembeddedCount(ANA),
      async () => store.embeddings(ANA, ["m"]),
      // It never finds its own mark here, and gives up.
      async () =>
        store.revise(ANA, { ...revision, searchText: "new" }, unit(1)).catch(() => undefined),
    ];
    for (const call of calls) {
      stub.requests.length = 0;
      await call();
      expectTenant(stub.requests);
    }
  }
});

test("every method of the journal but tenantOf() and tenants() names the tenant in all it asks", async () => {
  stub = await startQdrantStub(answer);
  const connection = await QdrantConnection.open({ url: stub.url });
  const journal = await QdrantJournal.open(connection);
  const outcome = { results: [], relations: { added: [], closed: [], retracted: [] } };
  const entry = pendingEntry("e", { agentId: "a", runId: "r" });
  const due = { now: 1, limit: 10 };
  const calls: (() => Promise<unknown>)[] = [
    async () => journal.get(ANA, "e"),
    async () => journal.entries(ANA, { cursor: "d", limit: 1 }),
    async () => journal.begin(ANA, entry),
    async () => journal.finish(ANA, "e", outcome, ["m"]),
    async () => journal.unread(ANA, due),
    async () => journal.pending(ANA, due),
    async () => journal.expired(ANA, due),
    async () => journal.claim(ANA, "e", { now: 1, leaseUntil: 2 }),
    async () => journal.release(ANA, "e"),
    async () => journal.replan(ANA, "e", "plan"),
    async () => journal.amend(ANA, "m", { outcome, unread: null, ids: ["m"] }),
    async () => journal.own(ANA, ["m"]),
    async () => journal.episodesOf(ANA, { agentId: "a", runId: "r" }),
    async () => journal.forget(ANA, { episodeIds: ["t"], ids: ["m"] }),
    async () => journal.forgetTenant(ANA),
  ];
  for (const call of calls) {
    stub.requests.length = 0;
    await call();
    expectTenant(stub.requests);
  }
});
