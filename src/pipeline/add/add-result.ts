/** What an add gives back, and how it follows from what the commit changed. */
import { append } from "../../core/append.ts";
import type { MemoryKind, RelationRecord, Spell } from "../../core/records.ts";
import type { StatementState } from "../../core/validity/derive.ts";
import type { Relation, StatementChange } from "../../graph/graph-store.ts";
import type { EpisodeOutcome } from "../../journal/journal.ts";
import type { StoredPoint } from "../../vector/vector-store.ts";
import { type RelationView, viewRelation } from "../views.ts";
import type { Committed } from "./commit.ts";
import type { Stage } from "./extract/stages.ts";
import type { Plan, PlannedFact } from "./plan.ts";
import type { Extractor } from "./read-episode.ts";
import { firstWords } from "./first-words.ts";
import type { Failure } from "./stated.ts";

/** What became of a fact. */
export type AddEvent = "ADD" | "UPDATE" | "DELETE" | "NONE";

/** One fact's result. */
export interface AddedMemory {
  /** The memory; of NONE, the one that holds it already. */
  readonly id: string;
  /** Its text. */
  readonly memory: string;
  /**
   * ADD: new, or told again after its end. UPDATE: it took another's place. DELETE: what was said ended it. NONE: it was
   * known, and has one more piece of evidence; or it was to end, and had ended already or goes on all the same.
   */
  readonly event: AddEvent;
  /** What it is. */
  readonly kind: MemoryKind;
  /** What it took the place of. */
  readonly previousMemory?: string;
}

/** What an add cost. */
export interface Usage {
  /** Calls of a language model: two, and one more if something near is known and has to be judged. */
  readonly modelCalls: number;
  /** Calls among them for an answer that was cut off: they went on with it, or read half of it anew. */
  readonly continuations: number;
  /** Calls among them for items that did not have the form asked for. */
  readonly repairs: number;
  /**
   * Requests to the language model beyond one of each call that was answered: repeats after a failure, and asking in
   * another way that the provider takes.
   */
  readonly retries: number;
  /** Requests to the embedding model. */
  readonly embeddingRequests: number;
  /** Texts embedded. */
  readonly embeddingInputs: number;
  /** Tokens sent, as the models count them; 0 if they do not. */
  readonly promptTokens: number;
  /** Tokens received, likewise. */
  readonly completionTokens: number;
  /** Who read the facts: "patterns" and "verbatim" mean that no language model was used. */
  readonly extractor: Extractor;
  /** The embedding model's id; `isModel` is false for the built-in lexical one. */
  readonly embedder: { readonly id: string; readonly isModel: boolean };
  /** By stage. */
  readonly milliseconds: Readonly<Record<string, number>>;
}

/** An episode that was read in arrears. */
export interface CaughtUpEpisode {
  /** The add it is of. */
  readonly episodeId: string;
  /** What is still to come of it. */
  readonly pending: readonly Stage[];
  /** What was extracted and is not stored, and why. */
  readonly failed: readonly Failure[];
}

/** What `add` returns. */
export interface AddResult {
  /** This add. */
  readonly episodeId: string;
  /** What became of each fact, in their order. */
  readonly results: readonly AddedMemory[];
  /** What became of the edges. */
  readonly relations: {
    readonly added: readonly RelationView[];
    readonly closed: readonly RelationView[];
    readonly retracted: readonly RelationView[];
    /** Told again, and nothing changed. */
    readonly confirmed: readonly RelationView[];
  };
  /** What was extracted and is not stored, and why. */
  readonly failed: readonly Failure[];
  /**
   * What is still to come as a model or the graph's server is down; empty when all is done. "facts" and "graph" are still
   * to be read or written, "vectors" are missing from what is stored, which is found by its words meanwhile. The next add
   * or `repair()` sees to it. While the graph is down, an event says no more than whether a memory is new.
   */
  readonly pending: readonly (Stage | "vectors")[];
  /** Earlier adds whose model was down, read now. */
  readonly caughtUp: readonly CaughtUpEpisode[];
  /** Whether this episode was there already: the same idempotency key again. */
  readonly isRepeat: boolean;
  /** What it cost. */
  readonly usage: Usage;
  /** With `dryRun`: what would be written. */
  readonly plan?: Plan;
}

