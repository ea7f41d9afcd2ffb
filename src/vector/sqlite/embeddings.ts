import type { SqliteFile } from "../../sqlite/sqlite-file.ts";
import { compareHits } from "../compare-hits.ts";
import type { ScoredId } from "../vector-store.ts";
import { rowOf } from "./point-number.ts";
import type { PointRange } from "./point-number.ts";

/** The exact embeddings of one file, by row number. */
export class Embeddings {
  readonly #file: SqliteFile;

  constructor(file: SqliteFile) {
    this.#file = file;
  }

  insert(row: number, embedding: Float32Array): void {
    const bytes = new Uint8Array(embedding.buffer, embedding.byteOffset, embedding.byteLength);
    this.#file.run("INSERT INTO point_embedding (seq, embedding) VALUES (?, ?)", row, bytes);
  }

  remove(row: number): void {
    this.#file.run("DELETE FROM point_embedding WHERE seq = ?", row);
  }

  removeRange({ first, last }: PointRange): void {
    this.#file.run("DELETE FROM point_embedding WHERE seq BETWEEN ? AND ?", first, last);
  }

  /** The embedding of a row; undefined if it has none. */
  get(row: number): Float32Array | undefined {
    const sql = "SELECT embedding FROM point_embedding WHERE seq = ?";
    const found = this.#file.get<{ embedding: Uint8Array }>(sql, row);
    return found && toFloats(found.embedding);
  }

  /**
   * The embeddings of `dimensions` of a range of rows, by row. Good until they are all read: they share their bytes.
   *
   * As one value, since bytes of their own for each of them cost more than reading them. Both aggregates see the rows in
   * one order; joined as text, bytes stay as they are, as the file's text is UTF-8, which SQLite does not look into.
   */
  inRange({ first, last }: PointRange, dimensions: number): Map<number, Float32Array> {
    const found = this.#file.get<{ rows: string; embeddings: Uint8Array | null }>(
      "SELECT json_group_array(seq) AS rows, CAST(group_concat(embedding, '') AS BLOB) AS embeddings " +
        "FROM point_embedding WHERE seq BETWEEN ? AND ? AND length(embedding) = ?",
      first,
      last,
      dimensions * Float32Array.BYTES_PER_ELEMENT,
    );
    if (!found?.embeddings) return new Map();
    const floats = toFloats(found.embeddings);
    // Written by SQLite from integers.
    const rows = JSON.parse(found.rows) as number[];
    return new Map(
      rows.map((row, index) => [
        row,
        floats.subarray(index * dimensions, (index + 1) * dimensions),
      ]),
    );
  }

  /** The embeddings of a tenant's points, by id. */
  byId(tenantRow: number, ids: readonly string[]): Map<string, Float32Array> {
    const sql =
      "SELECT p.id, e.embedding FROM point p INDEXED BY point_id CROSS JOIN point_embedding e ON e.seq = p.seq " +
      "WHERE p.tenant = ? AND p.id IN (SELECT value FROM json_each(?))";
    const found = this.#file.all<{ id: string; embedding: Uint8Array }>(
      sql,
      tenantRow,
      JSON.stringify(ids),
    );
    return new Map(found.map(({ id, embedding }) => [id, toFloats(embedding)]));
  }

  /**
   * Scores points exactly by their cosine with `query`, best first, ties by id.
   *
   * @param ids - The points' ids by their numbers.
   */
  rescore(tenantRow: number, ids: ReadonlyMap<number, string>, query: Float32Array): ScoredId[] {
    const rows = new Map(Array.from(ids, ([number, id]) => [rowOf(tenantRow, number), id]));
    const sql =
      "SELECT seq, embedding FROM point_embedding WHERE seq IN (SELECT value FROM json_each(?))";
    const found = this.#file.all<{ seq: number; embedding: Uint8Array }>(
      sql,
      JSON.stringify([...rows.keys()]),
    );
    return found
      .map(({ seq, embedding }) => ({
        id: rows.get(seq) ?? "",
        score: cosine(toFloats(embedding), query),
      }))
      .toSorted(compareHits);
  }
}

/** The bytes of an embedding as floats. Files are little-endian, as is every machine that Node is built for but one. */
export function toFloats(bytes: Uint8Array): Float32Array {
  const aligned = bytes.byteOffset % Float32Array.BYTES_PER_ELEMENT === 0 ? bytes : bytes.slice();
  return new Float32Array(
    aligned.buffer,
    aligned.byteOffset,
    aligned.byteLength / Float32Array.BYTES_PER_ELEMENT,
  );
}

/** The cosine of two vectors of one length, in [-1, 1]; 0 if one is all zeros. */
function cosine(a: Float32Array, b: Float32Array): number {
  let dot = 0;
  let squaresA = 0;
  let squaresB = 0;
  for (let index = 0; index < a.length; index += 1) {
    // In range: both have the same length.
    const own = a[index] as number;
    const other = b[index] as number;
    dot += own * other;
    squaresA += own * own;
    squaresB += other * other;
  }
  const norm = Math.sqrt(squaresA) * Math.sqrt(squaresB);
  return norm === 0 ? 0 : Math.min(1, Math.max(-1, dot / norm));
}
