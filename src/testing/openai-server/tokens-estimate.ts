/** A rough count of tokens, the same for every model: what usage and limits of the scripted server go by. */

const CHARACTERS_PER_TOKEN = 4;

/** Estimates tokens: one for every four ASCII characters or part of them, and one for every other code point. */
export function estimateTokens(text: string): number {
  let ascii = 0;
  let other = 0;
  for (const character of text) {
    if (character.charCodeAt(0) < 128) ascii += 1;
    else other += 1;
  }
  return Math.ceil(ascii / CHARACTERS_PER_TOKEN) + other;
}

/** The longest start of a text that {@link estimateTokens} counts as at most `maxTokens`. */
export function cutToTokens(text: string, maxTokens: number): string {
  let ascii = 0;
  let other = 0;
  let length = 0;
  for (const character of text) {
    if (character.charCodeAt(0) < 128) ascii += 1;
    else other += 1;
    if (Math.ceil(ascii / CHARACTERS_PER_TOKEN) + other > maxTokens) break;
    length += character.length;
  }
  return text.slice(0, length);
}