/** The outcome by ids, as the journal keeps it. */
export interface Outcome extends EpisodeOutcome {
  readonly failed: readonly Failure[];
}

/** Reads an outcome off what a commit changed. */
export function outcomeOf(plan: Plan, committed: Committed, now: number): Outcome {
  const changes = committed.ledger?.changes ?? [];
  const byId = new Map(changes.map((change) => [change.id, change]));
  const dead = committed.ledger?.dead ?? new Set<string>();
  const failed: Failure[] = [];
  const news = new Set<string>();
  const results: EpisodeOutcome["results"][number][] = [];
  for (const fact of plan.facts) {
    if (dead.has(fact.memoryId)) {
      failed.push({
        item: "fact",
        text: firstWords(fact.text),
        reason: "it was deleted after it was read",
      });
    } else {
      const result = resultOf(fact, { byId, changes, now });
      // Said twice in one add, it is news once.
      const isAgain = news.has(result.id);
      if (result.event !== "NONE") news.add(result.id);
      results.push(isAgain ? { id: result.id, event: "NONE", previousId: null } : result);
    }
  }
  for (const id of plan.endedIds) results.push(endingOf(id, byId.get(id), now));
  append(failed, deadTurns(plan, committed));
  for (const relation of plan.records.relations) {
    if (dead.has(relation.id)) failed.push(deadRelation(relation));
  }
  const edges = changes.filter(({ form }) => form === "relation");
  return {
    results,
    failed,
    relations: {
      added: ids(edges, (change) => isNew(change, now)),
      closed: ids(edges, ({ before, after }) => isOpen(before, now) && isEnded(after, now)),
      retracted: ids(edges, ({ before, after }) => isRetracted(after) && !isRetracted(before)),
    },
  };
}

/** What is known of a commit before the ledger has spoken: which memories were not there. */
export function deferredOutcome(plan: Plan, { inserted, present }: Committed): Outcome {
  const news = new Set<string>();
  const results = plan.facts.map(({ memoryId: id }) => {
    const isAdded = inserted.has(id) && !news.has(id);
    news.add(id);
    return { id, event: isAdded ? ("ADD" as const) : ("NONE" as const), previousId: null };
  });
  const failed = deadTurns(plan, { ledger: null, present });
  return { results, failed, relations: { added: [], closed: [], retracted: [] } };
}

function endingOf(
  id: string,
  change: StatementChange | undefined,
  now: number,
): EpisodeOutcome["results"][number] {
  const isEnding = change !== undefined && isOpen(change.before, now) && !isOpen(change.after, now);
  return { id, event: isEnding ? "DELETE" : "NONE", previousId: null };
}

function deadTurns(
  { turns }: Plan,
  { ledger, present }: Pick<Committed, "ledger" | "present">,
): Failure[] {
  const isGone = (id: string): boolean => ledger?.dead.has(id) === true || !present.has(id);
  const gone = turns.filter(({ id }) => isGone(id));
  return gone.map(({ id }) => ({ item: "turn", text: id, reason: "its episode was deleted" }));
}

function deadRelation({ source, type, destination }: RelationRecord): Failure {
  const text = firstWords(`${source} ${type} ${destination}`);
  return { item: "relation", text, reason: "it was deleted after it was read" };
}

interface Seen {
  readonly byId: ReadonlyMap<string, StatementChange>;
  readonly changes: readonly StatementChange[];
  readonly now: number;
}

