/** Has every window of an episode read, and halves those whose answer does not fit. */
import { mapConcurrent } from "../../../core/map-concurrent.ts";
import type { Provenance } from "../../../core/records.ts";
import { promptFor, type PromptInputs } from "../../../prompts/prompts.ts";
import type { PromptId, PromptLanguage } from "../../../prompts/prompt.ts";
import { firstWords } from "../first-words.ts";
import type { Episode, EpisodeMessage, Failure } from "../stated.ts";
import {
  type Answer,
  type Asker,
  askItems,
  type BoundedAsker,
  type Question,
} from "./ask-items.ts";
import { CallBudget } from "./call-budget.ts";
import type { ItemPlace, ItemProblem } from "./item-fields.ts";
import { promptLanguageOf } from "./languages.ts";
import { windowText } from "./window-text.ts";
import { halvesOf, type Window, windowsOf } from "./windows.ts";

/** Calls of one pipeline that are under way at once: a long episode does not take a provider's whole rate. */
export const MAX_CONCURRENT_CALLS = 4;

/**
 * Most calls of one pipeline for one window: reading each of 14 messages alone takes 27, going on with a cut answer 8, and
 * mending 1. A window that takes more is told as failed, message by message.
 */
export const MAX_CALLS_PER_WINDOW = 36;

/** How items of one pipeline are asked for and read. */
export interface Reader<Item> {
  readonly prompt: Extract<PromptId, "facts" | "graph">;
  readonly keys: readonly string[];
  readonly keyOf: (item: unknown) => string;
  readonly read: (key: string, item: unknown, place: ItemPlace) => Item | ItemProblem;
  /** What a rejected item is called. */
  readonly failedItem: Failure["item"];
}

/** What a pipeline read, each item with the prompt that asked for it. */
export interface PipelineReading<Item> {
  readonly items: readonly { readonly item: Item; readonly provenance: Provenance }[];
  readonly failed: readonly Failure[];
}

/** Whom to ask, with which prompts, and what was said before the episode. */
export interface Given {
  readonly asker: Asker;
  readonly prompts: PromptInputs;
  readonly earlier: readonly EpisodeMessage[];
}

interface GivenCalls extends Given {
  readonly asker: BoundedAsker;
}

/** Reads an episode, window by window, several at once. */
export async function readWindows<Item>(
  episode: Episode,
  reader: Reader<Item>,
  given: Given,
): Promise<PipelineReading<Item>> {
  const windows = windowsOf(episode.messages, given.earlier);
  const readings = await mapConcurrent(windows, MAX_CONCURRENT_CALLS, (window) =>
    readWindow({ window, episode }, reader, {
      ...given,
      asker: { ...given.asker, budget: new CallBudget(MAX_CALLS_PER_WINDOW) },
    }),
  );
  return joined(readings);
}

async function readWindow<Item>(
  place: ItemPlace,
  reader: Reader<Item>,
  given: GivenCalls,
): Promise<PipelineReading<Item>> {
  const { asker, prompts } = given;
  const language = languageOf(place.window);
  const prompt = promptFor(reader.prompt, language, prompts);
  const question: Question<Item> = {
    prompt,
    language,
    text: windowText(place.window, place.episode, language),
    keys: reader.keys,
    keyOf: reader.keyOf,
    isSmallest: place.window.passages.length < 2,
    read: (key, item) => reader.read(key, item, place),
  };
  const answer = await askItems(question, asker);
  const provenance: Provenance = {
    extractor: "model",
    model: asker.model.id,
    prompt: prompt.id,
    promptVersion: prompt.version,
  };
  const own = readingOf(answer, { provenance, place }, reader);
  if (!answer.isCut) return own;
  const halves = halvesOf(place.window, place.episode.messages);
  if (!halves) return { ...own, failed: [...own.failed, cutFailure(place, reader)] };
  // What stands whole in the answer that was cut off is kept: the halves may word it otherwise, and lose nothing.
  const [first, second] = halves;
  const smaller: BoundedAsker = { ...asker, isSplit: true };
  // One after the other: the calls that are left go to what was said first, and no more are under way than may be.
  const rest = { ...given, asker: smaller };
  const firstReading = await readWindow({ ...place, window: first }, reader, rest);
  const secondReading = await readWindow({ ...place, window: second }, reader, rest);
  return joined([own, firstReading, secondReading]);
}

function readingOf<Item>(
  { items, rejected }: Answer<Item>,
  { provenance, place }: { readonly provenance: Provenance; readonly place: ItemPlace },
  { failedItem, prompt }: Reader<Item>,
): PipelineReading<Item> {
  return {
    items: items.map((item) => ({ item, provenance })),
    failed: rejected.map(({ text, reason }) => ({
      item: failedItem,
      // Of an answer without a word the message tells more.
      text: text.trim() === "" ? messageOf(place) : firstWords(text),
      reason: `the model's answer (${prompt}): ${reason}`,
    })),
  };
}

function cutFailure(place: ItemPlace, { failedItem, prompt }: Reader<unknown>): Failure {
  const reason = `the model's answer (${prompt}) was cut off, and its end did not come when asked for`;
  return { item: failedItem, text: messageOf(place), reason };
}

function messageOf({ window }: ItemPlace): string {
  return firstWords(window.passages[0]?.content ?? "");
}

function joined<Item>(readings: readonly PipelineReading<Item>[]): PipelineReading<Item> {
  return {
    items: readings.flatMap(({ items }) => items),
    failed: readings.flatMap(({ failed }) => failed),
  };
}

function languageOf({ passages }: Window): PromptLanguage {
  return promptLanguageOf(passages.map(({ content }) => content).join("\n"));
}
