/**
 * One question to a model, until its answer is whole: the items that stand in what it wrote, the rest of an answer that
 * was cut off, and one round of mending for what does not have the form asked for.
 */
import type { LanguageModel, PromptMessage } from "../../../models/language-model.ts";
import type { Prompt, PromptLanguage } from "../../../prompts/prompt.ts";
import { CONTINUE_TEXTS, repairText } from "../../../prompts/follow-ups.ts";
import { readItems } from "../../../reader/read-items.ts";
import { isProblem } from "./item-fields.ts";
import type { CallReason, UsageMeter } from "./usage-meter.ts";

/** Most further calls for one answer that is cut off again and again. */
export const MAX_CONTINUATIONS = 8;
/** Most characters of an item shown to the model again, or told as failed. */
const MAX_SHOWN = 2_000;
/** Most items shown to the model for mending. */
const MAX_REPAIRED = 40;

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
  asker: Asker,
): Promise<Answer<Item>> {
  const collected = new Collection(question);
  const messages: PromptMessage[] = [{ role: "user", content: question.text }];
  let written = await generate(messages, asker.isSplit ? "continuation" : "first", question, asker);
  let taken = collected.take(written);
  for (
    let round = 0;
    taken.isCut && taken.addedCount > 0 && round < MAX_CONTINUATIONS;
    round += 1
  ) {
    const more = CONTINUE_TEXTS[question.language];
    messages.push({ role: "assistant", content: taken.whole }, { role: "user", content: more });
    written = await generate(messages, "continuation", question, asker);
    taken = collected.take(written);
  }
  const { isCut } = taken;
  const wrong = collected.takeWrong();
  if (wrong.length > 0) await mend(wrong, { messages, written, collected }, question, asker);
  return { items: collected.items, rejected: collected.takeWrong(), isCut };
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
    { role: "assistant", content: asked.written.text },
    { role: "user", content: repairText(shown, question.language) },
  ];
  const mended = await generate(messages, "repair", question, asker);
  const before = asked.collected.texts.length;
  asked.collected.take(mended);
  const right = asked.collected.texts.slice(before);
  asked.collected.reject(unmended(wrong, right));
}

/** What is still missing: each item that came out right stands for the one it shares most words with. */
function unmended(wrong: readonly Rejected[], right: readonly string[]): Rejected[] {
  const left = new Set(wrong);
  for (const text of right) {
    const words = wordsOf(text);
    let best: { readonly one: Rejected; readonly shared: number } | undefined;
    for (const one of left) {
      const shared = wordsOf(one.text).intersection(words).size;
      if (shared > (best?.shared ?? 0)) best = { one, shared };
    }
    if (best) left.delete(best.one);
  }
  return [...left];
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

  constructor(question: Question<Item>) {
    this.#question = question;
  }

  /** Reads an answer. */
  take({ text, isCut, fault }: Written): Taken {
    const { keys, keyOf } = this.#question;
    const found = readItems(text, {
      keys,
      keyOf: (item) => (isContainer(item, keys) ? undefined : keyOf(item)),
    });
    let addedCount = 0;
    for (const key of keys) {
      for (const item of found.items[key] ?? []) if (this.#add(key, item)) addedCount += 1;
    }
    for (const { text: damaged } of found.damaged) this.#refuse(damaged, "this is not JSON");
    const isEndMissing = isCut || found.truncated;
    const isNothing = addedCount + found.damagedCount === 0 && !isEndMissing && !hasList(text);
    if (fault !== null) this.#refuse(text, fault);
    else if (isNothing) this.#refuse(text, `the answer has no list "${keys[0] ?? ""}"`);
    return { addedCount, isCut: isEndMissing, whole: text.slice(0, found.end) };
  }

  /** Reads one item. Returns whether it is new. */
  #add(key: string, item: unknown): boolean {
    const written = JSON.stringify(item);
    if (this.#seen.has(`${key} ${written}`)) return false;
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
    this.#wrong.push({ text: text.slice(0, MAX_SHOWN).toWellFormed(), reason });
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
}

/** Whether an object holds the lists asked for, rather than being an item of one. */
function isContainer(item: unknown, keys: readonly string[]): boolean {
  if (typeof item !== "object" || item === null) return false;
  return keys.some((key) => Object.hasOwn(item, key) && Array.isArray(Reflect.get(item, key)));
}

/** Whether an answer without items has at least a list: an empty one says that there is nothing. */
function hasList(text: string): boolean {
  return /\[\s*\]|\{\s*\}|【\s*】|［\s*］/u.test(text);
}
