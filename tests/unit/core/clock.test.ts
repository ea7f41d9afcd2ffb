import { expect, test } from "vitest";
import { nextMoment, systemClock } from "../../../src/core/clock.ts";

test("systemClock.now() is the machine's time in milliseconds", () => {
  const before = Date.now();
  const now = systemClock.now();
  expect(now).toBeGreaterThanOrEqual(before);
  expect(now).toBeLessThanOrEqual(Date.now());
});

test("core/clock.ts MAX_WAITS: a clock that stands still is looked at five times, and no more", async () => {
  let looks = 0;
  const still = {
    now: (): number => {
      looks += 1;
      return 0;
    },
  };
  await nextMoment(still);
  // Once to begin with, and once before each wait.
  expect(looks).toBe(1 + 5);
});
