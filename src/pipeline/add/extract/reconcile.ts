/** Decides what facts mean for the memories near them: said already, taken the place of, over, or simply new. */
import { mapConcurrent } from "../../../core/map-concurrent.ts";
import { statementKey } from "../../../core/names.ts";
import type { Visibility } from "../../../core/visibility.ts";
import { promptFor, type PromptInputs } from "../../../prompts/prompts.ts";
import { formatDate } from "../../../text/format-date.ts";
import type { StoredPoint } from "../../../vector/vector-store.ts";
import type { Engine } from "../../engine.ts";
import { narrowPoint } from "../../narrow.ts";
import { identityOf } from "../identities.ts";
import type { Episode, StatedEnding, StatedFact } from "../stated.ts";
import { type Asker, askItems } from "./ask-items.ts";
import { CallBudget } from "./call-budget.ts";
import type { ReadFact } from "./fact-item.ts";
import { fieldOf, type ItemProblem, textOf } from "./item-fields.ts";
import { promptLanguageOf } from "./languages.ts";
import { MAX_CONCURRENT_CALLS } from "./read-windows.ts";

/** Most memories looked at for one fact. */
export const MAX_NEAR = 5;
/** Most facts judged in one call. */
export const MAX_JUDGED = 20;
/** How much of the way from "unrelated" to "the same" makes a memory near. */
export const NEAR_SHARE = 0.4;
/** The cosine of unrelated texts where the embedding model does not say. */
export const DEFAULT_UNRELATED = 0.3;

/** Facts as they are to be planned, and the memories that they end. */
export interface Reconciled {
  readonly facts: readonly StatedFact[];
  readonly endings: readonly StatedEnding[];
}

/** A fact with the memories near it. */
interface Suspect {
  readonly index: number;
  readonly read: ReadFact;
  readonly near: readonly StoredPoint[];
}

/** What reconciling works with. */
export interface ReconcileInput {
  readonly episode: Episode;
  readonly facts: readonly ReadFact[];
  /** Embeddings by text. */
  readonly embeddings: ReadonlyMap<string, Float32Array | null>;
  readonly prompts: PromptInputs;
  readonly asker: Asker;
}

/**
 * Looks for memories near each fact, and asks the model about those that have some: one call for up to
 * {@link MAX_JUDGED} facts. Without any there is no call. What the model leaves out or answers unclearly is new.
 */
export async function reconcile(input: ReconcileInput, engine: Engine): Promise<Reconciled> {
  const suspects = await suspectsOf(input, engine);
  const batches: Suspect[][] = [];
  for (let start = 0; start < suspects.length; start += MAX_JUDGED) {
    batches.push(suspects.slice(start, start + MAX_JUDGED));
  }
  const decided = await mapConcurrent(batches, MAX_CONCURRENT_CALLS, (batch) =>
    judge(batch, input),
  );
  const decisions = new Map(decided.flatMap((one) => [...one]));
  const facts: StatedFact[] = [];
  const endings: StatedEnding[] = [];
  for (const [index, read] of input.facts.entries()) {
    const decision = decisions.get(index);
    const applied = decision ? apply(read, decision, input.episode) : read.fact;
    if ("memoryId" in applied) endings.push(applied);
    else facts.push(applied);
  }
  return { facts, endings };
}

