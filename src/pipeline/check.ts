/** Checks what callers pass, with errors that name the argument and what it must be. */
import { z } from "zod";

import { MAX_DATE_MS } from "../core/clock.ts";
import { InvalidArgumentError } from "../core/errors.ts";
import { must } from "../core/must.ts";
import { describeKnown } from "../core/nearest-name.ts";
import type { Metadata, MetadataValue } from "../core/records.ts";
import { parseTimestamp } from "../text/timestamps.ts";
import { namesAt } from "./known-names.ts";

/** A moment as callers may pass it: a Date, epoch milliseconds, or ISO 8601 text ("2024-05" is its first instant, UTC). */
export type TimeInput = Date | number | string;

/** Most characters of metadata as JSON: it is a label, not a document. */
export const MAX_METADATA_LENGTH = 50_000;

/** Deepest nesting of metadata. */
const MAX_METADATA_DEPTH = 20;

const TIME_FORMS = "a Date, epoch milliseconds, or ISO 8601 text such as 2024-05-31";
const NOT_SECONDS = "epoch milliseconds, which are seconds times 1000, or ISO 8601 text";

/** The years 2000 to 2099 in epoch seconds. As milliseconds they are all in the first weeks of 1970. */
const SECONDS = { from: Date.UTC(2000) / 1000, to: Date.UTC(2100) / 1000 } as const;

/** Accepts a {@link TimeInput} and gives epoch milliseconds. A number that can only be meant as seconds is refused. */
export const time: z.ZodType<number, TimeInput> = z
  .union([z.date(), z.number(), z.string()], { error: TIME_FORMS })
  .transform((value, context) => {
    if (typeof value === "number" && value >= SECONDS.from && value < SECONDS.to) {
      context.addIssue({ code: "custom", message: NOT_SECONDS });
      return z.NEVER;
    }
    const ms = typeof value === "string" ? parseTimestamp(value) : Number(value);
    if (ms !== undefined && Math.abs(ms) <= MAX_DATE_MS) return Math.round(ms);
    context.addIssue({ code: "custom", message: TIME_FORMS });
    return z.NEVER;
  });

/** What an error says of a text that is amiss. */
interface TextWords {
  /** What a value that is no text must be. */
  readonly requirement?: string;
  /** What to do about a text that is too long. */
  readonly remedy?: string;
}

/** Text with something in it, of well-formed Unicode: a lone surrogate could not be stored unchanged. */
export function text(
  maxLength: number,
  { requirement, remedy }: TextWords = {},
): z.ZodType<string> {
  return z.string(requirement).superRefine((value, context) => {
    if (value.length > maxLength) {
      const bound = `text of at most ${maxLength} characters`;
      const message = remedy === undefined ? bound : `${bound}, ${remedy}`;
      context.addIssue({ code: "custom", message, params: { shown: lengthOf(value) } });
      return;
    }
    const message = problemOf(value);
    if (message) context.addIssue({ code: "custom", message });
  });
}

/** What an error shows of a text that is too long: its beginning would say nothing. */
function lengthOf(value: string): string {
  return `${value.length} characters`;
}

function problemOf(value: string): string | undefined {
  if (value.trim() === "") return "text that is not blank";
  if (value.includes("\0")) return "text without U+0000";
  return value.isWellFormed() ? undefined : "well-formed Unicode, without lone surrogates";
}

const jsonValue: z.ZodType<MetadataValue> = z.lazy(() =>
  z.union(
    [
      z.string(),
      z.number(),
      z.boolean(),
      z.null(),
      z.array(jsonValue),
      z.record(z.string(), jsonValue),
    ],
    {
      error:
        "a JSON value, that is text, a finite number, true, false, null, an array or a plain object (a Date as its toISOString())",
    },
  ),
);

