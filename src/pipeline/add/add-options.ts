/** What callers of `add` pass, and its check. */
import { z } from "zod";

import { LimitExceededError } from "../../core/errors.ts";
import type { Metadata } from "../../core/records.ts";
import type { Scope } from "../../core/scope.ts";
import type { PromptInput, PromptInputs } from "../../prompts/prompts.ts";
import { promptInput, promptInputs } from "../prompt-options.ts";
import {
  check,
  metadata,
  scopeFields,
  signal,
  text,
  time,
  type TimeInput,
  timeZone,
} from "../check.ts";

/** Most characters of one message: about 200,000 words. Longer text is a document: split it at its chapters. */
export const MAX_MESSAGE_LENGTH = 1_000_000;
/** Most messages of one add, so that one commit stays short. */
export const MAX_MESSAGES = 2_000;
/** Most characters of all messages of one add. */
export const MAX_EPISODE_LENGTH = 4_000_000;
/** Most facts, relations and entities of one add, each. */
export const MAX_STATEMENTS = 5_000;
/** Most characters of one stated fact. */
export const MAX_FACT_LENGTH = 10_000;

/** A chat message, as most chat interfaces write it. */
export interface Message {
  /** "user", "assistant", or any other; "system" messages are kept but not read. */
  readonly role: string;
  /**
   * What was said, at most 1,000,000 characters; or a list of parts, of which those of text (`{ type: "text", text }`) are
   * joined by line breaks, and the others are left out and told in `failed`. Null only beside `tool_calls`.
   */
  readonly content?: string | readonly object[] | null | undefined;
  /** Who speaks, if not just the user or the agent. "I" in the content is then this person. */
  readonly name?: string | undefined;
  /** Your own id; it comes back as `ref` in evidence. */
  readonly id?: string | undefined;
  /** When it was said, if not at the episode's `at`. */
  readonly at?: TimeInput | undefined;
  /** Kept on this turn; its keys win over the episode's. */
  readonly metadata?: Metadata | undefined;
  /** Calls of tools, as a model's answer carries them. Not kept, and told in `failed`; the message keeps its place. */
  readonly tool_calls?: readonly object[] | null | undefined;
  /** Which call a tool's answer is to. Not kept. */
  readonly tool_call_id?: string | null | undefined;
  /** Why the assistant did not answer. Not kept, and told in `failed`; so are `function_call` and `audio`. */
  readonly refusal?: string | null | undefined;
}

/** A name, with or without a type such as "person". */
export type NameInput = string | { readonly name: string; readonly type?: string | undefined };

/** A fact that was extracted elsewhere. */
export interface FactInput {
  /** One statement, in its own language, at most 10,000 characters. */
  readonly text: string;
  /** `event`: it happened at a time. `trait`: it holds until told otherwise. @defaultValue "trait" */
  readonly kind?: "event" | "trait" | undefined;
  /** @defaultValue "user" */
  readonly attributedTo?: "user" | "assistant" | undefined;
  /** Ids or indexes of the messages it was read from. @defaultValue all messages */
  readonly sources?: readonly (string | number)[] | undefined;
  /** Since when it holds in the world. @defaultValue when it was said */
  readonly validFrom?: TimeInput | undefined;
  /** Exclusive. */
  readonly validTo?: TimeInput | undefined;
  /** What can have one value at a time, and its value. */
  readonly slot?:
    | { readonly subject: NameInput; readonly relationship: string; readonly value: NameInput }
    | undefined;
  /** The memory that this one puts an end to: its id, or true for whatever the slot holds. */
  readonly supersedes?: string | true | undefined;
  /** The memory that was never true: its id, or true for whatever the slot holds. */
  readonly corrects?: string | true | undefined;
}

/** A relation that was extracted elsewhere. */
export interface RelationInput {
  /** The entity it goes out from; "I" is whoever says it. */
  readonly source: NameInput;
  /** Any wording: "lives_in", "lives in", 住在. About 40 are known; others are kept as they are. */
  readonly relationship: string;
  /** The entity it leads to. */
  readonly destination: NameInput;
  /** The fact as a sentence. @defaultValue made from the three */
  readonly fact?: string | undefined;
  /** Ids or indexes of the messages it was read from. @defaultValue all messages */
  readonly sources?: readonly (string | number)[] | undefined;
  /** Since when it holds in the world. @defaultValue when it was said */
  readonly validFrom?: TimeInput | undefined;
  /** Until when, exclusive. */
  readonly validTo?: TimeInput | undefined;
  /** Whether the source has one such destination at a time. @defaultValue as the relation is known, else "many" */
  readonly cardinality?: "one" | "many" | undefined;
  /** The relation that was never true: its id, or true for whatever the slot holds. */
  readonly corrects?: string | true | undefined;
}

/** An entity that was extracted elsewhere. */
export interface EntityInput {
  /** At most 200 characters. */
  readonly name: string;
  /** Such as "person" or "place". */
  readonly type?: string | undefined;
  /** Other names: each leads to it from now on. */
  readonly aliases?: readonly string[] | undefined;
  /** Ids or indexes of the messages that name it. @defaultValue all messages */
  readonly sources?: readonly (string | number)[] | undefined;
}

