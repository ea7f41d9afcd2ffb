/**
 * The scan's kernel: integer dot products in 128-bit WebAssembly SIMD.
 *
 * The module is listed here byte by byte, instruction by instruction: there is nothing to build, and
 * nothing that could differ from its source.
 *
 * Source: WebAssembly Core Specification 2.0, chapter 5, "Binary Format".
 */
import { BLOCK_ROWS } from "./code-arena.ts";
import type { CodeArena } from "./code-arena.ts";

/** The part of the WebAssembly API used here: `@types/node` declares none of it. */
interface WasmApi {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
}

interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

interface Kernel {
  readonly memory: WasmMemory;
  /**
   * Writes to `out` the i32 dot product of the i16 query, in bytes 0 to `queryEnd`, with each int8 row from
   * `row` to `rowsEnd`, of which there is one or more. Rows have `queryEnd / 2` bytes, a multiple of 16.
   */
  dots(queryEnd: number, row: number, rowsEnd: number, out: number): void;
}

declare const WebAssembly: WasmApi | undefined;

const PAGE_BYTES = 65_536;
/** The most pages asked for ahead of need: 16 MiB. */
const MAX_SPARE_PAGES = 256;

const TYPES = `
  01                       ;; one type
  60 04 7f 7f 7f 7f 00     ;; (func (param $queryEnd $row $rowsEnd $out i32))`;

const FUNCTIONS = `
  01 00                    ;; one function, of type 0`;

const MEMORIES = `
  01 01 01 80 80 02        ;; one memory of 1 to 32768 pages`;

const EXPORTS = `
  02                       ;; two exports
  06 6d 65 6d 6f 72 79     ;; "memory"
  02 00                    ;; memory 0
  04 64 6f 74 73           ;; "dots"
  00 00                    ;; function 0`;

const DOTS = `
  02 01 7f 02 7b           ;; (local $query i32) (local $sumA $sumB v128)
  03 40                    ;; loop $rows
  41 00                    ;;   i32.const 0
  21 04                    ;;   local.set $query
  fd 0c 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  ;; v128.const 0
  22 05                    ;;   local.tee $sumA
  21 06                    ;;   local.set $sumB
  03 40                    ;;   loop $lanes              16 codes a turn
  20 01                    ;;     local.get $row
  fd 01 03 00              ;;     v128.load8x8_s           widens 8 codes to i16
  20 04                    ;;     local.get $query
  fd 00 04 00              ;;     v128.load
  fd ba 01                 ;;     i32x4.dot_i16x8_s
  20 05                    ;;     local.get $sumA
  fd ae 01                 ;;     i32x4.add
  21 05                    ;;     local.set $sumA
  20 01                    ;;     local.get $row
  fd 01 03 08              ;;     v128.load8x8_s offset=8
  20 04                    ;;     local.get $query
  fd 00 04 10              ;;     v128.load offset=16
  fd ba 01                 ;;     i32x4.dot_i16x8_s
  20 06                    ;;     local.get $sumB
  fd ae 01                 ;;     i32x4.add
  21 06                    ;;     local.set $sumB
  20 01                    ;;     local.get $row
  41 10                    ;;     i32.const 16
  6a                       ;;     i32.add
  21 01                    ;;     local.set $row
  20 04                    ;;     local.get $query
  41 20                    ;;     i32.const 32
  6a                       ;;     i32.add
  22 04                    ;;     local.tee $query
  20 00                    ;;     local.get $queryEnd
  49                       ;;     i32.lt_u
  0d 00                    ;;     br_if $lanes
  0b                       ;;   end
  20 03                    ;;   local.get $out           the address of i32.store
  20 05                    ;;   local.get $sumA
  20 06                    ;;   local.get $sumB
  fd ae 01                 ;;   i32x4.add
  22 05                    ;;   local.tee $sumA
  fd 1b 00                 ;;   i32x4.extract_lane 0
  20 05                    ;;   local.get $sumA
  fd 1b 01                 ;;   i32x4.extract_lane 1
  6a                       ;;   i32.add
  20 05                    ;;   local.get $sumA
  fd 1b 02                 ;;   i32x4.extract_lane 2
  6a                       ;;   i32.add
  20 05                    ;;   local.get $sumA
  fd 1b 03                 ;;   i32x4.extract_lane 3
  6a                       ;;   i32.add
  36 02 00                 ;;   i32.store
  20 03                    ;;   local.get $out
  41 04                    ;;   i32.const 4
  6a                       ;;   i32.add
  21 03                    ;;   local.set $out
  20 01                    ;;   local.get $row
  20 02                    ;;   local.get $rowsEnd
  49                       ;;   i32.lt_u
  0d 00                    ;;   br_if $rows
  0b                       ;; end
  0b                       ;; end of the function`;

