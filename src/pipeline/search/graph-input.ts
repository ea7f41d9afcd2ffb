/** What the graph arm is given. */
import type { ArmInput } from "./arm-input.ts";
import type { Mention } from "./seeds.ts";

/** What the graph arm is given besides what every arm is. */
export interface GraphArmInput extends ArmInput {
  readonly hops: number;
  readonly mentions: readonly Mention[];
  /** Ids of the other arms' first hits, each with how good it is in [0, 1]. */
  readonly firstHits: ReadonlyMap<string, number>;
  /** What each term of the query weighs. */
  readonly weights: ReadonlyMap<string, number>;
}
