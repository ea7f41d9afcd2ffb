import { SPEAKER, type EntityName, type PatternMessage } from "./extraction.ts";
import type { Statement } from "./reading.ts";

/** What a pronoun or a kinship noun says about a person. */
export type Gender = "female" | "male" | "unknown";

interface MentionedPerson {
  /** Undefined for someone without a name ("my brother"). */
  readonly name: string | undefined;
  readonly gender: Gender;
  /** The sentence that first mentioned them, and where in it. */
  readonly sentence: number;
  readonly at: number;
}

/** What one sentence said, by whom, and in which message. */
interface Remembered {
  readonly statements: readonly Statement[];
  readonly speaker: string;
  readonly message: number;
}

/** A question that "no, it was …" may answer: not one that asks how or why. */
const answerable =
  /(?:^|[.!?。！？,，\n])\s*(?=\S)(?!(?:so |and |but |oh )*(?:how|why)\b)(?![^.!?。！？,，\n]{0,200}(?:怎么|怎样|为什么|为何|如何))[^.!?。！？,，\n]{1,300}[?？]/iu;

/** Sentences whose statements are kept for a later correction. */
const maxRecentSentences = 20;

/** Persons of one message kept for its pronouns. */
const maxPersons = 50;

/**
 * What has been said so far: whom a pronoun can mean, and what a correction can correct.
 *
 * Persons are forgotten with each message, statements only with the input.
 */
export class Discourse {
  #persons: MentionedPerson[] = [];
  readonly #recent: Remembered[] = [];
  /** The latest sentence about the past, whatever was read of it. */
  #latestPast: Remembered | undefined;
  #message = 0;
  #sentence = 0;
  #speaker = "";
  /** The speaker's last message before this one. */
  #lastOwn: number | undefined;
  readonly #lastBySpeaker = new Map<string, number>();
  readonly #lastPersons = new Map<string, readonly MentionedPerson[]>();
  /** What was said right before by someone else, if it asks something. */
  #question: string | undefined;
  #content = "";
  readonly #employers: ReadonlySet<string>;
  /** Whether the message announced a correction ("I was wrong.") that its next sentence makes. */
  isCorrecting = false;

  /** @param employers - Where somebody was said to work in what was told before. */
  constructor(employers: readonly string[] = []) {
    this.#employers = new Set(employers);
  }

  /** Forgets the persons of the message before. */
  startMessage({ role, name, content }: Omit<PatternMessage, "index">): void {
    if (this.#message > 0) {
      this.#lastPersons.set(this.#speaker, this.#persons);
    }
    this.#persons = [];
    this.isCorrecting = false;
    const speaker = JSON.stringify([role, name]);
    const isAnswer = speaker !== this.#speaker && answerable.test(this.#content);
    this.#question = isAnswer ? this.#content.toLowerCase() : undefined;
    this.#message += 1;
    this.#speaker = speaker;
    this.#content = content;
    this.#lastOwn = this.#lastBySpeaker.get(speaker);
    this.#lastBySpeaker.set(speaker, this.#message);
  }

  /** Begins a sentence: where in it persons are mentioned counts from its start. */
  startSentence(): void {
    this.#sentence += 1;
  }

  /**
   * Notes a person by name; undefined if only described. A known gender is never overwritten by unknown.
   *
   * @param at - Where in the sentence.
   */
  mentionPerson(name: string | undefined, gender: Gender, at = 0): void {
    const known =
      name === undefined ? -1 : this.#persons.findIndex((person) => person.name === name);
    const earlier = this.#persons[known];
    if (earlier !== undefined) {
      const kept = gender === "unknown" ? earlier.gender : gender;
      this.#persons[known] = { ...earlier, gender: kept };
    } else if (this.#persons.length < maxPersons) {
      this.#persons.push({ name, gender, sentence: this.#sentence, at });
    }
  }

