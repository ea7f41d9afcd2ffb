import { DatabaseSync } from "node:sqlite";
import { describe, expect, onTestFinished, test } from "vitest";

import { Memory, type ScopedMemory } from "../../../src/index.ts";
import {
  openMemory,
  SettableClock,
  stateOf,
  temporaryPath,
  openFor,
} from "../../support/behaviour.ts";

const TOLD = [
  ["I live in Lisbon.", "2024-01-10"],
  ["I moved to Porto.", "2024-06-10"],
  ["My sister Ana works at Feedzai.", "2024-07-10"],
  ["我的妹妹喜欢滑雪。", "2024-08-10"],
] as const;

interface Opened {
  readonly memory: Memory;
  readonly kirk: ScopedMemory;
  readonly path: string;
}

async function openFile(): Promise<Opened> {
  const path = temporaryPath();
  const memory = await Memory.open({ path, clock: new SettableClock() });
  onTestFinished(() => memory.close());
  const kirk = memory.for({ userId: "kirk" });
  for (const [text, at] of TOLD) await kirk.add(text, { at, idempotencyKey: text });
  return { memory, kirk, path };
}

/** Changes the file behind the library's back. */
function tamper(path: string, ...statements: readonly string[]): void {
  const database = new DatabaseSync(path);
  for (const sql of statements) expect(database.prepare(sql).run().changes).toBeGreaterThan(0);
  database.close();
}

async function answers(kirk: ScopedMemory): Promise<unknown> {
  const asked = ["Where do I live?", "Where does Ana work?", "滑雪"].map(async (query) => {
    const { results, relations } = await kirk.search(query, { includeClosed: true, explain: true });
    return { results, relations };
  });
  return Promise.all(asked);
}

describe("verify() and repair()", () => {
  test("find nothing in what was only used", async () => {
    const { memory } = await openFile();
    expect(await memory.verify()).toMatchObject({ isSound: true, tenantCount: 1, faults: [] });
    expect(await memory.repair()).toEqual({ mended: [], left: [], caughtUp: [] });
  });

  test.each([
    [
      "a memory's spells",
      "UPDATE point SET view = json_set(view, '$.spells', json('[]')) WHERE text = 'I moved to Porto.' AND kind = 'trait'",
    ],
    [
      "a memory's evidence",
      "UPDATE point SET evidence = '[]' WHERE text = 'I moved to Porto.' AND kind = 'trait'",
    ],
    [
      "a memory folded away",
      "UPDATE point SET view = json_set(view, '$.foldedInto', 'x') WHERE text = 'I moved to Porto.' AND kind = 'trait'",
    ],
    [
      "a turn's spells",
      "UPDATE point SET view = json_set(view, '$.spells', json('[]')) WHERE text = 'I moved to Porto.' AND kind = 'turn'",
    ],
    [
      "an edge's projection",
      "UPDATE relation SET projection = json_set(projection, '$.spells', json('[]')) WHERE destination = 'porto'",
    ],
    ["whether an edge is shown", "UPDATE relation SET is_shown = 0 WHERE destination = 'porto'"],
    ["an edge's ends", "UPDATE relation SET destination = 'lisbon' WHERE destination = 'porto'"],
    ["an entity's name", "UPDATE entity SET name = 'Oporto' WHERE key = 'porto'"],
    ["an entity that is gone", "DELETE FROM entity WHERE key = 'porto'"],
    ["an entity nobody named", "UPDATE entity SET key = 'zorg' WHERE key = 'porto'"],
  ])("tell and mend %s", async (_, sql) => {
    const { memory, kirk, path } = await openFile();
    const before = [await stateOf(kirk), await answers(kirk)];
    tamper(path, sql);
    const report = await memory.verify();
    expect(report.isSound).toBe(false);
    expect(report.faults.length).toBeGreaterThan(0);
    for (const { tenant } of report.faults) expect(tenant).toBe("user:kirk");
    expect((await memory.verify()).faults).toEqual(report.faults);
    const { mended, left } = await memory.repair();
    expect(left).toEqual([]);
    expect(mended.length).toBeGreaterThan(0);
    expect(await memory.verify()).toMatchObject({ isSound: true, faults: [] });
    expect([await stateOf(kirk), await answers(kirk)]).toEqual(before);
  });

  test("take out a memory that nothing attests", async () => {
    const { memory, kirk, path } = await openFile();
    const all = await kirk.getAll({ includeClosed: true });
    const ana = all.results.find((one) => one.memory.includes("Ana"));
    tamper(path, `DELETE FROM attestation WHERE of_id = '${ana?.id ?? ""}'`);
    expect((await memory.verify()).faults).toContainEqual({
      kind: "memory-without-evidence",
      id: ana?.id,
      tenant: "user:kirk",
    });
    expect((await memory.repair()).left).toEqual([]);
    expect(await kirk.get(ana?.id ?? "")).toBeUndefined();
  });

  test("say what they cannot mend: a memory whose text is lost", async () => {
    const { memory, path } = await openFile();
    tamper(path, "DELETE FROM point WHERE kind = 'trait' AND text = 'I moved to Porto.'");
    const { left } = await memory.repair();
    expect(left.map(({ kind }) => kind)).toContain("evidence-without-memory");
    expect((await memory.verify()).isSound).toBe(false);
  });

  test("look at one tenant if asked", async () => {
    const { memory, path } = await openFile();
    await memory.add("I live in Porto.", { userId: "spock" });
    tamper(path, "UPDATE entity SET name = 'Oporto' WHERE key = 'porto' AND tenant = 1");
    expect((await memory.verify({ userId: "spock" })).isSound).toBe(true);
    expect((await memory.verify({ userId: "kirk" })).isSound).toBe(false);
    expect(await memory.repair({ userId: "spock" })).toEqual({
      mended: [],
      left: [],
      caughtUp: [],
    });
    expect((await memory.repair({ userId: "kirk" })).mended).toHaveLength(1);
  });
});

