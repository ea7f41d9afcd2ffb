/** Moving house: what is promised of `export` and `import` beyond that nothing is lost (see tests/property/moving). */
import { describe, expect, test } from "vitest";

import type { Tenant } from "../../../src/core/scope.ts";
import {
  ConfigurationError,
  InvalidArgumentError,
  type ImportProgress,
  type Memory,
  ModelUnavailableError,
  type Scope,
} from "../../../src/index.ts";
import { FakeEmbeddingModel, recordCalls } from "../../../src/testing/testing.ts";
import { openMemory, SettableClock, stating } from "../../support/behaviour.ts";
import { conceptModel } from "../../support/concept-model.ts";
import { stateOf, withoutFields } from "../../support/memory-state.ts";
import { linesOf, openFull, valuesOf } from "../../support/moving.ts";
import { SplitServers, unavailable } from "../../support/split-memory.ts";

const KIRK = { userId: "kirk" };
const SPOCK = { userId: "spock" };

async function expectSame(
  from: Memory,
  to: Memory,
  scopes: readonly Scope[] = [KIRK, SPOCK],
): Promise<void> {
  for (const scope of scopes) expect(await stateOf(to, scope)).toEqual(await stateOf(from, scope));
  expect(await to.verify()).toMatchObject({ isSound: true });
}

function parse(line: string | undefined): Record<string, unknown> {
  return JSON.parse(line ?? "") as Record<string, unknown>;
}

function isKind(kind: string): (line: string) => boolean {
  return (line) => parse(line)["kind"] === kind;
}

describe("what is moved", () => {
  test("is told by the same history, and repeated adds are known", async () => {
    const clock = new SettableClock();
    const from = await openFull(clock);
    const to = await openMemory({ clock });
    const report = await to.import(from.export());
    expect(report).toMatchObject({
      tenantCount: 2,
      embeddedCount: 0,
      erasedCount: 0,
      missingVectors: null,
    });
    await expectSame(from, to);
    const again = await to.add("I live in Lisbon", { ...KIRK, idempotencyKey: "lisbon" });
    expect(again.isRepeat).toBe(true);
    const { results } = await from.getAll(KIRK);
    for (const { id } of results) expect(await to.history(id)).toEqual(await from.history(id));
    const knownAt = { ...KIRK, knownAt: "2024-01-01T12:00:00Z" };
    const before = await to.search("Where do I live?", knownAt);
    expect(before.results[0]?.memory).toBe("I live in Lisbon");
  });

  test("holds nothing of what was deleted, and it stays dead", async () => {
    const clock = new SettableClock();
    const from = await openFull(clock);
    const lines = await linesOf(from);
    expect(lines.join("")).not.toContain("xyzzy");
    expect(lines.filter(isKind("tombstones"))).not.toEqual([]);
    // An export from before the deletion arrives late.
    const early = await openMemory({ clock });
    clock.set("2024-01-04T10:00:00Z");
    const said = { ...KIRK, at: "2024-01-04T10:00:00Z", idempotencyKey: "secret" };
    const facts = [{ text: "The secret word is xyzzy" }];
    await early.add("The secret word is xyzzy", { ...said, facts });
    const old = await linesOf(early);
    clock.set("2024-02-01T10:00:00Z");
    const to = await openMemory({ clock });
    await to.import(lines);
    await to.import(old);
    expect((await linesOf(to)).join("")).not.toContain("xyzzy");
    expect(
      (await to.search("xyzzy", KIRK)).results.map(({ memory }) => memory).join(),
    ).not.toContain("xyzzy");
    expect(await to.verify()).toMatchObject({ isSound: true });
    // The other way round: the deletion arrives late.
    expect(await early.import(lines)).toMatchObject({ erasedCount: 2 });
    expect((await linesOf(early)).join("")).not.toContain("xyzzy");
    expect(await early.verify()).toMatchObject({ isSound: true });
  });

  test("of a tenant that was deleted is its tombstone alone, which kills what is there from before", async () => {
    const clock = new SettableClock();
    clock.set("2024-01-01T10:00:00Z");
    const from = await openMemory({ clock });
    await from.add("The secret word is xyzzy", { ...KIRK, infer: false });
    const to = await openMemory({ clock });
    const old = await linesOf(from);
    await to.import(old);
    clock.set("2024-01-02T10:00:00Z");
    const deleting = from.deleteAll(KIRK);
    clock.set("2024-01-02T10:00:01Z");
    await deleting;
    clock.set("2024-01-03T10:00:00Z");
    await to.add("Told after it", { ...KIRK, infer: false });
    const lines = await linesOf(from);
    expect(lines).toHaveLength(3);
    await to.import(lines);
    const { results } = await to.getAll({ ...KIRK, kinds: ["note", "turn"] });
    expect(new Set(results.map(({ memory }) => memory))).toEqual(new Set(["Told after it"]));
    await to.import(old);
    expect((await to.stats(KIRK)).turns).toBe(1);
    expect(await to.verify()).toMatchObject({ isSound: true });
  });

  test("joins what a tenant has already, in either direction", async () => {
    const clock = new SettableClock();
    const tellings = ["Lisbon", "Porto", "Braga", "Lisbon"].map((city, index) => ({
      text: `I live in ${city}`,
      options: {
        ...KIRK,
        at: clock.set(`2024-0${index + 1}-01T10:00:00Z`),
        idempotencyKey: `telling ${index}`,
        ...stating(`I live in ${city}`, ["I", "lives_in", city]),
      },
    }));
    const whole = await openMemory({ clock });
    const parts = [await openMemory({ clock }), await openMemory({ clock })] as const;
    for (const [index, { text, options }] of tellings.entries()) {
      clock.set(`2024-0${index + 1}-01T10:00:00Z`);
      await whole.add(text, options);
      await parts[index % 2 === 0 ? 0 : 1].add(text, options);
    }
    const [odd, even] = await Promise.all(parts.map(async (part) => linesOf(part)));
    await parts[0].import(even ?? []);
    await parts[1].import(odd ?? []);
    for (const part of parts) {
      // Which telling was there first differs, not what holds.
      const first = new Set(["recordedAt"]);
      expect(withoutFields(await stateOf(part, KIRK), first)).toEqual(
        withoutFields(await stateOf(whole, KIRK), first),
      );
    }
  });
});

