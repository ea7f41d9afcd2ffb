/**
 * One question to a model, until its answer is whole: the items that stand in what it wrote, the rest of an answer that
 * was cut off, and one round of mending for what does not have the form asked for.
 */
import type { LanguageModel, PromptMessage } from "../../../models/language-model.ts";
import type { Prompt, PromptLanguage } from "../../../prompts/prompt.ts";
import { AGAIN_TEXTS, CONTINUE_TEXTS, repairText } from "../../../prompts/follow-ups.ts";
import { type ReadItems, readItems } from "../../../reader/read-items.ts";
import type { CallBudget } from "./call-budget.ts";
import { isProblem } from "./item-fields.ts";
import type { CallReason, UsageMeter } from "./usage-meter.ts";

/** Most further calls for one answer that is cut off again and again. */
const MAX_CONTINUATIONS = 8;
/** Most characters of an item shown to the model again, or told as failed. */
const MAX_SHOWN = 2_000;
/** Most items shown to the model for mending. */
const MAX_REPAIRED = 40;

/** Most items of one answer, right or wrong, continuations included: more than a window has statements, 12 characters each. */
export const MAX_ITEMS = 1_000;

/** What is asked, and how an item of the answer is read. */
export interface Question<Item> {
  readonly prompt: Prompt;
  readonly language: PromptLanguage;
  /** The user's message. */
  readonly text: string;
  /** Keys under which the answer may list items. */
  readonly keys: readonly string[];
  /** The key of an item that came under none. */
  readonly keyOf: (item: unknown) => string;
  /** Whether nothing smaller can be asked of: a cut answer without a whole item is asked for once more. */
  readonly isSmallest: boolean;
  /** Reads one item; a text says what is wrong with it. */
  readonly read: (key: string, item: unknown) => Item | { readonly problem: string };
}

/** Whom to ask. */
export interface Asker {
  readonly model: LanguageModel;
  readonly meter: UsageMeter;
  readonly signal: AbortSignal | undefined;
  /** Whether it reads half of a window whose answer did not fit. */
  readonly isSplit: boolean;
}

/** Whom to ask, and how often. */
export interface BoundedAsker extends Asker {
  /** Calls that may still be made for the window. Once none is left, an answer stays as it is. */
  readonly budget: CallBudget;
}

/** An item that could not be read even after mending. */
export interface Rejected {
  /** As the model wrote it, cut to 2,000 characters. */
  readonly text: string;
  readonly reason: string;
}

/** An answer, read. */
export interface Answer<Item> {
  readonly items: readonly Item[];
  readonly rejected: readonly Rejected[];
  /** Whether the end of the answer never came. */
  readonly isCut: boolean;
}

/** Asks, goes on while the answer is cut off, and has mended once what is wrong. */
export async function askItems<Item>(
  question: Question<Item>,
  asker: BoundedAsker,
): Promise<Answer<Item>> {
  if (!asker.budget.take()) return { items: [], rejected: [], isCut: true };
  const collected = new Collection(question);
  let messages: readonly PromptMessage[] = [{ role: "user", content: question.text }];
  let written = await generate(messages, asker.isSplit ? "continuation" : "first", question, asker);
  let taken = collected.take(written);
  let isLost = false;
  for (let round = 0; round < MAX_CONTINUATIONS; round += 1) {
    const next = toContinue(taken, { messages, round }, question);
    if (!next || !asker.budget.take()) break;
    const { isItemCut } = taken;
    messages = next;
    written = await generate(messages, "continuation", question, asker);
    taken = collected.take(written);
    // "Nothing is missing" is not true of an answer that ended within an item.
    isLost = isItemCut && taken.addedCount === 0 && !taken.isFull;
  }
  const isCut = (taken.isCut || isLost) && !taken.isFull;
  const wrong = collected.takeWrong();
  if (wrong.length > 0 && asker.budget.take()) {
    await mend(wrong, { messages, written, collected }, question, asker);
  } else {
    collected.reject(wrong);
  }
  return { items: collected.items, rejected: collected.rejected(), isCut };
}

