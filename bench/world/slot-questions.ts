/** Questions about one slot: now, then, before, after late arrivals, corrections and deletions. */
import { DAY_MS } from "./calendar.ts";
import { fillPhrase, phraseBook } from "./phrases.ts";
import {
  askNow,
  currentFact,
  type DatedFact,
  draftQuestion,
  type FactGroup,
  groupsOf,
  otherFacts,
  type QuestionDraft,
  type QuestionSource,
  sample,
  spellsOf,
} from "./question-drafts.ts";
import type { ShapeName } from "./shapes.ts";
import { spellAt } from "./timeline.ts";
import type { Fact, Question } from "./types.ts";

const CHANGED: readonly ShapeName[] = [
  "change",
  "double",
  "return",
  "changeCorrect",
  "correctChange",
];
const CORRECTED: readonly ShapeName[] = ["correct", "changeCorrect", "correctTwice"];
const LATE: readonly ShapeName[] = ["lateNew", "lateOld", "lateBetween"];
const DELETED: readonly ShapeName[] = ["deleteOnly", "deleteLast", "deleteMiddle"];

/** Most questions of a type for each person. */
const HOP1_PER_PERSON = 3.5;
const AS_OF_PER_PERSON = 1.7;

/** All questions about single slots. */
export function askAboutSlots(source: QuestionSource, personCount: number): QuestionDraft[] {
  const { random } = source;
  const plain = source.groups.filter(
    ({ shape, relationship }) =>
      shape === "plain" || (shape === "pair" && relationship === "has_pet"),
  );
  const single = plain.filter((group) => isOnlyValue(group, source));
  return [
    ...sample(single, Math.round(personCount * HOP1_PER_PERSON), random).flatMap((group) =>
      current("hop1", group, source),
    ),
    ...groupsOf(source, CHANGED).flatMap((group) => current("after_change", group, source)),
    ...groupsOf(source, CORRECTED).flatMap((group) => current("contradiction", group, source)),
    ...sample(
      groupsOf(source, [
        "plain",
        "change",
        "double",
        "return",
        "correct",
        "changeCorrect",
        "correctTwice",
      ]),
      Math.round(personCount * AS_OF_PER_PERSON),
      random,
    ).flatMap((group) => asOf("as_of", random.pick(spellsOf(group)), group, source)),
    ...groupsOf(source, ["change", "double", "changeCorrect"]).flatMap((group) =>
      before("before_change", group, source),
    ),
    ...groupsOf(source, LATE).flatMap((group) => askLate(group, source)),
    ...groupsOf(source, DELETED).flatMap((group) => askDeleted(group, source)),
    ...source.groups
      .filter(({ shape, facts }) => shape === "pair" && facts[0]?.final.status === "deleted")
      .flatMap((group) => current("deleted", group, source)),
  ];
}

/** Whether the subject has no second value, as a second pet. */
function isOnlyValue(group: FactGroup, { groups }: QuestionSource): boolean {
  const name = group.facts[0]?.subject.name;
  const same = groups.filter(
    ({ relationship, facts }) =>
      relationship === group.relationship && facts[0]?.subject.name === name,
  );
  return same.length === 1;
}

/** Asks what holds now. With nothing left to hold, nothing must be found. */
function current(
  type: Question["type"],
  group: FactGroup,
  source: QuestionSource,
): QuestionDraft[] {
  const subject = group.facts[0]?.subject.name;
  if (subject === undefined) {
    return [];
  }
  const fact = currentFact(group);
  const text = askNow(source, group.relationship, subject);
  return [draftQuestion(type, text, group, fact ? [fact] : [])];
}

/** Asks for the middle of a spell; half of the time the question names the day as well. */
function asOf(
  type: Question["type"],
  { fact, spell }: DatedFact,
  group: FactGroup,
  source: QuestionSource,
): QuestionDraft[] {
  const from = Date.parse(spell.from);
  const to = Date.parse(spell.to ?? source.lastDate);
  const middle = new Date(from + Math.max(DAY_MS / 2, Math.floor((to - from) / 2))).toISOString();
  if (spellAt(fact.final, middle) === undefined) {
    return [];
  }
  return [{ ...askOn(type, fact, middle, source), ...otherFacts(group, [fact]), asOf: middle }];
}

function askOn(
  type: Question["type"],
  fact: Fact,
  instant: string,
  source: QuestionSource,
): QuestionDraft {
  const { asking, formatDate } = phraseBook(source.language);
  const { now, then } = asking[fact.relationship];
  const phrases = then.length > 0 && source.random.chance(0.5) ? then : now;
  const text = fillPhrase(source.random.pick(phrases), {
    s: fact.subject.name,
    d: formatDate(new Date(instant)),
  });
  return {
    type,
    text,
    must: [fact.id],
    stale: [],
    wrong: [],
    gone: [],
    path: [fact.relationship],
    answer: [fact.object.name],
  };
}

/** Asks, in words only, what held just before the last value. */
function before(type: Question["type"], group: FactGroup, source: QuestionSource): QuestionDraft[] {
  const spells = spellsOf(group);
  const [earlier, later] = spells.slice(-2);
  const { before: phrases } = phraseBook(source.language).asking[group.relationship];
  if (!earlier || !later || phrases.length === 0) {
    return [];
  }
  const { withArticle } = phraseBook(source.language);
  const text = fillPhrase(source.random.pick(phrases), {
    s: earlier.fact.subject.name,
    o: later.fact.object.name,
    a: withArticle(later.fact.object.name),
  });
  const draft = draftQuestion(type, text, group, [earlier.fact]);
  // What came after is named in the question: finding it too is no mistake.
  return [{ ...draft, stale: draft.stale.filter((id) => id !== later.fact.id) }];
}

/** What holds now despite the late arrival, and what the late arrival told of its own time. */
function askLate(group: FactGroup, source: QuestionSource): QuestionDraft[] {
  const spells = spellsOf(group);
  const told = group.shape === "lateBetween" ? spells[1] : spells[0];
  const now = current("late", group, source);
  if (group.shape === "lateNew" || !told) {
    return now;
  }
  return [
    ...now,
    ...asOf("late", told, group, source),
    ...(group.shape === "lateBetween" ? before("late", group, source) : []),
  ];
}

/** What holds after the deletion, and what then held at the time of the deleted fact. */
function askDeleted(group: FactGroup, source: QuestionSource): QuestionDraft[] {
  const now = current("deleted", group, source);
  const deleted = group.facts.find(({ final }) => final.status === "deleted");
  const spell = deleted?.ingested.spells[0];
  if (group.shape !== "deleteMiddle" || !spell) {
    return now;
  }
  const reopened = group.facts.find(({ final }) => spellAt(final, spell.from) !== undefined);
  return [
    ...now,
    ...(reopened ? asOf("deleted", { fact: reopened, spell }, group, source) : []),
    ...before("deleted", group, source),
  ];
}
