import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { BLOCK_ROWS } from "../../../../src/vector/sqlite/code-arena.ts";
import { createWasmArena } from "../../../../src/vector/sqlite/vector-scan-wasm.ts";

// `@types/node` does not declare it.
declare const WebAssembly: { readonly Module: unknown };

describe("createWasmArena()", () => {
  // Without this the fallback would be tested twice and the kernel never.
  test("makes an arena on the Node that runs these tests", () => {
    expect(createWasmArena(16)).toBeDefined();
  });

  test("dots() reads exactly the rows asked for, after growing too", () => {
    const arena = createWasmArena(16);
    const rowCount = 20_000;
    for (let row = 0; row < rowCount; row += 1) {
      arena?.append(new Int8Array(16).fill((row % 255) - 127));
    }
    const query = Int16Array.from({ length: 16 }, (_, index) => (index < 8 ? 1 : 100));
    const expected = (row: number): number => ((row % 255) - 127) * (8 + 800);
    for (const [first, count] of [
      [0, 1],
      [5, BLOCK_ROWS],
      [rowCount - 3, 3],
    ] as const) {
      const dots = Array.from(arena?.dots(query, first, count) ?? []).slice(0, count);
      expect(dots).toEqual(Array.from({ length: count }, (_, index) => expected(first + index)));
    }
  });

  test("dots() of no rows touches nothing", () => {
    expect(createWasmArena(16)?.dots(new Int16Array(16), 0, 0)).toHaveLength(BLOCK_ROWS);
  });
});

describe("createVectorScan() without WebAssembly SIMD", () => {
  beforeEach(() => {
    vi.resetModules();
  });

  afterEach(() => {
    vi.unstubAllGlobals();
  });

  // A function and not an arrow: it is called with `new`.
  function refuse(): never {
    throw new RangeError("Refused by the test");
  }

  test.each([
    ["is switched off", undefined],
    ["does not know SIMD", { Module: refuse, Instance: refuse }],
    ["has no address space left", { Module: WebAssembly.Module, Instance: refuse }],
  ])("falls back to plain JavaScript where WebAssembly %s", async (_name, api) => {
    vi.stubGlobal("WebAssembly", api);
    const wasm = await import("../../../../src/vector/sqlite/vector-scan-wasm.ts");
    const { createVectorScan } = await import("../../../../src/vector/sqlite/vector-scan.ts");
    expect(wasm.createWasmArena(16)).toBeUndefined();
    const scan = createVectorScan(2);
    scan.add(Float32Array.of(0.6, 0.8));
    expect(scan.search(Float32Array.of(0.6, 0.8), 1)).toEqual([
      { slot: 0, score: expect.closeTo(1, 4) },
    ]);
  });
});
