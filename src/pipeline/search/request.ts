/** What a search is asked, what it works with, and what it answers. */
import type { Clock } from "../../core/clock.ts";
import type { FilterNode } from "../../core/filter.ts";
import type { CutHit, Degradation, Hit, RelationHit } from "../../core/hit.ts";
import type { HitKind } from "../../core/records.ts";
import type { ResolvedScope } from "../../core/scope.ts";
import type { EmbeddingModel } from "../../models/embedding-model.ts";
import type { Reranker } from "../../models/reranker.ts";
import type { PromptInput } from "../../prompts/prompts.ts";
import type { PartWeights } from "./part-weights.ts";
import type { Stores } from "../stores.ts";
import type { RelationTelling } from "./tellings.ts";

/** One search, checked and with its defaults filled in. */
export interface SearchRequest {
  /** Not blank. */
  readonly query: string;
  readonly scope: ResolvedScope;
  /** Most results, and most relations. */
  readonly limit: number;
  readonly filter: FilterNode | null;
  /** Least relevance of a result, in [0, 1]; null for any. */
  readonly threshold: number | null;
  /** Kinds wanted; null for all. */
  readonly kinds: ReadonlySet<HitKind> | null;
  /** World time, epoch ms; null for now. */
  readonly asOf: number | null;
  /** Knowledge time, epoch ms; null for now. */
  readonly knownAt: number | null;
  /** When the query is asked, epoch ms; null for now by the clock. */
  readonly now: number | null;
  /** Days after which what happened or was said counts for half; null for never. */
  readonly halfLifeDays: number | null;
  readonly includeClosed: boolean;
  /** How far from the seeds the graph is looked at, 0 to 4; 0 for no graph. */
  readonly hops: number;
  /** Whether each hit says how its score came about. */
  readonly explain: boolean;
  /** Most tokens of all results together, estimated; null for any. */
  readonly tokenBudget: number | null;
  /** Milliseconds after which unfinished parts are left out; null for any. */
  readonly timeBudgetMs: number | null;
  /** IANA name: what a day named in the query means. */
  readonly timeZone: string;
  readonly signal: AbortSignal | undefined;
  /** Whether to ask the reranker, if there is one. */
  readonly rerank: boolean;
  /** Whether a language model puts the query into other words first, or its instructions for that. */
  readonly rewrite: boolean | PromptInput;
  /** Whether to judge how much the query asks for memory, and how relations are to be told: what a context needs. */
  readonly weighsNeed: boolean;
}

/** What a search works with. */
export interface SearchContext {
  readonly stores: Stores;
  readonly embeddingModel: EmbeddingModel;
  readonly clock: Clock;
  readonly reranker: Reranker | null;
  /** What has to be done before an answer counts, if anything. */
  readonly before?: DoneBefore | undefined;
  /** What each part of a score is worth, to measure what each adds. @defaultValue {@link PART_WEIGHTS} */
  readonly weights?: PartWeights | undefined;
  /** Milliseconds of a clock that never goes back: what time budgets are measured by. @defaultValue `performance.now` */
  readonly monotonicNow?: (() => number) | undefined;
}

/** What has to be done before an answer counts: looking in the journal, and erasing what has expired. */
export interface DoneBefore {
  readonly done: Promise<SeenToEarlier>;
  /** The stores, without anything that was kept of them. */
  readonly reopen: () => Stores;
}

/** What became of what was told earlier. */
export interface SeenToEarlier {
  /** Whether anything was erased: what was read beside it is of no use then. */
  readonly hasErased: boolean;
  /** Whether the graph lacks something that was told. */
  readonly isLacking: boolean;
}

/** What a search cost. */
export interface SearchUsage {
  /** Requests to the embedding model. */
  readonly embeddingRequests: number;
  /** Requests to a model that charges for them: embeddings of a real model, and reranking. */
  readonly modelCalls: number;
  /** By stage: `embed`, each arm, `graph`, `rank`, `rerank`, `total`. */
  readonly milliseconds: Readonly<Record<string, number>>;
}

/** What a search answers. */
export interface SearchOutcome {
  /** Best first, ties by id. */
  readonly results: readonly Hit[];
  /** Best first, ties by id. */
  readonly relations: readonly RelationHit[];
  /** What was searched for instead of the caller's query. */
  readonly rewritten?: string;
  /** With `explain`: what was found and cut off. */
  readonly cut?: readonly CutHit[];
  /** What is missing or was cut short. */
  readonly degraded: readonly Degradation[];
  readonly usage: SearchUsage;
  /** By relation, how it is to be told; those whose memories say nothing of it are left out, all where that was not wanted. */
  readonly tellings: ReadonlyMap<string, RelationTelling>;
  /** How much the query asks for memory, in [0, 1]; null where that was not wanted. */
  readonly need: number | null;
}
