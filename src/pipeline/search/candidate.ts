/** A memory or turn with all that the arms say of it. */
import type { StoredPoint } from "../../vector/vector-store.ts";
import type { RankedId } from "./arm-input.ts";
import type { TurnText } from "./conversation.ts";
import type { FoundRelation } from "./rank-relations.ts";

/** What the graph says of a memory or turn. */
export interface GraphScore {
  /** The rank, from 1, of the best relation that it tells. */
  readonly rank: number;
  readonly found: FoundRelation;
}

/** One candidate. Null or 0 where an arm says nothing. */
export interface Candidate {
  readonly point: StoredPoint;
  /** Its cosine and rank. */
  readonly dense: RankedId | null;
  /** Its rank by keywords; the score is its share of the query. */
  readonly keywords: RankedId | null;
  /** The share of the query's words that its text has, in [0, 1), found by keywords or not. */
  readonly share: number;
  /** A turn in its conversation; null for memories. */
  readonly conversation: TurnText | null;
  /** The name of its speaker, if the query asks for their words or means them by "I". */
  readonly speaker: string | null;
  readonly graph: GraphScore | null;
  /** How much of the query it has by standing near what the query names in the graph, in [0, 1]. */
  readonly link: number;
  /** How near it is to a date in the query, in [0, 1]. */
  readonly closeness: number;
}
