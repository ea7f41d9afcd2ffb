/** Embeds texts within the provider's limit, the requests in parallel. */
import { untilAborted } from "../core/until-aborted.ts";
import type { EmbeddingModel, EmbeddingPurpose } from "../models/embedding-model.ts";

/** Embeddings with what they cost. */
export interface Embedded {
  /** In the order of the texts. */
  readonly embeddings: readonly Float32Array[];
  readonly requestCount: number;
  readonly tokenCount: number;
}

/** One request, or as many as the model's input limit demands, at once. */
export async function embedTexts(
  texts: readonly string[],
  model: EmbeddingModel,
  options: { readonly purpose: EmbeddingPurpose; readonly signal?: AbortSignal | undefined },
): Promise<Embedded> {
  const batches: string[][] = [];
  for (let start = 0; start < texts.length; start += model.maxInputsPerRequest) {
    batches.push(texts.slice(start, start + model.maxInputsPerRequest));
  }
  const requests = Promise.all(batches.map((batch) => model.doEmbed(batch, options)));
  const answers = await untilAborted(requests, options.signal);
  return {
    embeddings: answers.flatMap(({ embeddings }) => embeddings),
    requestCount: answers.reduce((sum, { requestCount = 1 }) => sum + requestCount, 0),
    tokenCount: answers.reduce((sum, { tokenCount = 0 }) => sum + tokenCount, 0),
  };
}
