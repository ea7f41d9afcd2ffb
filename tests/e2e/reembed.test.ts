import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";

import {
  ConfigurationError,
  type EmbeddingModel,
  InvalidArgumentError,
  Memory,
  ModelRequestError,
  ModelUnavailableError,
  type ReembedProgress,
} from "../../src/index.ts";
import { FakeEmbeddingModel, recordCalls, type Recording } from "../../src/testing/testing.ts";
import { openMemory, temporaryPath } from "../support/behaviour.ts";
import { conceptModel } from "../support/concept-model.ts";
import { ServedMemory } from "../../prove/concurrency/served-memory.ts";

const KIRK = { userId: "kirk" };
const SPOCK = { userId: "spock" };
const NO_RETRY = { maxAttempts: 1 };
const script = fileURLToPath(new URL("reembed-process.ts", import.meta.url));

function firstModel(): Recording<EmbeddingModel> {
  return recordCalls<EmbeddingModel>(new FakeEmbeddingModel({ id: "letters", dimensions: 64 }));
}

function nextModel(settings: Parameters<typeof conceptModel>[0] = {}): Recording<EmbeddingModel> {
  return recordCalls<EmbeddingModel>(conceptModel(settings));
}

/** The texts that a model was given, sorted. */
function textsOf(model: Recording<EmbeddingModel>, purpose: string = "document"): string[] {
  return model
    .callsOf("doEmbed")
    .filter(({ parameters: [, options] }) => options.purpose === purpose)
    .flatMap(({ parameters: [texts] }) => texts)
    .toSorted();
}

/** Tells a few things in two tenants. */
async function tell(memory: Memory): Promise<void> {
  const message = { role: "user", content: "I have a dog called Rex.", name: "Kirk" };
  await memory.add([message], { ...KIRK, at: "2024-03-01" });
  await memory.add("我住在里斯本。", { ...KIRK, at: "2024-03-02" });
  await memory.add("I work at the harbour.", { ...SPOCK, at: "2024-03-03" });
}

/** What a search without the words of its answer finds: only vectors of the concept model do. */
async function byMeaning(memory: Memory, query: string, scope: object): Promise<string[]> {
  const { results } = await memory.search(query, { ...scope, graph: { hops: 0 } });
  return results.map((hit) => hit.memory);
}

async function missingIn(memory: Memory): Promise<number> {
  return (await memory.stats()).missingVectors;
}

