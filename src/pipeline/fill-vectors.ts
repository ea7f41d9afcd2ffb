/** Embeds what is stored without an embedding: what came while the model was down, and everything once it is another. */
import { step, type Steps } from "../core/awaitable.ts";
import { ConfigurationError, ModelRequestError, ModelUnavailableError } from "../core/errors.ts";
import { must } from "../core/must.ts";
import type { Tenant } from "../core/scope.ts";
import type { StoredPoint } from "../vector/vector-store.ts";
import { turnSearchText } from "./add/points.ts";
import { batchesOf, MAX_CONCURRENT_REQUESTS } from "./embed.ts";
import { drive } from "./drive-task.ts";
import type { Engine } from "./engine.ts";
import { expireDue } from "./forget.ts";
import { MAX_REFUSALS } from "./model-answer.ts";
import type { Stores } from "./stores.ts";

/** Texts in a request, and rows in a transaction: a few milliseconds, so that searches go on in between. */
export const DEFAULT_BATCH_SIZE = 256;
/** Times everything is gone through: what is told or revised meanwhile is met the next time. */
const MAX_PASSES = 100;

/** How far it is. */
export interface ReembedProgress {
  /** Turns and memories that have got their vector, and those whose text the model refused. */
  readonly done: number;
  /** Those that lacked one when the call began, and that have come to lack one since. */
  readonly total: number;
}

/** A text that the model refused. */
export interface ReembedFailure {
  /** Of the turn or memory. */
  readonly id: string;
  /** Whose it is. */
  readonly tenant: string;
  /** Why the model refused it. */
  readonly reason: string;
}

/** What filling came to. */
export interface FillReport {
  /** Turns and memories that got their vector. */
  readonly embeddedCount: number;
  /** What the model refused: found by keywords, time and graph all the same. */
  readonly failed: readonly ReembedFailure[];
  /** What it cost. */
  readonly usage: {
    readonly embeddingRequests: number;
    readonly embeddingInputs: number;
    readonly promptTokens: number;
  };
}

/** How to go about it. */
export interface FillOptions {
  readonly signal?: AbortSignal | undefined;
  readonly batchSize?: number | undefined;
  readonly onProgress?: ((progress: ReembedProgress) => void) | undefined;
}

/** What is embedded of a point: the same text as when it was inserted; of a revised memory the latest. */
export function textToEmbed({ turn, text, at }: StoredPoint): string {
  if (!turn) return text;
  return turnSearchText({ name: turn.name, role: turn.role, content: text, at });
}

/**
 * Embeds everything of these tenants that lacks an embedding, a batch after the other: each is kept as soon as it is
 * there, so that whoever is stopped goes on from there.
 *
 * @param tenants - Called once for each time they are gone through.
 * @throws The signal's reason, untouched, once it is aborted. @throws {ModelUnavailableError} If the model is down.
 * @throws {ModelRequestError} If it refuses every text. @throws {ConfigurationError} If another model is set meanwhile.
 */
export async function fillVectors(
  tenants: () => AsyncIterable<Tenant>,
  engine: Engine,
  options: FillOptions = {},
): Promise<FillReport> {
  const filling = new Filling(engine, options);
  let isSettled = false;
  for (let pass = 0; pass < MAX_PASSES && !isSettled; pass += 1) {
    isSettled = await filling.pass(tenants);
  }
  return filling.report();
}

/**
 * Embeds some of what a tenant lacks, in one request: what an add may cost. What fails is left for `repair()`.
 *
 * @returns Null if nothing lacks an embedding, or the model refused or is down.
 */
export async function fillSome(
  tenant: Tenant,
  { stores, embeddingModel }: Engine,
  signal: AbortSignal | undefined,
): Promise<FillReport["usage"] | null> {
  if ((await stores.vector.unembeddedCount(tenant)) === 0) return null;
  const limit = Math.min(DEFAULT_BATCH_SIZE, embeddingModel.maxInputsPerRequest);
  const { items } = await stores.vector.unembedded(tenant, { cursor: null, limit });
  const [texts = []] = batchesOf(
    items.map((point) => textToEmbed(point)),
    embeddingModel,
  );
  try {
    const result = await embeddingModel.doEmbed(texts, { purpose: "document", signal });
    const made = items.slice(0, texts.length).map(({ id }, index): Made => ({
      id,
      text: must(texts[index], "a text"),
      embedding: must(result.embeddings[index], "an embedding"),
    }));
    await drive(() => keepSteps(tenant, made, stores), stores);
    const { requestCount = 1, tokenCount = 0 } = result;
    return {
      embeddingRequests: requestCount,
      embeddingInputs: texts.length,
      promptTokens: tokenCount,
    };
  } catch (error) {
    // Down, refusing, or another model by now: the add itself is done.
    const isLeft = [ModelUnavailableError, ModelRequestError, ConfigurationError].some(
      (kind) => error instanceof kind,
    );
    if (isLeft) return null;
    // So it is if its caller waits no longer.
    if (signal?.aborted === true && error === signal.reason) return null;
    throw error;
  }
}

/** Points of one tenant, for one request. */
interface Batch {
  readonly tenant: Tenant;
  readonly points: readonly StoredPoint[];
}

class Filling {
  readonly #engine: Engine;
  readonly #options: FillOptions;
  readonly #batchSize: number;
  /** Aborts what is under way once one request has failed for good. */
  readonly #stop = new AbortController();
  readonly #signal: AbortSignal;
  readonly #failed = new Map<string, ReembedFailure>();
  #refusal: ModelRequestError | undefined;
  #embeddedCount = 0;
  #total = 0;
  #usage = { embeddingRequests: 0, embeddingInputs: 0, promptTokens: 0 };

