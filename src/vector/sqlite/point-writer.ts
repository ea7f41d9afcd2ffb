import { LimitExceededError } from "../../core/errors.ts";
import type { HitKind, Revision } from "../../core/records.ts";
import type { Projection } from "../../core/visibility.ts";
import type { SqliteFile } from "../../sqlite/sqlite-file.ts";
import { analyze } from "../../text/tokens.ts";
import type { NewPoint } from "../vector-store.ts";
import { Embeddings } from "./embeddings.ts";
import { MAX_POINT_NUMBER, numberOf, rangeOf, rowOf } from "./point-number.ts";
import { insertRow, projectRow } from "./point-rows.ts";
import { countTerms } from "../count-terms.ts";
import type { IndexedTerms } from "../count-terms.ts";
import { Postings } from "./postings.ts";
import { Unembedded } from "./unembedded.ts";

interface FoundRow {
  readonly seq: number;
  readonly id: string;
  readonly terms: string;
}

/**
 * What changes points in the file. Every method is of one tenant, by its row number, and is called in a transaction.
 *
 * Each write takes the tenant's next stamp for the rows it changes; a new point's stamp is its number too.
 */
export class PointWriter {
  readonly #file: SqliteFile;
  readonly #embeddings: Embeddings;
  readonly #postings: Postings;
  readonly #unembedded: Unembedded;

  constructor(file: SqliteFile) {
    this.#file = file;
    this.#embeddings = new Embeddings(file);
    this.#postings = new Postings(file);
    this.#unembedded = new Unembedded(file);
  }

  /** Inserts the points that are not there. Returns their ids. */
  insert(tenantRow: number, points: readonly NewPoint[]): Set<string> {
    const known = new Set(
      this.#find(
        tenantRow,
        points.map(({ id }) => id),
      ).map(({ id }) => id),
    );
    const fresh = new Map<string, NewPoint>();
    for (const point of points) {
      if (!known.has(point.id) && !fresh.has(point.id)) fresh.set(point.id, point);
    }
    if (fresh.size === 0) return new Set();
    let stamp = this.#takeStamps(tenantRow, fresh.size);
    const indexed = new Map<number, IndexedTerms>();
    for (const point of fresh.values()) {
      const row = rowOf(tenantRow, stamp);
      const terms = countTerms(analyze(point.searchText));
      insertRow(this.#file, { tenantRow, row, stamp }, point, joinTerms(terms));
      this.#putEmbedding({ tenantRow, row, id: point.id }, point.embedding);
      indexed.set(stamp, terms);
      stamp += 1;
    }
    this.#postings.add(tenantRow, indexed);
    return new Set(fresh.keys());
  }

  /** Writes projections of points that are there, each unless a newer revision's is. */
  project(tenantRow: number, projections: ReadonlyMap<string, Projection>): void {
    const rows = this.#file.all<{
      seq: number;
      id: string;
      kind: HitKind;
      view: string;
      metadata: string;
    }>(
      "SELECT seq, id, kind, view, metadata FROM point INDEXED BY point_id WHERE tenant = ? AND id IN (SELECT value FROM json_each(?))",
      tenantRow,
      JSON.stringify([...projections.keys()]),
    );
    if (rows.length === 0) return;
    const stamp = this.#takeStamps(tenantRow, 1);
    for (const point of rows) {
      const projection = projections.get(point.id);
      if (projection) {
        projectRow(this.#file, { tenantRow, row: point.seq, stamp }, point, projection);
      }
    }
  }

