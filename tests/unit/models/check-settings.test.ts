import { expect, test } from "vitest";

import { TIMEOUT } from "../../../src/models/check-settings.ts";

test("core/clock.ts MAX_TIMER_MS: what a timer can be set for is taken, a millisecond more is not", () => {
  expect(TIMEOUT.holds(2_147_483_647)).toBe(true);
  expect(TIMEOUT.holds(2_147_483_648)).toBe(false);
});
