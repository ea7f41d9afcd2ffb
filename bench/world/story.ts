/** From scripts to tellings in words and to facts with their true state. */
import type { Calendar } from "./calendar.ts";
import { fillPhrase, phraseBook } from "./phrases.ts";
import { mustAt, type Random } from "./prng.ts";
import type { Script, Telling } from "./script.ts";
import { compareText, projectPair, projectSlot, type SlotTelling } from "./timeline.ts";
import type { EntityRef, Fact, FactState, Language, RelationName } from "./types.ts";

/** One telling in words, ready to be put into a message. */
export interface WordedTelling extends Telling {
  readonly factId: string;
  readonly relationship: RelationName;
  readonly cardinality: "one" | "many";
  /** As it is named here: by name or by alias. */
  readonly subject: EntityRef;
  readonly object: EntityRef;
  /** What the slot held before, for messages that mention it. */
  readonly previous: string | undefined;
  readonly text: string;
}

/** A script with its tellings in words and its facts, by index of the value. */
export interface Story {
  readonly script: Script;
  readonly tellings: readonly WordedTelling[];
  readonly factIds: ReadonlyMap<number, string>;
}

/** A fact without the messages that tell it. */
export type FactDraft = Omit<Fact, "messageIds">;

/** Where a story is told. */
export interface StoryPlace {
  readonly tenantId: string;
  readonly language: Language;
  readonly calendar: Calendar;
}

/** How often a person is named by an alias told earlier. */
const ALIAS_PROBABILITY = 0.3;

/** Chooses the words of every telling. Facts are numbered in the order of their first telling. */
export function wordStories(
  scripts: readonly Script[],
  place: StoryPlace,
  random: Random,
): Story[] {
  const aliases = aliasSessions(scripts);
  const ordered = scripts.toSorted((a, b) => firstSession(a) - firstSession(b));
  let factCount = 0;
  return ordered.map((script) => {
    const tellings = script.tellings.toSorted((a, b) => a.session - b.session);
    const factIds = new Map<number, string>();
    for (const { value } of tellings) {
      if (!factIds.has(value)) {
        factCount += 1;
        factIds.set(value, `${place.tenantId}:f${String(factCount).padStart(4, "0")}`);
      }
    }
    return {
      script,
      factIds,
      tellings: wordTellings({ script, tellings, factIds }, aliases, place, random),
    };
  });
}

/** The facts of a story with their state before and after the tenant's deletions. */
export function settleFacts(story: Story, { calendar }: StoryPlace): FactDraft[] {
  const { script, tellings, factIds } = story;
  const told = tellings.map((telling): SlotTelling & { readonly index: number } => ({
    index: telling.value,
    value: String(telling.value),
    saidAt: mustAt(calendar.dates, telling.session),
    validFrom: telling.validFrom,
    isCorrection: telling.operation === "CORRECT",
    text: telling.text,
  }));
  const ingested = project(script, told);
  const kept = told.filter(({ index }) => index !== script.deletedValue);
  const final = project(script, kept);
  return Array.from(factIds, ([value, id]) => {
    const own = tellings.filter((telling) => telling.value === value);
    const { subject, relationship, values } = script.seed;
    return {
      id,
      subject,
      relationship,
      object: mustAt(values, value),
      cardinality: script.cardinality,
      texts: [...new Set(own.map(({ text }) => text))],
      ingested: ingested.get(String(value)) ?? NEVER,
      final:
        value === script.deletedValue
          ? { status: "deleted", spells: [] }
          : (final.get(String(value)) ?? NEVER),
    };
  });
}

const NEVER: FactState = { status: "retracted", spells: [] };

function project(script: Script, told: readonly SlotTelling[]): Map<string, FactState> {
  return script.cardinality === "one" ? projectSlot(told) : new Map([["0", projectPair(told)]]);
}

function firstSession({ tellings }: Script): number {
  return Math.min(...tellings.map(({ session }) => session));
}

/** By a person's name: the alias and the session in which it is first told. */
function aliasSessions(
  scripts: readonly Script[],
): Map<string, { alias: string; session: number }> {
  const told = scripts.filter(({ seed }) => seed.relationship === "alias");
  return new Map(
    told.map((script) => [
      script.seed.subject.name,
      { alias: mustAt(script.seed.values, 0).name, session: firstSession(script) },
    ]),
  );
}

interface Draft {
  readonly script: Script;
  readonly tellings: readonly Telling[];
  readonly factIds: ReadonlyMap<number, string>;
}

function wordTellings(
  { script, tellings, factIds }: Draft,
  aliases: ReadonlyMap<string, { alias: string; session: number }>,
  place: StoryPlace,
  random: Random,
): WordedTelling[] {
  const { subject, relationship, values } = script.seed;
  const wordings = phraseBook(place.language).telling[relationship].facts;
  const firstWords = new Map<number, { wording: string; subject: EntityRef }>();
  return tellings.map((telling, index) => {
    const alias = relationship === "alias" ? undefined : aliases.get(subject.name);
    const isKnown = alias !== undefined && alias.session < telling.session;
    const named =
      isKnown && random.chance(ALIAS_PROBABILITY) ? { ...subject, name: alias.alias } : subject;
    const fresh = { wording: pickWording(wordings, telling, random), subject: named };
    const first = firstWords.get(telling.value);
    const words = first && !telling.isReworded ? first : fresh;
    if (!first) {
      firstWords.set(telling.value, words);
    }
    const object = mustAt(values, telling.value);
    const { withArticle } = phraseBook(place.language);
    return {
      ...telling,
      factId: factIds.get(telling.value) ?? "",
      relationship,
      cardinality: script.cardinality,
      subject: words.subject,
      object,
      previous: previousObject(script, tellings, index),
      text: fillPhrase(words.wording, {
        s: words.subject.name,
        o: object.name,
        a: withArticle(object.name),
      }),
    };
  });
}

/** The plain wording for most, another for some. */
function pickWording(wordings: readonly string[], { isReworded }: Telling, random: Random): string {
  const plain = mustAt(wordings, 0);
  const others = wordings.slice(1);
  return others.length > 0 && (isReworded || random.chance(0.2)) ? random.pick(others) : plain;
}

function previousObject(
  script: Script,
  tellings: readonly Telling[],
  index: number,
): string | undefined {
  const own = mustAt(tellings, index).value;
  const before = tellings.slice(0, index).filter(({ value }) => value !== own);
  const last = before.at(-1);
  return last && mustAt(script.seed.values, last.value).name;
}

/** Facts in the order of their ids. */
export function sortFacts<Item extends { readonly id: string }>(facts: readonly Item[]): Item[] {
  return facts.toSorted((a, b) => compareText(a.id, b.id));
}
