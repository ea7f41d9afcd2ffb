/** What the reading part of a search is given, and how it notes what it did without. */
import type { Degradation } from "../../core/hit.ts";
import type { Visibility } from "../../core/visibility.ts";
import type { Stores } from "../stores.ts";
import type { ArmInput } from "./arm-input.ts";
import { KNOWN_AT_WIDENING } from "./known-at.ts";
import type { PartWeights } from "./part-weights.ts";
import type { Query } from "./query.ts";
import type { SearchRequest } from "./request.ts";
import { degradationOf, type PartOutcome } from "./side-by-side.ts";
import type { Watch } from "./watch.ts";

/** What is to be found, and with what. */
export interface FindInput {
  readonly request: SearchRequest;
  readonly stores: Stores;
  readonly query: Query;
  /** What the caller wants to see. */
  readonly visibility: Visibility;
  /** The query's vector, or why there is none. */
  readonly embedding: PartOutcome<Float32Array>;
  /** Whether a model that has learnt what words mean made it. */
  readonly isModel: boolean;
  /** What each part of a score is worth, if not what it always is. */
  readonly weights: PartWeights | undefined;
  readonly watch: Watch;
  /** What has expired by then is not shown, epoch ms. */
  readonly expiredBy: number;
}

/** What the arms are given. What was known is judged later, so then they bring more, and what is closed by now as well. */
export function armInput({ request, stores, query, visibility }: FindInput): ArmInput {
  const { scope, filter, knownAt } = request;
  const isRecall = knownAt !== null;
  return {
    stores,
    tenant: scope.tenant,
    query,
    filter: isRecall ? null : filter,
    visibility: isRecall ? { ...visibility, includeClosed: true, isExplicit: false } : visibility,
    widening: isRecall ? KNOWN_AT_WIDENING : 1,
  };
}

/** Notes what a search did without, and how long its parts took. */
export class SearchLog {
  readonly degraded: Degradation[] = [];
  readonly milliseconds: Record<string, number> = {};

  /** Notes how a part ended. */
  note(part: Degradation["part"], outcome: PartOutcome<unknown>): void {
    const degradation = degradationOf(part, outcome);
    const isKnown = this.degraded.some((known) => known.part === part);
    if (degradation && !isKnown) this.degraded.push(degradation);
    if (outcome.status === "done") this.took(part, outcome.milliseconds);
  }

  /** Adds to the time of a stage. */
  took(stage: string, milliseconds: number): void {
    this.milliseconds[stage] = (this.milliseconds[stage] ?? 0) + milliseconds;
  }

  /** Notes that a part passed over what has no vector yet. */
  notEmbedded(part: Degradation["part"]): void {
    const reason = "Some memories and turns have no vector yet: reembed() or repair() makes them";
    this.degraded.push({ part, reason, code: "NOT_EMBEDDED" });
  }

  /** Notes that a bound cut what a part looked at. */
  truncated(part: Degradation["part"], reason: string): void {
    this.degraded.push({ part, reason, code: "TRUNCATED" });
  }
}

/** The value of a part that ended well, else what stands for nothing. */
export function valueOr<T, N>(outcome: PartOutcome<T>, nothing: N): T | N {
  return outcome.status === "done" ? outcome.value : nothing;
}
