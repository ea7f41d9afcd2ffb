/**
 * What is known of embedding models by name: their dimensions, and what they want in front of queries and documents.
 *
 * Each entry has its source. A model that is not listed works as well: its dimensions are then to be told.
 */
import type { EmbeddingPurpose } from "./embedding-model.ts";

/** What a model wants in front of a text, by what the text is embedded for; nothing where it is missing. */
export type EmbeddingPrefixes = { readonly [Purpose in EmbeddingPurpose]?: string | undefined };

/** What is known of an embedding model. */
export interface EmbeddingProfile {
  /** Components of its vectors, unless fewer are asked for. */
  readonly dimensions?: number | undefined;
  /** Whether the first components of a vector are one too (Matryoshka), so that fewer may be asked for. */
  readonly canShorten?: boolean | undefined;
  /** What it wants in front of queries and documents. */
  readonly prefixes?: EmbeddingPrefixes | undefined;
  /** The most tokens of one text. */
  readonly maxInputTokens?: number | undefined;
  /** The mean cosine of texts with nothing to do with each other, in [-1, 1); undefined if nobody measured it. */
  readonly unrelatedCosine?: number | undefined;
}

const E5: EmbeddingPrefixes = { query: "query: ", document: "passage: " };
const NOMIC: EmbeddingPrefixes = { query: "search_query: ", document: "search_document: " };
const BGE_EN: EmbeddingPrefixes = {
  query: "Represent this sentence for searching relevant passages: ",
};
const BGE_ZH: EmbeddingPrefixes = { query: "为这个句子生成表示以用于检索相关文章：" };
const INSTRUCT =
  "Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery:";
const GEMMA: EmbeddingPrefixes = {
  query: "task: search result | query: ",
  document: "title: none | text: ",
};

/**
 * Mean cosines of unrelated statements, embedded as documents by the small model of each family (int8 weights; docs/decisions/0021
 * has how). English: 20,000 random pairs of LoCoMo observations out of different conversations. Chinese: all pairs of 100
 * statements. Of a language that a model was not made for its vectors say less, and are nearer to each other.
 *
 * The other models of a family are trained alike: the authors of e5 say of each that its cosines are "around 0.7 to 1.0"
 * (a temperature of 0.01), and pairs told of multilingual-e5-large have 0.75 to 0.76
 * (https://huggingface.co/intfloat/multilingual-e5-large/discussions/10). BGE's before version 1.5 are higher, from 0.6 up
 * (https://github.com/FlagOpen/FlagEmbedding/issues/568): with these values more than need be counts as near.
 */
const UNRELATED = { e5: 0.76, bgeEn: 0.49, bgeZh: 0.34, miniLm: 0.19 } as const;

