/** Has a language model put a query into other words, where the caller asks for it. */
import { ConfigurationError } from "../core/errors.ts";
import type { Degradation } from "../core/hit.ts";
import type { LanguageModel } from "../models/language-model.ts";
import { ownOr, type PromptInput } from "../prompts/prompts.ts";
import { REWRITE_PROMPTS } from "../prompts/rewrite.ts";
import { promptLanguageOf } from "./add/extract/languages.ts";
import { askList } from "./ask-list.ts";
import { degradationOf, isOutage, type PartOutcome, withinBudget } from "./search/side-by-side.ts";
import type { Watch } from "./search/watch.ts";

/** Most characters of a rewritten query: a longer one is no query. */
const MAX_REWRITTEN_LENGTH = 1_000;
/** Most tokens of the answer. */
const MAX_TOKENS = 400;

/** A query, rewritten if that went well. */
export interface Rewritten {
  /** What to search for. */
  readonly query: string;
  /** Whether it is another than the caller's. */
  readonly isRewritten: boolean;
  readonly degraded: readonly Degradation[];
  /** Requests to the model. */
  readonly requestCount: number;
}

/**
 * Rewrites a query in one call, within the time that is left. Where that fails or is late the query stays as it is, and
 * `degraded` says so.
 *
 * @param prompt - The caller's instructions; true for the built-in ones.
 * @throws {ConfigurationError} If there is no language model.
 * @throws The signal's reason, untouched, once it is aborted.
 */
export async function rewriteQuery(
  query: string,
  prompt: true | PromptInput,
  { model, watch }: { readonly model: LanguageModel | null; readonly watch: Watch },
): Promise<Rewritten> {
  if (model === null) {
    const problem = "'rewrite' is asked for and there is no language model";
    throw new ConfigurationError("search", problem, "pass one to Memory.open(), or leave it out");
  }
  const own = prompt === true ? undefined : prompt;
  const asked = askList(model, {
    action: "rewrite a query",
    prompt: ownOr(own, REWRITE_PROMPTS[promptLanguageOf(query)]),
    text: JSON.stringify({ text: query }),
    key: "queries",
    maxTokens: MAX_TOKENS,
    signal: watch.signal,
    read: queryOf,
  });
  type Outcome = PartOutcome<{ readonly items: readonly string[]; readonly requestCount: number }>;
  const work = asked.then(
    (value): Outcome => ({ status: "done", value, milliseconds: 0 }),
    (error: unknown): Outcome => {
      if (watch.signal?.aborted === true || !isOutage(error)) throw error;
      return { status: "failed", error };
    },
  );
  const outcome = await withinBudget(work, watch);
  if (outcome.status !== "done") {
    const degraded = [degradationOf("rewrite", outcome)].filter((one) => one !== null);
    return { query, isRewritten: false, degraded, requestCount: 1 };
  }
  const { items, requestCount } = outcome.value;
  const rewritten = items[0] ?? query;
  return { query: rewritten, isRewritten: rewritten !== query, degraded: [], requestCount };
}

function queryOf(item: unknown): string | undefined {
  if (typeof item !== "string" || item.length > MAX_REWRITTEN_LENGTH) return undefined;
  const query = item.replaceAll("\0", "").toWellFormed().trim();
  return query === "" ? undefined : query;
}
