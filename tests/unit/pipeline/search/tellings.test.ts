import { describe, expect, test } from "vitest";
import type { Spell } from "../../../../src/core/records.ts";
import { USER_KEY } from "../../../../src/core/speaker.ts";
import type { Projection, Visibility } from "../../../../src/core/visibility.ts";
import type { Relation } from "../../../../src/graph/graph-store.ts";
import { type TellingMemory, tellingsOf } from "../../../../src/pipeline/search/tellings.ts";
import { projection } from "./builders.ts";

const HOLDS: Spell = { from: 1, to: null, closedAt: null };
const OVER: Spell = { from: 1, to: 5, closedAt: 5 };
const WANTED: Visibility = {
  asOf: 10,
  isExplicit: false,
  includeClosed: false,
  agentId: null,
  runId: null,
  kinds: null,
};

function edge(changes: Partial<Relation> = {}): Relation {
  return {
    id: "edge",
    source: USER_KEY,
    sourceName: "kirk",
    type: "COLLEAGUE_OF",
    destination: "tom",
    destinationName: "Tom",
    fact: "My colleague Tom lives in Shanghai.",
    spells: [HOLDS],
    retractedAt: null,
    memoryIds: ["lives"],
    turnIds: [],
    agentIds: [null],
    runIds: [],
    recordedAt: 1,
    provenance: { extractor: "patterns", model: null, prompt: null, promptVersion: null },
    ...changes,
  };
}

function memory(id: string, text: string, changes: Partial<TellingMemory> = {}): TellingMemory {
  return { id, kind: "trait", text, projection: heldIn(OVER), ...changes };
}

const heldIn = (...spells: readonly Spell[]): Projection => projection({ spells });

const FACT = edge().fact;
const wordsOf = (relation: Relation, memories: readonly TellingMemory[], want = WANTED) =>
  tellingsOf([relation], memories, want).get(relation.id)?.ownWords;

describe("tellingsOf()", () => {
  test("has an edge that holds in words of its own where what told it has ended", () => {
    expect(wordsOf(edge(), [memory("lives", FACT)])).toBe("I and Tom are colleagues");
    const chinese = edge({ fact: "我的同事小王住在北京。", destinationName: "小王" });
    expect(wordsOf(chinese, [memory("lives", chinese.fact)])).toBe("我和小王是同事");
  });

  test("even where another memory that tells it holds, if the sentence is that of the one that does not", () => {
    const tea = memory("tea", "My colleague Tom likes tea.", { projection: heldIn(HOLDS) });
    const both = edge({ memoryIds: ["lives", "tea"] });
    expect(wordsOf(both, [memory("lives", FACT), tea])).toBe("I and Tom are colleagues");
    expect(wordsOf({ ...both, fact: tea.text }, [memory("lives", FACT), tea])).toBeNull();
  });

  test("leaves the sentence where it holds, held when asked about, or the edge has ended with it", () => {
    expect(
      wordsOf(edge(), [memory("lives", FACT, { projection: heldIn(OVER, HOLDS) })]),
    ).toBeNull();
    expect(wordsOf(edge(), [memory("lives", FACT)], { ...WANTED, asOf: 3 })).toBeNull();
    expect(wordsOf(edge({ spells: [OVER] }), [memory("lives", FACT)])).toBeNull();
  });

  test("knows the sentence of an event from one that an event merely tells as well", () => {
    const went = memory("went", "We went to Sintra.", { kind: "event" });
    const visited = edge({ type: "VISITED", memoryIds: ["went"], fact: went.text });
    const isEvent = (fact: string): boolean | undefined =>
      tellingsOf([{ ...visited, fact }], [went], WANTED).get("edge")?.isEvent;
    expect(isEvent("We went to Sintra")).toBe(true);
    expect(isEvent("kirk has a house in Sintra")).toBe(false);
  });

  test("says nothing of what no memory that the reader sees tells", () => {
    expect(tellingsOf([edge()], [memory("other", FACT)], WANTED).size).toBe(0);
    expect(tellingsOf([edge()], [memory("lives", FACT)], { ...WANTED, runId: "r" }).size).toBe(0);
  });
});
