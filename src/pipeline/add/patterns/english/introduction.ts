import { append } from "../../../../core/append.ts";
import type { EntityName } from "../extraction.ts";
import type { Statement } from "../reading.ts";
import { linkOf, stateMain, type ClauseContext, type Predicate } from "./clause-context.ts";
import { wordAt } from "./english-text.ts";
import { isSentenceEnd } from "./names.ts";
import { readEntity } from "./objects.ts";
import { matchWords, wordPattern } from "./word-pattern.ts";

/** Most things that are said in a row of whoever gives a name. */
const maxParts = 5;

const old = wordPattern("years old");
const living = wordPattern(",* living|based in");
const origin = wordPattern(",* from");

type PartReader = (
  context: ClauseContext,
  at: number,
  subject: EntityName,
) => Predicate | undefined;

/**
 * Reads what follows a name that the speaker gives: "I'm Tom, 34, a nurse from Berlin".
 *
 * "From" tells an origin only after an age: "I'm Tom, an engineer from Google" tells none.
 */
export function readIntroduced(
  context: ClauseContext,
  from: number,
  subject: EntityName,
  readJob: PartReader,
): Predicate {
  const statements: Statement[] = [];
  let at = from;
  for (let count = 0; count < maxParts; count++) {
    const isAged = statements.some(({ type }) => type === "HAS_AGE");
    const isListed = wordAt(context.text, at) === ",";
    const part =
      (isListed
        ? (readBareAge(context, at + 1, subject) ?? readJob(context, at + 1, subject))
        : undefined) ??
      readPlace(context, matchWords(context.text, at, living), subject, "LIVES_IN") ??
      (isAged
        ? readPlace(context, matchWords(context.text, at, origin), subject, "FROM")
        : undefined);
    if (part === undefined) {
      break;
    }
    append(statements, part.statements);
    at = part.end;
  }
  return { statements, end: at };
}

/** "34", "34 years old", between commas or at the end. */
function readBareAge(
  { text }: ClauseContext,
  at: number,
  subject: EntityName,
): Predicate | undefined {
  const years = wordAt(text, at);
  const oldEnd = matchWords(text, at + 1, old);
  const end = oldEnd ?? at + 1;
  const isWhole = oldEnd !== undefined || isSentenceEnd(text, end) || wordAt(text, end) === ",";
  return /^\d{1,3}$/.test(years) && isWhole
    ? { statements: [stateMain(linkOf("HAS_AGE", "holds"), subject, { name: years })], end }
    : undefined;
}

function readPlace(
  context: ClauseContext,
  at: number | undefined,
  subject: EntityName,
  type: "FROM" | "LIVES_IN",
): Predicate | undefined {
  const place = at === undefined ? undefined : readEntity(context, at, "place");
  return (
    place && {
      statements: [stateMain(linkOf(type, "holds"), subject, place.entity), ...place.asides],
      end: place.end,
    }
  );
}
