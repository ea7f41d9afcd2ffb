import { describe, expect, test } from "vitest";
import { type Awaitable, runSync, step } from "../../../src/core/awaitable.ts";
import { ModelUnavailableError, StoreUnavailableError } from "../../../src/core/errors.ts";
import { LexicalEmbeddingModel } from "../../../src/index.ts";
import { FakeEmbeddingModel, FakeReranker, recordCalls } from "../../../src/testing/testing.ts";

/** A port as the embedded stores are: it answers at once. */
class Counter {
  #count = 0;

  add(by: number): number {
    this.#count += by;
    return this.#count;
  }

  read(): number {
    return this.#count;
  }
}

/** The same port, as its callers see it. */
interface Adding {
  add(by: number): Awaitable<number>;
  read(): Awaitable<number>;
}

const query = { purpose: "query" } as const;
const away = new StoreUnavailableError("read", "the counter");

describe("recordCalls()", () => {
  test("notes calls with parameters, results and times, and changes no answer", async () => {
    const real = new LexicalEmbeddingModel();
    const recording = recordCalls(real);
    const answer = await recording.port.doEmbed(["tea"], query);
    expect(answer).toEqual(await real.doEmbed(["tea"], query));
    const [call] = recording.calls;
    expect(call).toMatchObject({ method: "doEmbed", parameters: [["tea"], query], result: answer });
    expect(call?.endedAt).toBeGreaterThanOrEqual(call?.startedAt ?? Infinity);
    expect([recording.port.id, recording.port.dimensions]).toEqual([real.id, real.dimensions]);
    expect(recording.port).toBeInstanceOf(LexicalEmbeddingModel);
  });

  test("leaves an answer that comes at once as it is, also when it fails", () => {
    const recording = recordCalls(new Counter());
    expect(recording.port.add(2)).toBe(2);
    recording.fail(away);
    expect(() => recording.port.add(2)).toThrow(away);
    expect(recording.port.read()).toBe(2);
    expect(recording.callsOf("add").map(({ failure }) => failure?.error)).toEqual([
      undefined,
      away,
    ]);
    function* steps() {
      return yield* step(recording.port.read());
    }
    expect(runSync(steps())).toBe(2);
  });

  test("isAsync makes every answer come later, failures too", async () => {
    const recording = recordCalls<Adding>(new Counter(), { isAsync: true });
    recording.fail(away, { method: "read" });
    const failing: unknown = recording.port.read();
    expect(failing).toBeInstanceOf(Promise);
    await expect(failing).rejects.toBe(away);
    expect(await recording.port.add(1)).toBe(1);
  });

  test("a model's hook fails with a rejection", async () => {
    const recording = recordCalls(new FakeEmbeddingModel());
    recording.fail(() => new ModelUnavailableError("embed", "fake"));
    const embedding = recording.port.doEmbed(["a"], query);
    await expect(embedding).rejects.toThrow(ModelUnavailableError);
  });

  test("fail() makes call k of a method fail, and as many as it says", () => {
    const recording = recordCalls(new Counter());
    const { port } = recording;
    recording.fail(away, { method: "add", at: 2, count: 2 });
    const outcomes = Array.from({ length: 5 }, () => {
      port.read();
      try {
        return port.add(1);
      } catch (error) {
        return error;
      }
    });
    expect(outcomes).toEqual([1, away, away, 2, 3]);
    expect(recording.callCount("add")).toBe(5);
    expect(recording.callCount()).toBe(10);
  });

  test("fail() after the work leaves the work done", () => {
    const recording = recordCalls(new Counter());
    recording.fail(away, { timing: "after" });
    expect(() => recording.port.add(3)).toThrow(away);
    expect(recording.port.read()).toBe(3);
  });

  test("fail() after the work does so with promises too", async () => {
    const recording = recordCalls(new FakeReranker(() => 1));
    recording.fail(away, { timing: "after" });
    await expect(recording.port.doRerank("q", ["d"], {})).rejects.toBe(away);
    expect(await recording.port.doRerank("q", ["d"], {})).toHaveLength(1);
  });

  test("clear() forgets what is planned", () => {
    const recording = recordCalls(new Counter());
    recording.fail(away, { count: Infinity });
    expect(() => recording.port.read()).toThrow(away);
    expect(() => recording.port.read()).toThrow(away);
    recording.clear();
    expect(recording.port.read()).toBe(0);
    expect(recording.peakConcurrency).toBe(1);
  });

  test("testing/recording.ts MAX_RECORDED_CALLS: 10,000 calls are kept; of one more the oldest goes", () => {
    const recording = recordCalls({ read: (place: number): number => place });
    const places = (): readonly unknown[] => recording.calls.map(({ parameters }) => parameters[0]);
    for (let place = 0; place < 10_000; place += 1) recording.port.read(place);
    expect(recording.calls).toHaveLength(10_000);
    expect(places()[0]).toBe(0);
    recording.port.read(10_000);
    expect(recording.calls).toHaveLength(10_000);
    expect(places()[0]).toBe(1);
    expect(recording.callCount()).toBe(10_001);
  });

  test("hold() keeps a call waiting until it is released", async () => {
    const recording = recordCalls(new FakeEmbeddingModel());
    const held = recording.hold({ at: 2 });
    await recording.port.doEmbed(["first"], query);
    let isDone = false;
    const second = recording.port.doEmbed(["second"], query).then(() => {
      isDone = true;
      return recording.callCount();
    });
    await held.reached;
    await recording.port.doEmbed(["third"], query);
    expect(isDone).toBe(false);
    expect(recording.peakConcurrency).toBe(2);
    held.release();
    expect(await second).toBe(3);
  });

  test("hold() heeds the call's signal unless told otherwise", async () => {
    const recording = recordCalls(new FakeEmbeddingModel());
    const controller = new AbortController();
    const options = { ...query, signal: controller.signal };
    recording.hold();
    const deaf = recording.hold({ at: 2, ignoresSignal: true });
    const heeding = recording.port.doEmbed(["a"], options);
    const ignoring = recording.port.doEmbed(["b"], query);
    controller.abort("enough");
    await expect(heeding).rejects.toBe("enough");
    deaf.release();
    expect((await ignoring).embeddings).toHaveLength(1);
  });

  test("hold() does not wait for ever", async () => {
    const recording = recordCalls(new FakeEmbeddingModel());
    recording.hold({ timeoutMs: 5 });
    await expect(recording.port.doEmbed(["a"], query)).rejects.toThrow("within 5 ms");
  });

  test.for([{ at: 0 }, { at: 1.5 }, { count: 0 }, { count: Number.NaN }])(
    "fail() refuses %o",
    (options) => {
      expect(() => recordCalls(new Counter()).fail(away, options)).toThrow("must be an integer");
    },
  );
});

test("a recording keeps the last 10,000 calls, and counts all", () => {
  const recording = recordCalls(new Counter());
  for (let index = 0; index < 10_002; index += 1) recording.port.add(1);
  expect(recording.calls).toHaveLength(10_000);
  expect(recording.calls[0]?.result).toBe(3);
  expect(recording.callCount("add")).toBe(10_002);
});
