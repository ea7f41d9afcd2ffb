import { SPEAKER, type EntityName } from "../extraction.ts";
import { mentionAt, type ClauseContext, type Subject } from "./clause-context.ts";
import { wordAt, type EnglishText } from "./english-text.ts";
import { readName, skipKnownAs } from "./names.ts";

/** Reads the subject that starts at a token; undefined if none does that is known. */
export function readSubject(context: ClauseContext, at: number): Subject | undefined {
  const single = readSingle(context, at);
  if (single === undefined || wordAt(context.text, single.end) !== "and") {
    return single;
  }
  const other = readSingle(context, single.end + 1);
  const isPair = other !== undefined && single.parties.length > 0 && other.parties.length > 0;
  if (!isPair || !isVerbAhead(context, other.end)) {
    return single;
  }
  return {
    parties: [...single.parties, ...other.parties],
    person: "plural",
    start: at,
    end: other.end,
  };
}

/** "Ana and Tom live …" is a pair, "Ana and, later, Tom" is not. */
function isVerbAhead(context: ClauseContext, at: number): boolean {
  return context.text.tokens[at]?.isWord === true && wordAt(context.text, at) !== "'s";
}

function readSingle(context: ClauseContext, at: number): Subject | undefined {
  const word = wordAt(context.text, at);
  if (word === "i" || word === "we") {
    return { parties: [{ name: SPEAKER }], person: "first", start: at, end: at + 1 };
  }
  if (word === "he" || word === "she" || word === "they") {
    return readPronoun(context, at, word);
  }
  const mention = mentionAt(context, at);
  if (mention !== undefined) {
    const parties = mention.names.map((name) => ({ name }));
    const isPlural = parties.length > 1;
    return parties.length === 0
      ? { parties, person: "third", described: mention, start: at, end: mention.end }
      : {
          parties,
          person: isPlural ? "plural" : "third",
          start: at,
          end: skipApposition(context, mention.end),
        };
  }
  return readNamed(context, at);
}

const genders = { he: "male", she: "female", they: "unknown" } as const;

function readPronoun(
  { discourse }: ClauseContext,
  at: number,
  word: "he" | "she" | "they",
): Subject | undefined {
  const party = discourse.meetPronoun(genders[word], at);
  return (
    party && {
      parties: [party],
      person: word === "they" ? "plural" : "third",
      start: at,
      end: at + 1,
    }
  );
}

function readNamed(context: ClauseContext, at: number): Subject | undefined {
  const name = readName(context.text, at, "subject");
  if (name === undefined || wordAt(context.text, name.end) === "of") {
    return undefined;
  }
  const party: EntityName = { name: name.value };
  return { parties: [party], person: "third", start: at, end: skipApposition(context, name.end) };
}

/** The index after ", my sister," or ", also known as Bob,", which are read as asides. */
function skipApposition(context: ClauseContext, at: number): number {
  const { text } = context;
  const isOpen = /^[,(]$/.test(wordAt(text, at));
  const inner = isOpen ? (mentionAt(context, at + 1)?.end ?? knownAsEnd(text, at + 1)) : undefined;
  return inner !== undefined && /^[,)]$/.test(wordAt(text, inner)) ? inner + 1 : at;
}

function knownAsEnd(text: EnglishText, at: number): number | undefined {
  const other = skipKnownAs(text, at);
  return other === undefined ? undefined : readName(text, other, "organization")?.end;
}
