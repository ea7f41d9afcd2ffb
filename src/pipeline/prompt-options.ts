/** Checks prompts that callers pass in place of the built-in ones. */
import { z } from "zod";

import type { PromptInput, PromptInputs } from "../prompts/prompts.ts";
import { text } from "./check.ts";

/** Most characters of a prompt. */
export const MAX_PROMPT_LENGTH = 50_000;

/** A prompt: its words, or its words with a version. */
export const promptInput: z.ZodType<PromptInput> = z.union([
  text(MAX_PROMPT_LENGTH),
  z.strictObject({ text: text(MAX_PROMPT_LENGTH), version: text(100).optional() }),
]);

/** Prompts by what they ask. */
export const promptInputs: z.ZodType<PromptInputs> = z.strictObject({
  facts: promptInput.optional(),
  graph: promptInput.optional(),
  reconcile: promptInput.optional(),
});
