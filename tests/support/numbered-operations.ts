/** A fixed sequence of small operations on a memory: the same number does the same, in every process. */
import { type AddOptions, type Memory, NotFoundError, type Scope } from "../../src/index.ts";
import type { Clock } from "../../src/core/clock.ts";

const FIRST_MS = Date.UTC(2025, 0, 1);
const MINUTE_MS = 60_000;
/** Every such operation deletes what one before it added. */
const DELETING_EVERY = 7;
/** How far back it reaches. */
export const DELETED_BEFORE = 4;
const CITIES = ["Lisbon", "Porto", "Braga", "Coimbra", "Faro"];
const COMPANIES = ["Feedzai", "Talkdesk", "Unbabel"];

/** The tenants that the operations are of. */
export const NUMBERED_SCOPES: readonly Scope[] = [{ userId: "kirk" }, { userId: "ana" }];

/** A clock that shows the time of one operation until it is set to the next. */
export class NumberedClock implements Clock {
  #number = 0;

  set(number: number): void {
    this.#number = number;
  }

  now(): number {
    return FIRST_MS + this.#number * MINUTE_MS;
  }
}

/** Whether an operation is an add. */
export function isAdd(number: number): boolean {
  return number % DELETING_EVERY !== 0;
}

/** The word that only this operation's texts hold. */
export function wordOf(number: number): string {
  return `word${number}x`;
}

/** Does one operation. Doing it again changes nothing, unless its key ends otherwise. */
export async function operate(memory: Memory, number: number, ending = ""): Promise<void> {
  if (!isAdd(number)) return deleteEarlier(memory, number);
  const idempotencyKey = `operation ${number}${ending}`;
  await memory.add(messagesOf(number), { ...optionsOf(number), idempotencyKey });
}

/** Whether what a scope shows, as text, has an operation in it, or a part of it. */
export function showsOperation(shown: string, number: number): boolean {
  return isAdd(number)
    ? shown.includes(wordOf(number))
    : !shown.includes(unpacked(number - DELETED_BEFORE));
}

/** The scope of an operation. */
export function scopeOf(number: number): Scope {
  return NUMBERED_SCOPES[number % NUMBERED_SCOPES.length] ?? {};
}

function messagesOf(number: number): { readonly role: string; readonly content: string }[] {
  return [
    { role: "user", content: `I moved again. ${wordOf(number)}` },
    { role: "assistant", content: `Noted: ${wordOf(number)}.` },
  ];
}

/** Two facts, one of them in a slot that each operation fills anew, and the relations with their entities. */
function optionsOf(number: number): AddOptions & Scope {
  const city = CITIES[number % CITIES.length] ?? "";
  const company = COMPANIES[number % COMPANIES.length] ?? "";
  const lives = { subject: "Maya", relationship: "lives_in", value: city };
  return {
    ...scopeOf(number),
    metadata: { number },
    facts: [
      { text: `Maya lives in ${city}`, slot: lives, sources: [0] },
      { text: unpacked(number), kind: "event", sources: [0, 1] },
    ],
    relations: [
      { source: "Maya", relationship: "lives_in", destination: city, sources: [0] },
      { source: "Maya", relationship: "knows", destination: `Friend ${number % 11}` },
    ],
    entities: [{ name: company, type: "organization", aliases: [`${company} ${number % 4}`] }],
  };
}

function unpacked(number: number): string {
  return `Maya unpacked ${wordOf(number)}`;
}

async function deleteEarlier(memory: Memory, number: number): Promise<void> {
  const scope = scopeOf(number - DELETED_BEFORE);
  const { results } = await memory.getAll({ ...scope, limit: 1000, kinds: ["event"] });
  const found = results.find(({ memory: text }) => text.includes(wordOf(number - DELETED_BEFORE)));
  if (!found) return;
  try {
    await memory.delete(found.id, scope);
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
  }
}
