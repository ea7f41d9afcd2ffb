import type { Discourse } from "../discourse.ts";
import { SPEAKER, type EntityName } from "../extraction.ts";
import { emptyReading, type Clause, type SentenceReading, type Statement } from "../reading.ts";
import type { ChineseContext } from "./chinese-context.ts";
import { readBareSubject, readClause, skipLeadIns, type ChineseClause } from "./clauses.ts";
import { compact, type ChineseSource, type Compact } from "./compact.ts";
import { isCorrectable, isStrongAdmission, readCorrection, splitAdmission } from "./corrections.ts";
import { isPersonName, latinPrefix } from "./names.ts";
import { readOwnedPrefix } from "./owners.ts";
import { readPredicate } from "./predicates.ts";
import { judgeWorth, type Worth } from "./worth.ts";

const question =
  /[?？]\s*$|(?:吗|呢|么)[。！!\s]*$|什么|怎么|怎样|为啥|哪里|哪儿|哪个|哪些|多少|是不是|有没有|能不能|可不可以|要不要|会不会|好不好|几岁|几点|谁(?=[是在的])/;
const command =
  /^(?:请(?!记住|记得|注意)|帮我|帮忙|麻烦|告诉我|给我|不要|别|忽略|无视|删除|删掉|列出|显示|说说|介绍|推荐|写|翻译|总结|假装|假设|想象|扮演|试着|让我们|来吧)/;
const doubt =
  /如果|要是|假如|假设|假使|倘若|万一|可能|也许|或许|大概|恐怕|好像|似乎|据说|听说|想象|梦见|梦到|差点|差一点|要不是|本想|除非|开玩笑|骗你|故事里|小说里|游戏里/;

/**
 * Reads a declarative Chinese sentence: what it states, what it mentions, whether it is worth keeping.
 *
 * Tells `discourse` whom it mentioned and what it said. O(length).
 */
export function readChinese(source: ChineseSource, discourse: Discourse): SentenceReading {
  if (question.test(source.source) || command.test(source.source)) {
    return emptyReading;
  }
  const sentence = compact(source);
  const admission = splitAdmission(sentence.text);
  if (admission?.isAlone === true) {
    discourse.isCorrecting = true;
    return emptyReading;
  }
  const isAdmitted = admission !== undefined || discourse.isCorrecting;
  const correction = readCorrection(
    sentence.text.slice(admission?.length ?? 0),
    discourse,
    isAdmitted,
  );
  const isWeak = admission !== undefined && !isStrongAdmission(sentence.text);
  const reading =
    correction === undefined
      ? readClauses(sentence, source, discourse, {
          from: admission?.length ?? 0,
          isCorrection: isAdmitted && !isWeak,
        })
      : {
          ...emptyReading,
          text: correction.text,
          clauses: [{ ...correction, end: source.source.length }],
        };
  if (reading.clauses.length > 0) {
    discourse.isCorrecting = false;
  }
  discourse.remember(reading.clauses.flatMap((clause) => clause.statements));
  return reading;
}

interface ReadingMode {
  readonly from: number;
  /** Whether what is said puts right what was said before. */
  readonly isCorrection: boolean;
}

interface Segment {
  readonly start: number;
  readonly end: number;
}

/** Longest clause that is read, in characters. */
const maxClauseLength = 80;

function readClauses(
  sentence: Compact,
  source: ChineseSource,
  discourse: Discourse,
  mode: ReadingMode,
): SentenceReading {
  const clauses: Clause[] = [];
  let inherited: readonly EntityName[] = [];
  let worth: Worth;
  let isOwn = false;
  let text = sentence.original;
  for (const segment of segments(sentence.text, mode.from)) {
    const whole = sentence.text.slice(segment.start, segment.end);
    if (doubt.test(sentence.text.slice(0, segment.end)) || whole.length > maxClauseLength) {
      break;
    }
    const words = skipLeadIns(whole);
    const start = segment.end - words.length;
    const context: ChineseContext = {
      sentence,
      evidence: source.evidence,
      discourse,
      start,
      end: segment.end,
    };
    const read = readClause(context, words, inherited);
    if (read === undefined) {
      const told = tellWorth(context, words);
      worth ??= told?.kind;
      isOwn ||= told?.isOwn === true;
      // 我有一个姐姐，叫安娜: what is left out is not the speaker again.
      const isOwnTold = /^(?:我|我们)/.test(words) && told?.kind !== undefined && !/有/.test(words);
      const bare = readBareSubject(context, words);
      inherited = isOwnTold ? [{ name: SPEAKER }] : bare === undefined ? [] : [bare];
      continue;
    }
    inherited = read.parties;
    clauses.push(writeClause(context, read, words, mode.isCorrection));
    text = replacePronoun(text, sentence, start, words, read);
  }
  return {
    text,
    clauses,
    asides: [],
    worth: clauses.length === 0 ? worth : undefined,
    isOwn,
    names: [],
  };
}

