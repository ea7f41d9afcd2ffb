/** Every bound on what an add is passed. */
import type { AddOptions, FactInput, Memory, Message, Metadata } from "../../src/index.ts";
import { type Door, KIRK, letters } from "./door.ts";

const NOTE = { ...KIRK, infer: false } as const;

/** An add that says little, with these options. */
async function told(memory: Memory, options: AddOptions): Promise<unknown> {
  return memory.add("Told elsewhere", { ...KIRK, ...options });
}

async function fact(memory: Memory, one: Partial<FactInput>): Promise<unknown> {
  return told(memory, { facts: [{ text: "Ana likes tea", ...one }] });
}

/** One message, which says little. */
async function said(memory: Memory, message: Partial<Message>): Promise<unknown> {
  return memory.add([{ role: "user", content: "Hm", ...message }], NOTE);
}

/** Metadata whose JSON has so many characters. */
function metadataOf(count: number): Metadata {
  return { a: letters(count - JSON.stringify({ a: "" }).length) };
}

/** An object in so many others, itself counted. */
function nestedMetadata(depth: number): Metadata {
  return depth === 1 ? { a: 1 } : { a: nestedMetadata(depth - 1) };
}

/** Of scopes, messages and what was read elsewhere. */
export const ADD_DOORS: readonly Door[] = [
  {
    name: "userId, agentId, runId",
    most: 256,
    unit: "characters",
    otherwise: "none; one of them is needed",
    why: "long enough for any id, short enough to index",
    call: async (count, memory) => memory.add("Hm", { userId: letters(count), infer: false }),
  },
  {
    name: "messages",
    most: 2_000,
    unit: "messages of one add",
    otherwise: null,
    why: "a day of talk; a model reads ten at a time, so it bounds the calls of an add",
    isSlow: true,
    call: async (count, memory) =>
      memory.add(
        Array.from({ length: count }, (_, index) => ({
          role: "user",
          content: `Message ${index}`,
        })),
        NOTE,
      ),
  },
  {
    name: "messages[].content",
    most: 1_000_000,
    unit: "characters",
    otherwise: null,
    why: "a book; more is a document store's work",
    isSlow: true,
    call: async (count, memory) => memory.add(letters(count), NOTE),
  },
  {
    name: "messages[].content, of all messages",
    most: 4_000_000,
    unit: "characters of one add",
    otherwise: null,
    why: "a conversation is kept in one transaction, and others wait for it",
    isSlow: true,
    call: async (count, memory) => {
      const rest = count - 3_900_000;
      const lengths = [900_000, 1_000_000, 1_000_000, 1_000_000, rest];
      const messages = lengths.map((length) => ({ role: "user", content: letters(length) }));
      return memory.add(messages, NOTE);
    },
  },
  {
    name: "messages[].role",
    most: 50,
    unit: "characters",
    otherwise: null,
    why: "a word for who speaks, kept with every turn",
    call: async (count, memory) => said(memory, { role: letters(count) }),
  },
  {
    name: "messages[].name",
    most: 200,
    unit: "characters",
    otherwise: "none",
    why: "as the name of an entity, which it may become",
    call: async (count, memory) => said(memory, { name: letters(count) }),
  },
  {
    name: "messages[].id",
    most: 256,
    unit: "characters",
    otherwise: "none",
    why: "as any id",
    call: async (count, memory) => said(memory, { id: letters(count) }),
  },
  {
    name: "idempotencyKey",
    most: 512,
    unit: "characters",
    otherwise: "a key of its own",
    why: "room for two ids and a time",
    call: async (count, memory) => told(memory, { idempotencyKey: letters(count) }),
  },
  {
    name: "metadata",
    most: 50_000,
    unit: "characters as JSON",
    otherwise: "{}",
    why: "it is kept on every turn and memory of the add, and comes back with every hit",
    call: async (count, memory) => told(memory, { metadata: metadataOf(count) }),
  },
  {
    name: "metadata, nested",
    most: 20,
    unit: "levels",
    otherwise: "none",
    why: "it is read level by level, and a circle would have no end",
    call: async (count, memory) => told(memory, { metadata: nestedMetadata(count) }),
  },
  {
    name: "prompt",
    most: 50_000,
    unit: "characters",
    otherwise: "the built-in prompt",
    why: "it is sent with every window",
    call: async (count, memory) => told(memory, { prompt: letters(count) }),
  },
  {
    name: "facts, relations, entities",
    most: 5_000,
    unit: "statements of each, in one add",
    otherwise: "none: they are read from the messages",
    why: "one transaction commits them, and others wait for it",
    isSlow: true,
    call: async (count, memory) =>
      told(memory, {
        facts: Array.from({ length: count }, (_, index) => ({ text: `Ana bought thing ${index}` })),
      }),
  },
  {
    name: "facts[].text",
    most: 10_000,
    unit: "characters",
    otherwise: null,
    why: "a statement, not a document; a model embeds it whole",
    call: async (count, memory) => fact(memory, { text: letters(count) }),
  },
  {
    name: "relations[].relationship",
    most: 200,
    unit: "characters",
    otherwise: null,
    why: "it becomes the type of an edge",
    call: async (count, memory) =>
      told(memory, {
        relations: [{ source: "Ana", relationship: letters(count), destination: "Bob" }],
      }),
  },
  {
    name: "entities[].name",
    most: 200,
    unit: "characters",
    otherwise: null,
    why: "it becomes a key that is indexed",
    isToldInFailed: true,
    call: async (count, memory) => told(memory, { entities: [{ name: letters(count) }] }),
  },
  {
    name: "entities[].type",
    most: 100,
    unit: "characters",
    otherwise: "none",
    why: "it becomes a label",
    call: async (count, memory) =>
      told(memory, { entities: [{ name: "Ana", type: letters(count) }] }),
  },
  {
    name: "entities[].aliases",
    most: 100,
    unit: "names",
    otherwise: "none",
    why: "each is looked up by itself",
    call: async (count, memory) =>
      told(memory, {
        entities: [
          { name: "Ana", aliases: Array.from({ length: count }, (_, index) => `Ana ${index}`) },
        ],
      }),
  },
];
