import { expect, test } from "vitest";

import { unloadable } from "../../../src/core/unloadable.ts";

test("core/unloadable.ts MAX_WORDS: 300 characters of what a package threw are told, a further one is not", () => {
  const told = (length: number): string =>
    unloadable("open a memory", "a-driver", new Error("x".repeat(length - "Error: ".length)))
      .message;
  expect(told(300)).toContain(`(Error: ${"x".repeat(293)})`);
  expect(told(301)).toContain(`(Error: ${"x".repeat(293)})`);
});