/** Asks each store once, however many facts there are. */
async function suspectsOf(input: ReconcileInput, engine: Engine): Promise<Suspect[]> {
  const { stores, embeddingModel } = engine;
  const { tenant } = input.episode.scope;
  const { unrelatedCosine = DEFAULT_UNRELATED } = embeddingModel;
  const minCosine = unrelatedCosine + NEAR_SHARE * (1 - unrelatedCosine);
  const options = {
    limit: MAX_NEAR,
    visibility: visibilityOf(input.episode, engine),
    filter: null,
  };
  input.asker.signal?.throwIfAborted();
  const asked = [...input.facts.entries()].flatMap(([index, read]) => {
    const embedding = input.embeddings.get(read.fact.text);
    return embedding ? [{ index, read, embedding }] : [];
  });
  const embeddings = asked.map(({ embedding }) => embedding);
  const scored = await stores.vector.searchDenseEach(tenant, embeddings, options);
  const ids = scored.map((hits) => hits.flatMap(({ id, score }) => (score >= minCosine ? id : [])));
  const found = await stores.vector.get(tenant, [...new Set(ids.flat())]);
  const points = new Map(found.map((point) => [point.id, point]));
  // What this very add tells again holds: no other fact of it takes its place.
  const told = new Set(input.facts.map(({ fact }) => statementKey(fact.text)));
  const suspects = asked.flatMap(({ index, read }, place): Suspect[] => {
    const near = (ids[place] ?? [])
      .flatMap((id) => points.get(id) ?? [])
      .filter((point) => isOfSame(point, read.fact, input.episode));
    // The very same text is the same memory, whatever is near it besides.
    const key = statementKey(read.fact.text);
    if (near.some(({ textKey, kind }) => textKey === key && kind === read.fact.kind)) return [];
    const others = near.filter(({ textKey }) => textKey === null || !told.has(textKey));
    return others.length === 0 ? [] : [{ index, read, near: others }];
  });
  return withoutSlotmates(suspects, { tenant, engine });
}

/** Whether a memory is one of those that a statement can be: what the user says is never what an agent said of itself. */
function isOfSame(point: StoredPoint, fact: StatedFact, episode: Episode): boolean {
  const { attributedTo, agentId } = identityOf(fact, episode);
  return point.attributedTo === attributedTo && point.agentId === agentId;
}

/** Leaves out memories of the very slot that a fact fills: time decides between those, not a model. */
async function withoutSlotmates(
  suspects: readonly Suspect[],
  { tenant, engine }: { readonly tenant: Episode["scope"]["tenant"]; readonly engine: Engine },
): Promise<Suspect[]> {
  const filling = suspects.filter(({ read }) => read.fact.slot !== null);
  if (filling.length === 0) return [...suspects];
  const ids = new Set(filling.flatMap(({ near }) => near.map(({ id }) => id)));
  const { attestations } = await engine.stores.graph.ledgerOf(tenant, [...ids]);
  const slotted = new Set(
    attestations.filter(({ slot, isSingle }) => slot !== null && isSingle).map(({ of }) => of),
  );
  return suspects.flatMap((suspect) => {
    if (suspect.read.fact.slot === null) return suspect;
    const near = suspect.near.filter(({ id }) => !slotted.has(id));
    return near.length === 0 ? [] : { ...suspect, near };
  });
}

function visibilityOf({ scope, at }: Episode, { clock }: Engine): Visibility {
  return {
    asOf: Math.max(clock.now(), at),
    isExplicit: false,
    includeClosed: false,
    agentId: scope.agentId,
    runId: null,
    kinds: new Set(["event", "trait"]),
  };
}

/** What the model decided on a fact: which event, and for which memory. */
interface Decision {
  readonly event: "UPDATE" | "DELETE" | "NONE";
  readonly memory: StoredPoint;
}

async function judge(
  suspects: readonly Suspect[],
  { episode, prompts, asker }: ReconcileInput,
): Promise<Map<number, Decision>> {
  const memories = [
    ...new Map(suspects.flatMap(({ near }) => near.map((one) => [one.id, one] as const))).values(),
  ];
  const language = promptLanguageOf(suspects.map(({ read }) => read.fact.text).join("\n"));
  const { timeZone } = episode;
  const day = (at: number): string => formatDate(at, "day", timeZone);
  const words = HEADINGS[language];
  const text = [
    words.memories,
    ...memories.map((point, order) => {
      const { at, text: said } = narrowPoint(point, episode.scope.agentId);
      return `[${order + 1}] ${day(at)} ${oneLine(said)}`;
    }),
    "",
    words.facts,
    ...suspects.map(
      ({ read }, order) =>
        `[${order + 1}] ${day(startOf(read, episode))} ${oneLine(read.fact.text)}`,
    ),
  ].join("\n");
  const { items } = await askItems<RawDecision>(
    {
      prompt: promptFor("reconcile", language, prompts),
      language,
      text,
      keys: DECISION_KEYS,
      keyOf: () => "decisions",
      isSmallest: true,
      read: (_, item) => readDecision(item, suspects.length, memories.length),
    },
    // Asked, gone on with, mended: one question has a bound of its own.
    { ...asker, budget: new CallBudget(Number.POSITIVE_INFINITY) },
  );
  const decisions = new Map<number, Decision>();
  for (const { fact, event, memory } of items) {
    const suspect = suspects[fact - 1];
    const known = memories[(memory ?? 0) - 1];
    // Among the memories shown are those near to other facts.
    const isNear = suspect?.near.some(({ id }) => id === known?.id) === true;
    if (suspect && known && isNear && event !== "ADD") {
      decisions.set(suspect.index, { event, memory: known });
    }
  }
  return decisions;
}

