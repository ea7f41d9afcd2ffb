import { canonicalizeRelation, sentenceFor } from "../../../core/relations/relations.ts";
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
import type { Clause, SentenceReading, Statement } from "./reading.ts";
import { isRecurring, timesOf, type Times } from "./times.ts";

/** A sentence with what was read from it. */
export interface ReadSentence {
  readonly message: PatternMessage;
  readonly language: "en" | "zh";
  readonly dates: readonly DateMention[];
  readonly reading: SentenceReading;
}

interface EntityDraft {
  readonly name: string;
  type: string | undefined;
  readonly aliases: Set<string>;
  readonly sources: Set<number>;
}

/** One text to be remembered, and what it states. */
interface Telling {
  readonly text: string;
  readonly kind: "event" | "trait";
  readonly slot: Statement | undefined;
  readonly statements: readonly Statement[];
  readonly dates: readonly DateMention[];
}

/** The relation that makes one entity of two names: kept as an alias, not as an edge. */
const aliasType = "ALSO_KNOWN_AS";

/** Gathers facts, relations and entities from sentences, in their order. */
export class ExtractionCollector {
  readonly #input: PatternInput;
  readonly #facts: ExtractedFact[] = [];
  readonly #relations = new Map<string, ExtractedRelation>();
  readonly #entities = new Map<string, EntityDraft>();

  constructor(input: PatternInput) {
    this.#input = input;
  }

  /** Adds what one sentence says. Of an assistant only what it says of itself counts. */
  add(sentence: ReadSentence): void {
    for (const telling of tell(sentence, this.#resolver())) {
      this.#addTelling(sentence, telling);
    }
  }

  /** Everything gathered. */
  finish(): Extraction {
    const entities = Array.from(this.#entities.values(), (draft): ExtractedEntity => {
      return {
        name: draft.name,
        type: draft.type,
        aliases: [...draft.aliases],
        sources: [...draft.sources],
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

  #resolver(): (text: string) => string {
    const { at, timeZone } = this.#input;
    return (text) => resolveDates(text, { reference: at, timeZone });
  }

  #addTelling({ message, reading }: ReadSentence, telling: Telling): void {
    const sources = [message.index];
    const attributedTo = message.role === "assistant" ? "assistant" : "user";
    const slot = telling.slot && {
      subject: telling.slot.source,
      relationship: telling.slot.type,
      value: telling.slot.destination,
    };
    const timed = telling.slot ?? telling.statements.find((statement) => statement.isMain);
    const tense = timed?.tense ?? (telling.kind === "event" ? "happened" : "holds");
    this.#facts.push({
      text: telling.text,
      kind: telling.kind,
      attributedTo,
      sources,
      ...timesOf(tense, telling.dates, this.#input.at),
      ...(slot === undefined ? {} : { slot }),
      ...(telling.slot?.corrects === true ? { corrects: true } : {}),
    });
    for (const statement of telling.statements) {
      const dates = statement.isMain || isOver(statement) ? telling.dates : [];
      this.#addStatement(
        statement,
        telling.text,
        sources,
        timesOf(statement.tense, dates, this.#input.at),
      );
    }
    for (const name of reading.names) {
      this.#mention({ name }, message.index);
    }
  }

  #addStatement(
    statement: Statement,
    fact: string,
    sources: readonly number[],
    times: Times,
  ): void {
    const { type, source, destination, corrects } = statement;
    const [index = 0] = sources;
    const subject = this.#mention(source, index);
    if (type === aliasType) {
      subject.aliases.add(destination.name);
      return;
    }
    this.#mention(destination, index);
    const key = JSON.stringify([
      source.name,
      type,
      destination.name,
      times,
      corrects ?? false,
      sources,
    ]);
    if (!this.#relations.has(key)) {
      const relation = { source, relationship: type, destination, fact, sources, ...times };
      this.#relations.set(key, corrects === true ? { ...relation, corrects } : relation);
    }
  }

