/** A scripted server that speaks OpenAI's HTTP API on the loopback interface, for tests without a provider. */
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import { untilAborted } from "../../core/until-aborted.ts";
import { pause } from "../pause.ts";
import { answerEmbeddings } from "./answer-embeddings.ts";
import { writeAnswer } from "./chat-answer.ts";
import { completionBody, completionEvents } from "./chat-body.ts";
import { isRecord, readChatRequest } from "./chat-request.ts";
import { ChatAnswers, type ChatReply } from "./chat-script.ts";
import { checkChat } from "./check-chat.ts";
import type { ApiError } from "./error-body.ts";
import { type Fault, FaultPlan, type FaultOptions } from "./fault.ts";
import {
  checkDelayMs,
  type OpenAIServerOptions,
  type OpenAIServerSettings,
  resolveServerOptions,
} from "./openai-server-options.ts";
import {
  errorOutgoing,
  eventsOutgoing,
  faultOutgoing,
  jsonOutgoing,
  type Outgoing,
  spoil,
  unauthorized,
  unknownModel,
} from "./outgoing.ts";
import { readBody } from "./read-body.ts";
import { Refusal } from "./refusal.ts";
import {
  type Endpoint,
  type LoggedRequest,
  type OpenRequest,
  type RequestCounts,
  RequestLog,
} from "./request-log.ts";
import { waitForRequests, type WaitOptions } from "./wait-for-requests.ts";

const LOOPBACK = "127.0.0.1";
const UNREADABLE = "We could not parse the JSON body of your request.";
/** Any prefix may stand before: providers have `/v1`, `/api/v3`, `/compatible-mode/v1` or nothing. */
const PATH = /\/(chat\/completions|embeddings|models)\/?(?:\?.*)?$/;

/**
 * Starts a server on a free port of the loopback interface. It answers `POST …/chat/completions`, `POST …/embeddings`
 * and `GET …/models`, below any prefix or none, and keeps the process alive until it is closed.
 *
 * @throws {InvalidArgumentError} If an option is outside of its range.
 * @throws The signal's reason, untouched, if it is aborted before the server listens.
 */
export async function startOpenAIServer(options: OpenAIServerOptions = {}): Promise<OpenAIServer> {
  const { port = 0, signal } = options;
  const settings = resolveServerOptions(options);
  signal?.throwIfAborted();
  const http = createServer();
  http.listen(port, LOOPBACK);
  await once(http, "listening");
  const server = new OpenAIServer(http, settings);
  if (signal?.aborted === true) {
    await server.close();
    signal.throwIfAborted();
  }
  return server;
}

/** A scripted server that listens. Get one from {@link startOpenAIServer}. */
export class OpenAIServer {
  /** The server's address without a path, as "http://127.0.0.1:41234". It stays the same when the server is closed. */
  readonly url: string;
  readonly #http: Server;
  readonly #settings: OpenAIServerSettings;
  readonly #answers: ChatAnswers;
  readonly #faults = new FaultPlan();
  readonly #log = new RequestLog();
  #chatCount = 0;
  #closed: Promise<void> | undefined;

  /** @internal */
  constructor(http: Server, settings: OpenAIServerSettings) {
    // A server that listens on a TCP port has an address of this form.
    this.url = `http://${LOOPBACK}:${(http.address() as AddressInfo).port}`;
    this.#http = http;
    this.#settings = settings;
    this.#answers = new ChatAnswers(settings.chat);
    http.on("request", (message, response) => {
      // Everything that can go wrong in it is answered or means that the client is gone.
      void this.#serve(message, response);
    });
  }

  /** What clients take as `baseURL`: {@link url} with `/v1`. */
  get baseURL(): string {
    return `${this.url}/v1`;
  }

  /** The last 10,000 requests, in the order in which they came. */
  get requests(): readonly LoggedRequest[] {
    return this.#log.requests;
  }

  /** How many requests came, by endpoint. */
  get counts(): RequestCounts {
    return this.#log.counts;
  }

  /** How many queued answers nobody has asked for yet. */
  get queuedCount(): number {
    return this.#answers.queuedCount;
  }

