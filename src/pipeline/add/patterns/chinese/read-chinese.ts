import { otherEnd, type Discourse } from "../discourse.ts";
import { SPEAKER, type EntityName } from "../extraction.ts";
import { asCorrection, sayWhole } from "../putting-right.ts";
import { emptyReading, type Clause, type SentenceReading, type Statement } from "../reading.ts";
import type { ChineseContext } from "./chinese-context.ts";
import { datingOf, isPassing, setInPast, type Dating } from "./dated-past.ts";
import { readClause, skipLeadIns } from "./clauses.ts";
import { compact, type ChineseSource, type Compact, type Segment } from "./compact.ts";
import { readContrast } from "./contrasts.ts";
import {
  type Admission,
  isStrongAdmission,
  opensWithDenial,
  readCorrection,
  splitAdmission,
  tellsChange,
} from "./corrections.ts";
import { readBareSubject, type ChineseClause } from "./described.ts";
import { isPersonName } from "./names.ts";
import { judgeWorth, type ChineseWorth } from "./worth.ts";

const question =
  /[?？]\s*$|(?:吗|呢|么)[。！!\s]*$|什么|怎么|怎样|为啥|哪里|哪儿|哪个|哪些|多少|是不是|有没有|能不能|可不可以|要不要|会不会|好不好|几岁|几点|谁(?=[是在的])/;
const command =
  /^(?:请(?!记住|记得|注意)|帮我|帮忙|麻烦|告诉我|给我|不要|别|忽略|无视|删除|删掉|列出|显示|说说|介绍|推荐|写|翻译|总结|假装|假设|想象|扮演|试着|让我们|来吧)/;
const doubt =
  /如果|要是|假如|假设|假使|倘若|万一|可能|也许|或许|大概|恐怕|好像|似乎|据说|听说|想象|梦见|梦到|差点|差一点|要不是|本想|除非|开玩笑|骗你|故事里|小说里|游戏里|电影里|剧里|比如|例如|譬如|俗话|谚语|险些|恨不得|宁愿|吧(?=[，,。！!…\s]|$)/;
/** A part of a sentence whose speech or thought the next part is: 张伟说，…; 歌里唱，…; not 老实说，…. */
const reporting =
  /(?:[说道唱写讲问答]|回答|表示|认为|觉得|以为|希望|声称|宣称|自称|透露|告诉我)(?:过|了|着)?$/;
const ownSpeech =
  /^(?:我|我们|跟你|和你|老实|坦白|说实话|总的来|一般来|简单来|具体来|严格来|也就是|就是|换句话|对我来|不用|顺便|怎么|应该|可以|听)/;

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
  const from = admission?.length ?? 0;
  const takingBack = readTakingBack(sentence.text, from, discourse);
  const correction =
    readCorrection(
      sentence.text.slice(from),
      { discourse, evidence: source.evidence },
      takingBack,
    ) ?? readWholeContrast(sentence, source, discourse, from);
  const reading =
    correction === undefined
      ? new SentenceReader(sentence, source, discourse).read(from, takingBack)
      : readingOf({ ...correction, end: source.source.length });
  if (reading.clauses.length > 0) {
    discourse.isCorrecting = false;
  }
  discourse.remember(reading.clauses.flatMap((clause) => clause.statements));
  return reading;
}

function readWholeContrast(
  sentence: Compact,
  { evidence, source, isPast }: ChineseSource,
  discourse: Discourse,
  from: number,
): Clause | undefined {
  const words = sentence.text.slice(from);
  if (doubt.test(words) || words.length > maxClauseLength) {
    return undefined;
  }
  const end = sentence.text.length;
  const context = { sentence, evidence, discourse, start: from, end, isPast };
  const said = readContrast(context, words);
  return said && sayWhole(said, source.length, "zh");
}

/** What a sentence does with what was said before. */
interface TakingBack extends Admission {
  /** Whether what it says of a slot that was filled before takes the place of that. */
  readonly isRestating: boolean;
  /** How far back what it takes back may lie. */
  readonly reach: "this message" | "last message";
}