  /** Notes an entity; the first type it is given stays. */
  #mention({ name, type }: EntityName, index: number): EntityDraft {
    const draft = this.#entities.get(name) ?? {
      name,
      type,
      aliases: new Set(),
      sources: new Set(),
    };
    draft.type ??= type;
    draft.sources.add(index);
    this.#entities.set(name, draft);
    return draft;
  }

  #typed({ name }: EntityName): EntityName {
    const type = name === SPEAKER ? undefined : this.#entities.get(name)?.type;
    return type === undefined ? { name } : { name, type };
  }

  #typedSlot(slot: NonNullable<ExtractedFact["slot"]>): NonNullable<ExtractedFact["slot"]> {
    return { ...slot, subject: this.#typed(slot.subject), value: this.#typed(slot.value) };
  }
}

function isOver({ tense }: Statement): boolean {
  return tense === "ended" || tense === "past";
}

/** Divides a sentence into texts of which each fills at most one slot, so that a change closes no more than it should. */
function tell(
  { message, language, dates, reading }: ReadSentence,
  resolve: (text: string) => string,
): Telling[] {
  const isAssistant = message.role === "assistant";
  const clauses = isAssistant ? reading.clauses.filter((clause) => clause.isOwn) : reading.clauses;
  const asides = isAssistant ? [] : reading.asides;
  if (clauses.length === 0) {
    const isKept = isAssistant
      ? reading.isOwn && reading.worth === "event"
      : reading.worth !== undefined || asides.length > 0;
    const kind = reading.worth ?? "trait";
    const text = kind === "trait" && isRecurring(dates) ? reading.text : resolve(reading.text);
    return isKept ? [{ text, kind, slot: undefined, statements: asides, dates }] : [];
  }
  const slots = clauses.flatMap((clause) => slotsOf(clause));
  const isWhole = slots.length === 0 || (slots.length === 1 && clauses.length === 1);
  if (isWhole) {
    const statements = [...clauses.flatMap((clause) => clause.statements), ...asides];
    const isTimeless =
      isRecurring(dates) && statements.every((statement) => statement.tense === "holds");
    const text = isTimeless ? reading.text : resolve(reading.text);
    return [
      {
        text,
        kind: kindOf(statements),
        slot: slots[0],
        statements,
        dates: isTimeless ? [] : dates,
      },
    ];
  }
  return clauses.flatMap((clause, index) =>
    tellClause(clause, index === 0 ? asides : [], { language, dates, resolve }),
  );
}

interface ClauseSetting {
  readonly language: "en" | "zh";
  readonly dates: readonly DateMention[];
  readonly resolve: (text: string) => string;
}

function tellClause(
  clause: Clause,
  asides: readonly Statement[],
  { language, dates, resolve }: ClauseSetting,
): Telling[] {
  const own = dates.filter((date) => date.start >= clause.start && date.start < clause.end);
  const slots = slotsOf(clause);
  const others = clause.statements.filter((statement) => !slots.includes(statement));
  if (slots.length <= 1) {
    const statements = [...clause.statements, ...asides];
    return [
      {
        text: resolve(clause.text),
        kind: kindOf(clause.statements),
        slot: slots[0],
        statements,
        dates: own,
      },
    ];
  }
  return slots.map((slot, index): Telling => {
    const text = sentenceFor(slot.type, slot.source.name, slot.destination.name, language);
    const statements = index === 0 ? [slot, ...others, ...asides] : [slot];
    return { text, kind: "trait", slot, statements, dates: own };
  });
}

/** The single-valued statements a clause makes itself. */
function slotsOf(clause: Clause): Statement[] {
  return clause.statements.filter(
    (statement) => statement.isMain && canonicalizeRelation(statement.type).cardinality === "one",
  );
}

function kindOf(statements: readonly Statement[]): "event" | "trait" {
  return statements.some((statement) => statement.isMain && statement.tense === "happened")
    ? "event"
    : "trait";
}