const DECISION_KEYS: readonly string[] = ["decisions", "决定"];

const HEADINGS = {
  en: { memories: "Known memories:", facts: "New facts:" },
  zh: { memories: "已有记忆：", facts: "新的事实：" },
} as const;

interface RawDecision {
  readonly fact: number;
  readonly event: "ADD" | "UPDATE" | "DELETE" | "NONE";
  readonly memory: number | null;
}

const EVENTS = ["ADD", "UPDATE", "DELETE", "NONE"] as const;

function readDecision(
  item: unknown,
  factCount: number,
  memoryCount: number,
): RawDecision | ItemProblem {
  const object = typeof item === "object" && item !== null ? item : {};
  const fact = numberOf(fieldOf(object, ["fact", "id", "事实"]), factCount);
  if (fact === null) return { problem: `fact must be a number from 1 to ${factCount}` };
  const name = (textOf(fieldOf(object, ["event", "action", "事件"])) ?? "").toUpperCase();
  const event = EVENTS.find((one) => one === name);
  if (event === undefined) return { problem: `event must be one of ${EVENTS.join(", ")}` };
  const memory = numberOf(fieldOf(object, ["memory", "记忆"]), memoryCount);
  if (memory === null && event !== "ADD") {
    return { problem: `memory must be a number from 1 to ${memoryCount} for ${event}` };
  }
  return { fact, event, memory };
}

function numberOf(value: unknown, max: number): number | null {
  const number = Number(textOf(value) ?? Number.NaN);
  return Number.isInteger(number) && number >= 1 && number <= max ? number : null;
}

/** A fact as decided. An event never ends, and ends nothing: of events only a repeat is taken. */
function apply(
  read: ReadFact,
  { event, memory }: Decision,
  episode: Episode,
): StatedFact | StatedEnding {
  const { fact, isCorrection } = read;
  if (event === "NONE") {
    const kind = memory.kind === "turn" ? fact.kind : memory.kind;
    return { ...fact, kind, slot: kind === "event" ? null : fact.slot, repeats: memory.id };
  }
  if (memory.kind !== "trait" || fact.kind !== "trait") return fact;
  // What was true before the memory is no news to it, whenever it is told; and of one time nothing closes another.
  const difference = startOf(read, episode) - startOfMemory(memory);
  if (event === "DELETE") {
    return difference > 0 ? { memoryId: memory.id, text: fact.text, sources: fact.sources } : fact;
  }
  if (difference < 0) return { ...fact, supersededBy: memory.id };
  // A correction of a slot takes back what the slot held; a memory that claims no slot just ends.
  const isTakingBack = isCorrection && fact.corrects === null;
  if (isTakingBack) return { ...fact, corrects: memory.id };
  return difference > 0 ? { ...fact, supersedes: memory.id } : fact;
}

function startOf({ fact }: ReadFact, { messages, at }: Episode): number {
  return fact.validFrom ?? messages[fact.sources[0] ?? 0]?.at ?? at;
}

function startOfMemory({ projection, at }: StoredPoint): number {
  return projection.spells.at(-1)?.from ?? at;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/gu, " ").slice(0, 500).toWellFormed();
}