describe("reembed()", () => {
  test("makes every vector anew from the text it was first made from", async () => {
    const letters = firstModel();
    const memory = await openMemory({ embeddingModel: letters.port });
    await tell(memory);
    const { results } = await memory.add("x", {
      ...KIRK,
      facts: [{ text: "Kirk owns a boat" }],
    });
    await memory.update(results[0]?.id ?? "", "Kirk owns a violin");
    const old = textsOf(letters).filter((text) => text !== "Kirk owns a boat");

    const concepts = nextModel();
    const report = await memory.reembed({ embeddingModel: concepts.port });
    expect(textsOf(concepts)).toEqual(old);
    expect(report).toMatchObject({
      model: { id: "concepts", dimensions: 48 },
      embeddedCount: old.length,
      failed: [],
      usage: { embeddingInputs: old.length, embeddingRequests: 2 },
    });
    expect(await byMeaning(memory, "hound", KIRK)).toContain("I have a dog called Rex.");
    expect(await byMeaning(memory, "fiddle", KIRK)).toContain("Kirk owns a violin");
    expect(await byMeaning(memory, "marina", SPOCK)).toContain("I work at the harbour.");
    expect(await memory.verify()).toMatchObject({ isSound: true });
    const { models, missingVectors } = await memory.stats();
    expect(models.embedding).toEqual({ id: "concepts", dimensions: 48, isModel: true });
    expect(missingVectors).toBe(0);
  });

  test("goes in batches, several at once, and tells how far it is", async () => {
    const memory = await openMemory({ embeddingModel: firstModel().port });
    const message = (index: number): string => `Sentence number ${index} about nothing`;
    const all = Array.from({ length: 50 }, (_, index) => message(index));
    await memory.add(
      all.map((content) => ({ role: "user", content })),
      { ...KIRK, infer: false },
    );
    await tell(memory);
    const total = (await memory.stats()).turns + (await memory.stats()).memories;
    const concepts = nextModel({ maxInputsPerRequest: 8, latencyMs: 5 });
    const seen: ReembedProgress[] = [];
    const onProgress = (progress: ReembedProgress): unknown => seen.push(progress);
    await memory.reembed({ embeddingModel: concepts.port, onProgress });
    const sizes = concepts.callsOf("doEmbed").map(({ parameters: [texts] }) => texts.length);
    expect(Math.max(...sizes)).toBe(8);
    expect(concepts.peakConcurrency).toBeGreaterThan(1);
    expect(concepts.peakConcurrency).toBeLessThanOrEqual(4);
    expect(seen[0]).toEqual({ done: 0, total });
    expect(seen.at(-1)).toEqual({ done: total, total });
    const counts = seen.map(({ done }) => done);
    expect(counts).toEqual(counts.toSorted((a, b) => a - b));
    expect(new Set(counts).size).toBeGreaterThan(5);
    expect(textsOf(concepts)).toHaveLength(total);
  });

  test("does nothing more once all is there, and fills in what is missing", async () => {
    const concepts = nextModel();
    const memory = await openMemory({ embeddingModel: firstModel().port });
    await tell(memory);
    await memory.reembed({ embeddingModel: concepts.port });
    const before = concepts.callCount();
    const seen: ReembedProgress[] = [];
    const onProgress = (progress: ReembedProgress): unknown => seen.push(progress);
    for (const options of [{}, { embeddingModel: concepts.port }]) {
      expect(await memory.reembed({ ...options, onProgress })).toMatchObject({ embeddedCount: 0 });
    }
    expect(concepts.callCount()).toBe(before);
    expect(seen).toEqual([
      { done: 0, total: 0 },
      { done: 0, total: 0 },
    ]);
  });

  test("lets searches, adds, corrections and deletions go on", async () => {
    const memory = await openMemory({ embeddingModel: firstModel().port });
    await tell(memory);
    const boat = await memory.add("x", { ...KIRK, facts: [{ text: "Kirk owns a boat" }] });
    const secret = await memory.add("The code is 1234", { ...KIRK, infer: false });
    const concepts = nextModel();
    // Texts are read before the request is made: what is changed meanwhile must not get the vector of its old text.
    const held = [concepts.hold({ at: 1 }), concepts.hold({ at: 1 })];
    const work = memory.reembed({ embeddingModel: concepts.port });
    await held[0]?.reached;

    const { results, degraded } = await memory.search("dog called Rex", KIRK);
    expect(results[0]?.memory).toContain("Rex");
    expect(degraded).toEqual([expect.objectContaining({ part: "dense", code: "NOT_EMBEDDED" })]);
    await memory.update(boat.results[0]?.id ?? "", "Kirk plays the violin");
    await memory.delete(secret.episodeId);
    await memory.add("My neighbour has a dog too", { ...KIRK, infer: false });
    expect(await byMeaning(memory, "fiddle", KIRK)).toContain("Kirk plays the violin");
    for (const one of held) one.release();
    await work;

    expect(await byMeaning(memory, "fiddle", KIRK)).toContain("Kirk plays the violin");
    expect(await byMeaning(memory, "hound", KIRK)).toEqual(
      expect.arrayContaining(["I have a dog called Rex.", "My neighbour has a dog too"]),
    );
    const after = await memory.search("code 1234", KIRK);
    expect(after.degraded).toEqual([]);
    expect(after.results.filter((hit) => hit.memory.includes("1234"))).toEqual([]);
    expect(await memory.verify()).toMatchObject({ isSound: true });
  });

  test("makes a vector again whose text was another by the time it came", async () => {
    const memory = await openMemory({ embeddingModel: firstModel().port });
    const first = await memory.add("x", { ...KIRK, facts: [{ text: "Kirk loves Jazz" }] });
    const [known] = first.results;
    await memory.add("y", { ...KIRK, facts: [{ text: "kirk loves jazz." }] });
    const concepts = nextModel();
    const held = concepts.hold();
    const work = memory.reembed({ embeddingModel: concepts.port });
    await held.reached;
    // Without its first telling, a memory has the words of its second.
    await memory.delete(first.episodeId);
    expect((await memory.get(known?.id ?? ""))?.memory).toBe("kirk loves jazz.");
    held.release();
    await work;
    expect(textsOf(concepts)).toContain("kirk loves jazz.");
    expect(await memory.verify()).toMatchObject({ isSound: true });
  });

  test("keeps no vector of the model before from an add that was under way", async () => {
    // Of the same dimensions, so that nothing but the model's name tells them apart.
    const letters = recordCalls<EmbeddingModel>(
      new FakeEmbeddingModel({ id: "letters", dimensions: 48 }),
    );
    const concepts = nextModel();
    const memory = await openMemory({ embeddingModel: letters.port });
    await tell(memory);
    const [first, second] = [letters.hold(), letters.hold({ at: 1 })];
    const before = memory.add("The dog barks", { ...KIRK, infer: false });
    await first.reached;
    const slow = memory.add("A second dog", { ...KIRK, infer: false });
    await second.reached;
    const held = concepts.hold();
    const work = memory.reembed({ embeddingModel: concepts.port });
    await held.reached;
    first.release();
    await before;
    held.release();
    await work;
    // What was committed during the work has been made by it; what comes after is told as missing.
    expect(await missingIn(memory)).toBe(0);
    expect(await byMeaning(memory, "hound", KIRK)).toContain("The dog barks");
    second.release();
    await slow;
    expect(await missingIn(memory)).toBeGreaterThan(0);
    expect((await memory.search("dog", KIRK)).degraded).toHaveLength(1);
    await memory.repair();
    expect(await byMeaning(memory, "hound", KIRK)).toContain("A second dog");
    expect(await memory.verify()).toMatchObject({ isSound: true });
  });

  test("an abort rejects with its reason, and the next call goes on", async () => {
    const memory = await openMemory({ embeddingModel: firstModel().port });
    await memory.add(
      Array.from({ length: 40 }, (_, index) => ({ role: "user", content: `Sentence ${index}` })),
      { ...KIRK, infer: false },
    );
    const total = (await memory.stats()).turns + (await memory.stats()).memories;
    const concepts = nextModel({ latencyMs: 2 });
    const controller = new AbortController();
    const reason = new Error("enough");
    const work = memory.reembed({
      embeddingModel: concepts.port,
      batchSize: 4,
      signal: controller.signal,
      onProgress: ({ done }) => {
        if (done >= 12) controller.abort(reason);
      },
    });
    await expect(work).rejects.toBe(reason);
    const missing = await missingIn(memory);
    expect(missing).toBeGreaterThan(0);
    expect(missing).toBeLessThanOrEqual(total - 12);
    const given = textsOf(concepts).length;
    expect(await memory.reembed()).toMatchObject({ embeddedCount: missing });
    expect(textsOf(concepts)).toHaveLength(given + missing);
    expect(await missingIn(memory)).toBe(0);
    await expect(memory.reembed({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  test("a model that is down is an error, and repair() goes on once it is up", async () => {
    const memory = await openMemory({ embeddingModel: firstModel().port, retry: NO_RETRY });
    await tell(memory);
    const concepts = nextModel();
    const down = new ModelUnavailableError("embed texts", "concepts", { reason: "it is down" });
    concepts.fail(down, { count: Infinity });
    await expect(memory.reembed({ embeddingModel: concepts.port })).rejects.toBe(down);
    const missing = await missingIn(memory);
    expect(missing).toBeGreaterThan(0);
    const calls = concepts.callCount();
    const { mended, left } = await memory.repair();
    // Not once a tenant.
    expect(concepts.callCount()).toBe(calls + 1);
    expect(mended).toEqual([]);
    expect(left.map(({ kind }) => kind)).toEqual(
      Array.from({ length: missing }, () => "missing-vector"),
    );
    expect(await memory.verify()).toMatchObject({ isSound: false, faults: left });
    concepts.clear();
    expect((await memory.repair(KIRK)).mended.every(({ tenant }) => tenant === "user:kirk")).toBe(
      true,
    );
    expect((await memory.verify(KIRK)).isSound).toBe(true);
    expect((await memory.verify(SPOCK)).isSound).toBe(false);
    expect((await memory.repair()).left).toEqual([]);
    expect(await byMeaning(memory, "marina", SPOCK)).toContain("I work at the harbour.");
  });

  test("a text that the model refuses is told, and holds up no other", async () => {
    const memory = await openMemory({ embeddingModel: firstModel().port });
    await tell(memory);
    const concepts = conceptModel();
    const picky: EmbeddingModel = {
      id: concepts.id,
      dimensions: concepts.dimensions,
      isModel: true,
      maxInputsPerRequest: 256,
      doEmbed: async (texts, options) => {
        if (texts.some((text) => text.includes("里斯本"))) {
          throw new ModelRequestError("embed texts", "concepts", { reason: "it knows no Chinese" });
        }
        return concepts.doEmbed(texts, options);
      },
    };
    const { failed, embeddedCount } = await memory.reembed({ embeddingModel: picky });
    expect(failed.length).toBeGreaterThan(0);
    for (const { id, tenant, reason } of failed) {
      expect(tenant).toBe("user:kirk");
      expect(reason).toContain("it knows no Chinese");
      expect((await memory.get(id))?.memory).toContain("里斯本");
    }
    expect(embeddedCount).toBeGreaterThan(failed.length);
    expect(await missingIn(memory)).toBe(failed.length);
    expect(await byMeaning(memory, "hound", KIRK)).toContain("I have a dog called Rex.");
    expect((await memory.search("里斯本", KIRK)).results.length).toBeGreaterThan(0);
  });

  test("a model that refuses everything is an error, after few requests", async () => {
    const memory = await openMemory({ embeddingModel: firstModel().port });
    await memory.add(
      Array.from({ length: 40 }, (_, index) => ({ role: "user", content: `Sentence ${index}` })),
      { ...KIRK, infer: false },
    );
    const concepts = nextModel();
    const refusal = new ModelRequestError("embed texts", "concepts", {
      reason: "the key is wrong",
    });
    concepts.fail(refusal, { count: Infinity });
    await expect(memory.reembed({ embeddingModel: concepts.port })).rejects.toBe(refusal);
    expect(concepts.callCount()).toBeLessThan(40);
    concepts.clear();
    await memory.reembed();
    expect(await memory.verify()).toMatchObject({ isSound: true });
  });

  test("gives way to a change to yet another model", async () => {
    const memory = await openMemory({ embeddingModel: firstModel().port });
    await tell(memory);
    // Of one size: nothing but the name tells their vectors apart.
    const [passed, last] = [nextModel({ id: "passed" }), nextModel()];
    const held = passed.hold();
    const work = memory.reembed({ embeddingModel: passed.port });
    // Handled below, once it has failed.
    work.catch(() => undefined);
    await held.reached;
    await memory.reembed({ embeddingModel: last.port });
    held.release();
    await expect(work).rejects.toThrow(/'passed' meanwhile/u);
    await expect(work).rejects.toThrow(ConfigurationError);
    expect((await memory.stats()).models.embedding.id).toBe("concepts");
    expect(await missingIn(memory)).toBe(0);
    expect(await byMeaning(memory, "marina", SPOCK)).toContain("I work at the harbour.");
    expect(await memory.verify()).toMatchObject({ isSound: true });
  });

  test("refuses options that make no sense, and changes nothing", async () => {
    const letters = firstModel();
    const memory = await openMemory({ embeddingModel: letters.port });
    await tell(memory);
    const wrong = [
      { batchSize: 0 },
      { batchSize: 1.5 },
      { embeddingModel: {} },
      { onProgress: 1 },
      { model: "x" },
      { userId: "kirk" },
    ];
    for (const options of wrong) {
      await expect(memory.reembed(options as object)).rejects.toThrow(InvalidArgumentError);
    }
    for (const dimensions of [0, Number.NaN]) {
      const embeddingModel: EmbeddingModel = { ...plain(conceptModel()), dimensions };
      await expect(memory.reembed({ embeddingModel })).rejects.toThrow(ConfigurationError);
    }
    const tooMany: EmbeddingModel = { ...plain(conceptModel()), dimensions: 10_000 };
    await expect(memory.reembed({ embeddingModel: tooMany })).rejects.toThrow(InvalidArgumentError);
    expect(await missingIn(memory)).toBe(0);
    expect((await memory.stats()).models.embedding.id).toBe("letters");
  });
});

describe("a file of another model", () => {
  test("opens with reembed: true, and with neither model without it until then", async () => {
    const path = temporaryPath();
    const letters = firstModel();
    const memory = await Memory.open({ path, embeddingModel: letters.port });
    await tell(memory);
    await memory.close();

    const embeddingModel = conceptModel();
    await expect(Memory.open({ path, embeddingModel })).rejects.toThrow(/'letters'.*reembed/su);
    const changed = await Memory.open({ path, embeddingModel, reembed: true });
    const all = await missingIn(changed);
    expect(all).toBe(textsOf(letters).length);
    expect((await changed.search("Rex", KIRK)).results[0]?.memory).toContain("Rex");
    await changed.close();

    await expect(Memory.open({ path, embeddingModel: letters.port })).rejects.toThrow(
      ConfigurationError,
    );
    const again = await Memory.open({ path, embeddingModel });
    onTestFinished(() => again.close());
    expect(await missingIn(again)).toBe(all);
    await again.reembed();
    expect(await missingIn(again)).toBe(0);
    const same = await Memory.open({ path, embeddingModel, reembed: true });
    expect(await missingIn(same)).toBe(0);
    expect(await byMeaning(same, "hound", KIRK)).toContain("I have a dog called Rex.");
    await same.close();
  });

  test("is told to a process that has it open with the one before", async () => {
    const path = temporaryPath();
    const own = await Memory.open({ path });
    onTestFinished(() => own.close());
    await tell(own);
    const other = await ServedMemory.start({ path });
    onTestFinished(() => other.stop());
    expect((await other.call("search", "dog", KIRK)).degraded).toEqual([]);
    // Of the built-in embedder's dimensions, so that nothing but its name tells its vectors from the others.
    await own.reembed({ embeddingModel: conceptModel({ dimensions: 384 }) });

    const { results, degraded } = await other.call("search", "dog called Rex", KIRK);
    expect(results[0]?.memory).toContain("Rex");
    expect(degraded).toEqual([
      expect.objectContaining({ part: "dense", code: "CONFIGURATION_INVALID" }),
    ]);
    expect(degraded[0]?.reason).toContain("'concepts' with 384 dimensions");
    const add = { text: "I have a cat", options: { ...KIRK, idempotencyKey: "cat" } };
    await expect(other.addAll(0, [add])).rejects.toThrow(/changed to .*'concepts'.*reembed/su);
    expect(await other.call("verify", {})).toMatchObject({ isSound: true });
    expect((await own.search("cat", KIRK)).results.map((hit) => hit.memory)).not.toContain(
      "I have a cat",
    );
    // Back again: what the other process kept in memory of its model is not what the file has now.
    await own.reembed({ embeddingModel: null });
    expect(await other.call("search", "dog called Rex", KIRK)).toMatchObject({ degraded: [] });
    await other.addAll(0, [add]);
    expect(await own.verify()).toMatchObject({ isSound: true });
  });

  test("goes on where a process was killed, at whatever moment", async () => {
    const path = temporaryPath();
    const letters = firstModel();
    const memory = await Memory.open({ path, embeddingModel: letters.port });
    await tell(memory);
    await memory.add(
      Array.from({ length: 60 }, (_, index) => ({
        role: "user",
        content: `A dog, number ${index}`,
      })),
      { ...KIRK, infer: false },
    );
    await memory.close();
    const total = textsOf(letters).length;

    let done = 0;
    for (const lines of [0, 1, 2, 5, 9]) {
      const told = await killedAfter(path, lines);
      const opened = await Memory.open({ path, embeddingModel: conceptModel(), reembed: true });
      const made = total - (await missingIn(opened));
      // What was told is kept, and what was made is never made again.
      expect(made).toBeGreaterThanOrEqual(done + told);
      done = made;
      const { faults } = await opened.verify();
      expect(faults.filter(({ kind }) => kind !== "missing-vector")).toEqual([]);
      expect(faults).toHaveLength(total - done);
      expect((await opened.search("Rex", KIRK)).results[0]?.memory).toContain("Rex");
      await opened.close();
    }
    expect(done).toBeGreaterThan(0);
    expect(done).toBeLessThan(total);
    const concepts = nextModel();
    const last = await Memory.open({ path, embeddingModel: concepts.port });
    onTestFinished(() => last.close());
    expect(await last.reembed()).toMatchObject({ embeddedCount: total - done });
    expect(textsOf(concepts)).toHaveLength(total - done);
    expect(await last.verify()).toMatchObject({ isSound: true });
    const hounds = await byMeaning(last, "hound", KIRK);
    expect(hounds).toHaveLength(10);
    for (const text of hounds) expect(text).toContain("dog");
  });
});

function plain({ id, dimensions, isModel, maxInputsPerRequest }: EmbeddingModel): EmbeddingModel {
  const doEmbed: EmbeddingModel["doEmbed"] = async () => ({ embeddings: [] });
  return { id, dimensions, isModel, maxInputsPerRequest, doEmbed };
}

/** Runs the process until it has told so many lines, kills it, and returns how many points it said were done. */
async function killedAfter(path: string, lineCount: number): Promise<number> {
  const args = ["--disable-warning=ExperimentalWarning", script, path, "20"];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  let told = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    told += text;
    if (told.split("\n").length - 1 > lineCount) child.kill("SIGKILL");
  });
  const signal = await new Promise<string | null>((resolve, reject) => {
    child.once("error", reject).once("close", (_code, by) => {
      resolve(by);
    });
  });
  expect(signal).toBe("SIGKILL");
  // A line that was cut off was not told.
  const [last = "0"] = told.slice(0, told.lastIndexOf("\n")).split("\n").slice(-1);
  return Number(last.split(" ")[0]) || 0;
}
