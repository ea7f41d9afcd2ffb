/**
 * Importing: lines of an export become records again, batch by batch, each whole or (across servers) as far as repeating
 * it completes. Records are inserted once by id, so that all of it may be run again.
 */
import { append } from "../../core/append.ts";
import {
  InvalidArgumentError,
  ModelRequestError,
  ModelUnavailableError,
} from "../../core/errors.ts";
import type { Tenant } from "../../core/scope.ts";
import type { Engine } from "../engine.ts";
import { fillVectors } from "../fill-vectors.ts";
import { drive } from "../drive-task.ts";
import { recoverPending } from "../recover.ts";
import { eachTenant } from "../tenants.ts";
import { Batch } from "./batch.ts";
import type { EndLine, HeaderLine, TenantLine } from "./export-lines.ts";
import { importEpisodes } from "./import-episodes.ts";
import { importGraves } from "./import-graves.ts";
import type { CheckedImport, ImportConflict, ImportReport } from "./import-options.ts";
import { importVectors, isVectorOf } from "./import-vectors.ts";
import { IMPORT_ACTION } from "./moving-actions.ts";
import { type ImportSource, type NumberedLine, numberedLines } from "./numbered-lines.ts";
import { parseBody, parseHeader } from "./parse-line.ts";

/** Most conflicts that a report names. */
const MAX_CONFLICTS = 100;

/** Imports all lines. @throws {InvalidArgumentError} By the first bad line; whole batches before it are kept. */
export async function importLines(
  source: ImportSource,
  options: CheckedImport,
  engine: Engine,
): Promise<ImportReport> {
  const run = new Import(options, engine);
  for await (const line of numberedLines(source)) {
    options.signal?.throwIfAborted();
    await run.take(line);
  }
  await run.finish();
  return run.report();
}

