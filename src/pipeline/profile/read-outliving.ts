/** Reads the relations that hold although the memories that told them have ended. */
import { step, type Steps } from "../../core/awaitable.ts";
import type { Visibility } from "../../core/visibility.ts";
import type { PointOutline } from "../../vector/vector-store.ts";
import type { Stores } from "../stores.ts";
import { nextChange } from "./choose.ts";
import { endedTraits, outlivingRelations, type OutlivingRelation } from "./outliving.ts";
import type { ProfileRequest } from "./profile-options.ts";

/** Turns of one relation that are read for its date and told as its sources, the first ones. */
const MAX_RELATION_TURNS = 4;

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
  /** The turns that tell them. */
  readonly turnIds: readonly string[];
  /** When one of them begins or ends, epoch ms; null for never. */
  readonly nextChangeAt: number | null;
}

/** Reads them in one call of the graph, in none where no trait has ended. */
export function* readOutliving(
  points: readonly PointOutline[],
  { request, visibility, stores: { graph } }: OutlivingInput,
): Steps<ReadOutliving> {
  const { scope, signal, traitLimit } = request;
  const ended = endedTraits(points, visibility);
  if (ended.length === 0 || traitLimit === 0) {
    return { relations: [], turnIds: [], nextChangeAt: null };
  }
  const told = yield* step(graph.relationsOfMemories(scope.tenant, ended, scope.agentId));
  signal?.throwIfAborted();
  const outliving = outlivingRelations(told, points, visibility);
  const relations = outliving.slice(0, traitLimit).map(withFirstTurns);
  return {
    relations,
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
