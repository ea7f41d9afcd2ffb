/** Reads one line of an export: JSON, of a known form. */
import type { z } from "zod";

import { ConfigurationError, InvalidArgumentError } from "../../core/errors.ts";
import { isTenant } from "../../core/scope.ts";
import { check } from "../check.ts";
import type { Task } from "../task.ts";
import {
  bodyLine,
  type EndLine,
  type EpisodeLine,
  EXPORT_FORMAT,
  EXPORT_VERSION,
  type ExportLine,
  type HeaderLine,
  headerLine,
  type TenantLine,
} from "./export-lines.ts";
import { IMPORT_ACTION } from "./moving-actions.ts";

/** What a line has to be, turned into the error for one that is not. */
type Refusal = (requirement: string) => Error;

/**
 * The first line. @throws {ConfigurationError} If it is of a newer version than this library reads.
 * @throws {InvalidArgumentError} If it is none.
 */
export function parseHeader(text: string): HeaderLine {
  const value = parseJson(text, refusalOf(1, text));
  const isOurs =
    typeof value === "object" && value !== null && Reflect.get(value, "format") === EXPORT_FORMAT;
  if (!isOurs) {
    throw refusalOf(1, text)(`the first line of an export, with "format":"${EXPORT_FORMAT}"`);
  }
  const header = checkLine(headerLine, value, 1);
  if (header.version > EXPORT_VERSION) {
    const problem = `it is of version ${header.version}, and this library reads up to version ${EXPORT_VERSION}`;
    throw new ConfigurationError(IMPORT_ACTION, problem, "install a newer version of mnemograph");
  }
  return header;
}

/** Any other line. @throws {InvalidArgumentError} With its number, and what is wrong with it. */
export function parseBody(text: string, lineNumber: number): TenantLine | EndLine {
  const refuse = refusalOf(lineNumber, text);
  const line = checkLine(bodyLine, parseJson(text, refuse), lineNumber);
  if (line.kind !== "end" && !isTenant(line.tenant)) {
    throw refuse("of a tenant such as user:kirk, agent:guide or run:7");
  }
  if (line.kind === "episode" && !isPlanOf(line)) {
    throw refuse("an episode whose plan is one, and of the line's tenant");
  }
  return line;
}

/** A line that an export gave, whichever it is. @throws What `refuse` makes, if it is none. */
export function parseExported(text: string, refuse: Refusal): ExportLine {
  const value = parseJson(text, refuse);
  const found = headerLine.or(bodyLine).safeParse(value);
  if (!found.success) throw refuse("a line of an export");
  return found.data;
}

/** Forms of what may be under way: see {@link Task}. */
const TASK_FORMS: ReadonlySet<unknown> = new Set<Task["form"]>([
  "add",
  "read",
  "records",
  "forget",
  "forget-tenant",
]);

/** Whether what is still to be done is of the line's tenant: a plan says itself whose it is. */
function isPlanOf({ entry, tenant }: EpisodeLine): boolean {
  const plan = entry?.plan ?? null;
  if (plan === null) return true;
  const task = tryParse(plan);
  if (!TASK_FORMS.has(fieldOf(task, "form"))) return false;
  const scopes = [
    fieldOf(fieldOf(task, "plan"), "scope"),
    fieldOf(fieldOf(fieldOf(task, "read"), "episode"), "scope"),
  ];
  return scopes.every((scope) => scope === undefined || fieldOf(scope, "tenant") === tenant);
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

function parseJson(text: string, refuse: Refusal): unknown {
  const value = tryParse(text);
  if (value !== undefined) return value;
  const isWhole = text.trimEnd().endsWith("}");
  throw refuse(isWhole ? "one JSON object" : "one whole JSON object, and is cut off");
}

function refusalOf(lineNumber: number, text: string): Refusal {
  return (requirement) =>
    new InvalidArgumentError(IMPORT_ACTION, `line ${lineNumber}`, requirement, text);
}

function checkLine<T>(schema: z.ZodType<T>, value: unknown, lineNumber: number): T {
  return check(schema, value, IMPORT_ACTION, `line ${lineNumber}`);
}
