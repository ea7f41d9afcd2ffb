import { describe, expect, test } from "vitest";

import type { Memory, ScopedMemory, SearchResult } from "../../../src/index.ts";
import { openMemory, SettableClock, stateOf } from "../../support/behaviour.ts";

const NOISE_COUNT = 200;
const PLACES = ["Lisbon", "Porto", "Braga", "Faro", "Coimbra"];
const QUERIES = [
  "Where does Ana live?",
  "Ana",
  "Lisbon",
  "Who works at Feedzai?",
  "安娜住在哪里？",
  "skiing on 18 October",
];

/** What one user tells; the same names as everybody's. */
const TOLD = [
  { text: "My sister Ana lives in Lisbon.", at: "2024-01-01" },
  { text: "Ana works at Feedzai.", at: "2024-01-02" },
  { text: "I went skiing yesterday with Ana.", at: "2024-10-19" },
  { text: "安娜住在里斯本。", at: "2024-01-03" },
];

async function tell(memory: ScopedMemory): Promise<void> {
  for (const { text, at } of TOLD) await memory.add(text, { at, idempotencyKey: text });
}

async function addNoise(memory: Memory, userId: string): Promise<void> {
  const messages = Array.from({ length: NOISE_COUNT }, (_, index) => {
    const place = PLACES[index % PLACES.length] ?? "";
    return `Ana number ${index} lives in ${place} and works at Feedzai, skiing ${index} times. 安娜${index}`;
  });
  const facts = messages.map((text, index) => ({ text, sources: [index] }));
  const relations = messages.map((_, index) => ({
    source: "Ana",
    relationship: "visited",
    destination: `${PLACES[index % PLACES.length] ?? ""} ${index}`,
    sources: [index],
  }));
  await memory.add(
    messages.map((content) => ({ role: "user", content })),
    { userId, facts, relations, at: "2024-05-01" },
  );
}

/** What a search answers, without how long it took. */
function answerOf({ results, relations, degraded }: SearchResult): object {
  return { results, relations, degraded };
}

describe("two tenants with the same names", () => {
  test("give the same answers and the same scores, with and without another's 200 memories", async () => {
    const alone = await openMemory({ clock: new SettableClock() });
    await tell(alone.for({ userId: "kirk" }));
    const crowded = await openMemory({ clock: new SettableClock() });
    await addNoise(crowded, "noise-before");
    await tell(crowded.for({ userId: "kirk" }));
    await addNoise(crowded, "noise-after");
    for (const query of QUERIES) {
      const options = { userId: "kirk", limit: 50, explain: true } as const;
      const expected = answerOf(await alone.search(query, options));
      expect(answerOf(await crowded.search(query, options))).toEqual(expected);
    }
    const [one, other] = [alone, crowded].map((memory) => memory.for({ userId: "kirk" }));
    expect(other && (await stateOf(other))).toEqual(one && (await stateOf(one)));
    const { sizeBytes: _, path: __, ...counts } = await crowded.stats({ userId: "kirk" });
    expect(await alone.stats({ userId: "kirk" })).toMatchObject(counts);
  });

  test("never meet: what one tells closes nothing of the other's, and merges nothing", async () => {
    const memory = await openMemory();
    const kirk = memory.for({ userId: "kirk" });
    const spock = memory.for({ userId: "spock" });
    await kirk.add("Ana lives in Lisbon.", { at: "2024-01-01" });
    await spock.add("Ana lives in Porto.", { at: "2024-06-01" });
    await spock.add("Ana, also known as Lisbon, likes chess.", { at: "2024-07-01" });
    expect((await kirk.graph.relations()).results).toMatchObject([
      { destination: "Lisbon", validTo: null },
    ]);
    expect((await kirk.graph.entities()).results.map(({ aliases }) => aliases)).toEqual([[], []]);
    for (const query of QUERIES) {
      expect(JSON.stringify(await kirk.search(query, { includeClosed: true }))).not.toMatch(
        /Porto|chess/,
      );
    }
    expect(JSON.stringify(await kirk.graph.neighborhood("Ana", { hops: 4 }))).not.toMatch(
      /Porto|chess/,
    );
  });

  test("have ids of their own for the same facts, relations and episodes", async () => {
    const memory = await openMemory();
    const ids = [];
    for (const userId of ["kirk", "spock"]) {
      const { episodeId, results, relations } = await memory.add("Ana lives in Lisbon.", {
        userId,
        idempotencyKey: "k",
      });
      ids.push(episodeId, ...results.map(({ id }) => id), ...relations.added.map(({ id }) => id));
    }
    expect(ids.length).toBeGreaterThanOrEqual(6);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("deleting one leaves the other as it was", async () => {
    const memory = await openMemory({ clock: new SettableClock() });
    const kirk = memory.for({ userId: "kirk" });
    const spock = memory.for({ userId: "spock" });
    await tell(kirk);
    await tell(spock);
    const before = await stateOf(kirk);
    const { results } = await spock.getAll({});
    await spock.delete(results[0]?.id ?? "");
    await spock.deleteAll();
    expect(await stateOf(kirk)).toEqual(before);
    expect(await memory.tenants()).toEqual([{ userId: "kirk" }]);
  });

  test.each([
    ["kirk", "kirk "],
    ["kirk", "Kirk"],
    ["a:b", "a"],
    ["\u00e9", "e\u0301"],
    ["1", "01"],
    ["%", "_"],
    ["user:kirk", "kirk"],
  ])("%j and %j are two", async (one, other) => {
    const memory = await openMemory();
    await memory.add("I live in Lisbon.", { userId: one });
    expect((await memory.getAll({ userId: other })).results).toEqual([]);
    expect((await memory.search("Lisbon", { userId: other })).results).toEqual([]);
    expect(await memory.tenants()).toEqual([{ userId: one }]);
  });

  test("a user, an agent and a run of one name are three", async () => {
    const memory = await openMemory();
    await memory.add("I live in Lisbon.", { userId: "x" });
    await memory.add("I live in Porto.", { agentId: "x" });
    await memory.add("I live in Braga.", { runId: "x" });
    const listed = await Promise.all(
      [{ userId: "x" }, { agentId: "x" }, { runId: "x" }].map(async (scope) => {
        const { results } = await memory.getAll(scope);
        return results.map((one) => one.memory);
      }),
    );
    expect(listed).toEqual([["I live in Lisbon."], ["I live in Porto."], ["I live in Braga."]]);
  });
});