describe("a second look at the file", () => {
  test("finds everything again when it is opened anew", async () => {
    const { memory, kirk, path } = await openFile();
    const before = [await stateOf(kirk), await answers(kirk)];
    await memory.close();
    const again = await Memory.open({ path, clock: new SettableClock() });
    onTestFinished(() => again.close());
    const same = again.for({ userId: "kirk" });
    expect([await stateOf(same), await answers(same)]).toEqual(before);
    const [[text, at]] = TOLD;
    expect(await same.add(text, { at, idempotencyKey: text })).toMatchObject({ isRepeat: true });
  });

  test("a second memory on the same file sees what the first adds and deletes, and the reverse", async () => {
    const { kirk, path } = await openFile();
    const other = await Memory.open({ path, clock: new SettableClock() });
    onTestFinished(() => other.close());
    const same = other.for({ userId: "kirk" });
    expect(await answers(same)).toEqual(await answers(kirk));
    const { results } = await same.add("I like chess.");
    expect((await kirk.search("chess")).results[0]?.memory).toBe("I like chess.");
    await kirk.delete(results[0]?.id ?? "");
    expect(JSON.stringify(await same.search("chess"))).not.toMatch(/chess/);
  });
});

describe("reset(), tenants() and stats()", () => {
  test("tenants() lists each scope that was told anything, by name", async () => {
    const memory = await openMemory();
    for (const scope of [
      { userId: "spock" },
      { userId: "kirk" },
      { agentId: "a" },
      { runId: "r:1" },
    ]) {
      await memory.add("hello", { ...scope, infer: false });
    }
    expect(await memory.tenants()).toEqual([
      { agentId: "a" },
      { runId: "r:1" },
      { userId: "kirk" },
      { userId: "spock" },
    ]);
    await memory.deleteAll({ userId: "kirk" });
    expect(await memory.tenants()).toHaveLength(3);
  });

  test("stats() counts memories that have ended or were taken back", async () => {
    const kirk = await openFor("kirk");
    await kirk.add("I live in Lisbon. No, I meant Braga.", { at: "2024-01-10" });
    expect(await kirk.stats()).toMatchObject({ memories: 2 });
    expect((await kirk.getAll({ includeClosed: true, kinds: ["trait"] })).results).toHaveLength(1);
    await kirk.add("I moved to Porto.", { at: "2024-02-10" });
    expect(await kirk.stats()).toMatchObject({ memories: 3 });
  });

  test("stats() counts what there is, of all tenants or one", async () => {
    const { memory, path } = await openFile();
    await memory.add(
      [
        { role: "user", content: "a" },
        { role: "user", content: "b" },
      ],
      { userId: "spock", infer: false },
    );
    const all = await memory.stats();
    const spock = await memory.stats({ userId: "spock" });
    const kirk = await memory.stats({ userId: "kirk" });
    expect(spock).toMatchObject({
      tenants: 1,
      turns: 2,
      notes: 2,
      memories: 2,
      relations: 0,
      entities: 0,
      attestations: 2,
    });
    expect(kirk).toMatchObject({ tenants: 1, turns: 4, notes: 0 });
    expect(all.tenants).toBe(2);
    for (const count of [
      "turns",
      "memories",
      "events",
      "traits",
      "notes",
      "entities",
      "relations",
      "attestations",
    ] as const) {
      expect(all[count]).toBe(kirk[count] + spock[count]);
    }
    expect(all.path).toBe(path);
    expect(all.sizeBytes).toBeGreaterThan(0);
  });

  test("reset() drops only what the library made", async () => {
    const { memory, path } = await openFile();
    await memory.add("I live in Porto.", { userId: "spock" });
    const own = new DatabaseSync(path);
    own.exec("CREATE TABLE mine (text TEXT); INSERT INTO mine VALUES ('kept')");
    own.close();
    await memory.reset();
    expect(await memory.tenants()).toEqual([]);
    expect(await memory.stats()).toMatchObject({
      tenants: 0,
      turns: 0,
      memories: 0,
      entities: 0,
      relations: 0,
      attestations: 0,
    });
    expect((await memory.search("Porto", { userId: "spock" })).results).toEqual([]);
    const again = new DatabaseSync(path);
    expect(again.prepare("SELECT text FROM mine").get()).toMatchObject({ text: "kept" });
    again.close();
    await memory.add("I live in Faro.", { userId: "spock" });
    expect((await memory.getAll({ userId: "spock" })).results).toMatchObject([
      { memory: "I live in Faro." },
    ]);
    expect((await memory.verify()).faults).toEqual([]);
  });
});

describe("observer", () => {
  test("sees every stage, and no text", async () => {
    const events: unknown[] = [];
    const memory = await openMemory({ observer: (event) => void events.push(event) });
    const { results } = await memory.add("I live in Lisbon.", { userId: "kirk" });
    await memory.search("Lisbon", { userId: "kirk" });
    await memory.delete(results[0]?.id ?? "");
    const types = events.map((event) => (event as { type: string }).type);
    expect(new Set(types)).toEqual(
      new Set(["add-start", "commit-step", "add-end", "search-end", "delete-end"]),
    );
    expect(JSON.stringify(events)).not.toMatch(/Lisbon/);
  });
});
