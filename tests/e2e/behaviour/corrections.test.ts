import { describe, expect, test } from "vitest";

import type { ScopedMemory } from "../../../src/index.ts";
import {
  everyAnswer,
  openFor,
  ordersOf,
  SettableClock,
  stateOf,
  stating,
  tell,
  type Telling,
} from "../../support/behaviour.ts";

const LIVES = ["Ana", "lives in"] as const;
const LISBON = {
  text: "Lisbon!",
  at: "2024-01-10",
  ...stating("Ana lives in Lisbon", [...LIVES, "Lisbon"]),
};
const BRAGA = {
  text: "No, Braga",
  at: "2024-02-10",
  ...stating("Ana lives in Braga", [...LIVES, "Braga"], { corrects: true }),
};
const QUERY = "Where does Ana live?";
const START = "2024-01-10T00:00:00.000Z";

async function answer(
  memory: ScopedMemory,
  options: { readonly asOf?: string; readonly knownAt?: string; readonly includeClosed?: boolean },
): Promise<string> {
  const { results, relations } = await memory.search(QUERY, options);
  return JSON.stringify({ results, relations });
}

interface Corrected {
  readonly memory: ScopedMemory;
  readonly knownBefore: string;
}

/** Tells of Lisbon, and a month later that it was Braga. */
async function correct(
  tellings: readonly [Telling, Telling] = [LISBON, BRAGA],
): Promise<Corrected> {
  const clock = new SettableClock();
  const memory = await openFor("kirk", { clock });
  await tell(memory, tellings.slice(0, 1));
  const knownBefore = clock.set("2026-02-01T00:00:00Z");
  clock.set("2026-03-01T00:00:00Z");
  await tell(memory, tellings.slice(1));
  return { memory, knownBefore };
}