  /** The most requests that were open at one time: of an endpoint, or of all together. */
  peakConcurrency(endpoint?: Endpoint): number {
    return this.#log.peakConcurrency(endpoint);
  }

  /**
   * Answers the next chat requests with these, one each, before whatever the script says. At most 10,000 wait.
   *
   * @throws {InvalidArgumentError} If too many wait.
   */
  enqueue(...replies: readonly ChatReply[]): void {
    this.#answers.enqueue(replies);
  }

  /**
   * Makes something go wrong with the next request, or with more of them; planned faults come in their order.
   *
   * @throws {InvalidArgumentError} If `count` is no integer from 1, a delay is out of range, or 1,000 faults wait.
   */
  fail(fault: Fault, options: FaultOptions = {}): void {
    if (fault.kind === "slow") checkDelayMs("fault.delayMs", fault.delayMs);
    this.#faults.add(fault, options);
  }

  /** Forgets planned faults that have not happened yet. */
  clearFaults(): void {
    this.#faults.clear();
  }

  /**
   * Waits until that many requests have come, bodies included; answered or not.
   *
   * @param count - Counted from the server's start.
   * @throws {Error} If it takes longer than `timeoutMs`.
   * @throws The signal's reason, untouched, once it is aborted.
   */
  async received(count: number, options: WaitOptions = {}): Promise<void> {
    await waitForRequests(this.#log, count, options);
  }

  /** Ends all connections, those that wait for an answer too, and stops listening. Repeating it changes nothing. */
  async close(): Promise<void> {
    this.#closed ??= this.#stop();
    return this.#closed;
  }

  /** The same as {@link close}, for `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #stop(): Promise<void> {
    const closed = once(this.#http, "close");
    this.#http.close();
    this.#http.closeAllConnections();
    await closed;
  }

  async #serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "", url: path = "", headers } = message;
    const request = this.#log.open({ endpoint: endpointOf(path), method, path, headers });
    const gone = new AbortController();
    response.once("close", () => {
      request.isAborted = !response.writableFinished;
      gone.abort();
      this.#log.close(request);
    });
    // Closing the server ends every connection, and so every response.
    const { signal } = gone;
    try {
      const outgoing = await this.#respond(message, request, signal);
      // A write to a connection that has gone may never tell of its end.
      await untilAborted(send(response, outgoing, request), signal);
    } catch {
      // The client or the server has gone: nobody is there to hear of it.
      response.destroy();
    }
  }

  async #respond(
    message: IncomingMessage,
    request: OpenRequest,
    signal: AbortSignal,
  ): Promise<Outgoing> {
    const { latencyMs } = this.#settings;
    const { outgoing, fault, delayMs } = await this.#compose(message, request, signal);
    request.fault = fault?.kind;
    if (fault?.kind === "silence") await untilGone(signal);
    const slowMs = fault?.kind === "slow" ? fault.delayMs : 0;
    const waitMs = latencyMs[request.endpoint] + delayMs + slowMs;
    await pause(waitMs, signal);
    return spoil(outgoing, fault);
  }

  /** Decides on the answer, an error included. */
  async #compose(
    message: IncomingMessage,
    request: OpenRequest,
    signal: AbortSignal,
  ): Promise<Composed> {
    const shape = this.#settings.manner.errors;
    let fault: Fault | undefined;
    try {
      request.body = await readBody(message);
      this.#log.announce(request);
      fault = this.#faults.take(request);
      // Without using up an answer: a refused request is asked again.
      const outgoing = faultOutgoing(fault, { shape, model: modelOf(request.body) });
      if (outgoing || fault?.kind === "silence") {
        return { outgoing: outgoing ?? jsonOutgoing(null), fault, delayMs: 0 };
      }
      return await this.#answer(message, request, fault);
    } catch (error) {
      signal.throwIfAborted();
      const apiError = error instanceof Refusal ? error.error : scriptError(error);
      return { outgoing: errorOutgoing(apiError, { shape }), fault, delayMs: 0 };
    }
  }

