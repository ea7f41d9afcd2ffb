/** Who reads the facts of the demo: a model that is asked, one whose answers were recorded, or the patterns. */
import type { OpenOptions } from "../src/index.ts";
import { type DemoOptions, SHIPPED_CONVERSATION } from "./demo-options.ts";
import { formatCount } from "./demo-report.ts";
import { readAnswers, RECORDED_ANSWERS, ReplayedModel } from "./recorded-model.ts";

/** A choice, and how to tell of it. */
export interface Reader {
  readonly models: Pick<OpenOptions, "languageModel" | "embeddingModel">;
  /** @param callCount - Model calls of this run. */
  describe(callCount: number): string;
}

const LEXICAL = "hashed words and characters stand in for embeddings";

/** A model from the environment comes first; the recorded one knows only the conversation that it was recorded for. */
export function chooseReader(
  { conversationPath, isWithoutModel }: Pick<DemoOptions, "conversationPath" | "isWithoutModel">,
  { OPENAI_API_KEY: key }: Readonly<Record<string, string | undefined>>,
): Reader {
  if (isWithoutModel) {
    return withPatterns();
  }
  if (key) {
    return { models: {}, describe: (count) => `${formatCount(count, "model call")} were made.` };
  }
  return conversationPath === SHIPPED_CONVERSATION ? withRecordedModel() : withPatterns();
}

function withPatterns(): Reader {
  return {
    models: { languageModel: null, embeddingModel: null },
    describe: () =>
      `No model was used: patterns in English and Chinese read the facts, and ${LEXICAL}. A model would read far more.`,
  };
}

function withRecordedModel(): Reader {
  const languageModel = new ReplayedModel(readAnswers(RECORDED_ANSWERS));
  return {
    models: { languageModel, embeddingModel: null },
    describe: (count) =>
      count === 0
        ? `No model was asked; ${LEXICAL}.`
        : `A model's answers were replayed: what ${languageModel.id} wrote to ${formatCount(count, "call")}, unedited. ` +
          `Otherwise ${LEXICAL}. Set OPENAI_API_KEY to ask a model, or pass --no-model to do without.`,
  };
}
