import { StoreUnavailableError } from "../core/errors.ts";
import { QDRANT } from "./map-error.ts";
import type {
  QdrantOperation,
  QdrantPoint,
  QdrantQuery,
  QdrantSelection,
  QdrantUpdateResult,
} from "./qdrant-client.ts";
import type { QdrantConnection } from "./qdrant-connection.ts";
import type { QdrantFilter } from "./qdrant-filter.ts";
import { RequestQueue } from "./request-queue.ts";

/** Most queries, or writes, of one request: a server answers it while others wait. */
const MAX_PER_REQUEST = 256;

/** A page of points by their id. */
export interface ScrollRequest {
  readonly filter: QdrantFilter;
  readonly limit: number;
  readonly with_payload: QdrantSelection;
  /** The id to begin with, inclusive. */
  readonly offset?: string;
}

/** A collection on a server. What is asked for in one tick is one request to read and one to write. */
export class QdrantCollection {
  readonly connection: QdrantConnection;
  readonly name: string;
  readonly #queries: RequestQueue<QdrantQuery, readonly QdrantPoint[]>;
  readonly #operations: RequestQueue<QdrantOperation, undefined>;

  constructor(connection: QdrantConnection, name: string) {
    this.connection = connection;
    this.name = name;
    this.#queries = new RequestQueue(async (action, queries) => this.#send(action, queries));
    this.#operations = new RequestQueue(async (action, operations) => {
      await this.#write(action, operations);
      return operations.map(() => undefined);
    });
  }

  /** What each of these queries finds. */
  async query(
    action: string,
    queries: readonly QdrantQuery[],
  ): Promise<readonly (readonly QdrantPoint[])[]> {
    this.connection.mustBeOpen(action);
    return this.#queries.ask(action, queries);
  }

  /** Does these writes in order. Another caller's may come before or after, never between them. */
  async update(action: string, operations: readonly QdrantOperation[]): Promise<void> {
    this.connection.mustBeOpen(action);
    await this.#operations.ask(action, operations);
  }

  /** One page of points, by id. */
  async scroll(action: string, request: ScrollRequest): Promise<readonly QdrantPoint[]> {
    const { points } = await this.connection.call(action, async (client) =>
      client.scroll(this.name, { ...request, timeout: this.connection.timeoutSeconds }),
    );
    return points;
  }

  /** How many points a filter takes. */
  async count(action: string, filter: QdrantFilter): Promise<number> {
    const timeout = this.connection.timeoutSeconds;
    const { count } = await this.connection.call(action, async (client) =>
      client.count(this.name, { filter, exact: true, timeout }),
    );
    return count;
  }

  /** How many points have each value of a field, at most `limit` values. */
  async facet(
    action: string,
    request: { readonly key: string; readonly filter: QdrantFilter; readonly limit: number },
  ): Promise<ReadonlyMap<string, number>> {
    const timeout = this.connection.timeoutSeconds;
    const { hits } = await this.connection.call(action, async (client) =>
      client.facet(this.name, { ...request, exact: true, timeout }),
    );
    return new Map(hits.map(({ value, count }) => [String(value), count]));
  }

  async #send(
    action: string,
    queries: readonly QdrantQuery[],
  ): Promise<readonly (readonly QdrantPoint[])[]> {
    const timeout = this.connection.timeoutSeconds;
    const answers = await Promise.all(
      chunksOf(queries).map(async (searches) =>
        this.connection.call(action, async (client) =>
          client.queryBatch(this.name, { searches, timeout }),
        ),
      ),
    );
    return answers.flatMap((chunk) => chunk.map(({ points }) => points));
  }

  async #write(action: string, operations: readonly QdrantOperation[]): Promise<void> {
    const timeout = this.connection.timeoutSeconds;
    for (const chunk of chunksOf(operations)) {
      await this.connection.call(action, async (client) => {
        const request = { operations: chunk, wait: true, timeout };
        checkCompleted(action, await client.batchUpdate(this.name, request));
      });
    }
  }
}

/** The server answers that a write is still to be applied with a status of 200. */
export function checkCompleted(action: string, results: readonly QdrantUpdateResult[]): void {
  const open = results.find(({ status }) => status !== "completed");
  if (!open) return;
  const reason = `it had not applied a write in time: its status is '${open.status}'`;
  throw new StoreUnavailableError(action, QDRANT, { reason });
}

function chunksOf<T>(items: readonly T[]): T[][] {
  const chunks: T[][] = [];
  for (let start = 0; start < items.length; start += MAX_PER_REQUEST) {
    chunks.push(items.slice(start, start + MAX_PER_REQUEST));
  }
  return chunks;
}
