/** Answers to embedding requests: vectors by a function of the text, as numbers or base64. */
import type { Awaitable } from "../../core/awaitable.ts";
import { LexicalEmbeddingModel } from "../../models/lexical/lexical-embedding-model.ts";
import { refuseParameters } from "./check-chat.ts";
import type { ProviderManner } from "./provider-manner.ts";
import { Refusal } from "./refusal.ts";
import { estimateTokens } from "./tokens-estimate.ts";

/** Makes the vectors of one request: one for each text, in order, each with `dimensions` components. */
export type EmbedFunction = (
  texts: readonly string[],
  request: { readonly model: string; readonly dimensions: number },
) => Awaitable<readonly ArrayLike<number>[]>;

/** Most dimensions that may be asked for: what the embedded file can search. */
const MAX_DIMENSIONS = 8192;

/** The built-in lexical embedder: texts that share words are near each other. At least 32 dimensions. */
export const embedLexically: EmbedFunction = async (texts, { dimensions }) => {
  const model = new LexicalEmbeddingModel({ dimensions });
  return (await model.doEmbed(texts, { purpose: "document" })).embeddings;
};

/**
 * Makes the body of an embeddings response.
 *
 * @throws {Refusal} If a provider of this manner refuses the request.
 */
export async function answerEmbeddings(
  body: Readonly<Record<string, unknown>>,
  { manner, embed }: { readonly manner: ProviderManner; readonly embed: EmbedFunction },
): Promise<unknown> {
  refuseParameters(body, manner);
  const texts = inputsOf(body["input"], manner);
  const model = String(body["model"]);
  const dimensions = dimensionsOf(body["dimensions"], manner);
  const isBase64 = encodingOf(body["encoding_format"], manner) === "base64";
  const embeddings = await embed(texts, { model, dimensions });
  const tokenCount = texts.reduce((sum, text) => sum + estimateTokens(text), 0);
  return {
    object: "list",
    data: embeddings.map((embedding, index) => ({
      object: "embedding",
      index,
      embedding: isBase64 ? toBase64(embedding) : Array.from(embedding),
    })),
    model,
    usage: { prompt_tokens: tokenCount, total_tokens: tokenCount },
  };
}

function inputsOf(input: unknown, manner: ProviderManner): readonly string[] {
  if (manner.maxInputs === 0) throw new Refusal(404, "Not Found");
  const texts: readonly unknown[] = Array.isArray(input) ? input : [input];
  if (texts.length === 0 || !texts.every((text) => typeof text === "string")) {
    const message = "'$.input' must be a string or a list of strings that is not empty.";
    throw new Refusal(400, message, { param: "input" });
  }
  if (texts.length > manner.maxInputs) {
    const message = `batch size is invalid, it should not be larger than ${manner.maxInputs}: got ${texts.length}.`;
    throw new Refusal(400, message, { param: "input" });
  }
  for (const text of texts) checkInput(text, manner);
  return texts;
}

function checkInput(text: string, { emptyInput, maxInputTokens }: ProviderManner): void {
  if (text === "" && emptyInput === "refuses") {
    throw new Refusal(400, "'$.input' is invalid: it must not be empty.", { param: "input" });
  }
  const tokenCount = estimateTokens(text);
  if (tokenCount > maxInputTokens) {
    const message = `This model's maximum context length is ${maxInputTokens} tokens, however you requested ${tokenCount} tokens.`;
    throw new Refusal(400, message, { code: "context_length_exceeded", param: "input" });
  }
}

function dimensionsOf(dimensions: unknown, manner: ProviderManner): number {
  if (dimensions === undefined || manner.dimensions === "ignores") {
    return manner.embeddingDimensions;
  }
  if (manner.dimensions === "refuses") {
    const message = "This model does not support specifying dimensions.";
    throw new Refusal(400, message, { param: "dimensions" });
  }
  const isCount =
    typeof dimensions === "number" &&
    Number.isInteger(dimensions) &&
    dimensions >= 1 &&
    dimensions <= MAX_DIMENSIONS;
  if (!isCount) {
    const message = `'dimensions' must be an integer from 1 to ${MAX_DIMENSIONS}.`;
    throw new Refusal(400, message, { param: "dimensions" });
  }
  return dimensions;
}

function encodingOf(encoding: unknown, { base64 }: ProviderManner): "float" | "base64" {
  if (encoding !== "base64" || base64 === "ignores") return "float";
  if (base64 === "refuses") {
    const message = "encoding_format 'base64' is not supported.";
    throw new Refusal(400, message, { param: "encoding_format" });
  }
  return "base64";
}

/** Little-endian 32-bit floats, as the API has them. */
function toBase64(embedding: ArrayLike<number>): string {
  const bytes = Buffer.alloc(embedding.length * Float32Array.BYTES_PER_ELEMENT);
  for (const [index, value] of Array.from(embedding).entries()) {
    bytes.writeFloatLE(value, index * Float32Array.BYTES_PER_ELEMENT);
  }
  return bytes.toString("base64");
}
