/** The languages this library reads with rules of their own; Latin script is read as English. */
export type Language = "en" | "zh" | "ja" | "ko" | "other";

type Script = "latin" | "han" | "kana" | "hangul" | "other-letter" | "none";

interface ScriptRange {
  readonly from: number;
  readonly to: number;
  readonly script: "latin" | "han" | "kana" | "hangul";
}

/** Unicode blocks that decide a language, in code point order. */
const SCRIPT_RANGES: readonly ScriptRange[] = [
  { from: 0x41, to: 0x5a, script: "latin" },
  { from: 0x61, to: 0x7a, script: "latin" },
  { from: 0xc0, to: 0x24f, script: "latin" },
  { from: 0x1100, to: 0x11ff, script: "hangul" },
  { from: 0x1e00, to: 0x1eff, script: "latin" },
  { from: 0x3005, to: 0x3007, script: "han" },
  { from: 0x3041, to: 0x30ff, script: "kana" },
  { from: 0x3100, to: 0x312f, script: "han" },
  { from: 0x3130, to: 0x318f, script: "hangul" },
  { from: 0x31f0, to: 0x31ff, script: "kana" },
  { from: 0x3400, to: 0x4dbf, script: "han" },
  { from: 0x4e00, to: 0x9fff, script: "han" },
  { from: 0xa960, to: 0xa97f, script: "hangul" },
  { from: 0xac00, to: 0xd7ff, script: "hangul" },
  { from: 0xf900, to: 0xfaff, script: "han" },
  { from: 0xff21, to: 0xff3a, script: "latin" },
  { from: 0xff41, to: 0xff5a, script: "latin" },
  { from: 0xff66, to: 0xff9f, script: "kana" },
  { from: 0xffa0, to: 0xffdc, script: "hangul" },
  { from: 0x20000, to: 0x323af, script: "han" },
];

/** A character of Chinese, Japanese or Korean says about as much as this many Latin letters. */
const CJK_WEIGHT = 4;

/** Latin words inside Chinese are names of things; a function word means that the sentence is English. */
const ENGLISH_FUNCTION_WORD =
  /\b(?:i|you|he|she|we|they|it|my|your|his|her|our|their|the|a|an|is|am|are|was|were|has|have|had|do|did|will|to|of|in|on|at|and|with|for|from|that|this|what|where|who|when|how)\b/giu;

const FUNCTION_WORD_BONUS = 6;

/** Below this share of kana, Chinese that quotes a Japanese name stays Chinese. */
const MIN_KANA_SHARE = 0.15;

/**
 * Returns the language a text is mostly written in.
 *
 * Judged by script alone, so any language in Latin letters is `en`; text without letters, or mostly in
 * another script (Cyrillic, Arabic, Thai), is `other`. A sentence in Chinese, Japanese or Korean that
 * names things in Latin letters keeps its language. O(length).
 */
export function detectLanguage(text: string): Language {
  const counts = countScripts(text);
  const cjk = counts.han + counts.kana + counts.hangul;
  if (
    cjk > 0 &&
    cjk * CJK_WEIGHT >= latinWeight(text, counts.latin) &&
    cjk * CJK_WEIGHT >= counts.other
  ) {
    if (counts.hangul * 2 >= cjk) {
      return "ko";
    }
    return counts.kana >= MIN_KANA_SHARE * cjk ? "ja" : "zh";
  }
  return counts.latin > 0 && counts.latin >= counts.other ? "en" : "other";
}

/** Returns whether a code point is a Han character, kana, bopomofo or hangul (not CJK punctuation). */
export function isCjk(codePoint: number): boolean {
  const script = scriptOf(codePoint);
  return script === "han" || script === "kana" || script === "hangul";
}

/** Returns whether a text has any character for which {@link isCjk} holds. O(length). */
export function hasCjk(text: string): boolean {
  for (const character of text) {
    if (isCjk(mustGetCodePoint(character))) {
      return true;
    }
  }
  return false;
}

interface ScriptCounts {
  latin: number;
  han: number;
  kana: number;
  hangul: number;
  other: number;
}

function countScripts(text: string): ScriptCounts {
  const counts: ScriptCounts = { latin: 0, han: 0, kana: 0, hangul: 0, other: 0 };
  for (const character of text) {
    const script = scriptOf(mustGetCodePoint(character));
    if (script === "other-letter") {
      counts.other += 1;
    } else if (script !== "none") {
      counts[script] += 1;
    }
  }
  return counts;
}

function latinWeight(text: string, letterCount: number): number {
  if (letterCount === 0) {
    return 0;
  }
  const functionWordCount = text.match(ENGLISH_FUNCTION_WORD)?.length ?? 0;
  return letterCount + functionWordCount * FUNCTION_WORD_BONUS;
}

function scriptOf(codePoint: number): Script {
  for (const range of SCRIPT_RANGES) {
    if (codePoint < range.from) {
      break;
    }
    if (codePoint <= range.to) {
      return range.script;
    }
  }
  return codePoint > 0x24f && /\p{L}/u.test(String.fromCodePoint(codePoint))
    ? "other-letter"
    : "none";
}

function mustGetCodePoint(character: string): number {
  // Iterating a string never yields an empty one, so a code point is always there.
  return character.codePointAt(0) ?? 0;
}
