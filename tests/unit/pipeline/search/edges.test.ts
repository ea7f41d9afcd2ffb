/** Bounds on what a search asks the stores for, reads, and names of what it leaves out. */
import { describe, expect, test } from "vitest";

import { runSync } from "../../../../src/core/awaitable.ts";
import { tell } from "../../../support/ledger.ts";
import type { Relation } from "../../../../src/graph/graph-store.ts";
import { type FindInput, SearchLog } from "../../../../src/pipeline/search/find-input.ts";
import { sourcesOf } from "../../../../src/pipeline/search/graph-piece.ts";
import { type KnownAtInput, recallKnown } from "../../../../src/pipeline/search/known-at.ts";
import {
  type ArmFindings,
  readAhead,
  readPoints,
} from "../../../../src/pipeline/search/read-points.ts";
import { startWatch } from "../../../../src/pipeline/search/watch.ts";
import { seeing, tenantOf } from "../../../support/points.ts";
import { SplitServers } from "../../../support/split-memory.ts";
import { memory, projection, relation } from "./builders.ts";
import { explore } from "./explore.ts";

const KIRK = { userId: "kirk" };
const TENANT = tenantOf("kirk");
const names = (count: number, word: string): string[] =>
  Array.from({ length: count }, (_, index) => `${word}${index + 100}`);

describe("the graph's arm", () => {
  const friends = (count: number): Relation[] =>
    names(count, "Friend").map((name) => relation("Ana", "KNOWS", name));

  test("pipeline/search/graph-arm.ts MAX_MENTIONED is 12: so many entities of first hits are seeds", () => {
    const ofHits = names(13, "Hit");
    const { asked } = explore("And?", [], { mentions: [], firstHits: new Map([["m", 1]]), ofHits });
    expect(asked[0]?.keys).toEqual(ofHits.slice(0, 12));
  });

  test("pipeline/search/seeds.ts MAX_SEEDS is 24: it begins at so many entities", () => {
    const keys = names(25, "Seed");
    const { asked } = explore("Ana?", [], { mentions: [{ start: 0, end: 3, keys, weight: 1 }] });
    expect(asked[0]?.keys).toEqual(keys.slice(0, 24));
  });

  test("pipeline/search/graph-arm.ts MAX_RELATIONS_PER_STEP is 96: so many edges are asked for", () => {
    expect(explore("Ana?", []).asked).toMatchObject([{ maxRelations: 96 }]);
  });

  test("pipeline/search/graph-arm.ts MAX_FRONTIER is 8: from so many entities it goes further", () => {
    const { asked } = explore("What of Ana and the garden?", friends(20));
    expect(asked.map(({ keys }) => keys.length)).toEqual([1, 8]);
  });

  test("pipeline/search/graph-arm.ts MAX_EXTENSIONS is 1: so many steps only follow what is unfinished", () => {
    const edges = [
      relation("Ana", "PARTNER_OF", "Rui"),
      relation("Rui", "MANAGED_BY", "Marta"),
      relation("Marta", "LIVES_IN", "Faro"),
    ];
    const { asked } = explore("Where does the manager of Ana's partner live?", edges, { hops: 1 });
    expect(asked.map(({ keys }) => keys)).toEqual([["Ana"], ["Rui"]]);
  });

  test("pipeline/search/rank-relations.ts MAX_FOUND_RELATIONS is 48: so many are handed on", () => {
    const countOf = (count: number): number =>
      explore("Whom does Ana know?", friends(count)).findings.relations.length;
    expect([countOf(48), countOf(49)]).toEqual([48, 48]);
  });
});

test("pipeline/search/graph-piece.ts MAX_SOURCES is 12: so many memories and turns of a relation count", () => {
  const edge = relation("Ana", "KNOWS", "Rui", {
    memoryIds: names(13, "m"),
    turnIds: names(13, "t"),
  });
  expect(sourcesOf(edge)).toEqual([...names(12, "m"), ...names(12, "t")]);
});

test("pipeline/search/known-at.ts MAX_RECALLED is 100: so many statements only the ledger brings in", () => {
  let asked: readonly string[] = [];
  const attestations = names(101, "m").map((id) => tell(id, 1));
  const input = {
    stores: {
      vector: {
        get: (_: string, ids: readonly string[]) => {
          asked = ids;
          return [];
        },
      },
      graph: {
        ledgerOf: () => ({ attestations, supersessions: [] }),
        mergesOf: () => [],
        getRelations: () => [],
      },
    },
    tenant: TENANT,
    knownAt: 10,
    points: [],
    relations: [],
    visibility: seeing(),
    // It looks at nothing else of the stores.
  } as unknown as KnownAtInput;
  runSync(recallKnown(input));
  expect(asked).toHaveLength(100);
});

