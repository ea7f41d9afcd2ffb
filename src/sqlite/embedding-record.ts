import { ConfigurationError } from "../core/errors.ts";

/** What makes two embeddings comparable. */
export interface EmbeddingIdentity {
  readonly id: string;
  readonly dimensions: number;
}

/** What a record asks of its file. */
interface RecordedFile {
  readonly hasUncommitted: boolean;
  get(sql: string, ...parameters: string[]): Readonly<Record<string, unknown>> | undefined;
  run(sql: string, ...parameters: string[]): unknown;
  transaction<T>(work: () => T): T;
}

const GENERATION_SQL = "SELECT value FROM meta WHERE key = 'embedding_generation'";

/**
 * Which embedding model a file is of, as the file says and as this connection knows it.
 *
 * Another process may change it at any moment. The file counts the changes, so that looking costs one row.
 */
export class EmbeddingRecord {
  readonly #file: RecordedFile;
  #known: EmbeddingIdentity;
  /** The count of changes at which `#known` was found to be the file's; undefined before the first look. */
  #knownAt: number | undefined;

  /** @param identity - The model that the connection was opened with. */
  constructor(file: RecordedFile, { id, dimensions }: EmbeddingIdentity) {
    this.#file = file;
    this.#known = { id, dimensions };
  }

  /** The model that this connection works with. */
  get identity(): EmbeddingIdentity {
    return this.#known;
  }

  /** How often the file's model was set: what was kept of another generation is void. */
  generation(): number {
    return Number(this.#file.get(GENERATION_SQL)?.["value"]);
  }

  /**
   * Call it in the transaction or snapshot that writes or compares embeddings.
   *
   * @throws {ConfigurationError} If another process has changed the model.
   */
  check(action: string): void {
    const generation = this.generation();
    if (generation === this.#knownAt) return;
    const recorded = this.#read();
    if (!isSame(recorded, this.#known)) {
      const problem = `the file has been changed to ${describe(recorded)}, and is open here with ${describe(this.#known)}`;
      throw new ConfigurationError(
        action,
        problem,
        "open it again with that model, or call reembed()",
      );
    }
    if (!this.#file.hasUncommitted) this.#knownAt = generation;
  }

  /**
   * Makes the file one of this model, in one transaction: every embedding goes, and every point that has text is noted
   * as lacking one. Does nothing if it is the file's model already.
   */
  change({ id, dimensions }: EmbeddingIdentity): void {
    const identity = { id, dimensions };
    const generation = this.#file.transaction(() => {
      const current = this.generation();
      if (isSame(this.#read(), identity)) return current;
      this.#file.run("DELETE FROM point_embedding");
      this.#file.run(
        "INSERT OR IGNORE INTO point_unembedded (tenant, id) " +
          "SELECT tenant, id FROM point WHERE is_redacted = 0 ORDER BY tenant, id",
      );
      this.#write("embedding_id", id);
      this.#write("embedding_dimensions", String(dimensions));
      this.#write("embedding_generation", String(current + 1));
      return current + 1;
    });
    this.#known = identity;
    this.#knownAt = generation;
  }

  #read(): EmbeddingIdentity {
    return readEmbeddingIdentity((key) => {
      const sql = "SELECT value FROM meta WHERE key = ?";
      return this.#file.get(sql, key)?.["value"];
    });
  }

  #write(key: string, value: string): void {
    this.#file.run("UPDATE meta SET value = ? WHERE key = ?", value, key);
  }
}

/** Reads which model a file is of. */
export function readEmbeddingIdentity(valueOf: (key: string) => unknown): EmbeddingIdentity {
  return {
    id: String(valueOf("embedding_id")),
    dimensions: Number(valueOf("embedding_dimensions")),
  };
}

function isSame(a: EmbeddingIdentity, b: EmbeddingIdentity): boolean {
  return a.id === b.id && a.dimensions === b.dimensions;
}

function describe({ id, dimensions }: EmbeddingIdentity): string {
  return `embedding model '${id}' with ${dimensions} dimensions`;
}
