import { setTimeout } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import {
  InvalidArgumentError,
  ModelRequestError,
  ModelUnavailableError,
} from "../../../src/core/errors.ts";
import {
  machineWorld,
  resolveRetryPolicy,
  retry,
  type RetryWorld,
} from "../../../src/core/retry.ts";

const policy = resolveRetryPolicy();

/** A world whose sleeps take no time but are noted, and move its clock. */
function fakeWorld(random = 0): RetryWorld & { readonly slept: number[] } {
  const slept: number[] = [];
  let now = 0;
  const sleep = async (ms: number): Promise<void> => {
    slept.push(ms);
    now += ms;
    return Promise.resolve();
  };
  return { slept, random: () => random, now: () => now, sleep };
}

function unavailable(retryAfterMs?: number): ModelUnavailableError {
  return new ModelUnavailableError("ask", "m", { retryAfterMs });
}

async function failWith(error: Error): Promise<never> {
  return Promise.reject(error);
}

describe("retry()", () => {
  test("gives what the first attempt gives, without waiting", async () => {
    const world = fakeWorld();
    expect(await retry(async (attempt) => Promise.resolve(attempt), { policy, world })).toBe(1);
    expect(world.slept).toEqual([]);
  });

  test("waits half to all of a delay that doubles, and throws the last error untouched", async () => {
    for (const [random, delays] of [
      [0, [250, 500, 1000]],
      [1, [500, 1000, 2000]],
    ] as const) {
      const world = fakeWorld(random);
      const errors: Error[] = [];
      const work = async (): Promise<never> => {
        const error = unavailable();
        errors.push(error);
        return Promise.reject(error);
      };
      const caught: unknown = await retry(work, { policy, world }).catch((error: unknown) => error);
      expect(world.slept).toEqual(delays);
      expect(errors).toHaveLength(4);
      expect(caught).toBe(errors.at(-1));
    }
  });

  test("never waits longer than maxDelayMs by its own choice", async () => {
    const world = fakeWorld(1);
    const bounded = resolveRetryPolicy({ maxAttempts: 6, maxDelayMs: 700 });
    await retry(async () => Promise.reject(unavailable()), { policy: bounded, world }).catch(
      () => 0,
    );
    expect(world.slept).toEqual([500, 700, 700, 700, 700]);
  });

  test("waits at least as long as the provider asks", async () => {
    const world = fakeWorld(1);
    const work = async (attempt: number): Promise<string> =>
      attempt === 1 ? Promise.reject(unavailable(3000)) : Promise.resolve("done");
    expect(await retry(work, { policy, world })).toBe("done");
    expect(world.slept).toEqual([3000]);
  });

  test("gives up at once when the provider asks for more than maxTotalMs has left", async () => {
    const world = fakeWorld();
    const error = unavailable(60_001);
    await expect(retry(async () => Promise.reject(error), { policy, world })).rejects.toBe(error);
    expect(world.slept).toEqual([]);
  });

  test("begins no attempt after maxTotalMs", async () => {
    const world = fakeWorld(1);
    const short = resolveRetryPolicy({ maxTotalMs: 1600 });
    let attempts = 0;
    const work = async (): Promise<never> => {
      attempts += 1;
      return Promise.reject(unavailable());
    };
    await retry(work, { policy: short, world }).catch(() => 0);
    expect([attempts, world.slept]).toEqual([3, [500, 1000]]);
  });

  test.each([
    new ModelRequestError("ask", "m", { reason: "the key is not accepted" }),
    new TypeError("a bug"),
  ])("does not retry %s", async (error) => {
    const world = fakeWorld();
    const call = retry(async () => failWith(error), { policy, world });
    await expect(call).rejects.toBe(error);
    expect(world.slept).toEqual([]);
  });

  test("rejects with the signal's reason, before, during and between attempts", async () => {
    const reason = new Error("enough");
    const before = AbortSignal.abort(reason);
    let attempts = 0;
    const count = async (): Promise<never> => {
      attempts += 1;
      return Promise.reject(unavailable());
    };
    await expect(retry(count, { policy, signal: before })).rejects.toBe(reason);
    expect(attempts).toBe(0);

    const during = new AbortController();
    const hangs = retry(async () => Promise.withResolvers().promise, {
      policy,
      signal: during.signal,
    });
    during.abort(reason);
    await expect(hangs).rejects.toBe(reason);

    const between = new AbortController();
    const sleeps = retry(count, { policy, signal: between.signal, world: machineWorld });
    await setTimeout(20);
    between.abort(reason);
    await expect(sleeps).rejects.toBe(reason);
    expect(attempts).toBe(1);
  });
});

test.each([
  { maxAttempts: 0 },
  { maxAttempts: 11 },
  { initialDelayMs: -1 },
  { maxDelayMs: 1.5 },
  { maxTotalMs: Number.NaN },
])("resolveRetryPolicy() refuses %o", (options) => {
  expect(() => resolveRetryPolicy(options)).toThrow(InvalidArgumentError);
});
