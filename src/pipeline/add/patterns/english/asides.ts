import type { Statement } from "../reading.ts";
import { linkOf, stateAside, type ClauseContext } from "./clause-context.ts";
import { isDoubted } from "./clauses.ts";
import { isMark, isNameWord, wordAt, type EnglishText } from "./english-text.ts";
import { isInWork, isToldInWork } from "./in-works.ts";
import { readName, skipKnownAs } from "./names.ts";
import type { NounMention } from "./nouns.ts";
import { matchWords, wordPattern } from "./word-pattern.ts";
import { speciesOf } from "./calling.ts";

/** Words that put a sentence in the past: "my boyfriend Tom broke up with me". */
const overWords =
  /\b(?:used to|back then|back when|at the time|ago|former|ex|late|broke up|split up|divorced|passed away|passed|died|left me|years old when|was|were)\b/i;

/** "I'd name my dog Rex": there is none yet. */
const naming = /^(?:name|call|naming|calling)$/;

/** Words by which a pet is one no longer. */
const lossWords =
  /\b(?:late|died|passed away|passed|put down|ran (?:away|off)|went missing|disappeared|rehomed|sold|(?:gave|given)\b.{1,60}\b(?:away|up))\b/i;

/** Reads what a sentence mentions by the way: "my sister Ana", "Ana, my sister,", "Ana (aka Annie)". */
export function readAsides(context: ClauseContext): Statement[] {
  const { source } = context.text;
  const owned = context.mentions
    .filter(({ relation: { definition }, start, end }) => {
      if (isInWork(context.text, end) || isToldInWork(context.text, start)) return false;
      if (naming.test(wordAt(context.text, start - 1)) && isDoubted(context.text, start)) {
        return false;
      }
      const isOver = definition.cardinality === "one" && overWords.test(source);
      return !isOver && !(definition.type === "HAS_PET" && lossWords.test(source));
    })
    .flatMap((mention) => readMention(context, mention));
  return [...owned, ...readAliases(context)];
}

function readMention(context: ClauseContext, mention: NounMention): Statement[] {
  const { owner, noun, relation } = mention;
  const names = mention.names.length > 0 ? mention.names : namesBefore(context, mention);
  const isSingle = relation.definition.cardinality === "one";
  if (isSingle && names.length > 1) {
    return [];
  }
  const link = { ...relation, tense: "holds" as const };
  const isPet = relation.definition.type === "HAS_PET";
  return names.flatMap((name) => {
    const species = isPet ? speciesOf(noun, name) : [];
    return name === owner.name ? [] : [stateAside(link, owner, { name }), ...species];
  });
}

const opening = wordPattern(",|(");
const closing = wordPattern(",|)");

/** "Ana, my sister, …": the name that an unnamed description follows between commas. */
function namesBefore({ text }: ClauseContext, { start, nounEnd }: NounMention): string[] {
  const end = start - 1;
  const isLast = isEnd(text, nounEnd);
  const isClosed = isLast || matchWords(text, nounEnd, closing) !== undefined;
  const isApposed = isClosed && matchWords(text, end, opening) !== undefined;
  const first = isApposed ? nameStart(text, end) : end;
  const name = first < end ? readName(text, first, "person") : undefined;
  const isSpokenTo = isLast && (first === 0 || greeting.test(wordAt(text, first - 1)));
  return name?.end === end && !isSpokenTo ? [name.value] : [];
}

/** The index of the first word of the name that ends before a token; the same index if none does. */
function nameStart(text: EnglishText, end: number): number {
  let first = end;
  while (first > 0 && isNameWord(text, first - 1) && end - first < maxNameWords) {
    first -= 1;
  }
  return first;
}

/** Words of a name that a description follows. */
const maxNameWords = 4;
/** "Hey Ana, my sister." speaks to Ana. */
const greeting = /^(?:hey|hi|hello|thanks|thank|dear|so|yes|yeah|yep|no|oh|wow|,)$/;

function isEnd(text: EnglishText, at: number): boolean {
  return /^[.!;]?$/.test(wordAt(text, at));
}

/** "Robert, also known as Bob", "Robert (aka Bob)", "Robert, nicknamed Bob". */
function readAliases({ text }: ClauseContext): Statement[] {
  const found: Statement[] = [];
  for (let index = 1; index < text.tokens.length; index++) {
    const isAfterMark = isMark(text, index - 1);
    const nameEnd = isAfterMark ? index - 1 : index;
    const isAfterName = isNameWord(text, nameEnd - 1);
    const otherAt = isAfterName ? skipKnownAs(text, index) : undefined;
    const other = otherAt === undefined ? undefined : readName(text, otherAt, "organization");
    const name = other && nameEndingAt(text, nameEnd);
    if (other !== undefined && name !== undefined && name !== other.value) {
      found.push(stateAside(linkOf("ALSO_KNOWN_AS", "holds"), { name }, { name: other.value }));
    }
  }
  return found;
}

function nameEndingAt(text: EnglishText, end: number): string | undefined {
  const first = nameStart(text, end);
  const name = first === end ? undefined : readName(text, first, "organization");
  return name?.end === end ? name.value : undefined;
}
