/**
 * Labels and relation types that a database may get.
 *
 * They come from what models write, so only plain identifiers pass, and only so many of them: a database keeps each for
 * ever. All others share one, and the `type` property tells what they are.
 */
import { MAX_TYPES } from "./limits.ts";
import { entityLabel, OTHER_RELATION, relationType } from "./values.ts";

/** The labels and types in use, and how many more may be. */
export class GraphNames {
  readonly #labels: Set<string>;
  readonly #types: Set<string>;
  readonly #limit: number;

  /** @param used - Those that the database has. @param limit - Most of either. */
  constructor(
    used: { readonly labels: Iterable<string>; readonly types: Iterable<string> },
    limit: number = MAX_TYPES,
  ) {
    this.#labels = new Set(used.labels);
    this.#types = new Set(used.types);
    this.#limit = limit;
  }

  /** The labels of an entity beside `Entity`: one or none. */
  labels(type: string | null): string[] {
    const label = entityLabel(type);
    return label !== undefined && admit(label, this.#labels, this.#limit) ? [label] : [];
  }

  /** The type of an edge. */
  relationType(type: string): string {
    const name = relationType(type);
    return name !== undefined && admit(name, this.#types, this.#limit) ? name : OTHER_RELATION;
  }
}

function admit(name: string, used: Set<string>, limit: number): boolean {
  if (used.has(name)) return true;
  if (used.size >= limit) return false;
  used.add(name);
  return true;
}
