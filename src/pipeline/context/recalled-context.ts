/** What `context` gives back. */
import type { Degradation, Hit, RelationHit } from "../../core/hit.ts";
import type { SearchUsage } from "../run-search.ts";

/** What `context` returns. */
export interface RecalledContext {
  /** The block, between the marks of recalled text; empty where nothing is to be recalled. */
  readonly text: string;
  /** How much the turn asks for memory, in [0, 1], comparable between calls. */
  readonly need: number;
  /** What was searched for; null where there was nothing to search for. */
  readonly query: string | null;
  /** What the block holds, the most useful first: the number in front of each line is its place here, from 1. */
  readonly results: readonly Hit[];
  /** Relations in the block, numbered on. */
  readonly relations: readonly RelationHit[];
  /** Tokens of the block, estimated; 0 for none. */
  readonly tokenCount: number;
  /** How many that were found did not fit the budget. */
  readonly omittedCount: number;
  /** What is missing from this answer, and why; empty when all parts answered. */
  readonly degraded: readonly Degradation[];
  /** What it cost. */
  readonly usage: SearchUsage;
}
