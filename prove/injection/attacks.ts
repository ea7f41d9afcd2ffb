/** One hostile text in every place that takes a text. */
import { isDeepStrictEqual } from "node:util";

import { type Memory, type Metadata, MnemographError, type Scope } from "../../src/index.ts";

/** What a call answered, or that it was refused. */
export interface Attack {
  readonly name: string;
  readonly answer: unknown;
  /** Set if something was thrown that is not an error of ours. */
  readonly foreign?: unknown;
}

/** A memory, and the scope of the attacker. */
export interface Target {
  readonly memory: Memory;
  readonly scope: Scope;
  /** The id of a record of the victim. */
  readonly victimId: string;
}

/** Puts a text everywhere, and gives what came of it. */
export async function attackWith(text: string, target: Target): Promise<readonly Attack[]> {
  const attacks: Attack[] = [];
  for (const [name, work] of Object.entries({
    ...tellings(text, target),
    ...questions(text, target),
    ...calls(text, target),
  })) {
    attacks.push(await outcomeOf(name, work));
  }
  return attacks;
}

type Work = () => Promise<unknown>;

async function outcomeOf(name: string, work: Work): Promise<Attack> {
  try {
    return { name, answer: await work() };
  } catch (error) {
    const answer = String(error);
    return error instanceof MnemographError ? { name, answer } : { name, answer, foreign: error };
  }
}

function tellings(text: string, { memory, scope }: Target): Readonly<Record<string, Work>> {
  const other = { tenant: "user:victim", userId: "victim", scope: { userId: "victim" } };
  // JSON.parse makes `__proto__` a key like any other, as a caller's body parser would.
  const polluting = JSON.parse(`{"__proto__": {"polluted": true}}`) as Metadata;
  return {
    message: async () => memory.add(text, scope),
    "message of every role": async () =>
      memory.add(
        ["user", "assistant", "system", "tool"].map((role, index) => ({
          role,
          content: text,
          name: text,
          id: `${text} ${index}`,
          metadata: { [text]: text, ...other },
        })),
        { ...scope, metadata: { [text]: text, constructor: { prototype: { polluted: true } } } },
      ),
    "metadata with a prototype": async () => memory.add(text, { ...scope, metadata: polluting }),
    note: async () => memory.add(text, { ...scope, infer: false, idempotencyKey: text }),
    statements: async () =>
      memory.add("Told elsewhere", {
        ...scope,
        facts: [
          { text, slot: { subject: text, relationship: "lives_in", value: text } },
          { text: `${text}.`, kind: "event", attributedTo: "assistant" },
        ],
        relations: [
          { source: text, relationship: text, destination: `${text} too`, fact: text },
          { source: { name: text, type: text }, relationship: "knows", destination: "Ana" },
        ],
        entities: [{ name: text, type: text, aliases: [`${text} alias`] }],
      }),
    "relation of that type": async () =>
      memory.add("Told elsewhere", {
        ...scope,
        relations: [{ source: "Ana", relationship: text, destination: "Bob" }],
      }),
    "entity of that type": async () =>
      memory.add("Told elsewhere", { ...scope, entities: [{ name: "Ana", type: text }] }),
  };
}

function questions(text: string, { memory, scope }: Target): Readonly<Record<string, Work>> {
  return {
    search: async () => memory.search(text, { ...scope, explain: true }),
    "search by filter": async () => memory.search("Ana", { ...scope, filters: { [text]: text } }),
    "search by filters": async () =>
      memory.search("Ana", {
        ...scope,
        filters: { or: [{ [text]: { gte: text } }, { [text]: { contains: text } }] },
      }),
    "search of a filter that names a tenant": async () =>
      memory.search("secret", { ...scope, filters: { tenant: "user:victim" } }),
    list: async () => memory.getAll({ ...scope, filters: { [text]: { in: [text] } } }),
    "list from a cursor": async () => memory.getAll({ ...scope, cursor: text }),
    entities: async () => memory.graph.entities({ ...scope, cursor: text }),
    neighbourhood: async () => memory.graph.neighborhood(text, { ...scope, hops: 3 }),
    profile: async () => memory.profile({ ...scope, asOf: text }),
    "another's name in the scope": async () => memory.getAll({ userId: text }),
    agent: async () => memory.search(text, { ...scope, agentId: text, runId: text }),
  };
}

function calls(text: string, { memory, scope, victimId }: Target): Readonly<Record<string, Work>> {
  return {
    get: async () => memory.get(text, scope),
    "get without a scope": async () => memory.get(text),
    "get of the victim's": async () => memory.get(victimId, scope),
    history: async () => memory.history(text, scope),
    "history of the victim's": async () => memory.history(victimId, scope),
    update: async () => {
      const { results } = await memory.getAll({ ...scope, limit: 1 });
      return memory.update(results[0]?.id ?? text, text, scope);
    },
    "update of the victim's": async () => memory.update(victimId, text, scope),
    delete: async () => memory.delete(text, scope),
    "delete of the victim's": async () => memory.delete(victimId, scope),
    merge: async () => memory.graph.merge(text, "Ana", scope),
    "import of another tenant's export": async () => {
      const lines: string[] = [];
      for await (const line of memory.export({ userId: "victim" })) lines.push(line);
      return memory.import(lines, scope);
    },
  };
}

/** Whether objects of this process are as they should be. */
export function isUnpolluted(): boolean {
  return isDeepStrictEqual(Object.keys(Object.prototype), []) && !("polluted" in {});
}
