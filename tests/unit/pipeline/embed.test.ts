import { expect, test } from "vitest";
import type { EmbeddingModel } from "../../../src/models/embedding-model.ts";
import { embedTexts, MAX_CONCURRENT_REQUESTS } from "../../../src/pipeline/embed.ts";

/** A model whose vectors hold the lengths of the texts, with the requests it got. */
function modelOf(limits: Partial<EmbeddingModel>): {
  model: EmbeddingModel;
  requests: number[][];
} {
  const requests: number[][] = [];
  const model: EmbeddingModel = {
    id: "m",
    dimensions: 1,
    isModel: true,
    maxInputsPerRequest: 3,
    doEmbed: async (texts) => {
      requests.push(texts.map(({ length }) => length));
      const embeddings = texts.map(({ length }) => Float32Array.of(length));
      return Promise.resolve({ embeddings, tokenCount: 2, requestCount: 2 });
    },
    ...limits,
  };
  return { model, requests };
}

const texts = (...lengths: readonly number[]): string[] =>
  lengths.map((length) => "x".repeat(length));

test.each([
  [{}, [1, 2, 3], [[1, 2, 3]]],
  [{}, [1, 2, 3, 4, 5, 6, 7], [[1, 2, 3], [4, 5, 6], [7]]],
  [{ maxCharactersPerRequest: 10 }, [4, 6, 1, 9, 2], [[4, 6], [1, 9], [2]]],
  [{ maxCharactersPerRequest: 10 }, [50, 1, 1, 50, 50], [[50], [1, 1], [50], [50]]],
  [{ maxCharactersPerRequest: 10, maxInputsPerRequest: 1 }, [1, 1], [[1], [1]]],
  [{}, [], []],
])("with %o texts of lengths %o go as %o", async (limits, lengths, expected) => {
  const { model, requests } = modelOf(limits);
  const result = await embedTexts(texts(...lengths), model, { purpose: "document" });
  expect(requests).toEqual(expected);
  expect(result.embeddings.map(([length]) => length)).toEqual(lengths);
  expect(result).toMatchObject({
    requestCount: 2 * expected.length,
    tokenCount: 2 * expected.length,
  });
});

test("a few requests are under way at once, however many there are", async () => {
  let underWay = 0;
  let most = 0;
  const { model } = modelOf({
    maxInputsPerRequest: 1,
    doEmbed: async (all) => {
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise(setImmediate);
      underWay -= 1;
      return { embeddings: all.map(({ length }) => Float32Array.of(length)) };
    },
  });
  const lengths = Array.from({ length: 50 }, (_, index) => index + 1);
  const result = await embedTexts(texts(...lengths), model, { purpose: "document" });
  expect(most).toBe(MAX_CONCURRENT_REQUESTS);
  expect(result.embeddings.map(([length]) => length)).toEqual(lengths);
});

test("pipeline/embed.ts MAX_CONCURRENT_REQUESTS: four requests are under way at once, a fifth waits", async () => {
  const most = async (count: number): Promise<number> => {
    let [running, greatest] = [0, 0];
    const { model } = modelOf({
      maxInputsPerRequest: 1,
      doEmbed: async (given) => {
        running += 1;
        greatest = Math.max(greatest, running);
        await new Promise((resolve) => {
          setImmediate(resolve);
        });
        running -= 1;
        return { embeddings: given.map(() => Float32Array.of(1)), tokenCount: 1 };
      },
    });
    const lengths = Array.from({ length: count }, () => 1);
    await embedTexts(texts(...lengths), model, { purpose: "document" });
    return greatest;
  };
  expect(await most(4)).toBe(4);
  expect(await most(5)).toBe(4);
});
