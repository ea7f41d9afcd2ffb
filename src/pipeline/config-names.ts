/** The names of a configuration's fields: in snake_case or camelCase, and some of them called otherwise elsewhere. */
import { InvalidArgumentError } from "../core/errors.ts";

/** A configuration by the names that fields have here, and how to speak of them as its owner wrote them. */
export interface NamedConfig {
  readonly config: unknown;
  /** The path as it was written; names that were not written are in the same style as the others. */
  readonly written: (path: readonly string[]) => string[];
  /** A name in the style of the configuration. */
  readonly styled: (name: string) => string;
}

/** Deepest nesting of a configuration: those that other libraries take are three deep. */
const MAX_DEPTH = 5;

/** Other names of fields, by the name they have here; in camelCase. */
const ALIASES: Readonly<Record<string, string>> = {
  baseURL: "baseUrl",
  openaiBaseUrl: "baseUrl",
  deepseekBaseUrl: "baseUrl",
  siliconflowBaseUrl: "baseUrl",
  ollamaBaseUrl: "baseUrl",
  lmstudioBaseUrl: "baseUrl",
  vllmBaseUrl: "baseUrl",
  embeddingModelDims: "embeddingDims",
  dimension: "embeddingDims",
  dimensions: "embeddingDims",
  dbPath: "path",
  customFactExtractionPrompt: "customPrompt",
};

/**
 * The same with every key in camelCase, under the name that it has here.
 *
 * @param action - What errors say was tried.
 * @throws {InvalidArgumentError} If two fields say the same, or it is nested too deep.
 */
export function nameConfig(given: unknown, action: string): NamedConfig {
  const keys = new Map<string, string>();
  const config = renamed(given, { action, keys, path: [], place: "config" });
  const isSnake = [...keys.values()].some((key) => key.includes("_"));
  const styled = (name: string): string =>
    isSnake ? name.replaceAll(/[A-Z]/gu, (letter) => `_${letter.toLowerCase()}`) : name;
  const written = (path: readonly string[]): string[] =>
    path.map((name, index) => keys.get(path.slice(0, index + 1).join(".")) ?? styled(name));
  return { config, written, styled };
}

/** Where a reader of fields is. */
interface Place {
  readonly action: string;
  /** Keys as they were written, by the path of the names that they have here. */
  readonly keys: Map<string, string>;
  readonly path: readonly string[];
  /** The path as it was written. */
  readonly place: string;
}

function renamed(value: unknown, { action, keys, path, place }: Place): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  if (path.length > MAX_DEPTH) {
    throw new InvalidArgumentError(action, place, `nested at most ${MAX_DEPTH} deep`, value);
  }
  const fields = new Map<string, unknown>();
  for (const [key, field] of Object.entries(value)) {
    const camel = key.replaceAll(/_+([a-z0-9])/gi, (__, letter: string) => letter.toUpperCase());
    const name = Object.hasOwn(ALIASES, camel) ? (ALIASES[camel] ?? camel) : camel;
    if (fields.has(name)) {
      const requirement = `left out when another field says the same as '${name}'`;
      // Not what it is: it may be a key.
      throw new InvalidArgumentError(action, `${place}.${key}`, requirement, "given");
    }
    // Null is how Python says that nothing is said.
    if (field === null) continue;
    const below = [...path, name];
    keys.set(below.join("."), key);
    fields.set(name, renamed(field, { action, keys, path: below, place: `${place}.${key}` }));
  }
  return Object.fromEntries(fields);
}