describe("a correction", () => {
  test("leaves no trace of what it corrects at any asOf, not even of what is closed", async () => {
    const { memory } = await correct();
    for (const asOf of ["2024-01-09", "2024-01-20", "2024-03-01", "2026-02-01"]) {
      expect(await answer(memory, { asOf })).not.toMatch(/Lisbon/);
      expect(await answer(memory, { asOf, includeClosed: true })).not.toMatch(
        /"memory":"Ana lives in Lisbon"/,
      );
      const listed = await memory.getAll({ asOf, includeClosed: true });
      expect(JSON.stringify(listed.results.map((one) => one.memory))).not.toMatch(/Lisbon/);
      const edges = await memory.graph.relations({ asOf, includeClosed: true });
      expect(JSON.stringify(edges)).not.toMatch(/Lisbon/);
    }
  });

  test("takes the start of what it corrects", async () => {
    const { memory } = await correct();
    const { results, relations } = await memory.search(QUERY, { asOf: "2024-01-20" });
    expect(results[0]).toMatchObject({
      memory: "Ana lives in Braga",
      validFrom: START,
      validTo: null,
    });
    expect(relations).toMatchObject([{ destination: "Braga", validFrom: START, validTo: null }]);
  });

  test("leaves a trace at knownAt: there what it corrects held, and it did not", async () => {
    const { memory, knownBefore } = await correct();
    const then = await answer(memory, { knownAt: knownBefore });
    expect(then).toMatch(/Lisbon/);
    expect(then).not.toMatch(/Braga/);
    const { results, relations } = await memory.search(QUERY, { knownAt: knownBefore });
    expect(results[0]).toMatchObject({
      memory: "Ana lives in Lisbon",
      validFrom: START,
      validTo: null,
    });
    expect(relations).toMatchObject([{ destination: "Lisbon", validFrom: START, validTo: null }]);
    const earlier = await answer(memory, { knownAt: knownBefore, asOf: "2024-01-01" });
    expect(earlier).not.toMatch(/Lisbon|Braga/);
  });

  test("knows nothing at a knownAt before anything was told", async () => {
    const { memory } = await correct();
    const { results, relations } = await memory.search(QUERY, { knownAt: "2025-12-31" });
    expect({ results, relations }).toEqual({ results: [], relations: [] });
  });

  test("add() tells UPDATE, what it took the place of, and the edge that was retracted", async () => {
    const memory = await openFor("kirk");
    await tell(memory, [LISBON]);
    const { text, ...options } = BRAGA;
    const { results, relations } = await memory.add(text, options);
    expect(results).toMatchObject([
      { event: "UPDATE", memory: "Ana lives in Braga", previousMemory: "Ana lives in Lisbon" },
    ]);
    expect(relations.retracted).toMatchObject([{ destination: "Lisbon", spells: [] }]);
    expect(relations.retracted[0]?.retractedAt).not.toBeNull();
    expect(relations.closed).toEqual([]);
    expect(relations.added).toMatchObject([{ destination: "Braga" }]);
  });

  test("history() tells of both", async () => {
    const { memory } = await correct();
    const [one] = (await memory.getAll({})).results;
    const entries = await memory.history(one?.id ?? "");
    const told = entries.map(({ event, memory: text, previousMemory }) => [
      event,
      previousMemory,
      text,
    ]);
    expect(told).toContainEqual(["ADD", null, "Ana lives in Lisbon"]);
    expect(told).toContainEqual(["UPDATE", "Ana lives in Lisbon", "Ana lives in Braga"]);
  });

  test.each([
    ["the correction last", [LISBON, BRAGA]],
    ["the correction first", [BRAGA, LISBON]],
  ] as const)("comes to the same state with %s", async (_, tellings) => {
    const memory = await openFor("kirk", { clock: new SettableClock() });
    await tell(memory, tellings);
    const expected = await openFor("kirk", { clock: new SettableClock() });
    await tell(expected, [LISBON, BRAGA]);
    expect(await stateOf(memory)).toEqual(await stateOf(expected));
    expect((await memory.getAll({})).results).toMatchObject([{ memory: "Ana lives in Braga" }]);
    expect((await memory.verify()).faults).toEqual([]);
  });

  test("is undone by its own correction, and what the first took back does not come back", async () => {
    const again = stating("Ana lives in Coimbra", [...LIVES, "Coimbra"], { corrects: true });
    const coimbra = { text: "No, Coimbra", at: "2024-03-10", ...again };
    const states = [];
    for (const order of ordersOf([LISBON, BRAGA, coimbra])) {
      const memory = await openFor("kirk", { clock: new SettableClock() });
      await tell(memory, order);
      const { results } = await memory.getAll({ includeClosed: true });
      expect(results).toMatchObject([{ memory: "Ana lives in Coimbra", validFrom: START }]);
      states.push(await stateOf(memory));
    }
    for (const state of states) expect(state).toEqual(states[0]);
  });

  test("corrects: an id takes back that memory and the edge that tells the same", async () => {
    const memory = await openFor("kirk");
    await tell(memory, [LISBON]);
    const [lisbon] = (await memory.getAll({})).results;
    const [edge] = (await memory.graph.relations()).results;
    const { results } = await memory.add("No, Braga", {
      at: "2024-02-10",
      facts: [{ text: "Ana lives in Braga", corrects: lisbon?.id }],
      relations: [
        { source: "Ana", relationship: "lives in", destination: "Braga", corrects: edge?.id },
      ],
    });
    expect(results).toMatchObject([{ event: "UPDATE", previousMemory: "Ana lives in Lisbon" }]);
    expect((await memory.getAll({ includeClosed: true })).results).toMatchObject([
      { memory: "Ana lives in Braga", validFrom: START },
    ]);
    expect((await memory.graph.relations({ includeClosed: true })).results).toMatchObject([
      { destination: "Braga", validFrom: START },
    ]);
  });

  test.each([
    {
      language: "English",
      wrong: "I live in Lisbon.",
      right: "No, I live in Braga, not in Lisbon.",
      query: "Where do I live?",
      place: "Braga",
    },
    {
      language: "Chinese",
      wrong: "我住在里斯本。",
      right: "不对，我住在布拉加，不是里斯本。",
      query: "我住在哪里？",
      place: "布拉加",
    },
  ])("is read from $language by patterns", async ({ wrong, right, query, place }) => {
    const memory = await openFor("kirk");
    await memory.add(wrong, { at: "2024-01-10" });
    await memory.add(right, { at: "2024-02-10" });
    const { results } = await memory.getAll({ includeClosed: true, kinds: ["trait"] });
    expect(results.map(({ validFrom }) => validFrom)).toEqual([START]);
    const then = await memory.search(query, { asOf: "2024-01-20", kinds: ["trait", "event"] });
    expect(then.relations.map(({ destination }) => destination)).toEqual([place]);
  });
});