/** What to say to get the rest of an answer; undefined if it is whole, or no more is to be had. */
function toContinue(
  { isCut, addedCount, isFull, whole }: Taken,
  asked: { readonly messages: readonly PromptMessage[]; readonly round: number },
  { text, language, isSmallest }: Question<unknown>,
): PromptMessage[] | undefined {
  if (!isCut || isFull) return undefined;
  if (addedCount > 0) {
    const more = CONTINUE_TEXTS[language];
    return [
      ...asked.messages,
      { role: "assistant", content: whole },
      { role: "user", content: more },
    ];
  }
  // Nothing is whole, and there is nothing smaller to ask of: perhaps it thought for too long.
  const isToRepeat = isSmallest && asked.round === 0;
  return isToRepeat
    ? [{ role: "user", content: `${text}\n\n${AGAIN_TEXTS[language]}` }]
    : undefined;
}

/** Has items mended that could not be read; what still cannot is left in the collection. */
async function mend<Item>(
  wrong: readonly Rejected[],
  asked: {
    readonly messages: readonly PromptMessage[];
    readonly written: Written;
    readonly collected: Collection<Item>;
  },
  question: Question<Item>,
  asker: Asker,
): Promise<void> {
  const shown = wrong.slice(0, MAX_REPAIRED);
  const messages: PromptMessage[] = [
    ...asked.messages,
    ...assistantSaid(asked.written.text),
    { role: "user", content: repairText(shown, question.language) },
  ];
  const mended = await generate(messages, "repair", question, asker);
  const before = asked.collected.texts.length;
  asked.collected.take(mended);
  const right = asked.collected.texts.slice(before);
  asked.collected.reject([...unmended(shown, right), ...wrong.slice(MAX_REPAIRED)]);
}

/** Some providers refuse a message without text. */
function assistantSaid(content: string): PromptMessage[] {
  return content.trim() === "" ? [] : [{ role: "assistant", content }];
}

/** What is still missing: each item that came out right stands for the one it shares most words with. */
function unmended(wrong: readonly Rejected[], right: readonly string[]): Rejected[] {
  const left = new Map(wrong.map((one) => [one, wordsOf(one.text)]));
  for (const text of right) {
    const words = wordsOf(text);
    let best: { readonly one: Rejected; readonly shared: number } | undefined;
    for (const [one, its] of left) {
      const shared = its.intersection(words).size;
      if (shared > (best?.shared ?? 0)) best = { one, shared };
    }
    if (best) left.delete(best.one);
  }
  return [...left.keys()];
}

function wordsOf(text: string): Set<string> {
  return new Set(text.toLowerCase().match(/\p{Script=Han}|[\p{L}\p{N}]+/gu));
}

/** What a model wrote, and whether its end is missing. */
interface Written {
  readonly text: string;
  readonly isCut: boolean;
  /** Why the text cannot be trusted to be an answer; null if it can. */
  readonly fault: string | null;
}

async function generate(
  messages: readonly PromptMessage[],
  reason: CallReason,
  { prompt }: Pick<Question<unknown>, "prompt">,
  { model, meter, signal }: Asker,
): Promise<Written> {
  meter.call(reason);
  const { system, schema } = prompt;
  const request = { system, messages, schema: schema ?? undefined, temperature: 0, signal };
  const result = await model.doGenerate(request);
  meter.answer(result);
  const { text, finishReason } = result;
  const isFiltered = finishReason === "content-filter";
  const fault = isFiltered ? "the provider's content filter stopped the answer" : null;
  return { text, isCut: finishReason === "length", fault };
}

/** What an answer added. */
interface Taken {
  /** New items, right or wrong. */
  readonly addedCount: number;
  /** Whether its end is missing. */
  readonly isCut: boolean;
  /** Whether it ended within an item. */
  readonly isItemCut: boolean;
  /** Whether there are as many items as may be. */
  readonly isFull: boolean;
  /** The text up to the end of its last complete item. */
  readonly whole: string;
}

