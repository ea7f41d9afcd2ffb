/**
 * The model-free extractor: reads facts, relations and names from English and Chinese by patterns over the
 * relations of `core/relations`. It would rather miss a statement than make one up.
 */
import { findDates } from "../../../text/dates.ts";
import { detectLanguage, type Language } from "../../../text/language.ts";
import { withoutRecalled } from "../../../text/recalled.ts";
import { splitSentences } from "../../../text/sentences.ts";
import { readChinese } from "./chinese/read-chinese.ts";
import { ExtractionCollector } from "./collect.ts";
import { Discourse } from "./discourse.ts";
import { readEnglish } from "./english/read-english.ts";
import type { Extraction, PatternInput, PatternMessage } from "./extraction.ts";
import {
  blankForeignLines,
  isCommand,
  isForeign,
  isJest,
  isJestBefore,
  maskQuotations,
  statementPart,
  withQuotationMarks,
} from "./guard.ts";
import { collectNameEvidence, type NameEvidence } from "./name-evidence.ts";

/** Longest sentence that is read, in code units: what is longer is a list, a log or a paste. */
const maxSentenceLength = 600;

/** Longest message that is read, in code units; what follows is kept as a turn only. */
const maxMessageLength = 100_000;

/**
 * Reads what a conversation says, without a model. Pure and deterministic; O(length of the messages).
 *
 * Questions, conditions, wishes, denials, quotations, commands, text marked as recalled from memory, and
 * messages that give orders to a model or hand over a text to work on yield nothing. Of an assistant only what
 * it says of itself is read. Sentences in languages other than English and Chinese are left to the turns.
 *
 * @throws {InvalidArgumentError} If the time zone is unknown.
 */
export function extractByPatterns(given: PatternInput): Extraction {
  const input = {
    ...given,
    messages: given.messages.map(prepare),
    earlier: (given.earlier ?? []).map(prepare),
  };
  const evidence = collectNameEvidence(input);
  const discourse = new Discourse(input.employers);
  const collector = new ExtractionCollector(input);
  const common = { input, evidence, discourse };
  for (const message of input.earlier) {
    readMessage({ ...common, message, collector: undefined });
  }
  for (const message of input.messages) {
    readMessage({ ...common, message, collector });
  }
  return collector.finish();
}

function prepare(message: PatternMessage): PatternMessage {
  return { ...message, content: withoutRecalled(message.content).slice(0, maxMessageLength) };
}

interface Reading {
  readonly input: PatternInput;
  readonly message: PatternMessage;
  readonly evidence: NameEvidence;
  readonly discourse: Discourse;
  /** Undefined for what was said before. */
  readonly collector: ExtractionCollector | undefined;
}

function readMessage({ input, message, evidence, discourse, collector }: Reading): void {
  const isSpoken = message.role === "user" || message.role === "assistant";
  if (!isSpoken || isForeign(message.content)) {
    return;
  }
  discourse.startMessage(message);
  const content = blankForeignLines(message.content.toWellFormed());
  // What is quoted is masked before sentences are found, as it has sentences of its own.
  const masked = maskQuotations(content);
  for (const { start, end } of sentencesOf(content, masked)) {
    const text = content.slice(start, end);
    const language = detectLanguage(text);
    const original = language === "en" ? statementPart(text) : text;
    if (!isReadable(language) || !isStatement(original)) {
      continue;
    }
    const source = masked.slice(start, start + original.length);
    const reference = message.at ?? input.at;
    const dates = findDates(source, { reference, timeZone: input.timeZone });
    const sentence = { source, original, dates, evidence };
    discourse.startSentence();
    const isPast = dates.some(({ to }) => to <= reference);
    const reading =
      language === "en"
        ? readEnglish(sentence, discourse)
        : readChinese({ ...sentence, isPast, saidAt: reference }, discourse);
    collector?.add({ message, language, dates, reading });
  }
}

/** Where the sentences of a message stand, but for those that the next one says were a joke. */
function sentencesOf(content: string, masked: string): { start: number; end: number }[] {
  const all = splitSentences(masked).map((sentence) => withQuotationMarks(content, sentence));
  return all.filter((_, index) => {
    const next = all[index + 1];
    return next === undefined || !isJestBefore(content.slice(next.start, next.end));
  });
}

function isReadable(language: Language): language is "en" | "zh" {
  return language === "en" || language === "zh";
}

function isStatement(sentence: string): boolean {
  const isSized = sentence !== "" && sentence.length <= maxSentenceLength;
  return isSized && !isJest(sentence) && !isCommand(sentence);
}