  /** Adds a revision; if it is the latest, its text, keywords and embedding take the place of those before. */
  revise(
    tenantRow: number,
    revision: Revision & { readonly searchText: string },
    embedding: Float32Array | null,
  ): void {
    const { id, memoryId, text, textKey, recordedAt } = revision;
    const [found] = this.#find(tenantRow, [memoryId], "AND kind <> 'turn'");
    if (!found) return;
    const { changes } = this.#file.run(
      "INSERT OR IGNORE INTO point_revision (tenant, id, memory_id, text, text_key, recorded_at) VALUES (?, ?, ?, ?, ?, ?)",
      tenantRow,
      id,
      memoryId,
      text,
      textKey,
      recordedAt,
    );
    if (changes === 0 || this.#latestRevision(tenantRow, memoryId) !== id) return;
    this.#eraseIndexed(tenantRow, found);
    const stamp = this.#takeStamps(tenantRow, 1);
    const row = rowOf(tenantRow, stamp);
    const terms = countTerms(analyze(revision.searchText));
    // A new number, so that no index that has the old one takes it for current.
    this.#file.run(
      "UPDATE point SET seq = ?, stamp = ?, original_text = COALESCE(original_text, text), text = ?, text_key = ?, " +
        "terms = ? WHERE seq = ?",
      row,
      stamp,
      text,
      textKey,
      joinTerms(terms),
      found.seq,
    );
    this.#putEmbedding({ tenantRow, row, id: memoryId }, embedding);
    this.#postings.add(tenantRow, new Map([[stamp, terms]]));
    this.#bumpGeneration(tenantRow);
  }

  /** Gives points that lack an embedding theirs; the others are passed over. */
  embed(tenantRow: number, embeddings: ReadonlyMap<string, Float32Array>): void {
    const ids = JSON.stringify([...embeddings.keys()]);
    const rows = this.#file.all<{ seq: number; id: string }>(
      "SELECT p.seq, p.id FROM point_unembedded u CROSS JOIN point p INDEXED BY point_id " +
        "ON p.tenant = u.tenant AND p.id = u.id " +
        "WHERE u.tenant = ? AND u.id IN (SELECT value FROM json_each(?))",
      tenantRow,
      ids,
    );
    if (rows.length === 0) return;
    const stamp = this.#takeStamps(tenantRow, 1);
    for (const { seq, id } of rows) {
      const embedding = embeddings.get(id);
      if (!embedding) continue;
      this.#embeddings.insert(seq, embedding);
      this.#unembedded.remove(tenantRow, id);
      this.#file.run("UPDATE point SET stamp = ? WHERE seq = ?", stamp, seq);
    }
  }

  /** Erases the text, keywords and embedding of turns. Returns of how many. */
  redact(tenantRow: number, turnIds: readonly string[]): number {
    const found = this.#find(tenantRow, turnIds, "AND kind = 'turn' AND is_redacted = 0");
    if (found.length === 0) return 0;
    const stamp = this.#takeStamps(tenantRow, 1);
    for (const row of found) {
      this.#eraseIndexed(tenantRow, row);
      this.#file.run(
        "UPDATE point SET text = '', terms = '', is_redacted = 1, stamp = ? WHERE seq = ?",
        stamp,
        row.seq,
      );
    }
    return found.length;
  }

  /** Erases points with all that hangs on them. Returns how many. */
  remove(tenantRow: number, ids: readonly string[]): number {
    const found = this.#find(tenantRow, ids);
    if (found.length === 0) return 0;
    for (const row of found) {
      this.#eraseIndexed(tenantRow, row);
      this.#file.run("DELETE FROM point WHERE seq = ?", row.seq);
      this.#file.run(
        "DELETE FROM point_revision WHERE tenant = ? AND memory_id = ?",
        tenantRow,
        row.id,
      );
    }
    this.#bumpGeneration(tenantRow);
    return found.length;
  }

  /** Erases all of a tenant. Returns how many points. */
  removeAll(tenantRow: number): number {
    const range = rangeOf(tenantRow);
    this.#postings.eraseAll(tenantRow);
    this.#embeddings.removeRange(range);
    const { changes } = this.#file.run(
      "DELETE FROM point WHERE seq BETWEEN ? AND ?",
      range.first,
      range.last,
    );
    this.#file.run("DELETE FROM point_revision WHERE tenant = ?", tenantRow);
    this.#unembedded.removeAll(tenantRow);
    this.#bumpGeneration(tenantRow);
    return changes;
  }

  #find(tenantRow: number, ids: readonly string[], condition: string = ""): FoundRow[] {
    return this.#file.all<FoundRow>(
      `SELECT seq, id, terms FROM point INDEXED BY point_id WHERE tenant = ? AND id IN (SELECT value FROM json_each(?)) ${condition}`,
      tenantRow,
      JSON.stringify(ids),
    );
  }

  #eraseIndexed(tenantRow: number, { seq, id, terms }: FoundRow): void {
    this.#postings.erase(tenantRow, numberOf(seq), splitTerms(terms));
    this.#embeddings.remove(seq);
    this.#unembedded.remove(tenantRow, id);
  }

  /** Writes a point's embedding, or that it has none yet. */
  #putEmbedding(
    {
      tenantRow,
      row,
      id,
    }: { readonly tenantRow: number; readonly row: number; readonly id: string },
    embedding: Float32Array | null,
  ): void {
    if (embedding) this.#embeddings.insert(row, embedding);
    else this.#unembedded.add(tenantRow, id);
  }

  #latestRevision(tenantRow: number, memoryId: string): string | undefined {
    return this.#file.get<{ id: string }>(
      "SELECT id FROM point_revision WHERE tenant = ? AND memory_id = ? ORDER BY recorded_at DESC, id DESC LIMIT 1",
      tenantRow,
      memoryId,
    )?.id;
  }

  /** Takes the tenant's next `count` stamps and returns the first. */
  #takeStamps(tenantRow: number, count: number): number {
    const sql = "SELECT point_stamp FROM tenant WHERE id = ?";
    const last = this.#file.get<{ point_stamp: number }>(sql, tenantRow)?.point_stamp ?? 0;
    if (last + count > MAX_POINT_NUMBER) {
      const limit = "writes to the points of a tenant";
      throw new LimitExceededError("write", limit, MAX_POINT_NUMBER, last + count);
    }
    this.#file.run("UPDATE tenant SET point_stamp = ? WHERE id = ?", last + count, tenantRow);
    return last + 1;
  }

  #bumpGeneration(tenantRow: number): void {
    this.#file.run(
      "UPDATE tenant SET erasure_generation = erasure_generation + 1 WHERE id = ?",
      tenantRow,
    );
  }
}

/** Terms hold no white space: they are letters, digits and what joins them. */
function joinTerms({ frequencies }: IndexedTerms): string {
  return [...frequencies.keys()].join(" ");
}

function splitTerms(terms: string): string[] {
  return terms === "" ? [] : terms.split(" ");
}
