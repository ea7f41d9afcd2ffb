/** Embeds texts within the provider's limit, the requests in parallel. */
import { mapConcurrent } from "../core/map-concurrent.ts";
import { untilAborted } from "../core/until-aborted.ts";
import type { EmbeddingModel, EmbeddingPurpose } from "../models/embedding-model.ts";

/** Embeddings with what they cost. */
export interface Embedded {
  /** In the order of the texts. */
  readonly embeddings: readonly Float32Array[];
  readonly requestCount: number;
  readonly tokenCount: number;
}

/** Requests under way at once: providers limit the rate, and more only makes them say so. */
export const MAX_CONCURRENT_REQUESTS = 4;

/** One request, or as many as the model's limits demand, {@link MAX_CONCURRENT_REQUESTS} at once. */
export async function embedTexts(
  texts: readonly string[],
  model: EmbeddingModel,
  options: { readonly purpose: EmbeddingPurpose; readonly signal?: AbortSignal | undefined },
): Promise<Embedded> {
  const batches = batchesOf(texts, model);
  const requests = mapConcurrent(batches, MAX_CONCURRENT_REQUESTS, (batch) =>
    model.doEmbed(batch, options),
  );
  const answers = await untilAborted(requests, options.signal);
  return {
    embeddings: answers.flatMap(({ embeddings }) => embeddings),
    requestCount: answers.reduce((sum, { requestCount = 1 }) => sum + requestCount, 0),
    tokenCount: answers.reduce((sum, { tokenCount = 0 }) => sum + tokenCount, 0),
  };
}

/** Texts in their order, as many to a request as the model takes. */
export function batchesOf(
  texts: readonly string[],
  { maxInputsPerRequest, maxCharactersPerRequest = Infinity }: EmbeddingModel,
): string[][] {
  const batches: string[][] = [];
  let batch: string[] = [];
  let length = 0;
  for (const text of texts) {
    const isFull = batch.length === maxInputsPerRequest;
    if (batch.length > 0 && (isFull || length + text.length > maxCharactersPerRequest)) {
      batches.push(batch);
      batch = [];
      length = 0;
    }
    batch.push(text);
    length += text.length;
  }
  return batch.length === 0 ? batches : [...batches, batch];
}
