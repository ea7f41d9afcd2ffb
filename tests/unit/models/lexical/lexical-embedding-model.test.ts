import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { InvalidArgumentError } from "../../../../src/core/errors.ts";
import {
  DEFAULT_LEXICAL_DIMENSIONS,
  LexicalEmbeddingModel,
} from "../../../../src/models/lexical/lexical-embedding-model.ts";
import { testEmbeddingModel } from "../../../contracts/embedding-model.ts";

testEmbeddingModel("lexical", () => new LexicalEmbeddingModel());
testEmbeddingModel(
  "lexical, 1,024 dimensions",
  () => new LexicalEmbeddingModel({ dimensions: 1024 }),
);

const model = new LexicalEmbeddingModel();

async function embed(text: string): Promise<Float32Array> {
  const { embeddings } = await model.doEmbed([text], { purpose: "document" });
  return embeddings[0]!;
}

async function similarity(a: string, b: string): Promise<number> {
  const [left, right] = [await embed(a), await embed(b)];
  return left.reduce((sum, value, index) => sum + value * right[index]!, 0);
}

describe("LexicalEmbeddingModel", () => {
  test("says that it is no model, and how many dimensions it has", () => {
    expect(model).toMatchObject({
      id: "lexical-v1",
      isModel: false,
      dimensions: DEFAULT_LEXICAL_DIMENSIONS,
    });
  });

  test.each([0, 31, 8193, 64.5, Number.NaN])("refuses %d dimensions", (dimensions) => {
    expect(() => new LexicalEmbeddingModel({ dimensions })).toThrow(InvalidArgumentError);
  });

  test.each([
    ["skiing", "ski", 0.5],
    ["Lisboa", "Lisbon", 0.2],
    ["张伟", "张伟民", 0.4],
    ["São Paulo", "Sao Paulo", 0.99],
    ["ＡＢＣ corp", "abc corp", 0.99],
    ["I love skiing in the Alps", "She goes to ski every winter", 0.1],
    ["协和医院", "他在协和医院上班", 0.4],
    ["서울에서 만나요", "서울", 0.2],
    ["ﾄﾖﾀ", "トヨタ", -1],
  ])("%j is near %j", async (a, b, least) => {
    expect(await similarity(a, b)).toBeGreaterThan(least);
  });

  test.each([
    ["banana bread", "kubernetes cluster"],
    ["我住在上海", "他在北京工作"],
    ["花生过敏", "开车上班"],
    ["2022", "2023"],
    ["", "hello"],
    ["Ana works at Feedzai", "the invoice is overdue"],
  ])("%j is far from %j", async (a, b) => {
    expect(Math.abs(await similarity(a, b))).toBeLessThan(0.2);
  });

  test("unrelated texts are unrelated on average", async () => {
    const texts = Array.from({ length: 60 }, (_, index) =>
      Array.from({ length: 8 }, (_unused, part) => digest(`${index} ${part}`)).join(" "),
    );
    let sum = 0;
    for (let index = 1; index < texts.length; index += 1) {
      sum += await similarity(texts[index - 1]!, texts[index]!);
    }
    expect(Math.abs(sum / (texts.length - 1))).toBeLessThan(0.03);
  });

  test("a stop word weighs less than a word that carries meaning", async () => {
    const query = "the tiger";
    expect(await similarity(query, "a tiger")).toBeGreaterThan(await similarity(query, "the lamp"));
  });

  test("a word told often does not drown the rest", async () => {
    const once = await similarity("ski", "ski chalet");
    const often = await similarity("chalet", `${"ski ".repeat(16)} chalet`);
    expect(once).toBeGreaterThan(often);
    expect(often).toBeGreaterThan(0.15);
  });

  test("blank texts have one fixed vector, symbols have their own", async () => {
    const blank = await embed("");
    expect(blank[0]).toBe(1);
    expect(await embed(" \n\u3000")).toEqual(blank);
    expect(await embed("😀")).not.toEqual(blank);
    expect(await embed("😀")).not.toEqual(await embed("😂"));
  });

  // A stored file keeps these vectors: a change of a single one needs a new id, "lexical-v2".
  test("vectors are what they were when lexical-v1 was released", async () => {
    const texts = ["My sister Ana works at Feedzai in Lisbon", "我妹妹在里斯本工作", "😀", ""];
    const hash = createHash("sha256");
    for (const text of texts) {
      const embedding = await embed(text);
      hash.update(
        Array.from(embedding, (value) => value.toFixed(5).replace("-0.00000", "0.00000")).join(" "),
      );
    }
    expect(hash.digest("hex").slice(0, 16)).toMatchInlineSnapshot(`"83fae74e39e9d5b1"`);
  });
});

/** A word of letters that no other text has. */
function digest(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex").slice(0, 8);
  return hex.replace(/\d/g, (digit) => "ghijklmnop".charAt(Number(digit)));
}
