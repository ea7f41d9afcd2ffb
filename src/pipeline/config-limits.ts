/** What a configuration may ask for and cannot have: said, so that nothing is dropped in silence. */
import { ConfigurationError } from "../core/errors.ts";
import { valueAt } from "./check.ts";

/** Something that cannot be had: where it is asked for, why not, and what to do. */
interface Unsupported {
  /** By the names that fields have here. */
  readonly path: readonly string[];
  /** Continues "'custom_prompt' ". */
  readonly why: string;
  readonly remedy: string;
}

/** Settings that are refused whatever they say. */
const UNSUPPORTED: readonly Unsupported[] = [
  {
    path: ["reranker"],
    why: "names a provider, and rerankers are objects of the application's own here",
    remedy: "leave it out, or pass reranker to Memory.open()",
  },
  {
    path: ["customUpdateMemoryPrompt"],
    why: "asks for an answer in mem0's form, and another one is read here",
    remedy: "leave it out, or pass prompts.reconcile to Memory.open()",
  },
  {
    path: ["customInstructions"],
    why: "is an addition to mem0's own prompt, and a prompt is replaced as a whole here",
    remedy: "leave it out, or give a whole prompt as custom_prompt",
  },
  {
    path: ["graphStore", "customPrompt"],
    why: "is an addition to mem0's own prompt, and a prompt is replaced as a whole here",
    remedy: "leave it out, or pass prompts.graph to Memory.open()",
  },
];

const NO_HISTORY: Unsupported = {
  path: ["disableHistory"],
  why: "cannot be, as what holds is computed from the records that history shows",
  remedy: "leave it out; delete() erases a memory together with its history",
};

const TWO_MODELS: Unsupported = {
  path: ["graphStore", "llm"],
  why: "is another model than 'llm', and one model reads facts and graph here",
  remedy: "leave it out, and give the one that is to read as llm",
};

/** A configuration, as far as it is looked at here. */
interface LimitedConfig {
  readonly disableHistory?: boolean | undefined;
  readonly llm?: unknown;
  readonly graphStore?: { readonly llm?: unknown } | undefined;
}

/**
 * @param action - What errors say was tried.
 * @param written - A path as the configuration's owner wrote it.
 * @throws {ConfigurationError} If it asks for something that cannot be had.
 */
export function checkLimits(
  config: LimitedConfig,
  action: string,
  written: (path: readonly string[]) => readonly string[],
): void {
  const unsupported = UNSUPPORTED.find(({ path }) => valueAt(config, path) !== undefined);
  const found =
    unsupported ??
    (config.disableHistory === true ? NO_HISTORY : undefined) ??
    (says(config.llm, config.graphStore?.llm) ? undefined : TWO_MODELS);
  if (!found) return;
  const problem = `'${written(found.path).join(".")}' ${found.why}`;
  throw new ConfigurationError(action, problem, found.remedy);
}

/** Whether all that `part` says is said by `whole` too. */
function says(whole: unknown, part: unknown): boolean {
  if (part === undefined) return true;
  if (typeof part !== "object" || part === null) return whole === part;
  return Object.entries(part).every(([key, value]) => says(valueAt(whole, [key]), value));
}