describe("what is read of what the arms found", () => {
  const NOTHING = {
    scores: new Map<string, number>(),
    graph: { relations: [], links: { named: 0, told: new Map(), near: [] } },
    surroundings: new Map(),
    time: { ids: [], ranges: [] },
    keywords: { isFull: false },
    dense: { isFull: false },
  };
  type Found = { readonly [Name in keyof typeof NOTHING]?: unknown };

  /** What a store is told that will be read. */
  function aheadOf(found: Found): {
    readonly ids: readonly string[];
    readonly citing: readonly string[];
  } {
    let told = { ids: [] as readonly string[], citing: [] as readonly string[] };
    const vector = {
      readAhead: (_: string, ids: readonly string[], citing: readonly string[]) => {
        told = { ids, citing };
      },
    };
    runSync(readAhead(inputOf(vector), { ...NOTHING, ...found } as unknown as ArmFindings));
    return told;
  }

  function inputOf(vector: object): FindInput {
    const request = { knownAt: null, scope: { tenant: TENANT }, filter: null, explain: false };
    const watch = startWatch({ timeBudgetMs: null, signal: undefined, monotonicNow: () => 0 });
    // It looks at nothing else.
    return {
      request,
      stores: { vector },
      visibility: seeing(),
      watch,
      expiredBy: 0,
    } as unknown as FindInput;
  }

  const scoresOf = (count: number) => new Map(names(count, "m").map((id) => [id, 1]));

  test("pipeline/search/read-points.ts MAX_FIRST_READ is 64: so many of the best are read", () => {
    expect(aheadOf({ scores: scoresOf(65) }).ids).toEqual(names(64, "m"));
  });

  test("pipeline/search/read-points.ts MAX_LINKED is 24: so much of what stands near is read", () => {
    const told = new Map(names(25, "near").map((id) => [id, { keys: new Set(), mass: 1 }]));
    const graph = { relations: [], links: { named: 1, told, near: [] } };
    expect(aheadOf({ graph }).ids).toEqual(names(24, "near"));
  });

  test("pipeline/search/read-points.ts MAX_READ is 256 in all", () => {
    const time = { ids: names(300, "t"), ranges: [] };
    expect(aheadOf({ scores: scoresOf(20), time }).ids).toHaveLength(256);
  });

  test("pipeline/search/read-points.ts MAX_CITING is 24: of so many the turns are read as well", () => {
    expect(aheadOf({ scores: scoresOf(25) }).citing).toEqual(names(24, "m"));
  });

  test("vector/cited-turns.ts MAX_CITED_AT_END is 2: so many turns of a memory are read, of the first and of the last", () => {
    const asked: (readonly string[])[] = [];
    const evidence = names(9, "t");
    const vector = {
      get: (_: string, ids: readonly string[]) => {
        asked.push(ids);
        return ids.includes("m100")
          ? [memory("m100", { projection: projection({ evidence }) })]
          : [];
      },
    };
    const findings = { ...NOTHING, scores: scoresOf(1) } as unknown as ArmFindings;
    runSync(readPoints(inputOf(vector), findings, new SearchLog()));
    expect(asked).toEqual([["m100"], ["t100", "t101", "t107", "t108"]]);
  });
});

describe("a search", () => {
  async function searched(explain: boolean) {
    const servers = new SplitServers();
    const opened = await servers.open();
    for (const word of names(60, "word")) {
      await opened.add(`Tea, and ${word}`, { ...KIRK, infer: false });
    }
    const answer = await opened.search("Who is for tea?", { ...KIRK, limit: 1, explain });
    return { servers, answer };
  }

  test("pipeline/search/conversation.ts MAX_CENTERS is 40: the neighbours of so many turns are asked for", async () => {
    const { servers } = await searched(false);
    const [call] = servers.calls.vector.callsOf("neighbours");
    expect(call?.parameters[1]).toHaveLength(40);
  });

  test("pipeline/search/first-arms.ts MAX_NAME_MATCHES is 64: so many names are asked for", async () => {
    const { servers } = await searched(false);
    const [call] = servers.calls.graph.callsOf("findByName");
    expect(call?.parameters[2]).toMatchObject({ limit: 64 });
  });

  test("pipeline/search/rank.ts MAX_CUT is 20: so many are named that the limit cut off", async () => {
    const { answer } = await searched(true);
    expect(answer.cut?.map(({ by }) => by)).toEqual(Array.from({ length: 20 }, () => "limit"));
  });
});
