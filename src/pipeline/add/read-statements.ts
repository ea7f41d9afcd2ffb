/** What is stated in an episode: by the caller, verbatim, or as a model or the patterns read it. */
import { InvalidArgumentError } from "../../core/errors.ts";
import type { Provenance } from "../../core/records.ts";
import type { PromptInputs } from "../../prompts/prompts.ts";
import type { Engine } from "../engine.ts";
import type { CheckedAddOptions, CheckedMessage } from "./add-options.ts";
import { earlierTurns } from "./earlier-turns.ts";
import { type EmbeddedPlan, NOTHING_EMBEDDED } from "./embed-plan.ts";
import { type Stage, STAGES } from "./extract/stages.ts";
import { type ModelUsage, NO_MODEL_USAGE, UsageMeter } from "./extract/usage-meter.ts";
import { knownEmployers } from "./known-employers.ts";
import { mayCorrect } from "./patterns/may-correct.ts";
import { type Extractor, notesOf, readByPatterns, statedByCaller } from "./read-episode.ts";
import type { Episode, Failure, ReadEpisode, Statements } from "./stated.ts";

/** An episode, read. */
export interface ReadResult {
  readonly episode: ReadEpisode;
  readonly extractor: Extractor;
  /** What a model that is down has still to read. */
  readonly pending: readonly Stage[];
  /** Prompts of this add alone. */
  readonly prompts: PromptInputs;
  readonly models: ModelUsage;
  /** What is embedded by now, by text. */
  readonly embedded: EmbeddedPlan;
}

/** What is to be read, and how. */
export interface ReadInput {
  readonly episode: Episode;
  readonly list: readonly CheckedMessage[];
  readonly checked: CheckedAddOptions;
  readonly lap: (stage: string) => void;
}

/**
 * Reads an episode as its options ask for.
 *
 * @throws {ModelRequestError} If a model refused.
 * @throws {InvalidArgumentError} If options contradict each other, or prompts are given and there is no model to read them.
 */
export async function readStatements(input: ReadInput, engine: Engine): Promise<ReadResult> {
  const { episode, list, checked, lap } = input;
  if (!engine.languageModel) refusePrompts(checked);
  const isStated = checked.facts ?? checked.relations ?? checked.entities;
  if (checked.infer === false) {
    if (isStated) {
      const requirement = "left out when facts, relations or entities are given";
      throw new InvalidArgumentError("add", "infer", requirement, false);
    }
    return direct(episode, notesOf(episode), "verbatim");
  }
  if (isStated) return direct(episode, statedByCaller(list, checked), "caller");
  if (engine.languageModel) return readByLanguageModel(input, engine);
  const isCorrecting = episode.messages.some(({ content }) => mayCorrect(content));
  const earlier = isCorrecting ? await earlierTurns(episode, engine.stores) : [];
  const employers = await knownEmployers(episode, engine.stores);
  const statements = await readByPatterns(episode, { earlier, employers });
  lap("extract");
  return direct(episode, statements, "patterns");
}

/** Prompts of this add, which nothing would read: those of the memory wait for a model, as it may be opened with one later. */
function refusePrompts(checked: CheckedAddOptions): void {
  if (Object.values(promptsOf(checked)).every((one) => one === undefined)) return;
  const { prompt, prompts } = checked;
  const argument = prompt === undefined ? "prompts" : "prompt";
  const requirement =
    "left out as the memory has no language model: pass languageModel to Memory.open(), or set OPENAI_API_KEY";
  throw new InvalidArgumentError("add", argument, requirement, prompt ?? prompts);
}

function direct(episode: Episode, statements: Statements, extractor: Extractor): ReadResult {
  return {
    episode: readEpisode(episode, statements, { extractor, failed: [] }),
    extractor,
    pending: [],
    prompts: {},
    models: NO_MODEL_USAGE,
    embedded: NOTHING_EMBEDDED,
  };
}

async function readByLanguageModel(
  { episode, checked, lap }: ReadInput,
  engine: Engine,
): Promise<ReadResult> {
  const { readByModel } = await import("./extract/read-by-model.ts");
  const meter = new UsageMeter();
  const own = promptsOf(checked);
  const request = {
    stages: STAGES,
    prompts: { ...engine.prompts, ...own },
    meter,
    signal: checked.signal,
    lap,
    hasTurns: true,
  };
  const read = await readByModel(episode, request, engine);
  const { statements, failed, pending, embedded } = read;
  return {
    episode: readEpisode(episode, statements, { extractor: "model", failed }),
    extractor: "model",
    pending,
    prompts: own,
    models: meter.total(),
    embedded,
  };
}

/** An episode with what was read of it, for the planner. */
export function readEpisode(
  episode: Episode,
  statements: Statements,
  { extractor, failed }: { readonly extractor: Extractor; readonly failed: readonly Failure[] },
): ReadEpisode {
  const provenance: Provenance = { extractor, model: null, prompt: null, promptVersion: null };
  return { episode, statements, provenance, failed };
}

/** The prompts of one add: `prompt` is that of the facts. */
function promptsOf({ prompt, prompts = {} }: CheckedAddOptions): PromptInputs {
  return prompt === undefined ? prompts : { ...prompts, facts: prompt };
}