  constructor(engine: Engine, options: FillOptions) {
    const { batchSize = DEFAULT_BATCH_SIZE, signal } = options;
    this.#engine = engine;
    this.#options = options;
    this.#batchSize = Math.min(batchSize, engine.embeddingModel.maxInputsPerRequest);
    this.#signal = AbortSignal.any([this.#stop.signal, ...(signal ? [signal] : [])]);
  }

  report(): FillReport {
    const failed = [...this.#failed.values()];
    return { embeddedCount: this.#embeddedCount, failed, usage: this.#usage };
  }

  /** Goes through all that lacks an embedding, once. Returns whether that was nothing, or nothing that could be done. */
  async pass(tenants: () => AsyncIterable<Tenant>): Promise<boolean> {
    let missing = 0;
    for await (const tenant of tenants()) {
      this.#options.signal?.throwIfAborted();
      missing += await this.#engine.stores.vector.unembeddedCount(tenant);
    }
    // What failed is missing as well.
    this.#total = this.#embeddedCount + Math.max(missing, this.#failed.size);
    this.#tell();
    if (missing === 0) return true;
    const before = this.#embeddedCount;
    await this.#work(this.#batches(tenants));
    return this.#embeddedCount === before;
  }

  /** Embeds batches, several at once; waits for all that are under way before it throws. */
  async #work(batches: AsyncGenerator<Batch>): Promise<void> {
    let failure: { readonly error: unknown } | undefined;
    const workers = Array.from({ length: MAX_CONCURRENT_REQUESTS }, async () => {
      try {
        for await (const batch of shared(batches)) {
          if (failure) return;
          this.#signal.throwIfAborted();
          await this.#embed(batch);
        }
      } catch (error) {
        failure ??= { error };
        this.#stop.abort();
      }
    });
    await Promise.all(workers);
    await batches.return(undefined);
    this.#options.signal?.throwIfAborted();
    if (failure) throw failure.error;
    if (this.#embeddedCount === 0 && this.#refusal) throw this.#refusal;
  }

  async *#batches(tenants: () => AsyncIterable<Tenant>): AsyncGenerator<Batch> {
    const { vector } = this.#engine.stores;
    for await (const tenant of tenants()) {
      await expireDue(tenant, this.#engine);
      let cursor: string | null = null;
      do {
        const page: Awaited<ReturnType<typeof vector.unembedded>> = await vector.unembedded(
          tenant,
          { cursor, limit: this.#batchSize },
        );
        const points = page.items.filter(({ id }) => !this.#failed.has(keyOf(tenant, id)));
        if (points.length > 0) yield { tenant, points };
        ({ cursor } = page);
      } while (cursor !== null);
    }
  }

  /** Embeds a batch. If the model refuses it, its halves are tried, so that one text alone is left out. */
  async #embed({ tenant, points }: Batch): Promise<void> {
    const { embeddingModel, stores } = this.#engine;
    const texts = points.map((point) => textToEmbed(point));
    const options = { purpose: "document", signal: this.#signal } as const;
    try {
      const result = await embeddingModel.doEmbed(texts, options);
      this.#usage = {
        embeddingRequests: this.#usage.embeddingRequests + (result.requestCount ?? 1),
        embeddingInputs: this.#usage.embeddingInputs + texts.length,
        promptTokens: this.#usage.promptTokens + (result.tokenCount ?? 0),
      };
      const made = points.map(({ id }, index): Made => ({
        id,
        text: must(texts[index], "a text"),
        embedding: must(result.embeddings[index], "an embedding"),
      }));
      this.#embeddedCount += await drive(() => keepSteps(tenant, made, stores), stores);
      this.#tell();
    } catch (error) {
      if (!(error instanceof ModelRequestError)) throw error;
      this.#usage = { ...this.#usage, embeddingRequests: this.#usage.embeddingRequests + 1 };
      await this.#embedApart({ tenant, points }, error);
    }
  }

  async #embedApart({ tenant, points }: Batch, error: ModelRequestError): Promise<void> {
    const middle = Math.ceil(points.length / 2);
    if (points.length > 1) {
      await this.#embed({ tenant, points: points.slice(0, middle) });
      await this.#embed({ tenant, points: points.slice(middle) });
      return;
    }
    for (const { id } of points) {
      this.#failed.set(keyOf(tenant, id), { id, tenant, reason: error.message });
    }
    this.#refusal = error;
    if (this.#embeddedCount === 0 && this.#failed.size >= MAX_REFUSALS) throw error;
    this.#tell();
  }

  #tell(): void {
    const done = this.#embeddedCount + this.#failed.size;
    this.#options.onProgress?.({ done, total: Math.max(done, this.#total) });
  }
}

interface Made {
  readonly id: string;
  readonly text: string;
  readonly embedding: Float32Array;
}

/** Keeps the embeddings of what is still there and still says the same. Returns how many. */
function* keepSteps(tenant: Tenant, made: readonly Made[], { vector }: Stores): Steps<number> {
  const points = yield* step<readonly StoredPoint[]>(
    vector.get(
      tenant,
      made.map(({ id }) => id),
    ),
  );
  const texts = new Map(
    points.filter(({ isRedacted }) => !isRedacted).map((point) => [point.id, textToEmbed(point)]),
  );
  const kept = made.filter(({ id, text }) => texts.get(id) === text);
  yield* step(vector.embed(tenant, new Map(kept.map(({ id, embedding }) => [id, embedding]))));
  return kept.length;
}

function keyOf(tenant: Tenant, id: string): string {
  return `${tenant}\n${id}`;
}

/** A generator that several loops take from: one that ends does not end it for the others. */
function shared<T>(source: AsyncGenerator<T>): AsyncIterable<T> {
  return { [Symbol.asyncIterator]: () => ({ next: () => source.next() }) };
}
