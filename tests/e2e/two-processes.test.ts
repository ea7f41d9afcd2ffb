import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { type FactInput, Memory, type RelationInput } from "../../src/index.ts";
import { stateOf } from "../support/memory-state.ts";
import { NumberedClock } from "../support/numbered-operations.ts";
import { type BatchAdd, ServedMemory } from "../../prove/concurrency/served-memory.ts";

const ADDS = 24;
/** How long a process may take to read its orders before it begins. */
const HEAD_START_MS = 150;
const CITIES = ["Lisbon", "Porto", "Braga", "Faro"];

let folder = "";
let ana: ServedMemory;
let bob: ServedMemory;
let own: Memory;
/** A tenant for each test. */
let kirk: { readonly userId: string };
let testCount = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "mnemograph-two-"));
  const path = join(folder, "memory.mnemograph");
  // All three at once, on a file that is not there yet.
  const opened = [ServedMemory.start({ path }), ServedMemory.start({ path }), open(path)] as const;
  [ana, bob, own] = await Promise.all(opened);
});

beforeEach(() => {
  testCount += 1;
  kirk = { userId: `kirk ${testCount}` };
});

afterAll(async () => {
  await Promise.all([ana.stop(), bob.stop(), own.close()]);
  await rm(folder, { recursive: true, force: true });
});

describe("two processes that add the same at once", () => {
  test("make one row and one edge of it, as one after the other would", async () => {
    const [first, second] = [batch("ana"), batch("bob")];
    await bothAdd(first, second);
    await expectAsSequential([...first, ...second]);
    const { results } = await own.getAll({ ...kirk, kinds: ["event"], limit: 1000 });
    expect(results).toHaveLength(ADDS);
    for (const { evidence } of results) expect(evidence).toHaveLength(2);
    const edges = await own.graph.relations({ ...kirk, includeClosed: true, limit: 1000 });
    expect(edges.results).toHaveLength(ADDS + CITIES.length);
  });

  test("keep each episode once under one idempotency key", async () => {
    const same = batch("both");
    await bothAdd(same, same);
    await expectAsSequential(same);
    expect((await own.stats(kirk)).turns).toBe(ADDS);
  });

  test("keep all of what differs, in whatever tenant", async () => {
    const first = batch("ana", { prefix: "Ana's", userIds: [kirk.userId, "spock"] });
    const second = batch("bob", { prefix: "Bob's", userIds: [kirk.userId, "uhura"] });
    await bothAdd(first, second);
    await expectAsSequential([...first, ...second]);
  });

  test("meet in one entity where each spells it its own way", async () => {
    const spelt = (by: string, name: string): BatchAdd[] =>
      Array.from({ length: ADDS }, (_, number) => ({
        text: `${name} is here, says ${by}`,
        options: {
          ...kirk,
          idempotencyKey: `${by} ${number}`,
          entities: [
            {
              name: `${name} ${"abcdefghijklmnopqrstuvwxyz".charAt(number % 26)}${number}`,
              type: "person",
            },
          ],
        },
      }));
    const [first, second] = [spelt("ana", "Katarina"), spelt("bob", "Katarína")];
    await bothAdd(first, second);
    await expectAsSequential([...first, ...second]);
    expect((await own.graph.entities(kirk)).results).toHaveLength(ADDS);
  });
});

describe("a process that reads while two others write", () => {
  test("sees each episode whole or not at all, and all of it once it is acknowledged", async () => {
    const writing = new AbortController();
    const writers = bothAdd(
      batch("ana", { prefix: "Ana's" }),
      batch("bob", { prefix: "Bob's" }),
      expectWhole,
    ).finally(() => {
      writing.abort();
    });
    let roundCount = 0;
    while (!writing.signal.aborted) {
      await expectNoneHalf();
      roundCount += 1;
      // Lets the writers be heard.
      await setTimeout(1);
    }
    await writers;
    expect(roundCount).toBeGreaterThan(0);
    await expectNoneHalf();
  });
});

describe("what one process changes", () => {
  test("another with a warm cache sees at once: additions, deletions, corrections", async () => {
    await ana.addAll(0, batch("ana").slice(0, 8));
    for (const reader of [ana, bob]) {
      expect(await textsFound(reader, "thing 3")).toContain("Kirk bought thing 3");
    }
    const { results } = await own.getAll({ ...kirk, kinds: ["event"] });
    const third = results.find(({ memory }) => memory.endsWith("thing 3"));
    const fourth = results.find(({ memory }) => memory.endsWith("thing 4"));
    await bob.call("delete", third?.id ?? "", kirk);
    expect(await textsFound(ana, "thing 3")).not.toContain("Kirk bought thing 3");
    expect(await textsFound(own, "thing 3")).not.toContain("Kirk bought thing 3");
    expect(await ana.call("get", third?.id ?? "", kirk)).toBeNull();
    await ana.call("update", fourth?.id ?? "", "Kirk sold gizmo four", kirk);
    expect(await textsFound(bob, "gizmo")).toContain("Kirk sold gizmo four");
    expect(await textsFound(bob, "thing 4")).not.toContain("Kirk bought thing 4");
    await own.deleteAll(kirk);
    for (const reader of [ana, bob]) expect(await textsFound(reader, "thing 5")).toEqual([]);
    await ana.addAll(0, [
      { text: "Back", options: { ...kirk, facts: [{ text: "Kirk is back" }] } },
    ]);
    expect(await textsFound(bob, "back")).toContain("Kirk is back");
  });

  test("does not make the other fail, though both delete and add the same", async () => {
    const adds = batch("ana");
    await ana.addAll(0, adds);
    const { results } = await own.getAll({ ...kirk, kinds: ["event"], limit: 1000 });
    const deletions = results.map(async ({ id }) => own.delete(id, kirk));
    await Promise.all([
      ana.addAll(0, batch("again")),
      bob.addAll(0, batch("and again")),
      ...deletions,
    ]);
    expect(await own.verify(kirk)).toMatchObject({ isSound: true, faults: [] });
    expect(await bob.call("verify", kirk)).toMatchObject({ isSound: true, faults: [] });
  });
});

