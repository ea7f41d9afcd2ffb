/** What an add cost, as its result tells it. */
import type { Engine } from "../engine.ts";
import type { FillReport } from "../fill-vectors.ts";
import type { Usage } from "./add-result.ts";
import type { CaughtUp } from "./catch-up.ts";
import { type EmbeddedPlan, NOTHING_EMBEDDED } from "./embed-plan.ts";
import { type ModelUsage, NO_MODEL_USAGE } from "./extract/usage-meter.ts";
import type { Extractor } from "./read-episode.ts";
import { Timer } from "./timer.ts";

/** What was spent. */
export interface AddCost {
  readonly extractor: Extractor;
  readonly embedded: EmbeddedPlan;
  readonly models: ModelUsage;
  readonly timer: Timer;
  /** What was spent on earlier episodes that were still to be read. */
  readonly caughtUp?: CaughtUp | null | undefined;
  /** What was spent on embeddings that were still to be made. */
  readonly filled?: FillReport["usage"] | null | undefined;
}

/** What an add costs that does nothing. */
export const NO_COST: AddCost = {
  extractor: "verbatim",
  embedded: NOTHING_EMBEDDED,
  models: NO_MODEL_USAGE,
  timer: new Timer(),
};

/** The usage of an add. */
export function usageOf(cost: AddCost, { embeddingModel }: Engine): Usage {
  const { extractor, models, timer } = cost;
  const { id, isModel } = embeddingModel;
  const modelUsages = [models, cost.caughtUp?.models ?? NO_MODEL_USAGE];
  const embeddings = [cost.embedded, cost.caughtUp?.embedded ?? NOTHING_EMBEDDED];
  const { embeddingRequests, embeddingInputs, promptTokens } = cost.filled ?? NOTHING_FILLED;
  const asked = (name: keyof ModelUsage): number => sumOf(modelUsages.map((one) => one[name]));
  const embedded = (name: "requestCount" | "inputCount" | "tokenCount"): number =>
    sumOf(embeddings.map((one) => one[name]));
  return {
    modelCalls: asked("modelCalls"),
    continuations: asked("continuations"),
    repairs: asked("repairs"),
    retries: asked("retries"),
    embeddingRequests: embedded("requestCount") + embeddingRequests,
    embeddingInputs: embedded("inputCount") + embeddingInputs,
    promptTokens: asked("promptTokens") + embedded("tokenCount") + promptTokens,
    completionTokens: asked("completionTokens"),
    extractor,
    embedder: { id, isModel },
    milliseconds: timer.laps(),
  };
}

const NOTHING_FILLED: FillReport["usage"] = {
  embeddingRequests: 0,
  embeddingInputs: 0,
  promptTokens: 0,
};

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0);
}
