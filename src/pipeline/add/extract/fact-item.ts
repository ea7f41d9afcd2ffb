/** A fact as a model wrote it, read into a statement. Pure. */
import { entityKey, MAX_NAME_LENGTH } from "../../../core/names.ts";
import { isSingleValued } from "../../../core/relations/relations.ts";
import { MAX_FACT_LENGTH } from "../add-options.ts";
import { holdsWhenTold } from "../holds-when-told.ts";
import type { StatedFact } from "../stated.ts";
import {
  fieldOf,
  intervalOf,
  isProblem,
  type ItemPlace,
  type ItemProblem,
  isYes,
  nameOf,
  objectOf,
  SOURCE_FIELDS,
  sourcesOf,
  textOf,
} from "./item-fields.ts";

/** A fact with what its slot does not tell. */
export interface ReadFact {
  readonly fact: StatedFact;
  /** Whether it takes back something said before as wrong, be there a slot or not. */
  readonly isCorrection: boolean;
}

/** Keys under which models list facts: ours first. */
export const FACT_KEYS: readonly string[] = ["facts", "memories", "事实", "记忆"];

const TEXT_FIELDS = ["text", "fact", "memory", "content", "statement", "内容", "文本", "事实"];
const KIND_FIELDS = ["kind", "type", "类型"];
const BY_FIELDS = ["by", "attributedTo", "attributed_to", "speaker", "role"];
const ASSISTANT = /^(?:assistant|agent|ai|bot|助手)$/iu;
const EVENT = /^(?:events?|事件)$/iu;

/** Reads a fact: an object as the prompt asks for, or a bare text, as prompts of other libraries do. */
export function readFact(item: unknown, place: ItemPlace): ReadFact | ItemProblem {
  const object = objectOf(item);
  const text = textOf(typeof item === "string" ? item : fieldOf(object, TEXT_FIELDS));
  if (text === undefined) return { problem: "text must say something" };
  if (text.length > MAX_FACT_LENGTH) {
    return { problem: `text must have at most ${MAX_FACT_LENGTH} characters` };
  }
  const sources = sourcesOf(fieldOf(object, SOURCE_FIELDS), place);
  if (isProblem(sources)) return sources;
  const isEvent = matches(fieldOf(object, KIND_FIELDS), EVENT);
  const interval = intervalOf(object, sources, { place, isLasting: !isEvent });
  if (isProblem(interval)) return interval;
  const slot = isEvent ? null : slotOf(fieldOf(object, ["slot"]));
  const isCorrection = isYes(fieldOf(object, ["corrects", "更正"]));
  const corrects = isCorrection && slot !== null ? true : null;
  const fact: StatedFact = {
    text,
    kind: isEvent ? "event" : "trait",
    attributedTo: matches(fieldOf(object, BY_FIELDS), ASSISTANT) ? "assistant" : "user",
    sources,
    ...interval,
    slot,
    supersedes: null,
    corrects,
    isCurrent: !isEvent && holdsWhenTold(text, { ...interval, corrects }),
  };
  return { fact, isCorrection };
}

function matches(value: unknown, pattern: RegExp): boolean {
  return pattern.test(textOf(value) ?? "");
}

function isName(name: string): boolean {
  return name.length <= MAX_NAME_LENGTH && entityKey(name) !== "";
}

/** A slot with all of its parts, of a relation that the catalog knows to be single-valued; else none. */
function slotOf(value: unknown): StatedFact["slot"] {
  if (typeof value !== "object" || value === null) return null;
  const subject = nameOf(fieldOf(value, ["subject", "source"]));
  const relationship = textOf(fieldOf(value, ["relation", "relationship", "predicate"]));
  const filled = nameOf(fieldOf(value, ["value", "target", "object"]));
  if (subject === undefined || relationship === undefined || filled === undefined) return null;
  if (!isSingleValued(relationship)) return null;
  // A slot that the graph cannot take is none: the fact stands all the same.
  if (!isName(subject) || !isName(filled)) return null;
  return {
    subject: { name: subject, type: null },
    relationship,
    value: { name: filled, type: null },
  };
}
