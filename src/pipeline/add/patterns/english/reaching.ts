/** How someone says to be reached: "you can reach me at 555-0101", "call me on …", "Ana can be reached at …". */
import { contactAt, type ContactKind } from "../contact-data.ts";
import { SPEAKER, type EntityName } from "../extraction.ts";
import type { Statement } from "../reading.ts";
import {
  linkOf,
  mentionAt,
  stateMain,
  type ClauseContext,
  type Predicate,
} from "./clause-context.ts";
import { isSentenceEnd, readName } from "./names.ts";
import { wordAt, type EnglishText } from "./english-text.ts";
import { readEntity } from "./objects.ts";
import { matchWords, wordPattern } from "./word-pattern.ts";

const verbs =
  "reach|contact|call|phone|ring|text|message|whatsapp|e-mail|email|mail|write|get|find|catch";
const reaching = wordPattern(
  `you|people|anyone|anybody|everyone|just|please|can|may|also|always|best|still|simply|feel|free|to* ${verbs} to|hold|of*`,
);
const reachable = wordPattern(
  "can|am|is|are|'m|'s|best|also|always|usually* be? reached|contacted|called|reachable|available",
);
const under = wordPattern(
  "directly|anytime|always|best|via|by|through|phone|telephone|mobile|cell|e-mail|email|mail|text|whatsapp* at|on|under|via|by|through :?",
);
const here = wordPattern("here is|'s|are");
const given = wordPattern("is|:|,|-|–|—|it|'s*");
const both = wordPattern(",|or|and|and/or|alternatively*");

/** Words that make it so for a time, in a case or somewhere else: then it is nobody's number. */
const limit =
  /\b(?:until|till|while|when|if|unless|today|tonight|tomorrow|yesterday|now|currently|temporar\w*|meantime|week|weekend|weekends|during|only|not|never|n['’]t|no longer|before|after|was|were|used|old|former|previous|wrong|hotel|hostel|motel|airbnb|staying|visiting|travell?ing|trip|vacation|holidays?)\b/i;

/** "You can reach me at …", "here is my number: …": a clause that is about whom it is to reach. */
export function readReaching(context: ClauseContext, at: number): Predicate | undefined {
  if (isLimited(context.text)) return undefined;
  const hereAt = matchWords(context.text, at, here);
  const mention = hereAt === undefined ? undefined : mentionAt(context, hereAt);
  if (mention !== undefined) {
    const valueAt = matchWords(context.text, mention.end, given) ?? mention.end;
    return readValues(context, valueAt, mention.owner);
  }
  const whoAt = matchWords(context.text, at, reaching);
  const who = whoAt === undefined ? undefined : readParty(context, whoAt);
  const valueAt = who && matchWords(context.text, who.end, under);
  return who && valueAt !== undefined ? readValues(context, valueAt, who.party) : undefined;
}

/** "I can be reached at …", "Ana is reachable under …". */
export function readReachable(
  context: ClauseContext,
  at: number,
  subject: EntityName,
): Predicate | undefined {
  const reached = isLimited(context.text) ? undefined : matchWords(context.text, at, reachable);
  const valueAt = reached === undefined ? undefined : matchWords(context.text, reached, under);
  return valueAt === undefined ? undefined : readValues(context, valueAt, subject);
}

function isLimited({ source, dates }: EnglishText): boolean {
  return dates.length > 0 || limit.test(source);
}

function readParty(
  context: ClauseContext,
  at: number,
): { readonly party: EntityName; readonly end: number } | undefined {
  const word = wordAt(context.text, at);
  if (word === "me" || word === "us") return { party: { name: SPEAKER }, end: at + 1 };
  const mention = mentionAt(context, at);
  const [name, ...more] = mention?.names ?? [];
  if (mention !== undefined) {
    const isOne = name !== undefined && more.length === 0;
    return isOne ? { party: { name }, end: mention.end } : undefined;
  }
  const named = readName(context.text, at, "person");
  return named && { party: { name: named.value }, end: named.end };
}

/** A number, an address, or one of each, with which the sentence ends. */
function readValues(context: ClauseContext, at: number, owner: EntityName): Predicate | undefined {
  const first = readValue(context, at, owner);
  if (first === undefined) return undefined;
  const nextAt = matchWords(context.text, first.end, both) ?? first.end;
  const second = nextAt > first.end ? readValue(context, nextAt, owner) : undefined;
  const isTwo = second !== undefined && second.statement.type !== first.statement.type;
  const end = isTwo ? second.end : first.end;
  const statements = [first.statement, ...(isTwo ? [second.statement] : [])];
  return end >= context.text.tokens.length || isSentenceEnd(context.text, end)
    ? { statements, end }
    : undefined;
}

const kinds: readonly (readonly [ContactKind, string])[] = [
  ["email", "HAS_EMAIL_ADDRESS"],
  ["phone", "HAS_PHONE_NUMBER"],
];

function readValue(
  context: ClauseContext,
  at: number,
  owner: EntityName,
): { readonly statement: Statement; readonly end: number } | undefined {
  const start = context.text.tokens[at]?.start;
  for (const [kind, type] of kinds) {
    const isThere =
      start !== undefined && contactAt(context.text.source, start, kind) !== undefined;
    const value = isThere ? readEntity(context, at, kind) : undefined;
    if (value !== undefined) {
      return { statement: stateMain(linkOf(type, "holds"), owner, value.entity), end: value.end };
    }
  }
  return undefined;
}
