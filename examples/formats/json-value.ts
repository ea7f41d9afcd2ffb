import { ConversationFormatError } from "../loaded-conversation.ts";

/** A JSON object, its fields not yet looked at. */
export type JsonObject = Readonly<Record<string, unknown>>;

const MAX_LISTED_KEYS = 8;

/** Whether a parsed JSON value is an object, and neither an array nor null. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Says in a few words what a parsed JSON value is: `an object with the keys "a" and "b"`. */
export function describeValue(value: unknown): string {
  if (Array.isArray(value)) {
    return value.length === 0 ? "an empty array" : `an array of ${value.length}`;
  }
  if (isObject(value)) {
    const keys = Object.keys(value);
    const listed = keys.slice(0, MAX_LISTED_KEYS).map((key) => JSON.stringify(key.slice(0, 40)));
    const rest = keys.length > MAX_LISTED_KEYS ? ", …" : "";
    return keys.length === 0
      ? "an empty object"
      : `an object with the keys ${listed.join(", ")}${rest}`;
  }
  if (typeof value === "string") {
    return `the text ${JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value)}`;
  }
  return value === undefined ? "nothing" : JSON.stringify(value);
}

/**
 * Returns the first of the fields that holds a text that is not blank, trimmed, or a number as text.
 *
 * @param names - The spellings of one field, the preferred first.
 */
export function getText(object: JsonObject, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = object[name];
    if (typeof value === "number") {
      return String(value);
    }
    if (typeof value === "string" && value.trim() !== "") {
      return value.trim();
    }
  }
  return undefined;
}

/**
 * Returns a value that must be an array.
 *
 * @param where - Its place in the file: "sessions[2].messages".
 * @throws {ConversationFormatError} If it is not an array.
 */
export function mustBeArray(value: unknown, where: string): readonly unknown[] {
  if (!Array.isArray(value)) {
    throw new ConversationFormatError(`'${where}' must be an array: found ${describeValue(value)}`);
  }
  return value;
}
