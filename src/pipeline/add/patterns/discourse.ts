import type { EntityName } from "./extraction.ts";
import type { Statement } from "./reading.ts";

/** What a pronoun or a kinship noun says about a person. */
export type Gender = "female" | "male" | "unknown";

interface MentionedPerson {
  /** Undefined for someone without a name ("my brother"). */
  readonly name: string | undefined;
  readonly gender: Gender;
}

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
  readonly #recent: (readonly Statement[])[] = [];
  /** Whether the message announced a correction ("I was wrong.") that its next sentence makes. */
  isCorrecting = false;

  /** Forgets the persons of the message before. */
  startMessage(): void {
    this.#persons = [];
    this.isCorrecting = false;
  }

  /** Notes a person by name; undefined if only described. A known gender is never overwritten by unknown. */
  mentionPerson(name: string | undefined, gender: Gender): void {
    const known =
      name === undefined ? -1 : this.#persons.findIndex((person) => person.name === name);
    if (known >= 0) {
      const earlier = this.#persons[known];
      const kept = gender === "unknown" ? (earlier?.gender ?? gender) : gender;
      this.#persons[known] = { name, gender: kept };
    } else if (this.#persons.length < maxPersons) {
      this.#persons.push({ name, gender });
    }
  }

  /** Whom "he" or "she" means: the one person it can mean, or undefined if there are several or none. */
  resolvePronoun(gender: Gender): EntityName | undefined {
    const candidates = this.#persons.filter(
      (person) => gender === "unknown" || person.gender === "unknown" || person.gender === gender,
    );
    const name = candidates.length === 1 ? candidates[0]?.name : undefined;
    return name === undefined ? undefined : { name, type: "person" };
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
    return this.#recent
      .flat()
      .some((statement) => statement.type === "WORKS_AT" && statement.destination.name === name);
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

  /** Keeps what one sentence said for {@link findCorrected}. */
  remember(statements: readonly Statement[]): void {
    const standing = statements.filter(
      (statement) => statement.tense !== "ended" && statement.tense !== "past",
    );
    if (standing.length > 0) {
      this.#recent.push(standing);
      this.#recent.splice(0, this.#recent.length - maxRecentSentences);
    }
  }

  /**
   * The statement that a correction means: the latest that held `wrong`, or, if no wrong value is named,
   * the one that the latest sentence made. Undefined if that sentence made several.
   */
  findCorrected(
    wrong: string | undefined,
    isCorrectable: (statement: Statement) => boolean,
  ): Statement | undefined {
    if (wrong !== undefined) {
      const key = wrong.toLowerCase();
      return this.#recent
        .flat()
        .findLast(
          (statement) =>
            isCorrectable(statement) && statement.destination.name.toLowerCase() === key,
        );
    }
    const latest = this.#recent.at(-1)?.filter((statement) => isCorrectable(statement)) ?? [];
    return latest.length === 1 ? latest[0] : undefined;
  }
}