/** Options of `add` beside the scope. */
export interface AddOptions {
  /** Kept on every turn and memory of this add; `filters` look at it. */
  readonly metadata?: Metadata | undefined;
  /** False: each message becomes a `note`, verbatim; no model, no graph. @defaultValue true */
  readonly infer?: boolean | undefined;
  /** When it was said; relative dates resolve against it. @defaultValue now */
  readonly at?: TimeInput | undefined;
  /** In which "yesterday" is meant. @defaultValue "UTC" */
  readonly timeZone?: string | undefined;
  /**
   * A key under which this add happens once, however often it is sent. At most 512 characters.
   *
   * A repeat answers what the first one did, with `isRepeat: true`, but for `failed`: the text of what was not stored is
   * kept nowhere, so it is empty, unless the episode was deleted since, which it then says.
   */
  readonly idempotencyKey?: string | undefined;
  /** From then on as if deleted. It must be after now. */
  readonly expiresAt?: TimeInput | undefined;
  /** Reads the facts of this add in place of the built-in prompt. At most 50,000 characters. Refused without a language model. */
  readonly prompt?: PromptInput | undefined;
  /** Prompts of this add alone. Refused without a language model. */
  readonly prompts?: PromptInputs | undefined;
  /** Returns what would be written, and writes nothing. @defaultValue false */
  readonly dryRun?: boolean | undefined;
  /** Aborting it rejects the call with the signal's reason; what is being written is written whole, or not at all. */
  readonly signal?: AbortSignal | undefined;
  /** Facts extracted elsewhere. With any of these three lists nothing else is extracted. */
  readonly facts?: readonly FactInput[] | undefined;
  /** Relations extracted elsewhere. */
  readonly relations?: readonly RelationInput[] | undefined;
  /** Entities extracted elsewhere, with their other names. */
  readonly entities?: readonly EntityInput[] | undefined;
}

/** A stated interval, checked: epoch milliseconds. */
interface CheckedInterval {
  readonly validFrom?: number | undefined;
  readonly validTo?: number | undefined;
}

/** A fact, checked. */
export type CheckedFact = Omit<FactInput, keyof CheckedInterval> & CheckedInterval;
/** A relation, checked. */
export type CheckedRelation = Omit<RelationInput, keyof CheckedInterval> & CheckedInterval;
/** A message, checked. */
export interface CheckedMessage extends Pick<Message, "role" | "name" | "id" | "metadata"> {
  readonly content: string;
  readonly at?: number | undefined;
}

/** Options of an add, checked. */
export interface CheckedAddOptions
  extends Scope, Omit<AddOptions, "at" | "expiresAt" | "facts" | "relations"> {
  readonly at?: number | undefined;
  readonly expiresAt?: number | undefined;
  readonly facts?: readonly CheckedFact[] | undefined;
  readonly relations?: readonly CheckedRelation[] | undefined;
}

/** Of statements, which may be several. */
const SPLIT = { remedy: "split if longer" } as const;

const name = z.union([
  text(MAX_FACT_LENGTH),
  z.strictObject({ name: text(MAX_FACT_LENGTH), type: text(100).optional() }),
]);
const sources = z.array(z.union([z.string(), z.number()])).optional();
const link = z.union([z.string().min(1), z.literal(true)]).optional();
const interval = { validFrom: time.optional(), validTo: time.optional() } as const;

const fact = z.strictObject({
  text: text(MAX_FACT_LENGTH, SPLIT),
  kind: z.enum(["event", "trait"]).optional(),
  attributedTo: z.enum(["user", "assistant"]).optional(),
  sources,
  ...interval,
  slot: z.strictObject({ subject: name, relationship: text(200), value: name }).optional(),
  supersedes: link,
  corrects: link,
});

const relation = z.strictObject({
  source: name,
  relationship: text(200),
  destination: name,
  fact: text(MAX_FACT_LENGTH, SPLIT).optional(),
  sources,
  ...interval,
  cardinality: z.enum(["one", "many"]).optional(),
  corrects: link,
});

const entity = z.strictObject({
  name: text(MAX_FACT_LENGTH),
  type: text(100).optional(),
  aliases: z.array(text(MAX_FACT_LENGTH)).max(100).optional(),
  sources,
});

const addOptions: z.ZodType<CheckedAddOptions> = z.strictObject({
  ...scopeFields,
  metadata: metadata.optional(),
  infer: z.boolean().optional(),
  at: time.optional(),
  timeZone: timeZone.optional(),
  idempotencyKey: text(512).optional(),
  expiresAt: time.optional(),
  prompt: promptInput.optional(),
  prompts: promptInputs.optional(),
  dryRun: z.boolean().optional(),
  signal: signal.optional(),
  facts: z.array(fact).optional(),
  relations: z.array(relation).optional(),
  entities: z.array(entity).optional(),
});

/** @throws {InvalidArgumentError} @throws {LimitExceededError} */
export function checkAddOptions(options: unknown): CheckedAddOptions {
  const checked = check(addOptions, options, "add");
  for (const list of ["facts", "relations", "entities"] as const) {
    const count = checked[list]?.length ?? 0;
    if (count <= MAX_STATEMENTS) continue;
    const given = { actual: count, remedy: "split over several adds" };
    throw new LimitExceededError("add", list, MAX_STATEMENTS, given);
  }
  return checked;
}
