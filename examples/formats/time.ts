import { openTimeZone } from "../../src/text/time-zone.ts";
import { parseTimestamp } from "../../src/text/timestamps.ts";
import { ConversationFormatError } from "../loaded-conversation.ts";
import { describeValue, getText, type JsonObject } from "./json-value.ts";

/** Where in a file a value stands, and the time zone that times without one are meant in there. */
export interface Place {
  /** A path as "sessions[2].messages[5]", or "line 7". */
  readonly where: string;
  /** IANA name; undefined means UTC. */
  readonly timeZone?: string | undefined;
}

/** Seconds and milliseconds since 1970, as logs write them: nine digits are the year 1973. */
const EPOCH = /^\d{9,14}(?:\.\d+)?$/;

/** As seconds this is the year 5138, as milliseconds 1973: no log is ambiguous. */
const MIN_EPOCH_MS = 1e11;

const ENDS_WITH_ZONE = /(?:Z|[+-]\d{2}(?::?\d{2})?)$/i;
const HAS_CLOCK = /\d:\d{2}/;

/**
 * Reads the first of the fields that is set, as ISO 8601 in UTC; undefined if none is.
 *
 * @throws {ConversationFormatError} If what is set is no time.
 */
export function readTime(
  object: JsonObject,
  names: readonly string[],
  place: Place,
): string | undefined {
  const name = names.find((field) => object[field] !== undefined && object[field] !== null);
  if (name === undefined) {
    return undefined;
  }
  return parseTime(object[name], { ...place, where: `${place.where}.${name}` });
}

/**
 * Reads a time as ISO 8601 in UTC: epoch seconds or milliseconds, or what `parseTimestamp` reads.
 *
 * @throws {ConversationFormatError} If it is no time.
 */
export function parseTime(value: unknown, { where, timeZone }: Place): string {
  const text = getText({ value }, ["value"]) ?? "";
  const time = EPOCH.test(text) ? toEpochMs(Number(text)) : parseWritten(text, timeZone);
  if (time === undefined || Number.isNaN(new Date(time).getTime())) {
    throw new ConversationFormatError(
      `${where} must be a time, as 2024-05-21T19:30:00Z: found ${describeValue(value)}`,
    );
  }
  return new Date(time).toISOString();
}

/**
 * Reads the name of a time zone; undefined if none is given.
 *
 * @throws {ConversationFormatError} If the platform does not know it.
 */
export function readTimeZone(value: unknown, where: string): string | undefined {
  if (value === undefined || value === null) {
    return undefined;
  }
  try {
    if (typeof value === "string") {
      openTimeZone(value);
      return value;
    }
  } catch {
    // Said below, with the place in the file.
  }
  throw new ConversationFormatError(
    `${where}.timeZone must be an IANA name, as Europe/Lisbon: found ${describeValue(value)}`,
  );
}

function toEpochMs(value: number): number {
  return value < MIN_EPOCH_MS ? Math.round(value * 1000) : Math.round(value);
}

function parseWritten(text: string, timeZone: string | undefined): number | undefined {
  const time = parseTimestamp(text);
  if (time === undefined || timeZone === undefined) {
    return time;
  }
  // A written offset wins over the time zone of the session.
  const hasZone = HAS_CLOCK.test(text) && ENDS_WITH_ZONE.test(text);
  return hasZone ? time : openTimeZone(timeZone).toEpoch(time);
}
