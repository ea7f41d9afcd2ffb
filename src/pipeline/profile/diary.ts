/** Writes a profile as a diary: what holds, then what happened, by date. Pure. */
import { entityKey } from "../../core/names.ts";
import { detectLanguage } from "../../text/language.ts";
import { markRecalled } from "../../text/recalled.ts";
import { DIARY_WORDS, type DiaryLanguage, type DiaryWords } from "./diary-words.ts";
import type { ChangeEntry, Entry, RelationEntry, TraitEntry } from "./entries.ts";
import type { Profile } from "./profile-views.ts";
import type { ToldDate } from "./told-date.ts";

/** What a diary is written from. */
export interface DiaryInput {
  readonly person: Profile["person"];
  /** Names under which the user's own messages come, beside the person's. */
  readonly userId: string | null;
  readonly traits: readonly TraitEntry[];
  readonly relations: readonly RelationEntry[];
  readonly timeline: readonly ChangeEntry[];
  readonly omitted: Profile["omitted"];
  /** The moment it is of, epoch ms; null for now. */
  readonly asOf: number | null;
  /** IANA name. */
  readonly timeZone: string;
}

/** The language most of the texts are written in: Chinese, else English. */
export function languageOf(texts: readonly string[]): DiaryLanguage {
  const chinese = texts.filter((text) => lineLanguage(text) === "zh");
  return chinese.length * 2 > texts.length ? "zh" : "en";
}

/**
 * The diary, between the marks of recalled text; empty if there is nothing to tell.
 *
 * Headings are in the majority's language, each line in its own. A memory takes one line, whatever is in its text.
 */
export function writeDiary(input: DiaryInput, language: DiaryLanguage): string {
  const { traits, relations, timeline } = input;
  const holdingCount = traits.length + relations.length;
  if (holdingCount + timeline.length === 0) return "";
  const words = DIARY_WORDS[language];
  const parts = [
    header(input, words),
    ...(holdingCount === 0 ? [] : [traitPart(input, words)]),
    ...(timeline.length === 0 ? [] : [timelinePart(input, words)]),
    ...footer(input.omitted, words),
  ];
  return markRecalled(parts.join("\n\n"));
}

function header({ person, asOf, timeZone }: DiaryInput, words: DiaryWords): string {
  const { name, aliases } = person;
  const day = asOf === null ? null : { from: asOf, to: asOf + 1, precision: "day" as const };
  return [
    words.title(name && oneLine(name)),
    ...(aliases.length === 0 ? [] : [words.aliases(aliases.map(oneLine))]),
    ...(day ? [words.asOf(words.date(day, timeZone))] : []),
    words.note(name && oneLine(name)),
  ].join("\n");
}

function traitPart(input: DiaryInput, words: DiaryWords): string {
  const { traits, relations, timeZone } = input;
  const beside = (date: ToldDate | null, own: DiaryWords, say: (date: string) => string): string =>
    date === null || date.isInWords ? "" : say(own.date(date, timeZone));
  const since = (date: ToldDate | null, own: DiaryWords): string =>
    beside(date, own, date?.isStated === true ? own.since : own.told);
  const lines = traits.map((trait) => {
    const own = DIARY_WORDS[lineLanguage(trait.point.text)];
    return `- ${spoken(trait, input)}${since(trait.date, own)}${beside(trait.until, own, own.until)}`;
  });
  const others = relations.map(({ fact, date }) => {
    const line = oneLine(fact);
    return `- ${line}${since(date, DIARY_WORDS[lineLanguage(line)])}`;
  });
  return [words.traits, ...lines, ...others].join("\n");
}

function timelinePart(input: DiaryInput, words: DiaryWords): string {
  const { timeline, timeZone } = input;
  const byDate = Map.groupBy(timeline, ({ date }) =>
    date ? words.date(date, timeZone) : words.undated,
  );
  const groups = Array.from(byDate, ([date, entries]) =>
    [date, ...entries.map((entry) => `- ${changeLine(entry, input)}`)].join("\n"),
  );
  return [words.timeline, ...groups].join("\n\n");
}

/** What began speaks for itself ("I moved to Porto"), and so does what was told as over ("I used to live there"). */
function changeLine(entry: ChangeEntry, input: DiaryInput): string {
  const memory = spoken(entry, input);
  if (entry.change !== "ended" || entry.spell.from === null) return memory;
  return DIARY_WORDS[lineLanguage(entry.point.text)].ended(memory);
}

function footer(
  { traits, relations, timeline, isPartial }: Profile["omitted"],
  words: DiaryWords,
): string[] {
  const held = traits + relations;
  const lines = [
    ...(held + timeline > 0 ? [words.omitted(held, timeline)] : []),
    ...(isPartial ? [words.partial] : []),
  ];
  return lines.length === 0 ? [] : [lines.join("\n")];
}

/** A memory on one line, with who said it if that is not the user. */
function spoken({ point, speaker }: Entry, { person, userId }: DiaryInput): string {
  const memory = oneLine(point.text);
  const own = DIARY_WORDS[lineLanguage(memory)];
  const isAssistant = point.attributedTo === "assistant";
  if (isAssistant) return own.said(oneLine(speaker ?? own.assistant), memory);
  const names = [person.name, ...person.aliases, userId].map((name) => entityKey(name ?? ""));
  if (speaker === null || names.includes(entityKey(speaker))) return memory;
  return own.said(oneLine(speaker), memory);
}

function lineLanguage(text: string): DiaryLanguage {
  return detectLanguage(text) === "zh" ? "zh" : "en";
}

/** What was said must not look like a heading or a line of the diary's own. */
function oneLine(text: string): string {
  return text.replace(/\s+/gu, " ").trim();
}
