/** What a working set lacks, and so has to ask the server for. */
import type { Visibility } from "../../core/visibility.ts";
import type { NameOptions, SearchHint, SearchLead } from "../graph-store.ts";

/** What rows are asked for by: a table and a column, or a question whose answer is no row. */
export const KINDS = [
  "evidence.of",
  "evidence.timeline",
  "evidence.turn",
  "evidence.episode",
  "evidence.memory",
  "evidence.subject",
  "evidence.value",
  "supersession.turn",
  "supersession.episode",
  "mention.key",
  "mention.turn",
  "mention.episode",
  "mention.of",
  "merge.turn",
  "merge.episode",
  "merge.id",
  "merge.key",
  "pair",
  "relation",
  "entity",
  "tombstone",
  "other",
  "facet",
  "seen",
  "names",
  "around",
  "explore",
] as const;
/** One of them. */
export type Kind = (typeof KINDS)[number];

/** Values by kind. */
export class Questions {
  readonly #values = new Map<Kind, Set<string>>();

  add(kind: Kind, value: string): void {
    const values = this.#values.get(kind) ?? new Set();
    this.#values.set(kind, values.add(value));
  }

  addAll(kind: Kind, values: Iterable<string>): void {
    for (const value of values) this.add(kind, value);
  }

  has(kind: Kind, value: string): boolean {
    return this.#values.get(kind)?.has(value) === true;
  }

  of(kind: Kind): string[] {
    return [...(this.#values.get(kind) ?? [])];
  }

  /** Of which kinds there are some. */
  kinds(): IterableIterator<Kind> {
    return this.#values.keys();
  }

  get isEmpty(): boolean {
    return this.#values.size === 0;
  }

  /** All of them, one by one. */
  *[Symbol.iterator](): Generator<readonly [Kind, string]> {
    for (const [kind, values] of this.#values) for (const value of values) yield [kind, value];
  }

  /** Gives them away, and has none. */
  take(): Questions {
    const taken = new Questions();
    for (const [kind, value] of this) taken.add(kind, value);
    this.clear();
    return taken;
  }

  forget(kind: Kind): void {
    this.#values.delete(kind);
  }

  clear(): void {
    this.#values.clear();
  }
}

/** Whether some mention of a key is left beside these; as JSON the value of an `other`. */
export interface OtherQuestion {
  readonly key: string;
  /** Ids of mentions, sorted. */
  readonly without: readonly string[];
}

/** Whether a mention that an agent may see tells a name, type or time; as JSON the value of a `facet`. */
export interface FacetQuestion {
  readonly kind: string;
  readonly key: string;
  readonly what: string | number;
  readonly agent: string;
}

/** Whether a reader may see that a key is named; as JSON the value of a `seen`. */
export interface SeenQuestion {
  readonly key: string;
  readonly agent: string | null;
  readonly run: string | null;
}

/** Which keys names lead to; as JSON the value of `names`. */
export interface NamesQuestion {
  readonly keys: readonly string[];
  readonly prefixes: readonly string[];
  readonly agent: string | null;
}

/** The question of which keys names lead to, as JSON. */
export function namesQuestion(
  keys: readonly string[],
  { prefixes, agentId: agent = null }: NameOptions,
): string {
  const named = keys.filter((key) => key !== "");
  const question: NamesQuestion = { keys: named, prefixes: [...new Set(prefixes)], agent };
  return JSON.stringify(question);
}

/** Which visible edges an entity has; as JSON the value of an `around`. */
export interface AroundQuestion {
  readonly key: string;
  readonly agent: string | null;
  readonly run: string | null;
  readonly asOf: number;
  readonly isExplicit: boolean;
  readonly includeClosed: boolean;
}

/** Where a search begins, and where its question leads; as JSON the value of an `explore`. */
export interface ExploreQuestion {
  /** What it names beside what is found by name. */
  readonly keys: readonly string[];
  readonly hits: readonly string[];
  readonly leads: readonly SearchLead[];
  readonly visibility: Omit<AroundQuestion, "key">;
}

/** The question for what lies around a search, as JSON. */
export function exploreQuestion({ keys, hitIds: hits, leads, ...rest }: SearchHint): string {
  const { key: _, ...visibility } = aroundQuestion("", rest.visibility);
  return JSON.stringify({ keys, hits, leads, visibility } satisfies ExploreQuestion);
}

/** The question for the edges of a key that may be shown. */
export function aroundQuestion(key: string, want: Visibility): AroundQuestion {
  const { agentId: agent, runId: run, asOf, isExplicit, includeClosed } = want;
  return { key, agent, run, asOf, isExplicit, includeClosed };
}
