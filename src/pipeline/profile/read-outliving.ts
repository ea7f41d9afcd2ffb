/** Reads the relations that hold although no memory tells them: those that told them have ended, or there never was one. */
import { step, type Steps } from "../../core/awaitable.ts";
import type { Visibility } from "../../core/visibility.ts";
import type { PointOutline } from "../../vector/vector-store.ts";
import type { Stores } from "../stores.ts";
import { nextChange } from "./choose.ts";
import {
  endedTraits,
  isToldAlone,
  outlivingRelations,
  type OutlivingRelation,
} from "./outliving.ts";
import type { ProfileRequest } from "./profile-options.ts";

/** Turns of one relation that are read for its date and told as its sources, the first ones. */
const MAX_RELATION_TURNS = 4;

/** Edges that are looked at for those that a caller told without a memory: the latest recorded. */
const LISTED_RELATIONS = 500;

/** What to read them with. */
export interface OutlivingInput {
  readonly request: ProfileRequest;
  readonly visibility: Visibility;
  readonly stores: Stores;
}

/** What was read. */
export interface ReadOutliving {
  /** The latest begun first, at most as many as traits. */
  readonly relations: readonly OutlivingRelation[];
  /** How many more there are. */
  readonly omittedCount: number;
  /** The turns that tell them. */
  readonly turnIds: readonly string[];
  /** When one of them begins or ends, epoch ms; null for never. */
  readonly nextChangeAt: number | null;
}

/** Where none is asked for. */
const NO_RELATIONS: ReadOutliving = {
  relations: [],
  omittedCount: 0,
  turnIds: [],
  nextChangeAt: null,
};

/** Reads them in at most two calls of the graph. */
export function* readOutliving(
  points: readonly PointOutline[],
  { request, visibility, stores: { graph } }: OutlivingInput,
): Steps<ReadOutliving> {
  const { scope, signal, traitLimit } = request;
  if (traitLimit === 0) return NO_RELATIONS;
  const ended = endedTraits(points, visibility);
  const ofEnded =
    ended.length === 0
      ? []
      : yield* step(graph.relationsOfMemories(scope.tenant, ended, scope.agentId));
  signal?.throwIfAborted();
  const current = { ...visibility, includeClosed: false, kinds: null };
  const listing = { visibility: current, limit: LISTED_RELATIONS, cursor: null };
  const { items } = yield* step(graph.listRelations(scope.tenant, listing));
  const alone = items.filter(isToldAlone);
  const told = [...new Map([...ofEnded, ...alone].map((one) => [one.id, one])).values()];
  signal?.throwIfAborted();
  const outliving = outlivingRelations(told, points, visibility);
  const relations = outliving.slice(0, traitLimit).map(withFirstTurns);
  return {
    relations,
    omittedCount: outliving.length - relations.length,
    turnIds: relations.flatMap(({ relation }) => relation.turnIds),
    nextChangeAt: nextChange(
      outliving.map(({ relation }) => relation),
      visibility.asOf,
    ),
  };
}

function withFirstTurns({ relation, ...rest }: OutlivingRelation): OutlivingRelation {
  const turnIds = relation.turnIds.slice(0, MAX_RELATION_TURNS);
  return { ...rest, relation: { ...relation, turnIds } };
}
