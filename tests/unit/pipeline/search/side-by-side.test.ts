import { describe, expect, test } from "vitest";
import { runAsync, runSync, step, type Steps } from "../../../../src/core/awaitable.ts";
import { InvalidArgumentError, StoreUnavailableError } from "../../../../src/core/errors.ts";
import { degradationOf, sideBySide } from "../../../../src/pipeline/search/side-by-side.ts";
import { startWatch } from "../../../../src/pipeline/search/watch.ts";

interface Values extends Readonly<Record<string, unknown>> {
  readonly first: number;
  readonly second: number;
}

const watch = (
  timeBudgetMs: number | null = null,
  signal?: AbortSignal,
  monotonicNow = () => performance.now(),
) => startWatch({ timeBudgetMs, signal, monotonicNow });

function* waits(promise: Promise<number> | number): Steps<number> {
  return yield* step(promise);
}

function* fails(): Steps<number> {
  yield* step(0);
  throw new StoreUnavailableError("search", "Qdrant");
}

describe("sideBySide()", () => {
  test("runs without giving up the thread where nothing is a promise", () => {
    const parts = { first: () => waits(1), second: () => waits(2) };
    const outcomes = runSync(sideBySide<Values>(parts, watch()));
    expect(outcomes.first).toMatchObject({ status: "done", value: 1 });
    expect(outcomes.second).toMatchObject({ status: "done", value: 2 });
  });

  test("has all promises under way at once", async () => {
    let underWay = 0;
    let most = 0;
    const work = async (): Promise<number> => {
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise((resolve) => {
        setTimeout(resolve, 5);
      });
      underWay -= 1;
      return 7;
    };
    const parts = { first: () => waits(work()), second: () => waits(work()) };
    await runAsync(sideBySide<Values>(parts, watch()));
    expect(most).toBe(2);
  });

  test("one that fails leaves the other its answer", () => {
    const outcomes = runSync(sideBySide<Values>({ first: fails, second: () => waits(2) }, watch()));
    expect(outcomes.second).toMatchObject({ status: "done", value: 2 });
    expect(degradationOf("dense", outcomes.first)).toMatchObject({
      part: "dense",
      code: "STORE_UNAVAILABLE",
    });
  });

  test("one whose promise is rejected fails the same", async () => {
    const rejected = Promise.reject(new StoreUnavailableError("search", "Qdrant"));
    const parts = { first: () => waits(rejected), second: () => waits(2) };
    const outcomes = await runAsync(sideBySide<Values>(parts, watch()));
    expect(outcomes.first.status).toBe("failed");
  });

  test("a mistake is thrown, not degraded", () => {
    // oxlint-disable-next-line require-yield -- it fails before its first step
    const mistaken = function* wrong(): Steps<number> {
      throw new InvalidArgumentError("search", "limit", "positive", -1);
    };
    expect(() =>
      runSync(sideBySide<Values>({ first: mistaken, second: () => waits(2) }, watch())),
    ).toThrow(InvalidArgumentError);
  });

  test("one that is not ready in time is late, and the others answer", async () => {
    const never = Promise.withResolvers<number>().promise;
    const parts = { first: () => waits(never), second: () => waits(2) };
    const outcomes = await runAsync(sideBySide<Values>(parts, watch(10)));
    expect(outcomes.first.status).toBe("late");
    expect(outcomes.second.status).toBe("done");
    expect(degradationOf("dense", outcomes.first)?.code).toBe("OUT_OF_TIME");
  });

  test("what has not begun when the time is over is left out", () => {
    let now = 0;
    const slow = function* slow(): Steps<number> {
      yield* step(0);
      now += 100;
      return 1;
    };
    const clock = watch(50, undefined, () => now);
    const outcomes = runSync(sideBySide<Values>({ first: slow, second: () => waits(2) }, clock));
    expect(outcomes.first.status).toBe("done");
    expect(outcomes.second.status).toBe("late");
  });

  test("an abort rejects with the reason as it is", async () => {
    const reason = { mine: true };
    expect(() =>
      runSync(
        sideBySide<Values>(
          { first: () => waits(1), second: () => waits(2) },
          watch(null, AbortSignal.abort(reason)),
        ),
      ),
    ).toThrow(expect.objectContaining(reason));
    const controller = new AbortController();
    const never = Promise.withResolvers<number>().promise;
    const running = runAsync(
      sideBySide<Values>(
        { first: () => waits(never), second: () => waits(2) },
        watch(null, controller.signal),
      ),
    );
    controller.abort(reason);
    await expect(running).rejects.toBe(reason);
  });
});