function* segments(text: string, from: number): Generator<Segment> {
  const separator = /[，,；;：:。！!？?…—()（）\n]+|(?:而且|但是|并且|可是|然后|不过)/g;
  let start = from;
  separator.lastIndex = from;
  for (let match = separator.exec(text); match !== null; match = separator.exec(text)) {
    if (match.index > start) {
      yield { start, end: match.index };
    }
    start = match.index + match[0].length;
  }
  if (start < text.length) {
    yield { start, end: text.length };
  }
}

function tellWorth(
  context: ChineseContext,
  words: string,
): { readonly kind: Worth; readonly isOwn: boolean } | undefined {
  const isSpeaker = /^(?:我|我们)/.test(words);
  const owned = readOwnedPrefix(context, words);
  const name =
    latinPrefix(words) ??
    [4, 3, 2]
      .map((size) => words.slice(0, size))
      .find((part) => isPersonName(part, context.evidence, "strict"));
  if (!isSpeaker && owned === undefined && name === undefined) {
    return undefined;
  }
  const isUnderstood =
    owned !== undefined && readPredicate(context, owned.rest, { name: "" }) !== undefined;
  if (isUnderstood) {
    return { kind: "trait", isOwn: true };
  }
  const predicate =
    owned?.rest ?? (isSpeaker ? words.replace(/^我们?/, "") : words.slice(name?.length ?? 0));
  return { kind: judgeWorth(words, predicate), isOwn: isSpeaker };
}

function writeClause(
  context: ChineseContext,
  read: ChineseClause,
  words: string,
  isCorrection: boolean,
): Clause {
  const { sentence, start, end } = context;
  const from = sentence.offsets[start] ?? 0;
  const to = (sentence.offsets[end - 1] ?? sentence.original.length - 1) + 1;
  const dateStart = leadingDateStart(sentence, start);
  const written = sentence.original
    .slice(dateStart ?? from, trailingDateEnd(sentence, end, to))
    .trim();
  const pronoun = /^[他她]/.test(words) && read.subjectLength === 1;
  const isLeftOut = read.subjectLength === 0 && read.parties.length > 0;
  const names = read.parties
    .map((party) => (party.name === SPEAKER ? "我" : party.name))
    .join("和");
  const text = isLeftOut ? names + written : pronoun ? written.replace(/[他她]/, names) : written;
  const statements = isCorrection ? read.statements.map(asCorrection) : read.statements;
  const isOwn = statements.some(
    (statement) => statement.isMain && statement.source.name === SPEAKER,
  );
  return {
    start: dateStart ?? from,
    end: trailingDateEnd(sentence, end, to),
    text,
    statements,
    isOwn,
  };
}

/** Where the dates dropped right before a clause begin in the sentence. */
function leadingDateStart({ offsets }: Compact, start: number): number | undefined {
  const previous = start === 0 ? -1 : (offsets[start - 1] ?? -1);
  const own = offsets[start] ?? 0;
  return own - previous > 1 ? previous + 1 : undefined;
}

function trailingDateEnd({ offsets, original }: Compact, end: number, to: number): number {
  return Math.max(to, Math.min(offsets[end] ?? original.length, original.length));
}

function asCorrection(statement: Statement): Statement {
  const isMade =
    statement.isMain &&
    statement.tense !== "ended" &&
    statement.tense !== "past" &&
    isCorrectable(statement);
  return isMade ? { ...statement, corrects: true } : statement;
}

/** Puts the name in place of a pronoun at the start of a clause. */
function replacePronoun(
  text: string,
  sentence: Compact,
  start: number,
  words: string,
  read: ChineseClause,
): string {
  const isPronoun = /^[他她]/.test(words) && read.subjectLength === 1;
  const at = sentence.offsets[start];
  const [party] = read.parties;
  // Only while the text is still as written: later offsets would have moved.
  const isUnmoved = text === sentence.original;
  return isPronoun && isUnmoved && at !== undefined && party !== undefined
    ? text.slice(0, at) + party.name + text.slice(at + 1)
    : text;
}
