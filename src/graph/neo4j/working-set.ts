/**
 * A part of a tenant's ledger in memory: what one operation has read of it, with its own changes.
 *
 * What is looked for and has not been read is noted (see {@link WorkingSet.missing}).
 */
import type { Kind } from "./questions.ts";
import { Questions } from "./questions.ts";
import { makeTables, type NearEdge, type RelationRow, type Tables } from "./rows.ts";

/** Keys that names lead to: exact ones, and those that begin with a word. */
export interface NamesAnswer {
  readonly exact: readonly (readonly [name: string, key: string])[];
  readonly prefixed: readonly (readonly [prefix: string, name: string, key: string])[];
}

/** The visible edges of an entity: the first `limit`, in the order of listing. */
export interface EdgeIds {
  readonly ids: readonly string[];
  readonly limit: number;
}

/** An add tells few merges, and without these of its own it has to know which counted before. */
const MERGE_DEPTH = 4;

/** Rows, what is known of them, and what is missing. */
export class WorkingSet {
  readonly tables: Tables = makeTables();
  /** What was asked for and is read: what is not there then is nowhere. */
  readonly known: Questions = new Questions();
  /** What was looked for and is not read. */
  readonly missing: Questions = new Questions();
  /** Questions that were answered with yes. */
  readonly answers: Map<Kind, Set<string>> = new Map();
  readonly names: Map<string, NamesAnswer> = new Map();
  readonly edgeIds: Map<string, EdgeIds> = new Map();
  /** Edges that are known as they are shown, and not by their records. */
  readonly nearEdges: Map<string, NearEdge> = new Map();
  /** Whether all of the tenant is here. */
  isWhole = false;
  /** The tenant's revision when it was read; null while nothing is. */
  revision: number | null = null;
  /** How often tombstones had been left for it by themselves. */
  burials = 0;
  /** How many of the merges that say the same are read to either end. */
  mergeDepth: number = MERGE_DEPTH;
  /** Keys that edges end at: they stand for themselves. */
  readonly canonicalKeys: Set<string> = new Set();
  /** How many edges of an entity are read. */
  fanout = 1;
  #bumped = false;

  /** The revision that the changes make. */
  get nextRevision(): number {
    return (this.revision ?? 0) + 1;
  }

  /** Forgets everything. */
  clear(): void {
    for (const table of this.#all()) table.clear();
    this.known.clear();
    this.missing.clear();
    this.answers.clear();
    this.names.clear();
    this.edgeIds.clear();
    this.nearEdges.clear();
    this.canonicalKeys.clear();
    this.isWhole = false;
    this.revision = null;
    this.#bumped = false;
  }

  /** Takes all changes back. */
  rollBack(): void {
    for (const table of this.#all()) table.rollBack();
    this.missing.clear();
    this.#bumped = false;
  }

  /** The changes are written: they are what is there. */
  accept(): void {
    for (const table of this.#all()) table.accept();
    if (this.#bumped) this.revision = this.nextRevision;
    this.#bumped = false;
    // What the answers were made of may have changed.
    for (const kind of this.answers.keys()) this.known.forget(kind);
    this.answers.clear();
    this.names.clear();
    this.edgeIds.clear();
    this.nearEdges.clear();
    this.canonicalKeys.clear();
  }

  /** Raises the revision, once the changes are accepted. */
  bumpRevision(): number {
    this.#bumped = true;
    return this.nextRevision;
  }

  /** The values, each once, of which those that are not read are noted. */
  asked(kind: Kind, values: Iterable<string>): readonly string[] {
    const asked = [...new Set(values)];
    if (this.isWhole) return asked;
    for (const value of asked) if (!this.known.has(kind, value)) this.missing.add(kind, value);
    return asked;
  }

  isAnswered(kind: Kind, question: string, isKnown: () => boolean = () => false): boolean {
    if (this.answers.get(kind)?.has(question) === true) return true;
    const isRead = this.known.has(kind, question) || isKnown() || this.isWhole;
    if (!isRead) this.missing.add(kind, question);
    return false;
  }

  relations(ids: Iterable<string>): RelationRow[] {
    return this.asked("relation", ids).flatMap((id) => this.tables.relation.get(id) ?? []);
  }

  #all(): readonly { clear(): void; rollBack(): void; accept(): void }[] {
    return Object.values(this.tables) as readonly Tables["evidence"][];
  }
}