describe("supersedes by id, without a slot", () => {
  const OLD = {
    text: "old",
    at: "2024-01-10",
    facts: [{ text: "The wifi password is on the fridge" }],
  };

  async function superseded(): Promise<{ memory: ScopedMemory; oldId: string; newId: string }> {
    const memory = await openFor("kirk");
    await tell(memory, [OLD]);
    const oldId = (await memory.getAll({})).results[0]?.id ?? "";
    const { results } = await memory.add("new", {
      at: "2024-06-10",
      facts: [{ text: "The wifi password is in the drawer", supersedes: oldId }],
    });
    expect(results).toMatchObject([
      { event: "UPDATE", previousMemory: "The wifi password is on the fridge" },
    ]);
    return { memory, oldId, newId: results[0]?.id ?? "" };
  }

  test("closes the old at the new one's start", async () => {
    const { memory, oldId } = await superseded();
    expect(await memory.get(oldId)).toMatchObject({ validTo: "2024-06-10T00:00:00.000Z" });
    expect((await memory.getAll({})).results).toMatchObject([
      { memory: "The wifi password is in the drawer" },
    ]);
    const then = await memory.search("wifi password", { asOf: "2024-03-01" });
    expect(then.results[0]?.memory).toBe("The wifi password is on the fridge");
    expect(JSON.stringify(then)).not.toMatch(/drawer/);
  });

  test("history() tells the chain, from either end", async () => {
    const { memory, oldId, newId } = await superseded();
    for (const id of [oldId, newId]) {
      expect((await memory.history(id)).map(({ event, id: of }) => [event, of])).toEqual([
        ["ADD", oldId],
        ["UPDATE", newId],
      ]);
    }
  });

  test("the old one told again after its end is a new spell, with its old id", async () => {
    const { memory, oldId } = await superseded();
    const { results } = await memory.add("old again", {
      facts: OLD.facts,
      at: "2024-09-10",
    });
    expect(results).toMatchObject([{ id: oldId, event: "ADD" }]);
    expect((await memory.get(oldId))?.spells).toMatchObject([
      { validFrom: START, validTo: "2024-06-10T00:00:00.000Z" },
      { validFrom: "2024-09-10T00:00:00.000Z", validTo: null },
    ]);
  });

  test("deleting the new one reopens the old", async () => {
    const { memory, oldId, newId } = await superseded();
    await memory.delete(newId);
    expect(await memory.get(oldId)).toMatchObject({
      validFrom: START,
      validTo: null,
      closedAt: null,
    });
    expect(await everyAnswer(memory, ["wifi password", "drawer"])).not.toMatch(/in the drawer/);
  });
});

describe("after Lisbon and Porto, a correction of Porto, once Porto is deleted", () => {
  /** What is left of Ana's homes, each with its start and end. */
  async function homesWithoutPorto(isNamed: boolean): Promise<unknown> {
    const memory = await openFor("kirk");
    const say = async (value: string, at: string, corrects?: string | true): Promise<string> => {
      const [subject, relationship] = LIVES;
      const fact = { text: `Ana lives in ${value}`, slot: { subject, relationship, value } };
      const { results } = await memory.add(`${value}!`, { at, facts: [{ ...fact, corrects }] });
      return results[0]?.id ?? "";
    };
    await say("Lisbon", "2024-01-10");
    const portoId = await say("Porto", "2024-02-01");
    await say("Braga", "2024-02-10", isNamed ? portoId : true);
    expect((await memory.get(portoId))?.retractedAt).not.toBeNull();
    await memory.delete(portoId);
    expect((await memory.verify()).isSound).toBe(true);
    const { results } = await memory.getAll({ includeClosed: true });
    return new Map(results.map((one) => [one.memory, [one.validFrom, one.validTo]]));
  }

  test("falls on Lisbon if it was of whatever held, as if Porto had never been told", async () => {
    expect(await homesWithoutPorto(false)).toEqual(
      new Map([["Ana lives in Braga", [START, null]]]),
    );
  });

  test("corrects nothing if it named Porto: a change on the day it was told", async () => {
    const told = "2024-02-10T00:00:00.000Z";
    expect(await homesWithoutPorto(true)).toEqual(
      new Map([
        ["Ana lives in Braga", [told, null]],
        ["Ana lives in Lisbon", [START, told]],
      ]),
    );
  });
});
