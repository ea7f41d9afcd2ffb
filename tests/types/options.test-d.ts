import { expectTypeOf, test } from "vitest";
import type { Options } from "../../src/core/options.ts";

interface Settings {
  readonly limit: number;
  readonly name: string | undefined;
}

test("Options makes every field optional and takes undefined", () => {
  expectTypeOf<Options<Settings>>().toEqualTypeOf<{
    readonly limit?: number | undefined;
    readonly name?: string | undefined;
  }>();
  expectTypeOf<{ limit: undefined }>().toExtend<Options<Settings>>();
  expectTypeOf<{ limit: string }>().not.toExtend<Options<Settings>>();
});