/** Compiled once: scans share the code and have a memory each. Undefined without WebAssembly SIMD. */
const KERNEL: object | undefined = /* @__PURE__ */ compileKernel();

/**
 * Returns an arena in WebAssembly memory, or undefined where WebAssembly or its SIMD is missing
 * (`node --jitless`) or memory cannot be had.
 *
 * Each arena reserves 8 GiB of address space, so a process holds some 16,000; past that a call takes 0.2 s,
 * as the engine collects garbage first. Whoever caches arenas should bound their number far below.
 *
 * @param stride - Codes a row: a multiple of 16, at most 8,192.
 */
export function createWasmArena(stride: number): CodeArena | undefined {
  const kernel = instantiateKernel();
  return kernel === undefined ? undefined : new WasmArena(stride, kernel);
}

/** Memory, from address 0: the query (i16), the dot products of one block (i32), the rows (i8). */
class WasmArena implements CodeArena {
  readonly #kernel: Kernel;
  readonly #stride: number;
  readonly #productsStart: number;
  readonly #rowsStart: number;
  #end: number;
  // Growing detaches the buffer, so the views are made anew each time.
  #query: Int16Array;
  #products: Int32Array;
  #memory: Int8Array;

  constructor(stride: number, kernel: Kernel) {
    this.#kernel = kernel;
    this.#stride = stride;
    this.#productsStart = stride * Int16Array.BYTES_PER_ELEMENT;
    this.#rowsStart = this.#productsStart + BLOCK_ROWS * Int32Array.BYTES_PER_ELEMENT;
    this.#end = this.#rowsStart;
    const { buffer } = kernel.memory;
    this.#query = new Int16Array(buffer, 0, stride);
    this.#products = new Int32Array(buffer, this.#productsStart, BLOCK_ROWS);
    this.#memory = new Int8Array(buffer);
  }

  get bytes(): number {
    return this.#memory.byteLength;
  }

  append(codes: Int8Array): void {
    const end = this.#end + this.#stride;
    if (end > this.#memory.length) {
      this.#grow(end);
    }
    this.#memory.set(codes, this.#end);
    this.#end = end;
  }

  dots(query: Int16Array, first: number, count: number): Int32Array {
    // The kernel's loops test at their end: no rows must not reach it.
    if (count > 0) {
      this.#query.set(query);
      const start = this.#rowsStart + first * this.#stride;
      const end = start + count * this.#stride;
      this.#kernel.dots(this.#productsStart, start, end, this.#productsStart);
    }
    return this.#products;
  }

  #grow(neededBytes: number): void {
    const { memory } = this.#kernel;
    const pages = this.#memory.length / PAGE_BYTES;
    const missing = Math.ceil(neededBytes / PAGE_BYTES) - pages;
    const spare = Math.min(Math.floor(pages / 4), MAX_SPARE_PAGES);
    try {
      memory.grow(Math.max(missing, spare));
    } catch {
      // There is no room ahead of need, on the machine or below 2 GiB.
      memory.grow(missing);
    }
    this.#query = new Int16Array(memory.buffer, 0, this.#stride);
    this.#products = new Int32Array(memory.buffer, this.#productsStart, BLOCK_ROWS);
    this.#memory = new Int8Array(memory.buffer);
  }
}

function instantiateKernel(): Kernel | undefined {
  if (KERNEL === undefined || WebAssembly === undefined) {
    return undefined;
  }
  try {
    // The EXPORTS listing is what gives the instance this shape.
    return new WebAssembly.Instance(KERNEL).exports as Kernel;
  } catch {
    return undefined;
  }
}

function compileKernel(): object | undefined {
  if (typeof WebAssembly === "undefined") {
    return undefined;
  }
  const code = [0x01, ...sized(parseListing(DOTS))];
  const module = Uint8Array.from([
    ...parseListing("00 61 73 6d 01 00 00 00 ;; magic, version 1"),
    ...section(0x01, parseListing(TYPES)),
    ...section(0x03, parseListing(FUNCTIONS)),
    ...section(0x05, parseListing(MEMORIES)),
    ...section(0x07, parseListing(EXPORTS)),
    ...section(0x0a, code),
  ]);
  try {
    return new WebAssembly.Module(module);
  } catch {
    return undefined;
  }
}

function parseListing(listing: string): number[] {
  const bytes = listing.replaceAll(/;;.*/g, "").match(/\S+/g) ?? [];
  return bytes.map((byte) => Number.parseInt(byte, 16));
}

function section(id: number, content: readonly number[]): number[] {
  return [id, ...sized(content)];
}

/** Returns `bytes` after their count, fewer than 2^14, as the two bytes of a padded LEB128. */
function sized(bytes: readonly number[]): number[] {
  return [(bytes.length & 0x7f) | 0x80, bytes.length >> 7, ...bytes];
}
