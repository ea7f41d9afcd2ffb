/** What someone says to have put in the place of what they had: a number, an address. */
import { CONTACT_KINDS, townOf } from "../contact-data.ts";
import type { EntityName } from "../extraction.ts";
import {
  linkOf,
  mentionAt,
  stateAside,
  stateMain,
  type ClauseContext,
  type Predicate,
} from "./clause-context.ts";
import { isPhraseEnd } from "./english-text.ts";
import { readNoun } from "./nouns.ts";
import { readEntity } from "./objects.ts";
import { matchWords, wordPattern } from "./word-pattern.ts";

const changed = wordPattern("changed|updated|switched");
const to = wordPattern("to|:");
const got = wordPattern("have|has|'ve|got* a|an new");
const which = wordPattern(",|:|;|-|–|—|which|and|it|that* is|'s|:?");

/** "changed my e-mail to ana@new.org", "have a new number: 555-0404", "got a new number, it's 555-0404". */
export function readNewValue(
  context: ClauseContext,
  at: number,
  subject: EntityName,
): Predicate | undefined {
  const { text } = context;
  const changedAt = matchWords(text, at, changed);
  const mention = changedAt === undefined ? undefined : mentionAt(context, changedAt);
  const gotAt = matchWords(text, at, got);
  const noun = mention ?? (gotAt === undefined ? undefined : readNoun(text, gotAt));
  if (noun === undefined) return undefined;
  const kind = CONTACT_KINDS[noun.relation.definition.type];
  const valueAt = matchWords(text, noun.end, mention ? to : which);
  const value =
    kind === undefined || valueAt === undefined ? undefined : readEntity(context, valueAt, kind);
  if (value === undefined || !isPhraseEnd(text, value.end)) return undefined;
  const link = { ...noun.relation, tense: "begins" as const };
  return { statements: [stateMain(link, mention?.owner ?? subject, value.entity)], end: value.end };
}

const moved = wordPattern("moved|relocated to|into");
const living = wordPattern("live|lives|living|reside|resides at");
const areLiving = wordPattern("am|is|are|'m|'s|'re living at");

/** "moved to 12 Elm Street", "live at 12 Elm Street": of a house in a street, not of a town. */
export function readAddressed(
  context: ClauseContext,
  at: number,
  subject: EntityName,
): Predicate | undefined {
  const { text } = context;
  const movedAt = matchWords(text, at, moved);
  const addressAt = movedAt ?? matchWords(text, at, areLiving) ?? matchWords(text, at, living);
  const address = addressAt === undefined ? undefined : readEntity(context, addressAt, "address");
  if (address === undefined || !isPhraseEnd(text, address.end)) return undefined;
  const tense = movedAt === undefined ? "holds" : "begins";
  const town = townOf(address.entity.name);
  const statements = [
    stateMain(linkOf("HAS_ADDRESS", tense), subject, address.entity),
    ...(town ? [stateAside(linkOf("LIVES_IN", tense), subject, { name: town })] : []),
  ];
  return { statements, end: address.end };
}
