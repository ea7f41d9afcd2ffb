import type { EntityType, RelationDefinition } from "../../../../core/relations/relations.ts";
import type { Discourse } from "../discourse.ts";
import { SPEAKER, type EntityName } from "../extraction.ts";
import type { NameEvidence } from "../name-evidence.ts";
import type { Statement, Tense } from "../reading.ts";
import { relationOf } from "../relation-of.ts";
import { writtenAt, type Compact } from "./compact.ts";

/** What the reading of one clause works on. */
export interface ChineseContext {
  readonly sentence: Compact;
  readonly evidence: NameEvidence;
  readonly discourse: Discourse;
  /** Where the clause stands in the compact text. */
  readonly start: number;
  readonly end: number;
  /** Whether the sentence names a day that is over. */
  readonly isPast: boolean;
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

/** The entity of a name found in the clause, as the sentence itself writes it. */
export function entityOf({ sentence, start }: ChineseContext, name: string): EntityName {
  const at = sentence.text.indexOf(name, start);
  const written = at < 0 ? name : writtenAt(sentence, at, at + name.length);
  return { name: written.replace(/\s+/g, " ") };
}

/** States a relation in its canonical direction, its ends typed as the relation says. */
export function state(
  link: Link,
  subject: EntityName,
  object: EntityName,
  isMain: "main" | "aside" = "main",
): Statement {
  const { definition, isInverse, tense } = link;
  const [source, destination] = isInverse ? [object, subject] : [subject, object];
  return {
    type: definition.type,
    source: typed(source, definition.source),
    destination: typed(destination, definition.destination),
    tense,
    isMain: isMain === "main",
  };
}

/** The speaker's type is the caller's to know; "thing" says nothing. */
function typed(entity: EntityName, type: EntityType): EntityName {
  return entity.name === SPEAKER || type === "thing" ? entity : { name: entity.name, type };
}
