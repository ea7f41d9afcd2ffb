import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LexicalEmbeddingModel } from "../../../../src/models/lexical/lexical-embedding-model.ts";

const model = new LexicalEmbeddingModel({ dimensions: 64 });
// Lone surrogates, controls and unassigned code points included.
const text = fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" }), anyUnits());

function anyUnits(): fc.Arbitrary<string> {
  const units = fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 30 });
  return units.map((codes) => String.fromCharCode(...codes));
}

async function embed(texts: readonly string[]): Promise<readonly Float32Array[]> {
  return (await model.doEmbed(texts, { purpose: "document" })).embeddings;
}

describe("LexicalEmbeddingModel", () => {
  test("any texts give finite unit vectors, the same alone as together", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(text, { maxLength: 5 }), async (texts) => {
        const together = await embed(texts);
        expect(together).toHaveLength(texts.length);
        for (const [index, embedding] of together.entries()) {
          const squares = embedding.reduce((sum, value) => sum + value * value, 0);
          expect(squares).toBeCloseTo(1, 5);
          expect(await embed([texts[index]!])).toEqual([embedding]);
        }
      }),
    );
  });

  test("letter case, and white space around, make no difference", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "grapheme-ascii" }), async (plain) => {
        const [given, changed] = await embed([plain, `  ${plain.toUpperCase()}\n`]);
        expect(changed).toEqual(given);
      }),
    );
  });
});
