import type { EntityType, RelationDefinition } from "../../../../core/relations/relations.ts";
import type { Discourse } from "../discourse.ts";
import { SPEAKER, type EntityName } from "../extraction.ts";
import type { Statement, Tense } from "../reading.ts";
import { relationOf } from "../relation-of.ts";
import type { EnglishText } from "./english-text.ts";
import type { NounMention } from "./nouns.ts";

/** What the reading of one sentence works on. */
export interface ClauseContext {
  readonly text: EnglishText;
  readonly discourse: Discourse;
  /** The owned nouns of the sentence, in order. */
  readonly mentions: readonly NounMention[];
}

/** Whom a clause is about. */
export interface Subject {
  /** Whom; empty if only described ("my manager"). */
  readonly parties: readonly EntityName[];
  readonly person: "first" | "third" | "plural";
  /** The description, of someone without a name. */
  readonly described?: NounMention | undefined;
  /** Indexes of tokens. */
  readonly start: number;
  readonly end: number;
}

/** What was read of a clause after its subject. */
export interface Predicate {
  readonly statements: readonly Statement[];
  /** Index of the token after it. */
  readonly end: number;
}

/** The owned noun that begins at a token; of "my sister" and "my sister Ana's husband" the longer. */
export function mentionAt(context: ClauseContext, at: number): NounMention | undefined {
  return context.mentions.findLast((mention) => mention.start === at);
}

/** "My late husband", "my late dog": what one had of them is over. */
export function isOfDead(
  text: EnglishText,
  { start, nounEnd, relation: { definition } }: NounMention,
): boolean {
  const isLate = text.tokens.slice(start, nounEnd).some(({ lower }) => lower === "late");
  return isLate && (definition.cardinality === "one" || definition.type === "HAS_PET");
}

/** How two ends are related. */
export interface Link {
  readonly definition: RelationDefinition;
  readonly isInverse: boolean;
  readonly tense: Tense;
}

/** A canonical relation read in its own direction. */
export function linkOf(type: string, tense: Tense): Link {
  return { definition: relationOf(type), isInverse: false, tense };
}

/** States a relation in its canonical direction, its ends typed as the relation says. */
export function stateMain(link: Link, subject: EntityName, object: EntityName): Statement {
  const { definition, isInverse, tense } = link;
  const [source, destination] = isInverse ? [object, subject] : [subject, object];
  return {
    type: definition.type,
    source: typed(source, definition.source),
    destination: typed(destination, definition.destination),
    tense,
    isMain: true,
  };
}

/** The same for what a clause mentions by the way. */
export function stateAside(link: Link, subject: EntityName, object: EntityName): Statement {
  return { ...stateMain(link, subject, object), isMain: false };
}

/** The speaker's type is the caller's to know; "thing" says nothing. */
function typed(entity: EntityName, type: EntityType): EntityName {
  return entity.name === SPEAKER || type === "thing" ? entity : { name: entity.name, type };
}
