/** One line of a context for each thing that was recalled: what it says, when, and who said so. Pure. */
import type { Hit, RelationHit } from "../../core/hit.ts";
import { detectLanguage } from "../../text/language.ts";
import { DIARY_WORDS, type DiaryLanguage } from "../profile/diary-words.ts";
import { type ToldDate, toldDate } from "../profile/told-date.ts";
import type { RelationTelling } from "../search/tellings.ts";
import { CONTEXT_WORDS } from "./context-words.ts";

/** Where in a block a line stands: what holds, what held, what happened, what was said. */
export type Section = "holds" | "past" | "happened" | "said";

/** A line, in the parts that a budget needs to know. */
export interface Line {
  readonly section: Section;
  /** Who speaks, with a colon; empty where it is the user's own statement. */
  readonly before: string;
  /** What was recalled, on one line. */
  readonly text: string;
  /** When, in brackets. */
  readonly after: string;
  /** What says that the text goes on, where it is cut. */
  readonly cut: string;
}

/** What lines depend on. */
export interface LineOptions {
  /** The moment at which something holds or is over, epoch ms. */
  readonly asOf: number;
  /** IANA name. */
  readonly timeZone: string;
  /** By relation, how it is to be told where not by its fact as something that holds. */
  readonly tellings?: ReadonlyMap<string, RelationTelling>;
  /** By hit, what its turns say beside it and nothing was read from. */
  readonly rests?: ReadonlyMap<string, string>;
}

/** The line of a memory or turn. */
export function lineOfHit(hit: Hit, options: LineOptions): Line {
  const text = oneLine(hit.memory);
  const language = languageOf(text);
  const section = sectionOf(hit, options);
  const { cut, beside } = CONTEXT_WORDS[language];
  const when = section === "said" ? saidWhen(hit, language, options) : datesOf(hit, options);
  const rest = options.rests?.get(hit.id);
  const after = rest === undefined ? when : when + beside(oneLine(rest));
  return { section, before: speakerOf(hit, language), text, after, cut };
}

/** The line of a relation that no memory beside it tells. */
export function lineOfRelation(relation: RelationHit, options: LineOptions): Line {
  const { validFrom, validTo } = relation;
  const isEvent = options.tellings?.get(relation.id)?.isEvent === true;
  const text = textOfRelation(relation, options);
  const kind: Hit["kind"] = isEvent ? "event" : "trait";
  const hit = { kind, memory: text, validFrom, validTo, evidence: [] };
  const { cut } = CONTEXT_WORDS[languageOf(text)];
  return { section: sectionOf(hit, options), before: "", text, after: datesOf(hit, options), cut };
}

/** What is said of a relation, on one line: its fact, unless that says more than still holds. */
export function textOfRelation({ id, fact }: RelationHit, { tellings }: LineOptions): string {
  return oneLine(tellings?.get(id)?.ownWords ?? fact);
}

type Dated = Pick<Hit, "validFrom" | "validTo">;

function sectionOf(hit: Dated & Pick<Hit, "kind">, options: LineOptions): Section {
  if (hit.kind === "turn") return "said";
  if (hit.kind === "event") return "happened";
  return isOver(hit, options) ? "past" : "holds";
}

function isOver({ validTo }: Dated, { asOf }: LineOptions): boolean {
  return validTo !== null && Date.parse(validTo) <= asOf;
}

/** As exactly as they were told; a date that the words name themselves is not said again. */
function datesOf(
  hit: Dated & Pick<Hit, "kind" | "memory" | "evidence">,
  options: LineOptions,
): string {
  const { memory, validFrom, validTo, evidence } = hit;
  const language = languageOf(memory);
  const words = DIARY_WORDS[language];
  const turns = evidence.map(({ text = "", at }) => ({ text, at: Date.parse(at) }));
  const sources = {
    own: { text: memory, at: turns[0]?.at ?? options.asOf },
    turns,
    toldAt: turns.map(({ at }) => at),
    timeZone: options.timeZone,
  };
  const dateOf = (time: string, side: "start" | "end"): ToldDate =>
    toldDate(Date.parse(time), side, sources);
  const write = (date: ToldDate): string => words.date(date, options.timeZone);
  const from = validFrom === null ? null : dateOf(validFrom, "start");
  if (validTo !== null && isOver(hit, options)) {
    const start = from && write(from);
    return CONTEXT_WORDS[language].held(start, write(dateOf(validTo, "end")));
  }
  const until = validTo === null ? "" : words.until(write(dateOf(validTo, "end")));
  if (from === null || from.isInWords) return until;
  const since = hit.kind === "event" ? CONTEXT_WORDS[language].on : words.since;
  return `${from.isStated ? since(write(from)) : words.told(write(from))}${until}`;
}

function saidWhen(
  { validFrom }: Dated,
  language: DiaryLanguage,
  { timeZone }: LineOptions,
): string {
  if (validFrom === null) return "";
  const from = Date.parse(validFrom);
  const date = DIARY_WORDS[language].date({ from, to: from + 1, precision: "day" }, timeZone);
  return CONTEXT_WORDS[language].when(date);
}

function speakerOf(hit: Hit, language: DiaryLanguage): string {
  const [first] = hit.evidence;
  const words = DIARY_WORDS[language];
  const isAssistant = hit.attributedTo === "assistant";
  const role = isAssistant ? words.assistant : CONTEXT_WORDS[language].user;
  const isNamed = first?.name !== undefined;
  // A memory is the user's own statement unless somebody else is named.
  if (hit.kind !== "turn" && !isAssistant && !isNamed) return "";
  return words.said(oneLine(first?.name ?? role), "");
}

function languageOf(text: string): DiaryLanguage {
  return detectLanguage(text) === "zh" ? "zh" : "en";
}

/** What was said must not look like a heading or a line of the block's own. */
function oneLine(text: string): string {
  return text.replace(/\s+/gu, " ").trim();
}
