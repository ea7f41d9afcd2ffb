/** The part of the `openai` package's client that the adapters use, and how one is made. */
import type { ClientOptions } from "openai";

import { ConfigurationError } from "../../core/errors.ts";
import type { SettingRule } from "../check-settings.ts";

/** What a request may carry besides its body. */
export interface OpenAIRequestOptions {
  /** Aborts the request. */
  readonly signal?: AbortSignal;
  /** Bound of the whole request, the answer's body included, in milliseconds. */
  readonly timeout?: number;
  /** Always 0: the engine retries. */
  readonly maxRetries?: number;
}

/** Sends one request. What it answers is read with suspicion: compatible servers differ. */
export interface OpenAIEndpoint {
  /** Posts `body` and gives the answer's JSON. */
  create(body: object, options: OpenAIRequestOptions): PromiseLike<unknown>;
}

/** A client of the `openai` package, or whatever has the same two methods. */
export interface OpenAIClient {
  /** `POST /chat/completions`. */
  readonly chat: { readonly completions: OpenAIEndpoint };
  /** `POST /embeddings`. */
  readonly embeddings: OpenAIEndpoint;
}

/** A client, or what makes one on first use: a package that is not used is not loaded. */
export type OpenAIClientSource = OpenAIClient | (() => Promise<OpenAIClient>);

/** What a setting that is a client must be. */
export const CLIENT: SettingRule = {
  requirement: "a client of the openai package, or a function that makes one",
  holds: (value) => typeof value === "function" || (typeof value === "object" && value !== null),
  // A client has its key.
  isSecret: true,
};

/** Where a client sends its requests, and as whom. */
export interface OpenAIConnection {
  /** Up to and including the version, as "https://api.openai.com/v1". */
  readonly baseUrl: string;
  /** The key. */
  readonly apiKey: string;
  /** OpenAI's organisation. @defaultValue none */
  readonly organization?: string | undefined;
  /** Headers to send with every request. @defaultValue none */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** Headers that are sent. The package adds others, with the machine's system and versions, and some from the environment. */
const SENT_HEADERS: ReadonlySet<string> = new Set([
  "accept",
  "authorization",
  "content-type",
  "openai-organization",
  "user-agent",
]);

/** Makes a client on first use and then keeps it. It reads nothing from the environment, prints nothing and never retries. */
export function createClient(connection: OpenAIConnection): () => Promise<OpenAIClient> {
  let client: Promise<OpenAIClient> | undefined;
  return async () => {
    client ??= openClient(connection);
    return client;
  };
}

async function openClient(connection: OpenAIConnection): Promise<OpenAIClient> {
  const { OpenAI } = await import("openai");
  return new OpenAI(clientOptions(connection));
}

function clientOptions({
  baseUrl,
  apiKey,
  organization,
  headers = {},
}: OpenAIConnection): ClientOptions {
  const sent = new Set([
    ...SENT_HEADERS,
    ...Object.keys(headers).map((name) => name.toLowerCase()),
  ]);
  return {
    baseURL: baseUrl,
    apiKey,
    organization: organization ?? null,
    // What is left out here would be read from the environment.
    adminAPIKey: null,
    project: null,
    webhookSecret: null,
    logLevel: "off",
    maxRetries: 0,
    defaultHeaders: { authorization: `Bearer ${apiKey}`, ...headers },
    fetch: async (url, init) => {
      const answer = await fetch(url, { ...init, headers: onlySent(init?.headers, sent) });
      return answer.ok ? answer : withErrorField(answer);
    },
  };
}

function onlySent(given: RequestInit["headers"], sent: ReadonlySet<string>): Headers {
  const headers = new Headers(given);
  for (const name of Array.from(headers.keys())) {
    if (!sent.has(name)) headers.delete(name);
  }
  return headers;
}

/**
 * An error's answer in the form that the package reads: below `error`. SiliconFlow, vLLM and FastAPI put it at the top, where
 * the package drops it, and with it what the provider has to say.
 */
async function withErrorField(answer: Response): Promise<Response> {
  const text = await answer.text();
  const { status, statusText, headers } = answer;
  const body = JSON.stringify({ error: errorOf(text) });
  const kept = new Headers(headers);
  // They describe the body as it was.
  kept.delete("content-encoding");
  kept.delete("content-length");
  return new Response(body, { status, statusText, headers: kept });
}

function errorOf(text: string): unknown {
  try {
    const body: unknown = JSON.parse(text);
    const isWrapped = typeof body === "object" && body !== null && "error" in body;
    return isWrapped ? body.error : body;
  } catch {
    return { message: text };
  }
}

/** Gives the client, making it if need be. */
export async function clientOf(source: OpenAIClientSource): Promise<OpenAIClient> {
  return typeof source === "function" ? source() : source;
}

/**
 * A base URL without a slash at its end.
 *
 * @throws {ConfigurationError} If it is no http or https URL, or holds a password, which messages would show.
 */
export function checkBaseUrl(baseUrl: string): string {
  const url = URL.parse(baseUrl.trim());
  if (url && /^https?:$/.test(url.protocol) && url.username === "" && url.password === "") {
    return baseUrl.trim().replace(/\/+$/, "");
  }
  const remedy = 'pass one such as "https://api.openai.com/v1", the key apart';
  throw new ConfigurationError("open a model", "its base URL is not an http or https URL", remedy);
}