  async #answer(
    message: IncomingMessage,
    request: OpenRequest,
    fault: Fault | undefined,
  ): Promise<Composed> {
    const { endpoint, method, body } = request;
    const { manner, embed } = this.#settings;
    this.#checkKey(message);
    if (endpoint === "models" && method === "GET") {
      return { outgoing: jsonOutgoing(this.#listModels()), fault, delayMs: 0 };
    }
    if (endpoint === "models" || endpoint === "other" || method !== "POST") {
      throw new Refusal(404, `Invalid URL (${method} ${message.url ?? ""})`);
    }
    if (!isRecord(body)) throw new Refusal(400, UNREADABLE);
    this.#checkModel(modelOf(body));
    if (endpoint === "chat") return this.#answerChat(body, fault);
    const outgoing = jsonOutgoing(await answerEmbeddings(body, { manner, embed }));
    return { outgoing, fault, delayMs: 0 };
  }

  async #answerChat(
    body: Readonly<Record<string, unknown>>,
    planned: Fault | undefined,
  ): Promise<Composed> {
    const { manner } = this.#settings;
    const chat = readChatRequest(body, this.#chatCount);
    this.#chatCount += 1;
    checkChat(chat, manner);
    const answer = await this.#answers.take(chat);
    if (!answer) throw new Refusal(400, "The script has no answer for this request.");
    const fault = planned ?? answer.fault;
    const written = writeAnswer(answer, chat, { manner, fault });
    const outgoing =
      faultOutgoing(fault, { shape: manner.errors, model: chat.model }) ??
      (chat.isStream
        ? eventsOutgoing(completionEvents(written, chat))
        : jsonOutgoing(completionBody(written, chat)));
    return { outgoing, fault, delayMs: checkDelayMs("delayMs", answer.delayMs) };
  }

  #checkKey({ headers }: IncomingMessage): void {
    const { apiKey } = this.#settings;
    if (apiKey === undefined || headers.authorization === `Bearer ${apiKey}`) return;
    const { status, message, code } = unauthorized;
    throw new Refusal(status, message, { code });
  }

  #checkModel(model: string): void {
    if (model === "") throw new Refusal(400, "you must provide a model parameter");
    if (this.#settings.models?.has(model) ?? true) return;
    const { status, message, code } = unknownModel(model);
    throw new Refusal(status, message, { code });
  }

  #listModels(): unknown {
    const models = Array.from(this.#settings.models ?? []);
    return {
      object: "list",
      data: models.map((id) => ({ id, object: "model", created: 0, owned_by: "script" })),
    };
  }
}

/** An answer that is decided on, and what becomes of it on its way. */
interface Composed {
  readonly outgoing: Outgoing;
  readonly fault: Fault | undefined;
  /** How much later than the server's latency it comes. */
  readonly delayMs: number;
}

function scriptError(error: unknown): ApiError {
  const message = error instanceof Error ? error.message : String(error);
  return { status: 500, message, code: "script_failed", param: null };
}

function endpointOf(path: string): Endpoint {
  const found = PATH.exec(path)?.[1];
  if (found === "chat/completions") return "chat";
  return found === "embeddings" || found === "models" ? found : "other";
}

function modelOf(body: unknown): string {
  const model = isRecord(body) ? body["model"] : undefined;
  return typeof model === "string" ? model : "";
}

/** Never resolves. @throws The signal's reason once it is aborted. */
async function untilGone(signal: AbortSignal): Promise<never> {
  signal.throwIfAborted();
  await once(signal, "abort");
  throw signal.reason;
}

async function send(
  response: ServerResponse,
  { status, headers, pieces, cutAt = Infinity }: Outgoing,
  request: OpenRequest,
): Promise<void> {
  if (cutAt <= 0) {
    response.destroy();
    return;
  }
  request.status = status;
  response.writeHead(status, headers);
  let left = cutAt;
  for (const piece of pieces) {
    const bytes = Buffer.from(piece);
    await write(response, bytes.subarray(0, Math.min(left, bytes.length)));
    left -= bytes.length;
    if (left <= 0) {
      response.destroy();
      return;
    }
  }
  response.end();
}

/** Resolves once the bytes are handed to the system, so that a connection can be dropped behind them. */
async function write(response: ServerResponse, bytes: Uint8Array): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  response.write(bytes, (error) => {
    if (error) reject(error);
    else resolve();
  });
  await promise;
}
