/** What the makers of questions share: the tenant's final facts by slot, and phrasing. */
import { fillPhrase, phraseBook } from "./phrases.ts";
import type { Random } from "./prng.ts";
import type { Script } from "./script.ts";
import type { ShapeName } from "./shapes.ts";
import { compareText } from "./timeline.ts";
import type { Fact, FactSpell, Language, Question, RelationName } from "./types.ts";

/** A slot, or a pair, with its facts. */
export interface FactGroup {
  readonly shape: Script["shape"];
  readonly relationship: RelationName;
  readonly facts: readonly Fact[];
}

/** What questions are made from. */
export interface QuestionSource {
  readonly language: Language;
  readonly groups: readonly FactGroup[];
  /** Another name of a person, by name. */
  readonly aliases: ReadonlyMap<string, string>;
  readonly absentPeople: readonly string[];
  /** When the last session was held, ISO. */
  readonly lastDate: string;
  readonly random: Random;
}

/** A question before it is numbered. */
export type QuestionDraft = Omit<Question, "id" | "tenantId" | "language">;

/** One spell of one fact of a group. */
export interface DatedFact {
  readonly fact: Fact;
  readonly spell: FactSpell;
}

/** The fact of a functional group that holds in the end. */
export function currentFact({ facts }: FactGroup): Fact | undefined {
  return facts.find(({ final }) => final.status === "current");
}

/** The spells of a group in the order of time, after the deletions. */
export function spellsOf({ facts }: FactGroup): DatedFact[] {
  return facts
    .flatMap((fact) => fact.final.spells.map((spell) => ({ fact, spell })))
    .toSorted((a, b) => compareText(a.spell.from, b.spell.from));
}

/** Functional groups of the given shapes. */
export function groupsOf(source: QuestionSource, shapes: readonly ShapeName[]): FactGroup[] {
  return source.groups.filter(({ shape }) => shape !== "pair" && shapes.includes(shape));
}

/** Everything about a slot that a right answer must not mention, by why. */
export function otherFacts(
  group: FactGroup,
  right: readonly Fact[],
): Pick<QuestionDraft, "stale" | "wrong" | "gone"> {
  const others = group.facts.filter((fact) => !right.includes(fact));
  const ids = (statuses: readonly string[]): string[] =>
    others.filter(({ final }) => statuses.includes(final.status)).map(({ id }) => id);
  return { stale: ids(["current", "ended"]), wrong: ids(["retracted"]), gone: ids(["deleted"]) };
}

/** A question whose facts are those of one group. */
export function draftQuestion(
  type: Question["type"],
  text: string,
  group: FactGroup,
  right: readonly Fact[],
): QuestionDraft {
  return {
    type,
    text,
    must: right.map(({ id }) => id),
    ...otherFacts(group, right),
    path: [group.relationship],
    answer: right.map(({ object }) => object.name),
  };
}

/** Asks for the value that holds, naming the subject as given. */
export function askNow(
  source: QuestionSource,
  relationship: RelationName,
  subject: string,
): string {
  const { now } = phraseBook(source.language).asking[relationship];
  return fillPhrase(source.random.pick(now), { s: subject });
}

/** At most `limit` of the items, drawn at random. */
export function sample<Item>(items: readonly Item[], limit: number, random: Random): Item[] {
  return random.shuffle(items).slice(0, limit);
}