async function open(file: string): Promise<Memory> {
  return Memory.open({ path: file, clock: new NumberedClock() });
}

/** Episodes of an event each, a change of the one home that Kirk has, and the edges of both. */
function batch(
  by: string,
  {
    prefix = "Kirk",
    userIds = [kirk.userId],
  }: { readonly prefix?: string; readonly userIds?: readonly string[] } = {},
): BatchAdd[] {
  return Array.from({ length: ADDS }, (_, number) => {
    const city = CITIES[number % CITIES.length] ?? "";
    const facts: FactInput[] = [
      {
        text: `${prefix} bought thing ${number}`.replace("'s bought", "'s friend bought"),
        kind: "event",
      },
      {
        text: `Kirk lives in ${city}`,
        slot: { subject: "Kirk", relationship: "lives_in", value: city },
      },
    ];
    const relations: RelationInput[] = [
      { source: "Kirk", relationship: "owns", destination: `${prefix} thing ${number}` },
      { source: "Kirk", relationship: "lives_in", destination: city },
    ];
    return {
      text: `${by} says: thing ${number} and ${city}`,
      options: {
        userId: userIds[number % userIds.length] ?? "",
        idempotencyKey: `${by} ${number}`,
        at: Date.UTC(2024, 0, 1 + number),
        facts,
        relations,
      },
    };
  });
}

async function bothAdd(
  first: readonly BatchAdd[],
  second: readonly BatchAdd[],
  onDone?: (add: BatchAdd) => Promise<void>,
): Promise<void> {
  const startAt = Date.now() + HEAD_START_MS;
  await Promise.all([ana.addAll(startAt, first, onDone), bob.addAll(startAt, second, onDone)]);
}

/** The file is as if one process had done it all. */
async function expectAsSequential(adds: readonly BatchAdd[]): Promise<void> {
  const alone = await open(":memory:");
  for (const { text, options } of adds) await alone.add(text, options);
  for (const { userId } of new Map(adds.map(({ options }) => [options.userId, options])).values()) {
    const scope = { userId };
    expect(await stateOf(own, scope)).toEqual(await stateOf(alone, scope));
  }
  await alone.close();
  expect(await own.verify()).toMatchObject({ isSound: true, faults: [] });
}

/** All that an episode brought is found, listed and in the graph. */
async function expectWhole({ options }: BatchAdd): Promise<void> {
  const { facts = [], relations = [], idempotencyKey = "" } = options;
  const text = facts[0]?.text ?? "";
  const found = await own.search(text, { ...kirk, limit: 50 });
  const hit = found.results.find(({ memory, kind }) => kind === "event" && memory === text);
  expect(hit, `${idempotencyKey} in search`).toBeDefined();
  expect(hit?.evidence[0]?.text).toContain(idempotencyKey.split(" ")[0]);
  const thing = nameOf(relations[0]);
  const edges = await own.graph.neighborhood(thing, kirk);
  expect(edges.relations.map(({ destination }) => destination)).toContain(thing);
}

function nameOf(relation: RelationInput | undefined): string {
  const destination = relation?.destination ?? "";
  return typeof destination === "string" ? destination : destination.name;
}

/** In one view of the file, every turn has its event and every event its turn. */
async function expectNoneHalf(): Promise<void> {
  const kinds = ["turn", "event"] as const;
  const { results } = await own.getAll({ ...kirk, kinds, includeClosed: true, limit: 1000 });
  const turns = results.filter(({ kind }) => kind === "turn").map(({ id }) => id);
  const events = results.filter(({ kind }) => kind === "event");
  const told = events.flatMap(({ evidence }) => evidence.map(({ turnId }) => turnId));
  expect(told.toSorted()).toEqual(turns.toSorted());
  const { relations } = await own.search("things that Kirk owns", { ...kirk, limit: 50 });
  for (const { fact } of relations) expect(fact).not.toBe("");
}

async function textsFound(reader: ServedMemory | Memory, query: string): Promise<string[]> {
  const options = { ...kirk, limit: 50 };
  const found =
    reader instanceof Memory
      ? await reader.search(query, options)
      : await reader.call("search", query, options);
  return found.results.filter(({ kind }) => kind !== "turn").map(({ memory }) => memory);
}
