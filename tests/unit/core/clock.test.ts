import { expect, test } from "vitest";
import { systemClock } from "../../../src/core/clock.ts";

test("systemClock.now() is the machine's time in milliseconds", () => {
  const before = Date.now();
  const now = systemClock.now();
  expect(now).toBeGreaterThanOrEqual(before);
  expect(now).toBeLessThanOrEqual(Date.now());
});
