import { expect, test } from "vitest";
import { StoreUnavailableError } from "../../../../src/core/errors.ts";
import { resolveScope } from "../../../../src/core/scope.ts";
import { besideResults } from "../../../../src/pipeline/context/beside-results.ts";
import { startWatch } from "../../../../src/pipeline/search/watch.ts";
import type { Stores } from "../../../../src/pipeline/stores.ts";
import { hit, TOLD } from "./hits.ts";

const TURN = { turnId: "t", episodeId: "e", role: "user", at: TOLD };
const HIT = hit("User's daughter was born in May", {
  id: "m",
  evidence: [{ ...TURN, text: "My daughter was born in May. Her name is Minka." }],
});

/** What is told beside a hit where the vector store answers so. */
async function besideWith(searchKeywords: () => Promise<unknown>, asked = HIT) {
  const calls: unknown[] = [];
  const vector = {
    searchKeywords: (...call: unknown[]) => {
      calls.push(call);
      return searchKeywords();
    },
    get: () => Promise.resolve([]),
  };
  // Of the stores nothing else is asked.
  const stores = { transactor: null, vector, graph: {}, journal: {} } as unknown as Stores;
  const beside = await besideResults(
    [asked],
    {
      query: "What is my daughter called?",
      timeZone: "UTC",
      scope: resolveScope({ userId: "kirk" }, "search"),
      asOf: null,
      now: null,
    },
    {
      engine: { stores, clock: { now: () => Date.parse(TOLD) } },
      watch: startWatch({ timeBudgetMs: null, signal: undefined, monotonicNow: () => 0 }),
    },
  );
  return { ...beside, calls };
}

test("besideResults() tells nothing where it cannot look up what is over, and says so", async () => {
  const down = new StoreUnavailableError("search", "Qdrant", { reason: "it is down" });
  const { rests, degraded } = await besideWith(() => Promise.reject(down));
  expect(rests.size).toBe(0);
  expect(degraded).toEqual([{ part: "evidence", reason: down.message, code: "STORE_UNAVAILABLE" }]);
});

test("besideResults() asks nothing where turns say no more than was read", async () => {
  const evidence = [{ ...TURN, text: "My daughter was born in May." }];
  const { rests, degraded, calls } = await besideWith(() => Promise.reject(new Error("asked")), {
    ...HIT,
    evidence,
  });
  expect({ rests: rests.size, degraded, calls }).toEqual({ rests: 0, degraded: [], calls: [] });
});

test("pipeline/context/beside-results.ts MAX_LIKE is 64: so many memories with the words are looked at", async () => {
  const nothing = Object.assign([], { hits: [], weights: new Map(), idfSum: 0 });
  const { rests, calls } = await besideWith(() => Promise.resolve(nothing));
  expect(rests.get("m")).toBe("Her name is Minka.");
  const terms = ["name", "minka"];
  expect(calls).toEqual([["user:kirk", terms, expect.objectContaining({ limit: 64 })]]);
});