/** Metadata: an object of JSON values, as {@link Metadata}. */
export const metadata: z.ZodType<Metadata> = z
  .unknown()
  .superRefine((value, context) => {
    const message = shapeProblemOf(value);
    // Reading on would follow a circle, or go too deep.
    if (message) context.addIssue({ code: "custom", message, continue: false });
  })
  .pipe(z.record(z.string(), jsonValue, { error: "a plain object of JSON values, or left out" }))
  .superRefine((value, context) => {
    const json = JSON.stringify(value);
    if (json.length > MAX_METADATA_LENGTH) {
      context.addIssue({
        code: "custom",
        message: `at most ${MAX_METADATA_LENGTH} characters as JSON`,
        params: { shown: lengthOf(json) },
      });
    } else if (!json.isWellFormed() || /\\u[dD][89a-fA-F]/.test(json)) {
      context.addIssue({ code: "custom", message: "well-formed Unicode, without lone surrogates" });
    }
  });

/** What is wrong with the shape of metadata: what would be read without an end, or lost in silence. */
function shapeProblemOf(value: unknown): string | undefined {
  let level: unknown[] = [value];
  for (let depth = 0, seenCount = 0; level.length > 0; depth += 1) {
    const objects = level.filter((one) => typeof one === "object" && one !== null);
    seenCount += objects.length;
    if (objects.some((one) => Object.hasOwn(one, "__proto__"))) {
      return "without keys named __proto__";
    }
    if (depth > MAX_METADATA_DEPTH || seenCount > MAX_METADATA_LENGTH) {
      return `nested at most ${MAX_METADATA_DEPTH} deep, without circles`;
    }
    level = objects.flatMap((one) => Object.values(one) as unknown[]);
  }
  return undefined;
}

/** The name of a time zone that this machine knows. */
export const timeZone: z.ZodType<string> = z.string().refine(isTimeZone, {
  message: 'an IANA time zone such as "Europe/Lisbon"',
});

/** An AbortSignal. */
export const signal: z.ZodType<AbortSignal> = z.instanceof(AbortSignal, {
  error: "an AbortSignal",
});

/** The fields of a scope; their values are checked where the tenant is derived. */
export const scopeFields: Record<
  "userId" | "agentId" | "runId",
  z.ZodOptional<z.ZodCustom<string>>
> = {
  userId: z.custom<string>().optional(),
  agentId: z.custom<string>().optional(),
  runId: z.custom<string>().optional(),
};

/** Old names of options, by the name they have here. */
const ALIASES: Readonly<Record<string, string>> = {
  session_id: "runId",
  sessionId: "runId",
  metadata_filter: "filters",
  data: "text",
};

/** An argument whose fields go by other names for its owner. */
export interface CheckedArgument {
  readonly name: string;
  /** A path inside it as its owner wrote it. */
  readonly written?: (path: readonly string[]) => readonly string[];
  /** A name of a field as its owner would write it. */
  readonly styled?: (name: string) => string;
}

/**
 * Checks `value` against `schema` and gives what the schema makes of it.
 *
 * @throws {InvalidArgumentError} For the first thing that is wrong, by its path. An unknown option is one.
 */
export function check<T>(
  schema: z.ZodType<T>,
  value: unknown,
  action: string,
  argument: string | CheckedArgument = "options",
): T {
  const { name, written = same, styled = same } = argumentOf(argument);
  // Without any options, what is missing among them can be named.
  const given = name === "options" && value === undefined ? {} : value;
  const renamed = withoutAliases(given, action);
  const result = schema.safeParse(renamed);
  if (result.success) return result.data;
  const issue = innermost(mostTelling(result.error.issues));
  const path = issue.path.map(String);
  const where = placeOf(written(path), name);
  if (issue.code === "unrecognized_keys") {
    const unknowns = issue.keys.map((key) => written([...path, key]).at(-1) ?? key);
    const requirement = describeKnown(unknowns, namesAt(schema, issue.path).map(styled));
    const unknown = unknowns.map((key) => `'${key}'`).join(", ");
    throw new InvalidArgumentError(action, where, requirement, unknown);
  }
  if (SECRET_PLACES.test(placeOf(path, name))) {
    throw new InvalidArgumentError(action, where, requirementOf(issue), "not shown");
  }
  const shown = shownOf(issue, valueAt(renamed, issue.path));
  throw new InvalidArgumentError(action, where, requirementOf(issue), shown);
}

/** What an error shows of a value: what the check of it says, else itself. */
function shownOf(issue: z.core.$ZodIssue, actual: unknown): unknown {
  if (issue.code === "custom") return issue.params?.["shown"] ?? actual;
  // "3" where a number is wanted must not read as one.
  const isTextAmiss = issue.code === "invalid_type" && typeof actual === "string";
  return isTextAmiss ? `"${actual}"` : actual;
}