test("of two adds under one key whichever is there stays, and the other is told", async () => {
  const clock = new SettableClock();
  const [left, right] = [await openMemory({ clock }), await openMemory({ clock })];
  const key = { ...KIRK, idempotencyKey: "one key" };
  clock.set("2024-01-01T10:00:00Z");
  await left.add("I love jazz.", key);
  clock.set("2024-01-02T10:00:00Z");
  const { episodeId } = await right.add("I love tea.", key);
  await right.add("I love rain.", KIRK);
  const before = await valuesOf(left);
  const report = await left.import(right.export());
  expect(report).toMatchObject({
    episodeCount: 2,
    conflictCount: 1,
    conflicts: [{ tenant: "user:kirk", episodeId }],
  });
  const after = await valuesOf(left);
  expect(after).toEqual(expect.arrayContaining(before.slice(0, -1)));
  expect(JSON.stringify(after)).not.toContain("tea");
  expect(JSON.stringify(after)).toContain("rain");
  expect(await left.verify()).toMatchObject({ isSound: true });
  expect(await left.import(left.export())).toMatchObject({ conflictCount: 0 });
});

describe("what was under way when it was exported", () => {
  /** Stores apart whose graph was down for an add and is back, while somebody else is at finishing it. */
  async function openPending(clock: SettableClock): Promise<Memory> {
    const servers = new SplitServers();
    const memory = await servers.open({ clock });
    await memory.add("Ana lives in Lisbon", {
      ...KIRK,
      ...stating("Ana lives in Lisbon", ["Ana", "lives_in", "Lisbon"]),
      at: "2025-01-01",
    });
    servers.stop("graph");
    const said = stating("Ana lives in Porto", ["Ana", "lives_in", "Porto"]);
    const { episodeId } = await memory.add("Ana lives in Porto", {
      ...KIRK,
      ...said,
      at: "2025-02-01",
      idempotencyKey: "porto",
    });
    servers.start("graph");
    const now = clock.now();
    const { port } = servers.calls.journal;
    await port.claim("user:kirk" as Tenant, episodeId, { now: now + 1e6, leaseUntil: now + 2e6 });
    return memory;
  }

  test("is finished where it comes to, in one file or in stores that are apart", async () => {
    const clock = new SettableClock();
    const from = await openPending(clock);
    const lines = await linesOf(from);
    expect(lines.map(parse).some(({ entry }) => isPending(entry))).toBe(true);
    for (const to of [await openMemory({ clock }), await new SplitServers().open({ clock })]) {
      await to.import(lines);
      expect(await to.verify()).toMatchObject({ isSound: true, faults: [] });
      const { results } = await to.search("Where does Ana live?", KIRK);
      expect(results[0]?.memory).toBe("Ana lives in Porto");
      expect(results.map(({ memory }) => memory)).not.toContain("Ana lives in Lisbon");
      const again = await to.add("Ana lives in Porto", { ...KIRK, idempotencyKey: "porto" });
      expect(again).toMatchObject({ isRepeat: true });
    }
  });

  test("is finished before it is exported, if nobody else is at it", async () => {
    const clock = new SettableClock();
    const servers = new SplitServers();
    const from = await servers.open({ clock });
    servers.stop("graph");
    await from.add("Ana lives in Porto", KIRK);
    await expect(linesOf(from)).rejects.toThrow(/unavailable/);
    servers.start("graph");
    const lines = await linesOf(from);
    expect(lines.map(parse).some(({ entry }) => isPending(entry))).toBe(false);
  });

  test("is refused if it is of another tenant than its line", async () => {
    const from = await openPending(new SettableClock());
    const lines = await linesOf(from);
    const to = await openMemory();
    for (const [said, instead] of [
      [/"tenant\\":\\"user:kirk\\"/, String.raw`"tenant\":\"user:spock\"`],
      [/\{\\"form\\":\\"\w+/, String.raw`{\"form\":\"other`],
    ] as const) {
      const changed = lines.map((line) => line.replaceAll(new RegExp(said, "g"), () => instead));
      expect(changed).not.toEqual(lines);
      await expect(to.import(changed)).rejects.toThrow(/an episode whose plan is one/);
    }
  });
});

function isPending(entry: unknown): boolean {
  return typeof entry === "object" && entry !== null && Reflect.get(entry, "status") === "pending";
}

describe("another embedding model", () => {
  test("makes its own vectors, and finds by them", async () => {
    const from = await openFull();
    await from.add("The hound sleeps", { ...KIRK, infer: false });
    const model = recordCalls(conceptModel());
    const to = await openMemory({ embeddingModel: model.port });
    const progress: ImportProgress[] = [];
    const report = await to.import(from.export(), { onProgress: (one) => progress.push(one) });
    const { missingVectors, turns, memories } = await to.stats();
    expect(missingVectors).toBe(0);
    expect(report).toMatchObject({ vectorCount: 0, missingVectors: null });
    expect(report.embeddedCount).toBeGreaterThan(0);
    expect(report.embeddedCount).toBeLessThanOrEqual(turns + memories);
    expect(progress.at(-1)?.embeddedCount).toBe(report.embeddedCount);
    const { results } = await to.search("dog", KIRK);
    expect(results[0]?.memory).toBe("The hound sleeps");
    // Back again: the vectors are the first model's own.
    const back = await openMemory();
    await back.import(to.export());
    expect(await back.search("hound", KIRK)).toMatchObject({
      results: (await from.search("hound", KIRK)).results,
    });
  });

  test("that is down leaves all in place, and repair() makes the vectors", async () => {
    const from = await openFull();
    const model = recordCalls(new FakeEmbeddingModel({ id: "letters", dimensions: 64 }));
    const retry = { maxAttempts: 1 };
    const to = await openMemory({ embeddingModel: model.port, retry });
    model.fail(new ModelUnavailableError("embed", "letters"), { method: "doEmbed", count: 1 });
    const { missingVectors } = await to.import(from.export());
    expect(missingVectors).toMatchObject({
      reason: expect.stringContaining("unavailable") as string,
    });
    expect(missingVectors?.count).toBe((await to.stats()).missingVectors);
    await to.repair();
    expect((await to.stats()).missingVectors).toBe(0);
  });

  test("is not asked for anything when vectors are moved, and for all when they are left out", async () => {
    const from = await openFull();
    const bare: string[] = [];
    for await (const line of from.export({ vectors: false })) bare.push(line);
    expect(bare.some(isKind("vector"))).toBe(false);
    const to = await openMemory();
    const { embeddedCount } = await to.import(bare);
    expect(embeddedCount).toBe((await linesOf(from)).filter(isKind("vector")).length);
    await expectSame(from, to);
  });
});

describe("an import", () => {
  test("that is stopped at any batch goes on from the beginning, or from where it was", async () => {
    const from = await openFull();
    const lines = await linesOf(from);
    const told: ImportProgress[] = [];
    const whole = await openMemory();
    await whole.import(lines, { onProgress: (one) => told.push(one) });
    const batches = new Set(told.map(({ lineCount }) => lineCount));
    expect(batches.size).toBeGreaterThan(3);
    for (const lineCount of batches) {
      for (const isAnew of [true, false]) {
        const to = await openMemory();
        const stop = new Error("stopped");
        const stopped = to.import(lines, {
          onProgress: (progress) => {
            if (progress.lineCount >= lineCount) throw stop;
          },
        });
        await expect(stopped).rejects.toBe(stop);
        await to.import(lines, isAnew ? {} : { skipLines: lineCount });
        await expectSame(from, to);
      }
    }
  });

  test.each(["vector", "graph", "journal"] as const)(
    "that fails at any call of the %s store, where stores are apart, is completed by another",
    async (port) => {
      const clock = new SettableClock();
      const from = await openFull(clock);
      const expected = await valuesOf(from);
      const counted = new SplitServers();
      await (await counted.open({ clock })).import(from.export());
      const count = counted.calls[port].callCount();
      expect(count).toBeGreaterThan(3);
      let rejectedCount = 0;
      for (let at = 1; at <= count; at += 1) {
        const servers = new SplitServers();
        const to = await servers.open({ clock });
        servers.calls[port].fail(unavailable("graph"), { at, count: 1 });
        const [outcome] = await Promise.allSettled([to.import(from.export())]);
        // Opening looks into the journal, too.
        if (outcome.status === "rejected") rejectedCount += 1;
        await to.import(from.export());
        expect(await valuesOf(to)).toEqual(expected);
        expect(await to.verify()).toMatchObject({ isSound: true });
      }
      expect(rejectedCount).toBeGreaterThanOrEqual(count - 1);
    },
  );

  test("takes lines, a file's bytes in pieces of any size, and carriage returns", async () => {
    const from = await openFull();
    const lines = await linesOf(from);
    const text = `\uFEFF${lines.map((line) => line.replace("\n", "\r\n")).join("\n")}`;
    const bytes = Buffer.from(text);
    for (const size of [7, 1_000, bytes.length]) {
      const pieces: Uint8Array[] = [];
      for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.subarray(at, at + size));
      const to = await openMemory();
      await to.import(pieces);
      await expectSame(from, to);
    }
    const to = await openMemory();
    await to.import(lines.map((line) => line.trim()));
    await expectSame(from, to);
  });

  test("rejects with the signal's reason, before anything or between batches", async () => {
    const from = await openFull();
    const lines = await linesOf(from);
    const to = await openMemory();
    const reason = new Error("enough");
    await expect(to.import(lines, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect((await to.stats()).tenants).toBe(0);
    const controller = new AbortController();
    const stopped = to.import(lines, {
      signal: controller.signal,
      onProgress: () => {
        controller.abort(reason);
      },
    });
    await expect(stopped).rejects.toBe(reason);
    await to.import(lines);
    await expectSame(from, to);
  });
});

describe("a bad line", () => {
  const header = JSON.stringify({
    kind: "header",
    format: "mnemograph-export",
    version: 1,
    exportedAt: 0,
    embedding: { id: "lexical-v1", dimensions: 384 },
  });
  const vector = { kind: "vector", tenant: "user:kirk", id: "a", revision: null, embedding: "" };
  const graves = { kind: "tombstones", tenant: "user:kirk", isLate: false, items: [] };

  test.each<[string, unknown[], RegExp]>([
    ["no header", [{ kind: "end", lineCount: 0 }], /'line 1' must be the first line of an export/],
    ["nothing", [], /'line 1' must be the first line of an export/],
    ["a text that is no JSON", [header, "{nonsense}"], /'line 2' must be one JSON object/],
    [
      "a line that is cut off",
      [header, '{"kind":"ep'],
      /'line 2' must be one whole JSON object, and is cut off/,
    ],
    ["no end", [header], /'line 1' must be followed by the rest of the export/],
    ["a kind that is none", [header, { kind: "person" }], /'line 2\.kind' must be/],
    ["a field too many", [header, { ...graves, more: 1 }], /'line 2' must be .*kind/],
    ["a field too few", [header, { kind: "end" }], /'line 2\.lineCount' must be of type number/],
    [
      "a wrong type deep inside",
      [header, { ...graves, items: [{ id: "a", at: "x", form: "erased" }] }],
      /'line 2\.items\.0\.at' must be of type number: current value is "x"/,
    ],
    [
      "a lone surrogate",
      [header, { ...graves, items: [{ id: "\uD800", at: 1, form: "erased" }] }],
      /'line 2\.items\.0\.id' must be well-formed/,
    ],
    [
      "a tenant that is none",
      [header, { ...graves, tenant: "kirk" }],
      /'line 2' must be of a tenant/,
    ],
    [
      "everybody's tenant",
      [header, { ...graves, tenant: "user:*" }],
      /'line 2' must be of a tenant/,
    ],
    ["a vector of other dimensions", [header, vector], /'line 2' must be a vector of 384 finite/],
    [
      "another count at the end",
      [header, graves, { kind: "end", lineCount: 9 }],
      /'line 3' must be the end of 2 lines/,
    ],
    [
      "something after the end",
      [header, { kind: "end", lineCount: 1 }, graves],
      /'line 3' must be left out/,
    ],
    ["two lines in one", [`${header}\n${header}`], /'line 1' must be one line/],
    ["no text", [header, 7], /'lines' must be lines of text/],
  ])("that is %s is named", async (_, lines, message) => {
    const memory = await openMemory();
    const texts = lines.map((line) => (typeof line === "object" ? JSON.stringify(line) : line));
    const importing = memory.import(texts as string[]);
    await expect(importing).rejects.toThrow(InvalidArgumentError);
    await expect(importing).rejects.toThrow(message);
  });

  test("of a newer version says so", async () => {
    const memory = await openMemory();
    const newer = JSON.stringify({ ...parse(header), version: 2, compression: "some" });
    const importing = memory.import([newer]);
    await expect(importing).rejects.toThrow(ConfigurationError);
    await expect(importing).rejects.toThrow(
      /is of version 2, and this library reads up to version 1/,
    );
  });

  test("leaves the batches before it, and nothing of its own", async () => {
    const from = await openFull();
    const lines = await linesOf(from);
    const index = lines.findLastIndex(isKind("vector"));
    const to = await openMemory();
    const cut = lines.with(index, lines[index]?.slice(0, 50) ?? "");
    await expect(to.import(cut)).rejects.toThrow(`'line ${index + 1}'`);
    expect((await to.stats()).turns).toBeGreaterThan(0);
    await to.import(lines);
    await expectSame(from, to);
  });

  test("is no lines at all", async () => {
    const memory = await openMemory();
    for (const lines of ["text", 7, null, {}, Buffer.from("x")]) {
      await expect(memory.import(lines as unknown as string[])).rejects.toThrow(/'lines' must be/);
    }
  });
});

describe("a scope", () => {
  test("takes one tenant out, and lets no other in", async () => {
    const from = await openFull();
    const own = await linesOf(from, SPOCK);
    expect(own.join("")).not.toContain("kirk");
    const to = await openMemory();
    await expect(to.import(from.export(), SPOCK)).rejects.toThrow(
      /of the scope's tenant user:spock/,
    );
    expect((await to.stats(KIRK)).turns).toBe(0);
    await to.for(SPOCK).import(from.for(SPOCK).export());
    await expectSame(from, to, [SPOCK]);
  });

  test("that narrows inside a tenant is refused, and so is one that is none", async () => {
    const memory = await openMemory();
    for (const scope of [
      { userId: "kirk", agentId: "guide" },
      { userId: "kirk", runId: "1" },
      { agentId: "guide", runId: "1" },
      { userId: undefined },
      { userId: undefined, agentId: "guide" },
      { userId: "*" },
      { user: "kirk" },
    ]) {
      expect(() => memory.export(scope as Scope)).toThrow(InvalidArgumentError);
      await expect(memory.import([], scope as Scope)).rejects.toThrow(InvalidArgumentError);
    }
  });
});

describe("an export", () => {
  test("goes on behind any of its lines", async () => {
    const clock = new SettableClock();
    const from = await openFull(clock);
    const lines = await linesOf(from);
    for (const [index, line] of lines.entries()) {
      const head = lines.slice(0, index + 1);
      const rest: string[] = [];
      const after = { line, lineCount: head.length };
      for await (const one of from.export({ after })) rest.push(one);
      const to = await openMemory({ clock });
      await to.import([...head, ...rest]);
      await expectSame(from, to);
    }
  });

  test("refuses to go on behind what is none of its lines", async () => {
    const from = await openFull();
    for (const line of ["", "{}", '{"kind":"episode"', '{"kind":"person"}']) {
      expect(() => from.export({ after: { line, lineCount: 3 } })).toThrow(/'after.line' must be/);
    }
    const line = JSON.stringify({
      kind: "tombstones",
      tenant: "user:nobody",
      isLate: false,
      items: [],
    });
    await expect(from.export({ after: { line, lineCount: 3 } }).next()).rejects.toThrow(
      ConfigurationError,
    );
  });

  test("tells of what is deleted while it runs", async () => {
    const from = await openMemory();
    for (const text of ["one", "two", "three"]) await from.add(text, { ...KIRK, infer: false });
    const { results } = await from.getAll(KIRK);
    const lines: string[] = [];
    for await (const line of from.export()) {
      lines.push(line);
      if (lines.length === 3) for (const { id } of results) await from.delete(id, KIRK);
    }
    const to = await openMemory();
    await to.import(lines);
    await expectSame(from, to, [KIRK]);
  });

  test("ends with the signal's reason, and tells how far it is", async () => {
    const from = await openFull();
    const reason = new Error("enough");
    const controller = new AbortController();
    const { signal } = controller;
    const told: number[] = [];
    const reading = async (): Promise<void> => {
      for await (const line of from.export({
        signal,
        onProgress: ({ lineCount }) => told.push(lineCount),
      })) {
        if (isKind("episode")(line)) controller.abort(reason);
      }
    };
    await expect(reading()).rejects.toBe(reason);
    expect(told).not.toEqual([]);
    expect(() => from.export({ signal })).toThrow("enough");
  });
});
