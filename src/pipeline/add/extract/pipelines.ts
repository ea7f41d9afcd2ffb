/** The two pipelines of an add, at work at the same time: facts, and entities with their relations. */
import { ModelUnavailableError } from "../../../core/errors.ts";
import { entityKey } from "../../../core/names.ts";
import type { Episode, StatedEntity, StatedRelation } from "../stated.ts";
import type { Asker } from "./ask-items.ts";
import { FACT_KEYS, type ReadFact, readFact } from "./fact-item.ts";
import {
  ENTITY_KEYS,
  isEntityItem,
  readEntity,
  readRelation,
  RELATION_KEYS,
} from "./graph-item.ts";
import { isProblem, type ItemPlace, type ItemProblem } from "./item-fields.ts";
import type { Stage } from "./stages.ts";
import { type Given, type PipelineReading, type Reader, readWindows } from "./read-windows.ts";

/** An entity or a relation, as the graph pipeline reads them together. */
export type GraphItem =
  | { readonly form: "entity"; readonly entity: StatedEntity }
  | { readonly form: "relation"; readonly relation: StatedRelation };

/** What became of a pipeline: a reading; null if it was not asked for; the error if the model is down. */
export type StageOutcome<Item> = PipelineReading<Item> | ModelUnavailableError | null;

/** Both pipelines under way. A rejection is a request that was refused, or an abort; each must be awaited. */
export interface Pipelines {
  readonly facts: Promise<StageOutcome<ReadFact>>;
  readonly graph: Promise<StageOutcome<GraphItem>>;
  /** Gives up what is under way. */
  readonly stop: () => void;
}

const FACTS: Reader<ReadFact> = {
  prompt: "facts",
  keys: FACT_KEYS,
  keyOf: () => "facts",
  read: (_, item, place) => readFact(item, place),
  failedItem: "fact",
};

const GRAPH: Reader<GraphItem> = {
  prompt: "graph",
  keys: [...ENTITY_KEYS, ...RELATION_KEYS],
  keyOf: (item) => (isEntityItem(item) ? "entities" : "relations"),
  read: readGraphItem,
  failedItem: "relation",
};

/** Starts the pipelines that are wanted, both at once. What fails for good stops the other. */
export function startPipelines(
  episode: Episode,
  stages: readonly Stage[],
  given: Given,
): Pipelines {
  const stop = new AbortController();
  const { signal } = given.asker;
  const either = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
  const asker: Asker = { ...given.asker, signal: either };
  const run = async <Item>(stage: Stage, reader: Reader<Item>): Promise<StageOutcome<Item>> => {
    if (!stages.includes(stage)) return null;
    try {
      return await readWindows(episode, reader, { ...given, asker });
    } catch (error) {
      if (error instanceof ModelUnavailableError) return error;
      stop.abort(error);
      throw error;
    }
  };
  const pipelines = {
    facts: run("facts", FACTS),
    graph: run("graph", GRAPH),
    stop: (): void => {
      stop.abort();
    },
  };
  // Whoever awaits one may give up before the other: a failure of that is told by the first.
  pipelines.facts.catch(() => undefined);
  pipelines.graph.catch(() => undefined);
  return pipelines;
}

function readGraphItem(key: string, item: unknown, place: ItemPlace): GraphItem | ItemProblem {
  if (ENTITY_KEYS.includes(key)) {
    const entity = readEntity(item, place);
    return isProblem(entity) ? entity : { form: "entity", entity };
  }
  const relation = readRelation(item, place);
  return isProblem(relation) ? relation : { form: "relation", relation };
}

/** Gives the ends of relations the types that entities of the same reading have. */
export function withTypes(
  relations: readonly StatedRelation[],
  entities: readonly StatedEntity[],
): StatedRelation[] {
  const types = new Map(
    entities.flatMap(({ name, aliases, type }) =>
      [name, ...aliases].map((one) => [entityKey(one), type] as const),
    ),
  );
  return relations.map((relation) => ({
    ...relation,
    source: { ...relation.source, type: types.get(entityKey(relation.source.name)) ?? null },
    destination: {
      ...relation.destination,
      type: types.get(entityKey(relation.destination.name)) ?? null,
    },
  }));
}
