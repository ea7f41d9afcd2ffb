import { embedLexically, FakeEmbeddingModel } from "../../src/testing/testing.ts";

/** Words that mean the same, whatever their letters. */
const CONCEPTS = [/dog|hound|狗/iu, /harbour|marina/iu, /violin|fiddle/iu];

/** A model that knows what some words mean, so that what it finds only it can have found. */
export function conceptModel(
  settings: {
    readonly id?: string;
    readonly dimensions?: number;
    readonly maxInputsPerRequest?: number;
    readonly latencyMs?: number;
  } = {},
): FakeEmbeddingModel {
  return new FakeEmbeddingModel({
    id: "concepts",
    dimensions: 48,
    ...settings,
    embed: async (texts, shape) => {
      const letters = await embedLexically(texts, shape);
      return letters.map((vector, index) => {
        const text = texts[index] ?? "";
        // A concept outweighs the letters by far.
        return Array.from(vector, (value, axis) => value + (CONCEPTS[axis]?.test(text) ? 5 : 0));
      });
    },
  });
}