function resultOf(fact: PlannedFact, seen: Seen): EpisodeOutcome["results"][number] {
  const { byId, changes, now } = seen;
  const told = new Set(fact.attestationIds);
  const teller = changes.find(
    ({ form, after }) =>
      form !== "relation" &&
      after?.spells.some(({ attestationIds }) => attestationIds.some((id) => told.has(id))),
  );
  const change = byId.get(fact.memoryId);
  const isTold = teller === undefined || teller.id === fact.memoryId;
  if (!isTold || !change || !isNews(change, now)) {
    return { id: teller?.id ?? fact.memoryId, event: "NONE", previousId: null };
  }
  const previousId = replacedBy(fact, change, seen);
  const isUpdate = previousId !== null && change.before === null && isOpen(change.after, now);
  return { id: fact.memoryId, event: isUpdate ? "UPDATE" : "ADD", previousId };
}

/** Whether a statement is new, or holds again after its end. */
function isNews(
  { before, after }: Pick<StatementChange, "before" | "after">,
  now: number,
): boolean {
  return after !== null && (before === null || (!isOpen(before, now) && isOpen(after, now)));
}

/** The memory that was open before this fact and is not any more. */
function replacedBy(
  fact: PlannedFact,
  own: StatementChange,
  { changes, now }: Seen,
): string | null {
  const ended = changes.filter(
    ({ id, form, before, after }) =>
      form !== "relation" && id !== fact.memoryId && isOpen(before, now) && !isOpen(after, now),
  );
  const named = ended.find(({ id }) => fact.names.includes(id));
  const shared = ended.find(({ timelines }) =>
    timelines.some((one) => own.timelines.includes(one)),
  );
  return (named ?? shared)?.id ?? null;
}

function isNew({ before, after }: StatementChange, now: number): boolean {
  if (after?.foldedInto !== null || after.spells.length === 0) return false;
  return isNews({ before, after }, now);
}

/** Whether a statement holds now, or is yet to. */
export function isOpen(
  state: { readonly spells: readonly Spell[] } | StatementState | null,
  now: number,
): boolean {
  return state?.spells.some(({ from, to }) => to === null || (to > now && to !== from)) ?? false;
}

function isRetracted(state: StatementState | null): boolean {
  return (state?.retractedAt ?? null) !== null;
}

function isEnded(state: StatementState | null, now: number): boolean {
  if (state === null || isRetracted(state) || state.foldedInto !== null) return false;
  return !isOpen(state, now);
}

function ids(
  changes: readonly StatementChange[],
  wanted: (change: StatementChange) => boolean,
): string[] {
  return changes.filter(wanted).map(({ id }) => id);
}

/** Gives an outcome its texts, as they are now. */
export function describeOutcome(
  outcome: Outcome,
  points: ReadonlyMap<string, StoredPoint>,
  relations: ReadonlyMap<string, Relation>,
): Pick<AddResult, "results" | "relations" | "failed"> {
  const results = outcome.results.flatMap(({ id, event, previousId }): AddedMemory[] => {
    const point = points.get(id);
    if (!point || point.kind === "turn") return [];
    const previous = previousId === null ? undefined : points.get(previousId)?.text;
    const { text, kind } = point;
    return [
      {
        id,
        memory: text,
        event,
        kind,
        ...(previous === undefined ? {} : { previousMemory: previous }),
      },
    ];
  });
  const view = (list: readonly string[]): RelationView[] =>
    list.flatMap((id) => {
      const relation = relations.get(id);
      return relation ? [viewRelation(relation)] : [];
    });
  const { added, closed, retracted } = outcome.relations;
  const named = new Set([...added, ...closed, ...retracted]);
  const confirmed = [...relations.keys()].filter((id) => !named.has(id));
  return {
    results,
    failed: outcome.failed,
    relations: {
      added: view(added),
      closed: view(closed),
      retracted: view(retracted),
      confirmed: view(confirmed),
    },
  };
}
