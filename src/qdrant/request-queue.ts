/** Requests that are asked for in one tick and sent together. */
import { append } from "../core/append.ts";
import { isRefusal } from "./map-error.ts";

interface Waiting<Item, Answer> {
  readonly action: string;
  readonly items: readonly Item[];
  readonly resolve: (answers: readonly Answer[]) => void;
  readonly reject: (error: unknown) => void;
}

/** Sends items together and gives one answer for each, in order. */
export type SendTogether<Item, Answer> = (
  action: string,
  items: readonly Item[],
) => Promise<readonly Answer[]>;

/**
 * Gathers what is asked for in one tick of the event loop and sends it together, in the order of asking.
 *
 * If the server refuses what came from several callers, each is sent again by itself, so that only the one at fault
 * fails: whatever is sent can be repeated without harm.
 */
export class RequestQueue<Item, Answer> {
  readonly #send: SendTogether<Item, Answer>;
  #waiting: Waiting<Item, Answer>[] = [];

  constructor(send: SendTogether<Item, Answer>) {
    this.#send = send;
  }

  /** The answers to these items, in their order. */
  async ask(action: string, items: readonly Item[]): Promise<readonly Answer[]> {
    if (items.length === 0) return [];
    return new Promise((resolve, reject) => {
      // After this tick's promises: calls that stand side by side in the code may be some promises apart.
      if (this.#waiting.length === 0) setImmediate(() => void this.#flush());
      this.#waiting.push({ action, items, resolve, reject });
    });
  }

  async #flush(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = [];
    const [first] = waiting;
    if (!first) return;
    const all: Item[] = [];
    for (const { items } of waiting) append(all, items);
    try {
      const answers = await this.#send(first.action, all);
      let start = 0;
      for (const { items, resolve } of waiting) {
        resolve(answers.slice(start, start + items.length));
        start += items.length;
      }
    } catch (error) {
      await this.#settle(waiting, error);
    }
  }

  async #settle(waiting: readonly Waiting<Item, Answer>[], error: unknown): Promise<void> {
    const isShared = waiting.length > 1 && isRefusal(error);
    for (const { action, items, resolve, reject } of waiting) {
      if (!isShared) {
        reject(error);
        continue;
      }
      try {
        resolve(await this.#send(action, items));
      } catch (own) {
        reject(own);
      }
    }
  }
}
