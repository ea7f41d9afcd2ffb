/** Who reads the facts of the demo, and how that is told. */
import type { OpenOptions } from "../src/index.ts";
import type { AddTally } from "./demo-add.ts";
import type { ReadingWay } from "./demo-options.ts";
import { formatCount } from "./demo-report.ts";
import { readAnswers, RECORDED_ANSWERS, ReplayedModel } from "./recorded-model.ts";

/** A choice, and how to tell of it. */
export interface Reader {
  readonly models: Pick<OpenOptions, "languageModel" | "embeddingModel">;
  /** Who read what this run added: not what it found, which is told apart. */
  describe(
    tally: Pick<AddTally, "modelCallCount" | "addedSessionCount" | "caughtUpSessionCount">,
  ): string;
}

const LEXICAL = "hashed words and characters stand in for embeddings";

/** The models of a way of reading. */
export function chooseReader(way: ReadingWay): Reader {
  const reader = READERS[way]();
  return {
    models: reader.models,
    describe: (tally) =>
      tally.addedSessionCount + tally.caughtUpSessionCount > 0
        ? reader.describe(tally)
        : "Nothing was read in this run: what is shown is what earlier ones read.",
  };
}

const READERS: Readonly<Record<ReadingWay, () => Reader>> = {
  model: () => ({
    models: {},
    describe: ({ modelCallCount, caughtUpSessionCount }) =>
      // What it cost to catch up is not told by the library's repair.
      caughtUpSessionCount > 0
        ? "The model that OPENAI_API_KEY is for was asked."
        : `${formatCount(modelCallCount, "model call")} were made.`,
  }),
  recorded: withRecordedModel,
  patterns: () => ({
    models: { languageModel: null, embeddingModel: null },
    describe: () =>
      `No model was used: patterns in English and Chinese read the facts, and ${LEXICAL}. A model would read far more.`,
  }),
};

function withRecordedModel(): Reader {
  const languageModel = new ReplayedModel(readAnswers(RECORDED_ANSWERS));
  return {
    models: { languageModel, embeddingModel: null },
    describe: ({ modelCallCount }) =>
      `A model's answers were replayed: what ${languageModel.id} wrote to ${formatCount(modelCallCount, "call")}, unedited. ` +
      `Otherwise ${LEXICAL}. Set OPENAI_API_KEY to ask a model, or pass --no-model to do without.`,
  };
}