/** The items of one question, gathered over its answers, each once. */
class Collection<Item> {
  readonly items: Item[] = [];
  /** The items that were read, as they were written. */
  readonly texts: string[] = [];
  readonly #question: Question<Item>;
  readonly #seen = new Set<string>();
  #wrong: Rejected[] = [];
  /** What no mending helps. */
  readonly #lost: Rejected[] = [];
  #overflow: { readonly text: string; count: number } | undefined;

  constructor(question: Question<Item>) {
    this.#question = question;
  }

  /** Reads an answer. */
  take({ text, isCut, fault }: Written): Taken {
    const { keys, keyOf } = this.#question;
    const found = readItems(text, { keys, keyOf });
    const addedCount = this.#addAll(found);
    this.#refuseDamaged(found);
    // Where a filter stops an answer it would stop its continuation too.
    const isEndMissing = fault === null && (isCut || found.truncated);
    const isNothing = addedCount + found.damagedCount === 0 && !isEndMissing && !hasList(text);
    if (fault !== null) this.#lost.push(shownOf(text, fault));
    else if (isNothing) this.#refuse(text, `the answer has no list "${keys[0] ?? ""}"`);
    const whole = text.slice(0, found.end);
    const isItemCut = isEndMissing && text.includes("{", found.end);
    const isFull = this.#overflow !== undefined;
    return { addedCount, isCut: isEndMissing, isItemCut, isFull, whole };
  }

  #addAll({ items }: Pick<ReadItems<string>, "items">): number {
    let addedCount = 0;
    for (const key of this.#question.keys) {
      for (const item of items[key] ?? []) if (this.#add(key, item)) addedCount += 1;
    }
    return addedCount;
  }

  #refuseDamaged({
    damaged,
    damagedCount,
  }: Pick<ReadItems<string>, "damaged" | "damagedCount">): void {
    for (const { text } of damaged) this.#refuse(text, "this is not JSON");
    const untold = damagedCount - damaged.length;
    if (untold > 0) this.#lost.push(shownOf("", `${untold} more items are not JSON`));
  }

  /** Reads one item. Returns whether it is new. */
  #add(key: string, item: unknown): boolean {
    const written = jsonOf(item);
    if (written === undefined) {
      this.#refuse(key, "an item is nested too deeply");
      return false;
    }
    if (this.#seen.has(`${key} ${written}`)) return false;
    if (this.#seen.size === MAX_ITEMS) {
      this.#overflow ??= { text: written.slice(0, MAX_SHOWN), count: 0 };
      this.#overflow.count += 1;
      return false;
    }
    this.#seen.add(`${key} ${written}`);
    const one = this.#question.read(key, item);
    if (isProblem(one)) {
      this.#refuse(written, one.problem);
    } else {
      this.items.push(one);
      this.texts.push(written);
    }
    return true;
  }

  #refuse(text: string, reason: string): void {
    this.#wrong.push(shownOf(text, reason));
  }

  /** Hands over what could not be read so far. */
  takeWrong(): readonly Rejected[] {
    const wrong = this.#wrong;
    this.#wrong = [];
    return wrong;
  }

  /** Takes back what is still wrong. */
  reject(rejected: readonly Rejected[]): void {
    this.#wrong = [...rejected];
  }

  /** All that is left out. */
  rejected(): readonly Rejected[] {
    const { text = "", count = 0 } = this.#overflow ?? {};
    const reason = `an answer may have ${MAX_ITEMS} items, and had ${count} more`;
    return [...this.#wrong, ...this.#lost, ...(count > 0 ? [shownOf(text, reason)] : [])];
  }
}

function shownOf(text: string, reason: string): Rejected {
  return { text: text.slice(0, MAX_SHOWN).toWellFormed(), reason };
}

/** An item as text; undefined if it is nested more deeply than the engine can write. */
function jsonOf(item: unknown): string | undefined {
  try {
    return JSON.stringify(item);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Whether an answer without items has at least a list: an empty one says that there is nothing. */
function hasList(text: string): boolean {
  return /\[\s*\]|\{\s*\}|【\s*】|［\s*］/u.test(text);
}
