/** What a request asks of the server; `other` is a path it does not have. */
export type Endpoint = "chat" | "embeddings" | "models" | "other";

/** A request as the server saw it. It fills up while the request is answered. */
export interface LoggedRequest {
  /** Its place among all requests, from 0. */
  readonly index: number;
  /** What it asks for. */
  readonly endpoint: Endpoint;
  /** As "POST". */
  readonly method: string;
  /** As "/v1/chat/completions", with the query string. */
  readonly path: string;
  /** Lower-case names; keys, tokens and cookies are "[redacted]". */
  readonly headers: Readonly<Record<string, string>>;
  /** The parsed JSON; the text itself if it is none, undefined if it is empty. */
  readonly body: unknown;
  /** When its headers came, in milliseconds of `performance.now()`. */
  readonly startedAt: number;
  /** When its answer was handed over, or it was given up; undefined until then. */
  readonly endedAt: number | undefined;
  /** The answer's status; undefined while there is none, and for ever if none was sent. */
  readonly status: number | undefined;
  /** Whether the client went away, or the server was closed, before the whole answer was sent. */
  readonly isAborted: boolean;
  /** The kind of the fault that befell it; undefined for none. */
  readonly fault: string | undefined;
}

/** Headers as Node has them, without naming its types: declarations are read where those are not installed. */
type RawHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** A request that may still be changed: the server's own view. */
export type OpenRequest = Mutable<LoggedRequest>;

/** How many requests came, by endpoint. */
export type RequestCounts = Readonly<Record<Endpoint, number>>;

/** Most requests the log keeps: the oldest go first. Counts go on. */
export const MAX_LOGGED_REQUESTS = 10_000;

const SECRET_HEADER = /authorization|api-?key|token|secret|cookie/i;

/** The requests of a server, with what they came to. */
export class RequestLog {
  readonly requests: OpenRequest[] = [];
  readonly #counts: Record<Endpoint, number> = { chat: 0, embeddings: 0, models: 0, other: 0 };
  readonly #read: Record<Endpoint, number> = { chat: 0, embeddings: 0, models: 0, other: 0 };
  readonly #open: Record<Endpoint, number> = { chat: 0, embeddings: 0, models: 0, other: 0 };
  readonly #peaks: Record<Endpoint, number> = { chat: 0, embeddings: 0, models: 0, other: 0 };
  #peak = 0;
  readonly #watchers = new Set<() => void>();
  #nextIndex = 0;

  get counts(): RequestCounts {
    return { ...this.#counts };
  }

  /** The most requests that were open at one time: of an endpoint, or of all together. */
  peakConcurrency(endpoint?: Endpoint): number {
    return endpoint === undefined ? this.#peak : this.#peaks[endpoint];
  }

  /** Notes that a request came. */
  open(start: {
    readonly endpoint: Endpoint;
    readonly method: string;
    readonly path: string;
    readonly headers: RawHeaders;
  }): OpenRequest {
    const { endpoint, method, path, headers } = start;
    const request: OpenRequest = {
      index: this.#nextIndex,
      endpoint,
      method,
      path,
      headers: withoutSecrets(headers),
      body: undefined,
      startedAt: performance.now(),
      endedAt: undefined,
      status: undefined,
      isAborted: false,
      fault: undefined,
    };
    this.#nextIndex += 1;
    this.#counts[endpoint] += 1;
    this.#open[endpoint] += 1;
    this.#peaks[endpoint] = Math.max(this.#peaks[endpoint], this.#open[endpoint]);
    this.#peak = Math.max(this.#peak, sum(this.#open));
    this.requests.push(request);
    if (this.requests.length > MAX_LOGGED_REQUESTS) this.requests.shift();
    return request;
  }

  /** How many requests are here with their bodies, by endpoint. */
  get readCounts(): RequestCounts {
    return { ...this.#read };
  }

  /** Notes that a request's body is there, and tells whoever waits for it. */
  announce({ endpoint }: OpenRequest): void {
    this.#read[endpoint] += 1;
    for (const watcher of this.#watchers) watcher();
  }

  /** Notes that nothing more is sent. Further calls change nothing. */
  close(request: OpenRequest): void {
    if (request.endedAt !== undefined) return;
    request.endedAt = performance.now();
    this.#open[request.endpoint] -= 1;
  }

  /** Calls `watcher` whenever a request's body is there. Returns what stops that. */
  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }
}

/** Whether two requests were open at the same time. A request that is not answered yet is open until now. */
export function overlaps(one: LoggedRequest, other: LoggedRequest): boolean {
  const endOf = ({ endedAt = Infinity }: LoggedRequest): number => endedAt;
  return one.startedAt < endOf(other) && other.startedAt < endOf(one);
}

function sum(counts: RequestCounts): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}

function withoutSecrets(headers: RawHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      SECRET_HEADER.test(name) ? "[redacted]" : String(value),
    ]),
  );
}