class Import {
  readonly #options: CheckedImport;
  readonly #engine: Engine;
  readonly #batch = new Batch();
  /** Those whose vectors may be missing at the end. */
  readonly #tenants = new Set<Tenant>();
  /** Those of them that had nothing before. */
  readonly #fresh = new Set<Tenant>();
  #header: HeaderLine | undefined;
  #isEnded = false;
  /** The number of the last line read: blank ones count. */
  #lineCount = 0;
  /** Lines read that are not blank. */
  #readCount = 0;
  /** The number of the last line that is kept, or was passed over; that of the end is not told, so that it is read again. */
  #keptLineCount = 0;
  readonly #counts = {
    episodeCount: 0,
    turnCount: 0,
    tombstoneCount: 0,
    erasedCount: 0,
    vectorCount: 0,
    conflictCount: 0,
  };
  readonly #conflicts: ImportConflict[] = [];
  #embeddedCount = 0;
  #missingVectors: ImportReport["missingVectors"] = null;

  constructor(options: CheckedImport, engine: Engine) {
    this.#options = options;
    this.#engine = engine;
  }

  /** Takes a line in; keeps a batch once it is full. */
  async take({ number, text }: NumberedLine): Promise<void> {
    if (this.#isEnded) {
      throw refuse(number, "left out, as the line before it ends the export", text);
    }
    const before = this.#lineCount;
    this.#lineCount = number;
    this.#readCount += 1;
    if (!this.#header) {
      this.#header = parseHeader(text);
      return;
    }
    if (number <= this.#options.skipLines) return;
    const line = this.#parse(number, text);
    if (line.kind === "end") {
      await this.#keep(before);
      this.#end(line);
      return;
    }
    if (!this.#batch.fits(line)) await this.#keep(number - 1);
    await this.#meet(line.tenant);
    this.#batch.add(line, text.length);
  }

  /** Keeps what is left, and makes the vectors that are missing. @throws {InvalidArgumentError} If the end is missing. */
  async finish(): Promise<void> {
    if (!this.#isEnded) await this.#keep(this.#lineCount);
    if (!this.#header) throw refuse(1, "the first line of an export", "nothing");
    const requirement = "followed by the rest of the export, up to its line of the kind end";
    if (!this.#isEnded) throw refuse(this.#lineCount, requirement, "the last line");
    // Adds and deletions that were under way when they were exported. What cannot be finished now is told by `verify()`.
    for await (const tenant of this.#touched()) {
      await recoverPending(tenant, this.#engine, this.#options.signal);
    }
    await this.#fill();
  }

  report(): ImportReport {
    return {
      lineCount: this.#lineCount,
      tenantCount: this.#tenants.size,
      ...this.#counts,
      conflicts: this.#conflicts,
      embeddedCount: this.#embeddedCount,
      missingVectors: this.#missingVectors,
    };
  }

  /** Notes whose line it is, and whether it is a tenant's first here. */
  async #meet(tenant: Tenant): Promise<void> {
    if (this.#tenants.has(tenant)) return;
    this.#tenants.add(tenant);
    if ((await this.#engine.stores.graph.revision(tenant)) === 0) this.#fresh.add(tenant);
  }

  #parse(number: number, text: string): ReturnType<typeof parseBody> {
    const line = parseBody(text, number);
    if (line.kind === "end") return line;
    const { tenant } = this.#options;
    if (tenant !== null && line.tenant !== tenant) {
      throw refuse(number, `of the scope's tenant ${tenant}`, line.tenant);
    }
    const { dimensions } = this.#engine.stores.vector;
    if (line.kind === "vector" && this.#isOwnModel() && !isVectorOf(line, dimensions)) {
      throw refuse(number, `a vector of ${dimensions} finite 32-bit floats in base64`, "another");
    }
    return line;
  }

  #end({ lineCount }: EndLine): void {
    const before = this.#readCount - 1;
    if (lineCount !== before) {
      const requirement = `the end of ${before} lines, as many as there are before it`;
      throw refuse(this.#lineCount, requirement, `the end of ${lineCount}`);
    }
    this.#isEnded = true;
  }

  /** Puts the batch into the stores. `lineCount` is the number of the last line in it. */
  async #keep(lineCount: number): Promise<void> {
    const { signal, onProgress } = this.#options;
    const lines = this.#batch.take();
    if (lines.length > 0) {
      signal?.throwIfAborted();
      await this.#apply(lines);
    }
    if (lineCount <= this.#keptLineCount) return;
    this.#keptLineCount = lineCount;
    const { episodeCount } = this.#counts;
    onProgress({ lineCount, episodeCount, embeddedCount: this.#embeddedCount });
  }

  async #apply(lines: readonly TenantLine[]): Promise<void> {
    const { stores } = this.#engine;
    const [{ tenant } = { tenant: undefined }] = lines;
    if (tenant === undefined) return;
    const graves = lines.flatMap((line) => (line.kind === "tombstones" ? line.items : []));
    const episodes = lines.filter((line) => line.kind === "episode");
    const vectors = lines.filter((line) => line.kind === "vector");
    const counts = this.#counts;
    if (graves.length > 0) {
      counts.tombstoneCount += graves.length;
      counts.erasedCount += await drive(() => importGraves(tenant, graves, stores), stores);
    }
    if (episodes.length > 0) {
      const batch = { lines: episodes, isFresh: this.#fresh.has(tenant) };
      const conflicting = await drive(() => importEpisodes(tenant, batch, stores), stores);
      this.#noteConflicts(tenant, conflicting);
      counts.episodeCount += episodes.length;
      for (const { turns } of episodes) counts.turnCount += turns.length;
    }
    if (vectors.length > 0 && this.#isOwnModel()) {
      await drive(() => importVectors(tenant, vectors, stores), stores);
      counts.vectorCount += vectors.length;
    }
  }

  #noteConflicts(tenant: Tenant, ids: readonly string[]): void {
    this.#counts.conflictCount += ids.length;
    const told = ids.slice(0, MAX_CONFLICTS - this.#conflicts.length);
    append(
      this.#conflicts,
      told.map((episodeId) => ({ tenant, episodeId })),
    );
  }

  /** Whether the vectors of the export are of the model that the memory has. */
  #isOwnModel(): boolean {
    const { id, dimensions } = this.#engine.embeddingModel;
    const theirs = this.#header?.embedding;
    return theirs?.id === id && theirs.dimensions === dimensions;
  }

  /** Makes vectors that are missing, those of another model among them. */
  async #fill(): Promise<void> {
    const { signal, onProgress } = this.#options;
    if (this.#counts.erasedCount > 0) this.#engine.home.purge();
    const { stores } = this.#engine;
    let reason = "the embedding model refused the texts";
    try {
      const filled = await fillVectors(() => this.#touched(), this.#engine, {
        signal,
        onProgress: ({ done }) => {
          this.#embeddedCount = done;
          const { episodeCount } = this.#counts;
          onProgress({ lineCount: this.#keptLineCount, episodeCount, embeddedCount: done });
        },
      });
      this.#embeddedCount = filled.embeddedCount;
      reason = filled.failed[0]?.reason ?? reason;
    } catch (error) {
      signal?.throwIfAborted();
      const isDown = error instanceof ModelUnavailableError || error instanceof ModelRequestError;
      if (!isDown) throw error;
      reason = error.message;
    }
    let count = 0;
    for await (const tenant of this.#touched()) {
      count += await stores.vector.unembeddedCount(tenant);
    }
    if (count > 0) this.#missingVectors = { count, reason };
  }

  /** Tenants whose lines were read or passed over. */
  async *#touched(): AsyncGenerator<Tenant> {
    const { tenant, skipLines } = this.#options;
    if (tenant !== null) yield tenant;
    else if (skipLines > 0) yield* eachTenant(this.#engine.stores);
    else yield* this.#tenants;
  }
}

function refuse(number: number, requirement: string, actual: unknown): InvalidArgumentError {
  return new InvalidArgumentError(IMPORT_ACTION, `line ${number}`, requirement, actual);
}