/** Reads how a sentence opens; `from` is where its admission of a mistake ends. */
function readTakingBack(words: string, from: number, discourse: Discourse): TakingBack {
  const isAdmitted = from > 0 || discourse.isCorrecting;
  const isStrong = discourse.isCorrecting || (from > 0 && isStrongAdmission(words));
  const isTakingBack = isStrong || opensWithDenial(words);
  if (isTakingBack) {
    discourse.recallPersons();
  }
  return {
    isAdmitted,
    isStrong,
    isRestating: isTakingBack && !tellsChange(words),
    reach: /^(?:其实|实际上)/.test(words) ? "this message" : "last message",
  };
}

function readingOf(correction: Clause): SentenceReading {
  return { ...emptyReading, text: correction.text, clauses: [correction] };
}

/** Longest clause that is read, in characters. */
const maxClauseLength = 80;

/** Reads the clauses of one sentence in turn, each of which may leave out the subject of the one before. */
class SentenceReader {
  readonly #sentence: Compact;
  readonly #source: ChineseSource;
  readonly #discourse: Discourse;
  readonly #clauses: Clause[] = [];
  #inherited: readonly EntityName[] = [];
  /** Of whom a name can only be that a clause gives without saying whose. */
  #soleNamed: readonly EntityName[] = [];
  /** Whether the clause before told a state of a time that is over. */
  #isPast = false;
  #worth: ChineseWorth | undefined;
  #text: string;

  constructor(sentence: Compact, source: ChineseSource, discourse: Discourse) {
    this.#sentence = sentence;
    this.#source = source;
    this.#discourse = discourse;
    this.#text = sentence.original;
  }

