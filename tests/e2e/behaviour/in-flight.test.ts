import { describe, expect, onTestFinished, test } from "vitest";

import { systemClock } from "../../../src/core/clock.ts";
import {
  type AddResult,
  LexicalEmbeddingModel,
  Memory,
  type ScopedMemory,
} from "../../../src/index.ts";
import { recordCalls } from "../../../src/testing/testing.ts";
import { bytesOf, temporaryPath } from "../../support/behaviour.ts";

const SECRET = "I live in Zanzibarquux.";

interface InFlight {
  readonly memory: Memory;
  readonly kirk: ScopedMemory;
  readonly path: string;
  /** What was told before. */
  readonly first: AddResult;
  /** Lets the second add, which is planned, be written. */
  readonly finish: () => Promise<AddResult>;
}

/** Tells something, and begins to tell the same or more again: it is planned, and not yet written. */
async function beginAdd(text = SECRET, clock = systemClock): Promise<InFlight> {
  const path = temporaryPath();
  const recording = recordCalls(new LexicalEmbeddingModel());
  const memory = await Memory.open({ path, embeddingModel: recording.port, clock });
  onTestFinished(() => memory.close());
  const kirk = memory.for({ userId: "kirk" });
  const first = await kirk.add(SECRET, { at: "2024-01-10" });
  const held = recording.hold({ ignoresSignal: true });
  const second = kirk.add(text, { at: "2024-02-10", idempotencyKey: "second" });
  await held.reached;
  const finish = async (): Promise<AddResult> => {
    held.release();
    return second;
  };
  return { memory, kirk, path, first, finish };
}

/** A clock whose next millisecond begins when somebody waits for it: whatever only computes takes no time. */
function slowClock(): typeof systemClock {
  let now = Date.parse("2024-03-01T00:00:00Z");
  const timer = setInterval(() => {
    now += 1;
  }, 1);
  onTestFinished(() => {
    clearInterval(timer);
  });
  return { now: () => now };
}

async function expectNoTrace({ memory, kirk, path }: InFlight): Promise<void> {
  const listed = await kirk.getAll({ includeClosed: true, kinds: ["trait", "turn"] });
  expect(listed.results).toEqual([]);
  expect((await kirk.graph.relations({ includeClosed: true })).results).toEqual([]);
  await memory.repair();
  expect(bytesOf(path).includes("Zanzibarquux")).toBe(false);
  expect(bytesOf(path).includes("zanzibarquux")).toBe(false);
  expect((await memory.verify()).faults).toEqual([]);
}

describe("an add that is under way while", () => {
  test("its fact is deleted stays dead with it, says so in failed, and leaves no byte", async () => {
    const inFlight = await beginAdd();
    const { kirk, first, finish } = inFlight;
    await kirk.delete(first.results[0]?.id ?? "");
    const { results, failed, relations } = await finish();
    expect(results).toEqual([]);
    expect(relations.added).toEqual([]);
    expect(failed.map(({ item }) => item).toSorted()).toEqual(["fact", "relation", "turn"]);
    await expectNoTrace(inFlight);
  });

  test("its whole tenant is deleted stays dead, whether it tells anything or not", async () => {
    for (const text of [SECRET, "Hmm, Zanzibarquux?"]) {
      const inFlight = await beginAdd(text);
      await inFlight.kirk.deleteAll();
      const { results, failed } = await inFlight.finish();
      expect(results).toEqual([]);
      expect(failed.map(({ item }) => item)).toContain("turn");
      await expectNoTrace(inFlight);
    }
  });

  test("its whole tenant is deleted in the same millisecond stays dead; what is told after lives", async () => {
    for (const verb of ["deleteAll", "reset"] as const) {
      const inFlight = await beginAdd(SECRET, slowClock());
      const { memory, kirk, finish } = inFlight;
      await (verb === "deleteAll" ? kirk.deleteAll() : memory.reset());
      const anew = await kirk.add("My name is Kirk.");
      expect(anew.failed).toEqual([]);
      const { results, failed } = await finish();
      expect(results).toEqual([]);
      expect(failed.map(({ item }) => item)).toContain("turn");
      const { results: left } = await kirk.getAll({ kinds: ["trait", "turn"] });
      expect(left.map(({ memory: text }) => text)).toEqual([
        "My name is Kirk.",
        "My name is Kirk.",
      ]);
    }
  });

  test.each([
    ["episode", ({ first }: InFlight) => Promise.resolve(first.episodeId)],
    [
      "turn",
      async ({ kirk }: InFlight) => (await kirk.getAll({ kinds: ["turn"] })).results[0]?.id ?? "",
    ],
  ] as const)("the only %s that told its fact is deleted tells it anew, whole", async (_, idOf) => {
    const inFlight = await beginAdd();
    const { memory, kirk, finish } = inFlight;
    await kirk.delete(await idOf(inFlight));
    const { results, failed, usage } = await finish();
    expect(results).toMatchObject([{ event: "ADD", memory: SECRET }]);
    expect(failed).toEqual([]);
    expect(usage.embeddingRequests).toBe(2);
    expect((await kirk.getAll({})).results).toMatchObject([
      { memory: SECRET, validFrom: "2024-02-10T00:00:00.000Z" },
    ]);
    expect((await kirk.search("Where do I live?")).relations).toHaveLength(1);
    expect((await memory.verify()).faults).toEqual([]);
  });

  test("its edge is deleted keeps the fact, and says in failed what it could not keep", async () => {
    const { memory, kirk, first, finish } = await beginAdd();
    await kirk.delete(first.relations.added[0]?.id ?? "");
    const { results, failed } = await finish();
    expect(results).toMatchObject([{ event: "NONE", memory: SECRET }]);
    expect(failed.map(({ item }) => item)).toEqual(["relation"]);
    expect((await kirk.graph.relations({ includeClosed: true })).results).toEqual([]);
    expect((await memory.verify()).faults).toEqual([]);
  });

  test("something else is told and deleted is as if it came after", async () => {
    const { memory, kirk, first, finish } = await beginAdd("I moved to Porto.");
    await kirk.delete(first.results[0]?.id ?? "");
    expect((await finish()).results).toMatchObject([{ event: "ADD", memory: "I moved to Porto." }]);
    expect((await kirk.getAll({ includeClosed: true })).results).toHaveLength(1);
    expect((await memory.verify()).faults).toEqual([]);
  });
});

describe("an update that is under way while", () => {
  test.each([
    ["its memory is deleted", ({ results }: AddResult) => results[0]?.id ?? ""],
    ["the only episode that told its memory is deleted", ({ episodeId }: AddResult) => episodeId],
  ])("%s finds it no more, and writes nothing", async (_, idOf) => {
    const recording = recordCalls(new LexicalEmbeddingModel());
    const memory = await Memory.open({ path: ":memory:", embeddingModel: recording.port });
    onTestFinished(() => memory.close());
    const kirk = memory.for({ userId: "kirk" });
    const first = await kirk.add(SECRET);
    const held = recording.hold({ ignoresSignal: true });
    const update = kirk.update(first.results[0]?.id ?? "", "I live in Braga.");
    await held.reached;
    await kirk.delete(idOf(first));
    held.release();
    await expect(update).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await kirk.stats()).toMatchObject({
      turns: 0,
      memories: 0,
      relations: 0,
      attestations: 0,
    });
    expect((await memory.verify()).faults).toEqual([]);
  });
});
