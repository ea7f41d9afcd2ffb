/** Which prompt a text gets. */
import type { PromptLanguage } from "../../../prompts/prompt.ts";
import { detectLanguage } from "../../../text/language.ts";

/** Chinese for Chinese, English for all else: what is read keeps its own language either way. */
export function promptLanguageOf(text: string): PromptLanguage {
  return detectLanguage(text) === "zh" ? "zh" : "en";
}