  /** Reads from an offset of the compact text on; nothing after a word of doubt is read. */
  read(from: number, takingBack: TakingBack): SentenceReading {
    const parts = segments(this.#sentence.text, from);
    for (const segment of parts) {
      const isDoubted = doubt.test(this.#sentence.text.slice(0, segment.end));
      if (isDoubted || this.#isReported(segment) || segment.end - segment.start > maxClauseLength) {
        break;
      }
      const before = { hasClauses: this.#clauses.length > 0, isPast: this.#isPast };
      const dating = datingOf(this.#source, this.#sentence, { segment, parts }, before);
      this.#readSegment(segment, takingBack, dating);
    }
    const [only] = this.#clauses;
    const isWhole = parts.length === 1 && only !== undefined;
    return {
      text: this.#text,
      clauses: isWhole ? [{ ...only, isWhole }] : this.#clauses,
      asides: [],
      worth: only === undefined ? this.#worth?.kind : undefined,
      isOwn: this.#worth?.isOwn ?? false,
      names: [],
    };
  }

  /** Whether somebody else says or thinks what a segment tells: 张伟说，…; 张伟：…. */
  #isReported({ start }: Segment): boolean {
    const before = this.#sentence.text.slice(0, start);
    const last = /([^，,；;：:。！!？?…—()（）\n]+)[，,：:]\s*$/.exec(before)?.[1] ?? "";
    const isNamed = /[：:]\s*$/.test(before) && isPersonName(last, this.#source.evidence, "strict");
    return isNamed || (reporting.test(last) && !ownSpeech.test(last));
  }

  #readSegment(segment: Segment, takingBack: TakingBack, dating: Dating): void {
    const words = skipLeadIns(this.#sentence.text.slice(segment.start, segment.end));
    const context: ChineseContext = {
      sentence: this.#sentence,
      evidence: this.#source.evidence,
      discourse: this.#discourse,
      start: segment.end - words.length,
      end: segment.end,
      isPast: this.#source.isPast,
    };
    const inherited = aliasStart.test(words) ? this.#soleNamed : this.#inherited;
    const told = readClause(context, words, inherited);
    this.#isPast = dating !== "none" && told?.statements.some((one) => isPassing(one)) === true;
    const read = told && setInPast(told, words, dating);
    if (read === undefined) {
      this.#keepUnread(context, words);
      return;
    }
    this.#inherited = read.parties;
    this.#soleNamed = soleNamed(read);
    const clause = writeClause(context, read, words);
    const statements = clause.statements.map((statement) => this.#right(statement, takingBack));
    this.#clauses.push({ ...clause, statements });
    this.#namePronoun(context, read, words);
  }

  #right(statement: Statement, { isStrong, isRestating, reach }: TakingBack): Statement {
    const isAnew =
      isRestating && statement.isMain && this.#discourse.saidOtherwise(statement, reach);
    return isStrong || isAnew ? asCorrection(statement) : statement;
  }

  #keepUnread(context: ChineseContext, words: string): void {
    const worth = judgeWorth(context, words);
    this.#worth ??= worth;
    // 我有一个姐姐，叫安娜: what is left out is not the speaker again.
    const isToldOf = worth?.isOwn === true && /^(?:我|我们)/.test(words) && !words.includes("有");
    const isOwn = isToldOf || ofSpeakerAlone.test(words);
    const bare = readBareSubject(context, words);
    const named = bare === undefined ? [] : [bare];
    this.#inherited = isOwn ? [{ name: SPEAKER }] : named;
    this.#soleNamed = named;
  }

  /** Puts the name in place of the pronoun a clause begins with; of the first, as offsets move then. */
  #namePronoun({ sentence, start }: ChineseContext, read: ChineseClause, words: string): void {
    const at = sentence.offsets[start];
    const [party] = read.parties;
    const isUnmoved = this.#text === sentence.original;
    if (isUnmoved && isPronoun(read, words) && at !== undefined && party !== undefined) {
      this.#text = this.#text.slice(0, at) + party.name + this.#text.slice(at + 1);
    }
  }
}

/** 我辞职了: nobody but the speaker is in it, so that what follows without a subject is the speaker's. */
const ofSpeakerAlone =
  /^我们?(?:已经|早就|刚刚?|最近|终于|又|都|也)*(?:辞职|离职|跳槽|退休|毕业|失业|下岗|转行|搬家|转学|换工作|换了工作|结婚|离婚)了?$/;

/** A clause without a subject that gives another name. */
const aliasStart = /^(?:它|其)?(?:[也又亦俗简][称叫名]|[也又]被称|被称|人称|别称|别名|叫做?|名叫)/;

/** Whom a clause leaves no doubt about: not of 我住在波尔图，也叫Porto, where it may be the city or the speaker. */
function soleNamed({ statements, parties }: ChineseClause): readonly EntityName[] {
  const isSole = statements.every(
    (told) =>
      !told.isMain ||
      told.type === "ALSO_KNOWN_AS" ||
      parties.some(({ name }) => name === otherEnd(told).name),
  );
  return isSole ? parties : [];
}

function isPronoun({ subjectLength }: ChineseClause, words: string): boolean {
  return subjectLength === 1 && /^[他她]/.test(words);
}

function segments(text: string, from: number): Segment[] {
  // 我有个女儿，叫小雨 is one clause.
  const separator =
    /[，,](?!(?:名字)?(?:叫|名叫))|[；;：:。！!？?…—()（）\n]+|(?:而且|但是|并且|可是|然后|不过)/g;
  const found: Segment[] = [];
  let start = from;
  separator.lastIndex = from;
  for (let match = separator.exec(text); match !== null; match = separator.exec(text)) {
    found.push({ start, end: match.index });
    start = match.index + match[0].length;
  }
  found.push({ start, end: text.length });
  return found.filter((segment) => segment.end > segment.start);
}

/** Writes a clause with the dates before and after it, which the compact text lacks. */
function writeClause(context: ChineseContext, read: ChineseClause, words: string): Clause {
  const { sentence, start: compactStart, end: compactEnd } = context;
  const { offsets, original } = sentence;
  const previous = compactStart === 0 ? -1 : (offsets[compactStart - 1] ?? -1);
  const start = previous + 1;
  const end = Math.min(offsets[compactEnd] ?? original.length, original.length);
  const written = original.slice(start, end).trim();
  const isOwn = read.statements.some(({ isMain, source }) => isMain && source.name === SPEAKER);
  const text = standAlone(read, words, written);
  return { start, end, text, statements: read.statements, isOwn, isWhole: false };
}

/** Fills in the subject a clause leaves out, or names whom its pronoun means. */
function standAlone(read: ChineseClause, words: string, written: string): string {
  const names = read.parties.map(({ name }) => (name === SPEAKER ? "我" : name)).join("和");
  if (read.subjectLength === 0) {
    return names + written;
  }
  return isPronoun(read, words) ? written.replace(/[他她]/, () => names) : written;
}