/** By the start of the name without its owner; the first that fits counts. */
const PROFILES: readonly (readonly [name: RegExp, profile: EmbeddingProfile])[] = [
  // OpenAI, "Vector embeddings", https://platform.openai.com/docs/guides/embeddings
  [/^text-embedding-3-small/, { dimensions: 1536, canShorten: true, maxInputTokens: 8192 }],
  [/^text-embedding-3-large/, { dimensions: 3072, canShorten: true, maxInputTokens: 8192 }],
  [/^text-embedding-ada-002/, { dimensions: 1536, maxInputTokens: 8192 }],
  // Alibaba Cloud, "Text embedding", https://www.alibabacloud.com/help/en/model-studio/text-embedding-synchronous-api
  [/^text-embedding-v[34]$/, { dimensions: 1024, canShorten: true, maxInputTokens: 8192 }],
  [/^text-embedding-v[12]$/, { dimensions: 1536, maxInputTokens: 2048 }],
  // BAAI, FlagEmbedding, "Model List", https://github.com/FlagOpen/FlagEmbedding: bge-m3 wants no instruction
  [/^bge-m3/, { dimensions: 1024, maxInputTokens: 8192 }],
  [/^bge-large-zh/, bge("zh", 1024)],
  [/^bge-base-zh/, bge("zh", 768)],
  [/^bge-small-zh/, bge("zh", 512)],
  [/^bge-large/, bge("en", 1024)],
  [/^bge-base-en/, bge("en", 768)],
  [/^bge-small-en/, bge("en", 384)],
  // Qwen, https://github.com/QwenLM/Qwen3-Embedding, "Usage"
  [/^qwen3-embedding[-:]0\.6b/, qwen3(1024)],
  [/^qwen3-embedding[-:]4b/, qwen3(2560)],
  [/^qwen3-embedding[-:]8b/, qwen3(4096)],
  [/^qwen3-embedding/, qwen3(undefined)],
  // Microsoft, https://huggingface.co/intfloat/multilingual-e5-large-instruct and .../e5-large-v2
  [/^multilingual-e5-large-instruct/, { dimensions: 1024, prefixes: { query: `${INSTRUCT} ` } }],
  [/^e5-mistral-7b-instruct/, { dimensions: 4096, prefixes: { query: `${INSTRUCT} ` } }],
  [/^(?:multilingual-)?e5-large/, e5(1024)],
  [/^(?:multilingual-)?e5-base/, e5(768)],
  [/^(?:multilingual-)?e5-small/, e5(384)],
  // Nomic, https://huggingface.co/nomic-ai/nomic-embed-text-v1.5, "Task instruction prefixes"
  [/^nomic-embed-text/, { dimensions: 768, prefixes: NOMIC }],
  // Mixedbread, https://huggingface.co/mixedbread-ai/mxbai-embed-large-v1
  [/^mxbai-embed-large/, { dimensions: 1024, prefixes: BGE_EN, maxInputTokens: 512 }],
  // Google, https://ai.google.dev/gemma/docs/embeddinggemma/model_card, "Prompt instructions"
  [/^embeddinggemma/, { dimensions: 768, canShorten: true, prefixes: GEMMA }],
  // https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2
  [/^all-minilm/, { dimensions: 384, unrelatedCosine: UNRELATED.miniLm }],
  // Volcano Ark, https://www.volcengine.com/docs/82379/1263524
  [/^doubao-embedding-text-240715/, { dimensions: 2560, canShorten: true, maxInputTokens: 4096 }],
  [/^doubao-embedding-text-240515/, { dimensions: 2048, canShorten: true, maxInputTokens: 4096 }],
  // NetEase, https://huggingface.co/maidalun1020/bce-embedding-base_v1: wants no instruction
  [/^bce-embedding-base/, { dimensions: 768, maxInputTokens: 512 }],
];

function bge(language: "en" | "zh", dimensions: number): EmbeddingProfile {
  const isEnglish = language === "en";
  return {
    dimensions,
    prefixes: isEnglish ? BGE_EN : BGE_ZH,
    maxInputTokens: 512,
    unrelatedCosine: isEnglish ? UNRELATED.bgeEn : UNRELATED.bgeZh,
  };
}

function e5(dimensions: number): EmbeddingProfile {
  return { dimensions, prefixes: E5, maxInputTokens: 512, unrelatedCosine: UNRELATED.e5 };
}

function qwen3(dimensions: number | undefined): EmbeddingProfile {
  return { dimensions, canShorten: true, prefixes: { query: INSTRUCT }, maxInputTokens: 32_768 };
}

const UNKNOWN: EmbeddingProfile = {};

/** What is known of a model by its name, with or without an owner before it, as "BAAI/bge-m3" or "bge-m3:latest". */
export function embeddingProfile(model: string): EmbeddingProfile {
  const name = model.toLowerCase().split("/").at(-1) ?? "";
  return PROFILES.find(([pattern]) => pattern.test(name))?.[1] ?? UNKNOWN;
}

/** What is embedded of a text with nothing in it: providers refuse an empty one. */
const BLANK = ".";

/** A text as a provider takes it: with the prefix, well-formed, and never blank. */
export function prepareText(text: string, prefix: string): string {
  return `${prefix}${text.trim() === "" ? BLANK : text.toWellFormed()}`;
}
