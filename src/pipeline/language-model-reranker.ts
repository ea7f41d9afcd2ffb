/** A reranker that asks a language model: one call for all documents of a search. */
import { z } from "zod";

import type { LanguageModel } from "../models/language-model.ts";
import type { RerankedDocument, Reranker } from "../models/reranker.ts";
import { ownOr, type PromptInput } from "../prompts/prompts.ts";
import { RERANK_PROMPTS } from "../prompts/rerank.ts";
import { promptLanguageOf } from "./add/extract/languages.ts";
import { askList } from "./ask-list.ts";
import { check } from "./check.ts";
import { promptInput } from "./prompt-options.ts";

/** Most characters of one document that the model is shown, unless asked otherwise: a turn, and not a page. */
const DEFAULT_DOCUMENT_LENGTH = 600;
/** Most documents of one call: more would cost more than they are worth. */
const MAX_DOCUMENTS = 50;
/** Tokens that one entry of the answer takes, at most. */
const TOKENS_PER_DOCUMENT = 24;

/** How a reranker asks. */
export interface LanguageModelRerankerOptions {
  /** Its instructions in place of the built-in ones; the answer lists `{ document, score }` under "ranking". */
  readonly prompt?: PromptInput | undefined;
  /** Most characters of one document that the model is shown, 50 to 10,000. @defaultValue 600 */
  readonly maxDocumentLength?: number | undefined;
}

const schema: z.ZodType<LanguageModelRerankerOptions> = z.strictObject({
  prompt: promptInput.optional(),
  maxDocumentLength: z.number().int().min(50).max(10_000).optional(),
});
const item = z.object({ document: z.number().int().positive(), score: z.number().min(0).max(1) });

/**
 * Makes a reranker of a language model, for `Memory.open({ reranker })`.
 *
 * One call a search, with at most 50 documents. Those that the model does not name keep their order behind the others; an
 * answer without a single score is a `ModelOutputError`, which a search tells in `degraded`.
 *
 * @throws {InvalidArgumentError} If an option is unknown or out of range.
 * @example
 * const reranker = languageModelReranker(openAILanguageModel({ apiKey, model: "gpt-5-mini" }));
 */
export function languageModelReranker(
  languageModel: LanguageModel,
  options: LanguageModelRerankerOptions = {},
): Reranker {
  const checked = check(schema, options, "make a reranker");
  const { prompt, maxDocumentLength = DEFAULT_DOCUMENT_LENGTH } = checked;
  return {
    id: languageModel.id,
    async doRerank(query, documents, { signal }): Promise<readonly RerankedDocument[]> {
      const shown = documents.slice(0, MAX_DOCUMENTS);
      if (shown.length === 0) return [];
      const language = promptLanguageOf(query);
      const { items } = await askList(languageModel, {
        action: "rerank hits",
        prompt: ownOr(prompt, RERANK_PROMPTS[language]),
        text: asText(query, shown, maxDocumentLength),
        key: "ranking",
        maxTokens: TOKENS_PER_DOCUMENT * (shown.length + 2),
        signal,
        read: (given) => {
          const { data } = item.safeParse(given);
          return data && data.document <= shown.length ? data : undefined;
        },
      });
      const scores = new Map<number, number>();
      for (const { document, score } of items) {
        if (!scores.has(document - 1)) scores.set(document - 1, score);
      }
      return Array.from(scores, ([index, score]) => ({ index, score })).toSorted(
        (a, b) => b.score - a.score || a.index - b.index,
      );
    },
  };
}

/** As JSON, so that no text can pass for another's number, or for the question. */
function asText(query: string, documents: readonly string[], maxLength: number): string {
  const texts = documents.map((text, index) => ({
    document: index + 1,
    text: text.slice(0, maxLength).toWellFormed(),
  }));
  return JSON.stringify({ question: query, texts }, null, 1);
}
