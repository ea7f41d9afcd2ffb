import { resolveDates, type DateMention } from "../../../text/dates.ts";
import {
  SPEAKER,
  type EntityName,
  type ExtractedEntity,
  type ExtractedFact,
  type ExtractedRelation,
  type Extraction,
  type PatternInput,
  type PatternMessage,
} from "./extraction.ts";
import type { Statement } from "./reading.ts";
import { type ReadSentence, tell, type Telling } from "./tell.ts";
import { timesOf, timesOfEnding, timesOfExcluding } from "./times.ts";

/** An entity as one message names it: "I" is another person in each, and an alias is told by its message alone. */
interface EntityDraft {
  readonly name: string;
  readonly source: number;
  readonly aliases: Set<string>;
}

/** The relation that makes one entity of two names: kept as an alias, not as an edge. */
const aliasType = "ALSO_KNOWN_AS";

/** Gathers facts, relations and entities from sentences, in their order. */
export class ExtractionCollector {
  readonly #input: PatternInput;
  readonly #facts: ExtractedFact[] = [];
  readonly #relations = new Map<string, ExtractedRelation>();
  readonly #entities = new Map<string, EntityDraft>();
  readonly #types = new Map<string, string>();

  constructor(input: PatternInput) {
    this.#input = input;
  }

  /** Adds what one sentence says. Of an assistant only what it says of itself counts. */
  add(sentence: ReadSentence): void {
    for (const telling of tell(
      sentence,
      this.#resolver(sentence.message),
      this.#timeOf(sentence.message),
    )) {
      this.#addTelling(sentence, telling);
    }
  }

  /** Everything gathered. */
  finish(): Extraction {
    const entities = Array.from(this.#entities.values(), (draft): ExtractedEntity => {
      return {
        ...this.#typed({ name: draft.name }),
        aliases: [...draft.aliases],
        sources: [draft.source],
      };
    });
    return {
      facts: this.#facts.map((fact) =>
        fact.slot === undefined ? fact : { ...fact, slot: this.#typedSlot(fact.slot) },
      ),
      relations: Array.from(this.#relations.values(), (relation) => ({
        ...relation,
        source: this.#typed(relation.source),
        destination: this.#typed(relation.destination),
      })),
      entities,
    };
  }

  #resolver(message: PatternMessage): (text: string) => string {
    const { timeZone } = this.#input;
    const reference = this.#timeOf(message);
    return (text) => resolveDates(text, { reference, timeZone });
  }

  #timeOf({ at }: PatternMessage): number {
    return at ?? this.#input.at;
  }

  #addTelling({ message, reading }: ReadSentence, telling: Telling): void {
    this.#facts.push(this.#factOf(message, telling));
    for (const statement of telling.statements) {
      this.#addStatement(statement, telling, message);
    }
    for (const name of reading.names) {
      this.#mention({ name }, message.index);
    }
  }

  #factOf(message: PatternMessage, telling: Telling): ExtractedFact {
    const { index, role } = message;
    const { text, kind, slot, statements } = telling;
    const main = slot ?? statements.find((statement) => statement.isMain);
    const dates = datesOf(main, telling);
    const tense = main?.tense ?? (kind === "event" ? "happened" : "holds");
    const fact: ExtractedFact = {
      text,
      kind,
      attributedTo: role === "assistant" ? "assistant" : "user",
      sources: [index],
      ...((slot === undefined ? timesOfEnding(tense, dates) : undefined) ??
        timesOf(tense, dates, this.#timeOf(message))),
    };
    if (slot === undefined) {
      return fact;
    }
    const { source: subject, type: relationship, destination: value } = slot;
    const filled = { ...fact, slot: { subject, relationship, value } };
    return slot.corrects === true ? { ...filled, corrects: true } : filled;
  }

  #addStatement(statement: Statement, telling: Telling, message: PatternMessage): void {
    const { index } = message;
    const { type, source, destination, tense, corrects, replaces } = statement;
    const subject = this.#mention(source, index);
    if (type === aliasType) {
      subject.aliases.add(destination.name);
      return;
    }
    this.#mention(destination, index);
    const dates = statement.isMain || isOver(statement) ? datesOf(statement, telling) : [];
    const relation = {
      source,
      relationship: type,
      destination,
      fact: telling.text,
      sources: [index],
      ...timesOfExcluding(statement, telling.text, this.#timeOf(message)),
      ...timesOf(tense, dates, this.#timeOf(message)),
    };
    const key = JSON.stringify([
      { ...relation, source: source.name, destination: destination.name, fact: "" },
      corrects,
      replaces,
    ]);
    if (!this.#relations.has(key)) {
      this.#relations.set(key, {
        ...relation,
        ...(corrects === true ? { corrects } : {}),
        ...(replaces === undefined ? {} : { replaces }),
      });
    }
  }

  /** Notes an entity; the first type it is given stays. */
  #mention({ name, type }: EntityName, index: number): EntityDraft {
    const key = JSON.stringify([name, index]);
    const draft = this.#entities.get(key) ?? { name, source: index, aliases: new Set() };
    if (type !== undefined && !this.#types.has(name)) {
      this.#types.set(name, type);
    }
    this.#entities.set(key, draft);
    return draft;
  }

  #typed({ name }: EntityName): EntityName {
    const type = name === SPEAKER ? undefined : this.#types.get(name);
    return type === undefined ? { name } : { name, type };
  }

  #typedSlot(slot: NonNullable<ExtractedFact["slot"]>): NonNullable<ExtractedFact["slot"]> {
    return { ...slot, subject: this.#typed(slot.subject), value: this.#typed(slot.value) };
  }
}

function datesOf(
  statement: Statement | undefined,
  { dates, ownDates }: Telling,
): readonly DateMention[] {
  return (statement && ownDates?.get(statement)) ?? dates;
}

function isOver({ tense }: Statement): boolean {
  return tense === "ended" || tense === "past";
}
