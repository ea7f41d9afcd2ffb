import { extractByPatterns } from "../../../../../src/pipeline/add/patterns/extract-by-patterns.ts";
import type {
  Extraction,
  PatternMessage,
} from "../../../../../src/pipeline/add/patterns/extraction.ts";

/** When every sentence of these tests was said: a Wednesday. */
export const saidAt: number = Date.UTC(2024, 4, 15, 12);

/** A line of a conversation: the user's, unless it says who speaks. */
export type Line = string | Omit<PatternMessage, "index">;

/** Reads lines as one conversation. */
export function extract(lines: readonly Line[], knownNames: readonly string[] = []): Extraction {
  const messages = lines.map((line, index) =>
    typeof line === "string" ? { index, role: "user", content: line } : { index, ...line },
  );
  return extractByPatterns({ messages, at: saidAt, timeZone: "UTC", knownNames });
}

/**
 * Reads lines and writes what they relate, one text each: "I LIVES_IN Porto from 2024-04-01",
 * "I LIVES_IN Madrid to 2015-01-01", "I LIVES_IN Braga corrects", "I LIKES tea replaces I/coffee"; "I = Ana" for an alias; sorted.
 */
export function relate(...lines: readonly Line[]): string[] {
  const { relations, entities } = extract(lines);
  const edges = relations.map(({ source, relationship, destination, ...rest }) =>
    [
      `${source.name} ${relationship} ${destination.name}`,
      rest.validFrom === undefined ? "" : ` from ${day(rest.validFrom)}`,
      rest.validTo === undefined ? "" : ` to ${day(rest.validTo)}`,
      rest.corrects === true ? " corrects" : "",
      rest.replaces === undefined
        ? ""
        : ` replaces ${rest.replaces.source.name}/${rest.replaces.destination.name}`,
    ].join(""),
  );
  const aliases = entities.flatMap(({ name, aliases: others }) =>
    others.map((other) => `${name} = ${other}`),
  );
  return [...edges, ...aliases].toSorted();
}

function day(ms: number): string {
  return ms === saidAt ? "now" : new Date(ms).toISOString().slice(0, -14);
}
