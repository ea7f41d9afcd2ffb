import type { Cardinality, RelationDefinition } from "./relation-definition.ts";
import { allRelations, findRelation } from "./relation-index.ts";
import { typeFromName } from "./relation-key.ts";
import { isThirdPerson, verbForms } from "./verb-forms.ts";

export type { Cardinality, EntityType, RelationDefinition } from "./relation-definition.ts";

/** Every relation the library knows by itself, in a stable order. */
export const canonicalRelations: readonly RelationDefinition[] = allRelations;

/** A relation name, read. */
export interface CanonicalRelation {
  /** The canonical type, or the name itself in upper snake case if the catalog lacks it. */
  readonly type: string;
  readonly cardinality: Cardinality;
  /** Whether the caller must swap source and destination ("manages" is MANAGED_BY read backwards). */
  readonly isInverse: boolean;
  /** Undefined for a relation outside the catalog. */
  readonly definition?: RelationDefinition | undefined;
}

/**
 * Reads any relation name a model or a caller writes: "lives in", "lives_in", "LIVES_IN", "livesIn",
 * "resides in", 住在, "is managed by".
 *
 * A name outside the catalog keeps its own type and is many-valued, so it never closes anything. Past
 * forms of one-valued relations ("lived in") are deliberately outside: they say nothing about now.
 * Reading a returned `type` again gives the same type, not inverted. Never throws.
 */
export function canonicalizeRelation(name: string): CanonicalRelation {
  const type = typeFromName(name);
  // A name that only its cleaned type matches: "lívés in".
  const reading = findRelation(name) ?? findRelation(type);
  if (reading === undefined) {
    return { type, cardinality: "many", isInverse: false };
  }
  const { definition, isInverse } = reading;
  return { type: definition.type, cardinality: definition.cardinality, isInverse, definition };
}

/**
 * Says a relation as a plain sentence without a full stop: "Ana lives in Lisbon", "I live in Lisbon".
 *
 * @param type - A type as `canonicalizeRelation` returns it; source and destination in its direction.
 */
export function sentenceFor(
  type: string,
  source: string,
  destination: string,
  language: "en" | "zh",
): string {
  const definition = findRelation(type)?.definition;
  if (language === "zh") {
    const template = definition?.sentenceZh ?? unknownSentence(type, language);
    return fill(template, source === "I" ? "我" : source, destination === "I" ? "我" : destination);
  }
  const template = definition?.sentenceEn ?? unknownSentence(type, language);
  return fill(
    source === "I" ? inFirstPerson(template) : template,
    source,
    destination === "I" ? "me" : destination,
  );
}

/** One pass, so that a name that contains a placeholder or a `$` is left alone. */
function fill(template: string, source: string, destination: string): string {
  return template.replace(/\{(source|destination)\}/g, (_, role) =>
    role === "source" ? source : destination,
  );
}

function unknownSentence(type: string, language: "en" | "zh"): string {
  const words = type.toLowerCase().replaceAll("_", " ");
  const isSpaced = language === "en" || /[a-z]/.test(words);
  return isSpaced ? `{source} ${words} {destination}` : `{source}${words}{destination}`;
}

function inFirstPerson(template: string): string {
  return template
    .replace("{source}'s", "My")
    .replace(/^\{source\} (\S+)/, (whole, verb: string) => {
      if (verb === "is") {
        return "{source} am";
      }
      return verb === "has" || isThirdPerson(verb) ? `{source} ${verbForms(verb).base}` : whole;
    });
}

/** Whether a relation of the catalog has one value at a time for each source. */
export function isSingleValued(name: string): boolean {
  return canonicalizeRelation(name).cardinality === "one";
}
