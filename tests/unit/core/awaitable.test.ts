import { setImmediate } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { runAsync, runSync, step, type Steps } from "../../../src/core/awaitable.ts";
import { InvariantError } from "../../../src/core/errors.ts";

function* addTwo(
  first: () => number | Promise<number>,
  second: () => number | Promise<number>,
): Steps<number> {
  const a = yield* step(first());
  const b = yield* step(second());
  return a + b;
}

describe("runSync()", () => {
  test("hands every step's value back, and returns the result", () => {
    const steps = addTwo(
      () => 1,
      () => 2,
    );
    expect(runSync(steps)).toBe(3);
  });

  test("refuses a step that answers with a promise", () => {
    const steps = addTwo(
      () => Promise.resolve(1),
      () => 2,
    );
    expect(() => runSync(steps)).toThrow(InvariantError);
  });

  test("closes the steps it gives up, so that what they hold is let go", async () => {
    const log: string[] = [];
    function* holding(): Steps<number> {
      log.push("held");
      try {
        return yield* step(Promise.reject(new RangeError("nobody waits for this")));
      } catch (error) {
        log.push((error as Error).name);
        return yield* step(1);
      } finally {
        log.push("let go");
      }
    }
    expect(() => runSync(holding())).toThrow(InvariantError);
    expect(log).toEqual(["held", "InvariantError", "let go"]);
    // A rejection that nobody handles would fail the run here.
    await setImmediate();
  });

  test("tells its own error, whatever the steps throw as they are closed", () => {
    function* stubborn(): Steps<number> {
      try {
        return yield* step(Promise.resolve(1));
      } finally {
        // oxlint-disable-next-line no-unsafe-finally -- what a careless one does
        throw new RangeError("late");
      }
    }
    expect(() => runSync(stubborn())).toThrow(InvariantError);
  });

  test("lets an error through, and steps that catch it go on", () => {
    const fail = (): number => {
      throw new RangeError("no");
    };
    expect(() => runSync(addTwo(() => 1, fail))).toThrow(RangeError);
    function* careful(): Steps<number> {
      try {
        return yield* step(fail());
      } catch {
        return yield* step(7);
      }
    }
    expect(runSync(careful())).toBe(7);
  });
});

describe("runAsync()", () => {
  test("awaits each step before the next begins", async () => {
    const log: string[] = [];
    const later = async (name: string): Promise<number> => {
      log.push(`${name} begins`);
      await setImmediate();
      log.push(`${name} ends`);
      return 1;
    };
    const steps = addTwo(
      () => later("a"),
      () => later("b"),
    );
    expect(await runAsync(steps)).toBe(2);
    expect(log).toEqual(["a begins", "a ends", "b begins", "b ends"]);
  });

  test("takes values as well as promises", async () => {
    const steps = addTwo(
      () => 1,
      () => Promise.resolve(2),
    );
    expect(await runAsync(steps)).toBe(3);
  });

  test("throws a rejection where the step was yielded", async () => {
    function* careful(): Steps<string> {
      try {
        yield* step(Promise.reject(new RangeError("no")));
        return "not reached";
      } catch (error) {
        const undone = yield* step(Promise.resolve("undone"));
        return `${undone} after ${(error as Error).message}`;
      }
    }
    expect(await runAsync(careful())).toBe("undone after no");
    const rejected = addTwo(
      () => Promise.reject(new RangeError("no")),
      () => 2,
    );
    await expect(runAsync(rejected)).rejects.toThrow(RangeError);
  });
});