/** Places whose value may be, or hold, a password or a key: it is not repeated. */
const SECRET_PLACES = /^(?:vector|graph)$|\.(?:password|apiKey|url)$|Store(?:\.config)?$/;

/** Options go by their own names; what is in another argument goes by its place in it. */
function placeOf(path: readonly string[], argument: string): string {
  const isOption = argument === "options" && path.length > 0;
  return (isOption ? path : [argument, ...path]).join(".");
}

function argumentOf(argument: string | CheckedArgument): CheckedArgument {
  return typeof argument === "string" ? { name: argument } : argument;
}

function same<T>(value: T): T {
  return value;
}

/** The first, or where that is a field that is missing, an unknown one beside it: it may be the same, misspelt. */
function mostTelling(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue {
  const first = must(issues[0], "what is wrong");
  const isMissing = first.code === "invalid_type" && first.message.endsWith("received undefined");
  const place = JSON.stringify(first.path.slice(0, -1));
  const unknown = issues.find(
    ({ code, path }) => code === "unrecognized_keys" && JSON.stringify(path) === place,
  );
  return (isMissing ? unknown : undefined) ?? first;
}

/** Of a value that has one of several forms, but for something in it: what is wrong there. */
function innermost(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  if (issue.code !== "invalid_union") return issue;
  const inner = issue.errors.map(([first]) => first).find((one) => one && one.path.length > 0);
  return inner ? innermost({ ...inner, path: [...issue.path, ...inner.path] }) : issue;
}

/** What zod writes where a schema has no words of its own. */
const NO_WORDS = /^Invalid (?:input|option|key|element|value)/;

function requirementOf(issue: z.core.$ZodIssue): string {
  if (!NO_WORDS.test(issue.message) && issue.code.startsWith("invalid_")) return wordsOf(issue);
  if (issue.code === "invalid_type") return `of type ${issue.expected}`;
  if (issue.code === "invalid_value") return `one of ${issue.values.map(String).join(", ")}`;
  if (issue.code === "invalid_union") {
    const forms = issue.errors.flatMap(([first]) => (first ? requirementOf(first) : []));
    return [...new Set(forms)].join(" or ");
  }
  if (issue.code === "too_small") return `${boundOf(issue, "at least")} ${issue.minimum}`;
  if (issue.code === "too_big") return `${boundOf(issue, "at most")} ${issue.maximum}`;
  return wordsOf(issue);
}

function wordsOf({ message }: z.core.$ZodIssue): string {
  return message.charAt(0).toLowerCase() + message.slice(1);
}

/** Of a number itself, or of how long a text or list is. */
function boundOf({ origin }: { readonly origin: string }, bound: string): string {
  const isSized = origin === "string" || origin === "array";
  return isSized ? `of a length of ${bound}` : bound;
}

/** What lies at a path into a value; undefined where there is none. */
export function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let current = value;
  for (const key of path) {
    if (typeof current !== "object" || current === null) return undefined;
    current = Reflect.get(current, key);
  }
  return current;
}

function withoutAliases(value: unknown, action: string): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const renamed: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(value)) {
    // Assigned, it would be where options are looked up that are not given.
    if (key === "__proto__") {
      throw new InvalidArgumentError(action, "options", "made of known options only", `'${key}'`);
    }
    const name = Object.hasOwn(ALIASES, key) ? (ALIASES[key] ?? key) : key;
    if (name !== key && Object.hasOwn(value, name)) {
      throw new InvalidArgumentError(action, key, `left out when '${name}' is given`, field);
    }
    renamed[name] = field;
  }
  return renamed;
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

/** Whether a value has a name and this hook, as a model has. */
export function isModel(value: unknown, hook: string): boolean {
  return hasMethods(value, [hook]) && typeof Reflect.get(Object(value), "id") === "string";
}

/** Whether a value is an object with these methods. */
export function hasMethods(value: unknown, names: readonly string[]): boolean {
  if (typeof value !== "object" || value === null) return false;
  return names.every((name) => typeof Reflect.get(value, name) === "function");
}
