import { expect, test } from "vitest";
import { type ImportSource, numberedLines } from "../../../src/pipeline/moving/numbered-lines.ts";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

async function linesOf(source: ImportSource): Promise<string[]> {
  const lines: string[] = [];
  for await (const { number, text } of numberedLines(source)) lines.push(`${number} ${text}`);
  return lines;
}

test("numberedLines() gives the same lines in whatever pieces the bytes come", async () => {
  const bytes = bytesOf('\uFEFF{"a":1}\r\n\n{"b":"茶🍵"}\n{"c":3}');
  const whole = ['1 {"a":1}', '3 {"b":"茶🍵"}', '4 {"c":3}'];
  for (let size = 1; size <= bytes.length; size += 1) {
    const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
      bytes.subarray(index * size, (index + 1) * size),
    );
    expect(await linesOf(pieces)).toEqual(whole);
  }
});

test("numberedLines() refuses bytes that end in the middle of a character, and says so", async () => {
  const cut = bytesOf('{"a":"茶').subarray(0, -1);
  await expect(linesOf([cut])).rejects.toThrow("must be text in UTF-8");
});

test("numberedLines() reads no further than the longest line, where no end of one comes", async () => {
  const piece = bytesOf("a".repeat(2 ** 24));
  let pulled = 0;
  function* endless(): Generator<Uint8Array> {
    while (pulled < 100) {
      pulled += 1;
      yield piece;
    }
  }
  await expect(linesOf(endless())).rejects.toThrow("at most 268435456 characters");
  expect(pulled).toBe(17);
});
