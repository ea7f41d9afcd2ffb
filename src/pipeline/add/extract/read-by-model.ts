/** Has an episode read by the language model: both pipelines, one embedding request, and a judgement where need be. */
import { ModelUnavailableError } from "../../../core/errors.ts";
import { must } from "../../../core/must.ts";
import { untilAborted } from "../../../core/until-aborted.ts";
import type { PromptInputs } from "../../../prompts/prompts.ts";
import type { Engine } from "../../engine.ts";
import { earlierTurns } from "../earlier-turns.ts";
import { embedAll, type EmbeddedPlan, NOTHING_EMBEDDED } from "../embed-plan.ts";
import { turnSearchText } from "../points.ts";
import type { Episode, Failure, StatedFact, Statements } from "../stated.ts";
import type { Asker } from "./ask-items.ts";
import type { ReadFact } from "./fact-item.ts";
import { type GraphItem, type StageOutcome, startPipelines, withTypes } from "./pipelines.ts";
import { type Stage, STAGES } from "./stages.ts";
import type { PipelineReading } from "./read-windows.ts";
import { reconcile, type Reconciled } from "./reconcile.ts";
import type { UsageMeter } from "./usage-meter.ts";

/** How an episode is to be read. */
export interface ReadRequest {
  /** What is to be read: both, or what is left. */
  readonly stages: readonly Stage[];
  readonly prompts: PromptInputs;
  readonly meter: UsageMeter;
  readonly signal: AbortSignal | undefined;
  /** Called as each part ends, for timing. */
  readonly lap: (stage: string) => void;
  /** Whether the turns are embedded as well: those of an episode read later are there already. */
  readonly hasTurns: boolean;
  /** Whether the text stands alone: nothing was said before it, and nothing is judged by it. @defaultValue false */
  readonly isAlone?: boolean | undefined;
}

/** What was read, and what is still to be. */
export interface ModelReading {
  readonly statements: Statements;
  readonly failed: readonly Failure[];
  /** Pipelines that found the model down; their part is missing from the statements. */
  readonly pending: readonly Stage[];
  readonly embedded: EmbeddedPlan;
}

const NOTHING: Reconciled = { facts: [], endings: [] };

/**
 * Reads an episode. The graph pipeline runs beside facts, embedding and judgement, so that an add takes as long as the
 * longer of the two.
 *
 * @throws {ModelRequestError} If the provider refused a request: nothing of the episode is to be stored.
 */
export async function readByModel(
  episode: Episode,
  request: ReadRequest,
  engine: Engine,
): Promise<ModelReading> {
  const { stages, prompts, meter, signal, lap, isAlone = false } = request;
  const model = must(engine.languageModel, "a language model");
  const asker: Asker = { model, meter, signal, isSplit: false };
  const earlier = isAlone ? [] : await earlierTurns(episode, engine.stores);
  const pipelines = startPipelines(episode, stages, { asker, prompts, earlier });
  try {
    const facts = await untilAborted(pipelines.facts, signal);
    lap("extract");
    const items = isReading(facts) ? withProvenance(facts) : [];
    const judged = isAlone
      ? {
          embedded: NOTHING_EMBEDDED,
          reconciled: { ...NOTHING, facts: items.map(({ fact }) => fact) },
        }
      : await judge({ episode, items, asker }, request, engine);
    const graph = await untilAborted(pipelines.graph, signal);
    lap("graph");
    return wholeOf({ facts, graph, judged }, stages);
  } finally {
    pipelines.stop();
  }
}

interface Judged {
  readonly embedded: EmbeddedPlan;
  readonly reconciled: Reconciled | "unavailable";
}

/** What the pipelines came to, together. */
function wholeOf(
  {
    facts,
    graph,
    judged: { embedded, reconciled },
  }: {
    readonly facts: StageOutcome<ReadFact>;
    readonly graph: StageOutcome<GraphItem>;
    readonly judged: Judged;
  },
  stages: readonly Stage[],
): ModelReading {
  const isWithoutFacts = facts instanceof ModelUnavailableError || reconciled === "unavailable";
  // Edges belong to the facts that tell them: without those they are read again, and not stored as nobody's.
  const isDown = {
    facts: isWithoutFacts,
    graph: graph instanceof ModelUnavailableError || (isWithoutFacts && stages.includes("graph")),
  };
  return {
    statements: {
      ...(reconciled === "unavailable" ? NOTHING : reconciled),
      ...graphStatements(!isDown.graph && isReading(graph) ? graph : null),
    },
    failed: [
      ...(!isDown.facts && isReading(facts) ? facts.failed : []),
      ...(!isDown.graph && isReading(graph) ? graph.failed : []),
    ],
    pending: STAGES.filter((stage) => isDown[stage]),
    embedded,
  };
}

/** Embeds turns and facts in one request, and has facts judged that are near known ones. */
async function judge(
  read: {
    readonly episode: Episode;
    readonly items: readonly ReadFact[];
    readonly asker: Asker;
  },
  { prompts, signal, lap, hasTurns }: ReadRequest,
  engine: Engine,
): Promise<Judged> {
  const { episode, items, asker } = read;
  const turns = hasTurns ? episode.messages.map(turnSearchText) : [];
  const texts = [...turns, ...items.map(({ fact }) => fact.text)];
  const embedded = await embedAll(texts, engine, signal);
  lap("embed");
  const input = { episode, facts: items, embeddings: embedded.embeddings, prompts, asker };
  const reconciled = await untilAborted(orUnavailable(reconcile(input, engine)), signal);
  lap("reconcile");
  return { embedded, reconciled };
}

function isReading<Item>(
  outcome: PipelineReading<Item> | ModelUnavailableError | null,
): outcome is PipelineReading<Item> {
  return outcome !== null && !(outcome instanceof ModelUnavailableError);
}

function withProvenance({ items }: PipelineReading<ReadFact>): ReadFact[] {
  return items.map(({ item, provenance }) => {
    const fact: StatedFact = { ...item.fact, provenance };
    return { ...item, fact };
  });
}

function graphStatements(
  reading: PipelineReading<GraphItem> | null,
): Pick<Statements, "relations" | "entities"> {
  const items = reading?.items ?? [];
  const entities = items.flatMap(({ item }) => (item.form === "entity" ? [item.entity] : []));
  const relations = items.flatMap(({ item, provenance }) =>
    item.form === "relation" ? [{ ...item.relation, provenance }] : [],
  );
  return { entities, relations: withTypes(relations, entities) };
}

async function orUnavailable<T>(work: Promise<T>): Promise<T | "unavailable"> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof ModelUnavailableError) return "unavailable";
    throw error;
  }
}
