/** Every prompt, and how users replace them. */
import { FACTS_PROMPTS } from "./facts.ts";
import { GRAPH_PROMPTS } from "./graph.ts";
import type { Prompt, PromptLanguage } from "./prompt.ts";
import { RECONCILE_PROMPTS } from "./reconcile.ts";

/** A prompt of the caller's own: its words, or its words with a version to record. */
export type PromptInput = string | { readonly text: string; readonly version?: string | undefined };

/** Prompts that take the place of the built-in ones, each for every language. */
export interface PromptInputs {
  /** Reads facts. Its answer lists them under "facts": texts, or objects as the built-in prompt's. */
  readonly facts?: PromptInput | undefined;
  /** Reads the graph. Its answer lists "entities" and "relations". */
  readonly graph?: PromptInput | undefined;
  /** Decides on new facts that are near known ones. Its answer lists "decisions". */
  readonly reconcile?: PromptInput | undefined;
}

/** Version of a replaced prompt that names none. */
export const CUSTOM_VERSION = "custom";

const BUILT_IN: Readonly<Record<keyof PromptInputs, Readonly<Record<PromptLanguage, Prompt>>>> = {
  facts: FACTS_PROMPTS,
  graph: GRAPH_PROMPTS,
  reconcile: RECONCILE_PROMPTS,
};

/** The prompt for a question in a language: the caller's, else the built-in one. */
export function promptFor(
  id: keyof PromptInputs,
  language: PromptLanguage,
  inputs: PromptInputs,
): Prompt {
  return ownOr(inputs[id], BUILT_IN[id][language]);
}

/** The caller's prompt, else the built-in one. */
export function ownOr(input: PromptInput | undefined, builtIn: Prompt): Prompt {
  if (input === undefined) return builtIn;
  const { text, version = CUSTOM_VERSION } = typeof input === "string" ? { text: input } : input;
  return { id: builtIn.id, version, system: text, schema: null };
}
