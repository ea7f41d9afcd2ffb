/** How many characters of a value an error message may quote. */
export const MAX_PRINTED_LENGTH = 100;

/** Longer than nearly every path: one that is cut cannot be found. */
const MAX_PATH_LENGTH = 1000;

/** How many items of a list are written: their texts would be cut before there were more. */
const MAX_PRINTED_ITEMS = 20;
/** How many values inside of one are looked at: an error must not take as long as its cause. */
const MAX_VISITED_VALUES = 500;
const SECRET_NAME = /(?:api_?key|password|passphrase|secret|authorization|credentials?|token)$/i;

/**
 * Prints any value for an error message: short, on one line, and without ever throwing.
 *
 * Text stands as it is (quoted when blank), objects and arrays as JSON, vectors as their type and
 * length, and what is named like a secret as `[redacted]`. At most {@link MAX_PRINTED_LENGTH}
 * characters, well-formed Unicode; the cost is bounded however large the value is.
 */
export function printValue(value: unknown): string {
  try {
    return cut(print(value), MAX_PRINTED_LENGTH);
  } catch {
    // Getters, proxies and toJSON methods are the caller's code: none may hide the real error.
    return "a value that cannot be printed";
  }
}

/** Prints the path of a file for an error message: on one line, in quotes, at most 1,000 characters. */
export function printPath(path: string): string {
  return `'${cut(path, MAX_PATH_LENGTH)}'`;
}

function print(value: unknown): string {
  switch (typeof value) {
    case "string":
      return value.trim() === "" ? JSON.stringify(value.slice(0, MAX_PRINTED_LENGTH)) : value;
    case "bigint":
      return `${value}n`;
    case "function":
      return `function ${value.name}`.trimEnd();
    case "object":
      return value instanceof Error ? value.name : printObject(value);
    default:
      return String(value);
  }
}

function printObject(value: object | null): string {
  if (value instanceof Date) {
    return Number.isNaN(value.getTime()) ? "an invalid date" : value.toISOString();
  }
  if (ArrayBuffer.isView(value)) {
    return printVector(value);
  }
  const kind = Object.prototype.toString.call(value).slice("[object ".length, -1);
  const isPlain = kind === "Object" || kind === "Array" || kind === "Null";
  try {
    return isPlain ? JSON.stringify(value, boundedReplacer()) : kind;
  } catch {
    return `${kind} that is not JSON`;
  }
}

/** A JSON replacer that keeps what is printed small, so that the cost does not follow the value. */
function boundedReplacer(): (key: string, value: unknown) => unknown {
  let visited = 0;
  return (key, value) => {
    visited += 1;
    if (visited > MAX_VISITED_VALUES) {
      return undefined;
    }
    if (SECRET_NAME.test(key)) {
      return "[redacted]";
    }
    return shorten(value);
  };
}

function shorten(value: unknown): unknown {
  if (typeof value === "string") {
    return value.slice(0, MAX_PRINTED_LENGTH);
  }
  if (typeof value === "bigint") {
    return `${value}n`;
  }
  if (ArrayBuffer.isView(value)) {
    return printVector(value);
  }
  return Array.isArray(value) ? value.slice(0, MAX_PRINTED_ITEMS) : value;
}

function printVector(value: ArrayBufferView): string {
  const name = Object.prototype.toString.call(value).slice("[object ".length, -1);
  return `${name} of ${value.byteLength} bytes`;
}

function cut(text: string, maxLength: number): string {
  // Only the head is looked at: the text may be megabytes long.
  const head = text.slice(0, maxLength + 1);
  const isCut = head.length > maxLength;
  const kept = isCut ? `${head.slice(0, maxLength - 1)}…` : head;
  return kept.toWellFormed().replaceAll(/\s+|\p{Cc}/gu, " ");
}
