/** A memory whose language model is a scripted server, as a provider would be. */
import { type Memory, openAILanguageModel, type ScopedMemory } from "../../src/index.ts";
import type { OpenOptions } from "../../src/pipeline/open-options.ts";
import {
  type ChatReply,
  type ChatRequest,
  type OpenAIServer,
  type OpenAIServerOptions,
  startOpenAIServer,
} from "../../src/testing/testing.ts";
import { onTestFinished } from "vitest";
import { openMemory } from "./behaviour.ts";

/** A fact as the prompt asks for it; what is left out is nothing. */
export function fact(text: string, rest: Readonly<Record<string, unknown>> = {}): unknown {
  const nothing = { from: null, to: null, slot: null, corrects: false };
  return { text, kind: "trait", by: "user", sources: [1], ...nothing, ...rest };
}

/** A relation as the prompt asks for it. */
export function relation(
  [source, name, target]: readonly [string, string, string],
  rest: Readonly<Record<string, unknown>> = {},
): unknown {
  const said = `${source} ${name} ${target}`;
  const nothing = { from: null, to: null, corrects: false };
  return { source, relation: name, target, fact: said, sources: [1], ...nothing, ...rest };
}

/** What the model answers to each of the three questions; undefined answers with nothing to say. */
export interface Script {
  readonly facts?: (request: ChatRequest) => readonly unknown[] | ChatReply;
  readonly graph?: (request: ChatRequest) => readonly unknown[] | ChatReply;
  readonly entities?: (request: ChatRequest) => readonly unknown[];
  readonly reconcile?: (request: ChatRequest) => readonly unknown[] | ChatReply;
}

/** Lists under their keys, unless the script says how the answer is written. */
function wrap(key: string, answer: readonly unknown[] | ChatReply, more: object = {}): ChatReply {
  if (typeof answer === "string") return answer;
  return Array.isArray(answer) ? { json: { ...more, [key]: answer } } : (answer as ChatReply);
}

/** The schema that a request hands over says which question it asks. */
function replyTo(request: ChatRequest, script: Script): ChatReply | undefined {
  const { facts, graph, entities, reconcile } = script;
  switch (request.schemaName) {
    case "facts":
      return wrap("facts", facts?.(request) ?? []);
    case "reconcile":
      return wrap("decisions", reconcile?.(request) ?? []);
    case "graph":
      return wrap("relations", graph?.(request) ?? [], { entities: entities?.(request) ?? [] });
    default:
      return undefined;
  }
}

/** A server that is closed with the test. */
export async function serverOf(options: OpenAIServerOptions): Promise<OpenAIServer> {
  const server = await startOpenAIServer(options);
  onTestFinished(async () => server.close());
  return server;
}

/** A scripted server with a memory on it, and a handle for one user. Both are closed with the test. */
export async function openWithModel(
  script: Script,
  {
    server: serverOptions,
    ...options
  }: OpenOptions & { readonly server?: OpenAIServerOptions | undefined } = {},
): Promise<{
  readonly server: OpenAIServer;
  readonly memory: Memory;
  readonly kirk: ScopedMemory;
}> {
  const server = await serverOf({
    chat: (request) => replyTo(request, script),
    ...serverOptions,
  });
  const languageModel = openAILanguageModel({
    baseUrl: server.baseURL,
    apiKey: "key",
    model: "scripted",
  });
  const retry = { maxAttempts: 2, initialDelayMs: 1, maxDelayMs: 5 };
  const memory = await openMemory({ languageModel, retry, ...options });
  return { server, memory, kirk: memory.for({ userId: "kirk" }) };
}

/** The prompts of chat requests, by the question they ask. */
export function promptsOf(server: OpenAIServer, question: string): string[] {
  return server.requests.flatMap(({ endpoint, body }) => {
    const text = JSON.stringify(body);
    return endpoint === "chat" && text.includes(`"name":"${question}"`) ? [text] : [];
  });
}
