/**
 * Whose words a question asks for, of all whom it names: in "What does Ana think of Rui's plan?" it is Ana, and in "What did
 * Ana and Rui do?" both.
 */
import { entityKey } from "../../core/names.ts";
import type { NameCandidates } from "./name-candidates.ts";
import { overlaps, type Span } from "./span.ts";

/** What makes of a name the owner of something: "Rui's plan", 小王的计划. */
const OWNER = /^(?:['’]s?(?!\p{L})|的)/u;
/** What joins names into one list. */
const AND = /^\s*(?:,|、|，|&|and|和|与|跟)\s*(?:and\s+)?$/iu;

/**
 * The names among `speakers` that a question asks about: the first that owns nothing in it, with those it is listed with. All
 * that it names, if each owns something.
 *
 * A name is found in full or by its first word.
 */
export function askedSpeakers(
  speakers: Iterable<string>,
  { text, places }: { readonly text: string; readonly places: NameCandidates["places"] },
): ReadonlySet<string> {
  const named = Array.from(new Set(speakers), (name) => ({ name, span: placeOf(name, places) }))
    .flatMap(({ name, span }) => (span ? [{ name, span }] : []))
    .toSorted((a, b) => a.span.start - b.span.start || b.span.end - a.span.end);
  const first = named.findIndex(({ span }) => !OWNER.test(text.slice(span.end)));
  if (first < 0) return new Set(named.map(({ name }) => name));
  const asked: Named[] = named.slice(first, first + 1);
  for (const next of named.slice(first + 1)) {
    const last = asked.at(-1);
    if (!last || !isListed(last.span, next.span, text)) break;
    asked.push(next);
  }
  return new Set(asked.map(({ name }) => name));
}

interface Named {
  readonly name: string;
  readonly span: Span;
}

/** Two of one first name stand at the same place. */
function isListed(before: Span, after: Span, text: string): boolean {
  return overlaps(before, after) || AND.test(text.slice(before.end, after.start));
}

function placeOf(name: string, places: NameCandidates["places"]): Span | undefined {
  const [first = name] = name.split(" ");
  return (places.get(entityKey(name)) ?? places.get(entityKey(first)))?.[0];
}
