import { describe, expectTypeOf, test } from "vitest";
import type { Filter } from "../../src/core/filter.ts";

describe("Filter", () => {
  test("takes conditions, and filters that combine others", () => {
    expectTypeOf<{ city: string; age: { gte: number } }>().toExtend<Filter>();
    expectTypeOf<{ or: { city: string[] }[]; not: { age: null } }>().toExtend<Filter>();
  });

  test("takes no key that may be undefined", () => {
    expectTypeOf<{ project: string | undefined }>().not.toExtend<Filter>();
    expectTypeOf<{ or: { project: undefined }[] }>().not.toExtend<Filter>();
    expectTypeOf<{ not: undefined }>().not.toExtend<Filter>();
  });
});
