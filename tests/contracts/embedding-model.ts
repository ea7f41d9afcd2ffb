import { describe, expect, test } from "vitest";
import type { EmbeddingModel, EmbeddingPurpose } from "../../src/models/embedding-model.ts";

const purposes: readonly EmbeddingPurpose[] = ["query", "document"];

/** Any string is a text: these have broken somebody's tokenizer or JSON once. */
const hardTexts: readonly string[] = [
  "",
  " \n\t ",
  "a",
  "My sister Ana works at Feedzai in Lisbon",
  "我妹妹在里斯本工作",
  "カタカナとひらがな 서울에서 만나요",
  "Привет مرحبا สวัสดี नमस्ते",
  "👩‍👩‍👧‍👦 🇵🇹",
  "!?…",
  "\u0000\u0007",
  "\ud83d alone, and \ude00 too",
  "\udc00",
  `e${"\u0301".repeat(3000)}`,
  "word ".repeat(400),
  "x".repeat(2000),
];

/** Runs the EmbeddingModel contract against models made by `create`, ready and with nothing to wait for. */
export function testEmbeddingModel(
  name: string,
  create: () => EmbeddingModel | Promise<EmbeddingModel>,
): void {
  describe(`EmbeddingModel contract: ${name}`, () => {
    test("says what it is", async () => {
      const model = await create();
      expect(model.id).not.toBe("");
      expect(model.dimensions).toBeGreaterThan(0);
      expect(model.maxInputsPerRequest).toBeGreaterThan(0);
      expect(
        Number.isInteger(model.dimensions) && Number.isInteger(model.maxInputsPerRequest),
      ).toBe(true);
      expect((await create()).id).toBe(model.id);
    });

    test.each(purposes)(
      "doEmbed() gives a unit vector for each %s, also for hard ones",
      async (purpose) => {
        const model = await create();
        const embeddings = await embed(model, hardTexts, purpose);
        expect(embeddings).toHaveLength(hardTexts.length);
        for (const embedding of embeddings) {
          expect(embedding).toBeInstanceOf(Float32Array);
          expect(embedding).toHaveLength(model.dimensions);
          expect(lengthOf(embedding)).toBeCloseTo(1, 5);
        }
      },
    );

    test("doEmbed() keeps the order of the texts, repeats included", async () => {
      const model = await create();
      const [ski, cat, skiAgain] = await embed(model, [
        "skiing in the Alps",
        "a black cat",
        "skiing in the Alps",
      ]);
      expect(skiAgain).toEqual(ski);
      expect(cat).not.toEqual(ski);
      expect((await embed(model, ["a black cat"]))[0]).toEqual(cat);
    });

    test("doEmbed() gives the same for a batch as one by one", async () => {
      const model = await create();
      const together = await embed(model, hardTexts);
      for (const [index, text] of hardTexts.entries()) {
        expect(await embed(model, [text])).toEqual([together[index]]);
      }
    });

    test("doEmbed() is the same another time and from another instance", async () => {
      const model = await create();
      const first = await embed(model, hardTexts);
      expect(await embed(model, hardTexts)).toEqual(first);
      expect(await embed(await create(), hardTexts)).toEqual(first);
    });

    test("doEmbed() gives nothing for no texts", async () => {
      expect(await embed(await create(), [])).toEqual([]);
    });

    test("doEmbed() takes as many texts as it says", async () => {
      const model = await create();
      const texts = Array.from(
        { length: model.maxInputsPerRequest },
        (_, index) => `text ${index}`,
      );
      expect(await embed(model, texts)).toHaveLength(texts.length);
    });

    test("doEmbed() puts a text nearer to its own topic than to another", async () => {
      const model = await create();
      const [query] = await embed(model, ["Who likes skiing?"], "query");
      const [near, far] = await embed(model, ["Ana likes to go skiing", "The invoice is overdue"]);
      expect(dot(query, near)).toBeGreaterThan(dot(query, far));
    });

    test("doEmbed() hands out vectors that share nothing", async () => {
      const model = await create();
      const [one, other] = await embed(model, ["same text", "same text"]);
      one?.fill(0);
      expect(lengthOf(other ?? new Float32Array(0))).toBeCloseTo(1, 5);
    });

    test("doEmbed() does not change its input", async () => {
      const texts = Object.freeze(["one", "two"]);
      expect(await embed(await create(), texts)).toHaveLength(2);
    });

    test("doEmbed() rejects with the reason of an aborted signal, untouched", async () => {
      const model = await create();
      for (const reason of [new Error("enough"), "a string", undefined]) {
        const signal = AbortSignal.abort(reason);
        const error: unknown = await model.doEmbed(["text"], { purpose: "query", signal }).then(
          () => "it did not reject",
          (caught: unknown) => caught,
        );
        expect(error).toBe(signal.reason);
      }
    });
  });
}

/** Embeds texts, in as many requests as the model needs for them. */
async function embed(
  model: EmbeddingModel,
  texts: readonly string[],
  purpose: EmbeddingPurpose = "document",
): Promise<readonly Float32Array[]> {
  const { maxInputsPerRequest: size } = model;
  const embeddings: Float32Array[] = [];
  for (let start = 0; start === 0 || start < texts.length; start += size) {
    const part = start === 0 && texts.length <= size ? texts : texts.slice(start, start + size);
    for (const one of (await model.doEmbed(part, { purpose })).embeddings) embeddings.push(one);
  }
  return embeddings;
}

function lengthOf(embedding: Float32Array): number {
  return Math.sqrt(dot(embedding, embedding));
}

function dot(a: Float32Array | undefined, b: Float32Array | undefined): number {
  return (a ?? new Float32Array(0)).reduce(
    (sum, value, index) => sum + value * (b?.[index] ?? 0),
    0,
  );
}