  /**
   * Whom "he" or "she" means: the one person it can mean, or undefined if there are several or none.
   *
   * @param at - Where in the sentence it stands: it means nobody who is named only after it.
   */
  resolvePronoun(gender: Gender, at: number = Infinity): EntityName | undefined {
    const candidates = this.#persons.filter((person) => {
      const isBefore = person.sentence < this.#sentence || person.at < at;
      const isFit = gender === "unknown" || person.gender === "unknown" || person.gender === gender;
      return isBefore && isFit;
    });
    const name = candidates.length === 1 ? candidates[0]?.name : undefined;
    return name === undefined ? undefined : { name, type: "person" };
  }

  /**
   * Whom "he" or "she" means as {@link resolvePronoun} does. One that means nobody named is somebody else from then on:
   * "She works with Ana. She likes tea."
   */
  meetPronoun(gender: Gender, at: number): EntityName | undefined {
    const party = this.resolvePronoun(gender, at);
    const isKnown = this.#persons.some(
      (person) =>
        (gender === "unknown" || person.gender === "unknown" || person.gender === gender) &&
        (person.sentence < this.#sentence || person.at <= at),
    );
    if (party === undefined && !isKnown) {
      this.mentionPerson(undefined, gender, at);
    }
    return party;
  }

  /** Whether the message named this person. */
  isPerson(name: string): boolean {
    return this.#persons.some((person) => person.name === name);
  }

  /** Whether it is known whether this person is "he" or "she". */
  hasGender(name: string): boolean {
    return this.#persons.some((person) => person.name === name && person.gender !== "unknown");
  }

  /** Whether someone was said to work there. */
  isEmployer(name: string): boolean {
    const isOf = ({ type, destination }: Statement): boolean =>
      type === "WORKS_AT" && destination.name === name;
    return (
      this.#employers.has(name) || this.#recent.some(({ statements }) => statements.some(isOf))
    );
  }

  /** Notes that someone described before ("my manager is …") has these names. */
  namePerson(names: readonly string[], gender: Gender): void {
    const described = this.#persons.findLastIndex(
      (person) => person.name === undefined && person.gender === gender,
    );
    if (described >= 0) {
      this.#persons.splice(described, 1);
    }
    for (const name of names) {
      this.mentionPerson(name, gender);
    }
  }

  /**
   * Keeps what one sentence said for {@link findTold} and {@link findLatest}.
   *
   * @param isPast - Whether it tells what was, so that "it was" may mean it, even if nothing was read of it.
   */
  remember(statements: readonly Statement[], isPast = false): void {
    if (isPast) {
      this.#latestPast = { statements, speaker: this.#speaker, message: this.#message };
    }
    const standing = statements.filter(
      (statement) => statement.tense !== "ended" && statement.tense !== "past",
    );
    if (standing.length > 0) {
      this.#recent.push({
        statements: standing,
        speaker: this.#speaker,
        message: this.#message,
      });
      this.#recent.splice(0, this.#recent.length - maxRecentSentences);
    }
  }

  /** The latest statement that held `wrong` and that whoever speaks now may take back. */
  findTold(wrong: string, isMeant: (statement: Statement) => boolean): Statement | undefined {
    const key = wrong.toLowerCase();
    return this.#recent
      .flatMap(({ statements, speaker }) =>
        statements.filter((statement) => speaker === this.#speaker || !isAboutSpeaker(statement)),
      )
      .findLast(
        (statement) => isMeant(statement) && otherEnd(statement).name.toLowerCase() === key,
      );
  }

  /** Whether the speaker has said otherwise, in this message or the last: another value of the same slot. */
  saidOtherwise(
    { type, source, destination }: Statement,
    reach: "this message" | "last message",
  ): boolean {
    const isNear = (message: number): boolean =>
      message === this.#message ||
      (reach === "last message" && message === this.#lastOwn && this.#question === undefined);
    return this.#recent.some(
      ({ statements, message }) =>
        isNear(message) &&
        statements.some(
          (told) =>
            told.type === type &&
            told.source.name === source.name &&
            told.destination.name !== destination.name,
        ),
    );
  }

  /** Lets the pronouns of a correction mean whom the speaker's last message named, if this one named nobody. */
  recallPersons(): void {
    if (this.#persons.length === 0) {
      this.#persons = [...(this.#lastPersons.get(this.#speaker) ?? [])];
    }
  }

  /**
   * The statement that a correction which names no wrong value means: the only one of the speaker's latest sentence, in
   * this message or the speaker's last. Undefined if there are several, or if the correction may answer a question that
   * somebody else asked in between.
   *
   * @param isAdmission - Whether the correction says that something was wrong ("I meant …"), so that it is no answer.
   * @param tense - "was" if it says what was: then it means what was told of the past, if anything was.
   */
  findLatest(
    isMeant: (statement: Statement) => boolean,
    isAdmission: "admission" | "denial",
    tense: "was" | "any" = "any",
  ): Statement | undefined {
    const latest =
      (tense === "was" ? this.#near(this.#latestPast) : undefined) ?? this.#latestOwn();
    const meant = onlyOf(latest?.statements.filter((told) => told.isMain && isMeant(told)) ?? []);
    const isSaidHere = latest?.message === this.#message;
    return meant === undefined || isSaidHere || isAdmission === "admission" || this.#isAbout(meant)
      ? meant
      : undefined;
  }

  /** What the latest sentence said, if it is the speaker's own, of this message or the last. */
  #latestOwn(): Remembered | undefined {
    return this.#near(this.#recent.at(-1));
  }

  #near(told: Remembered | undefined): Remembered | undefined {
    const isNear = told?.message === this.#message || told?.message === this.#lastOwn;
    return isNear && told?.speaker === this.#speaker ? told : undefined;
  }

  /** Whether nothing was asked in between, or the question names what the statement holds. */
  #isAbout(statement: Statement): boolean {
    return this.#question?.includes(otherEnd(statement).name.toLowerCase()) !== false;
  }
}

function onlyOf(statements: readonly Statement[]): Statement | undefined {
  return statements.length === 1 ? statements[0] : undefined;
}

function isAboutSpeaker({ source, destination }: Statement): boolean {
  return source.name === SPEAKER || destination.name === SPEAKER;
}

/** The end of a statement that a correction puts right: what is said of the subject. */
export function otherEnd({ source, destination }: Statement): EntityName {
  return destination.name === SPEAKER ? source : destination;
}
