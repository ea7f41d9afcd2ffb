/** One kind of record, found by id and by columns; what was changed since {@link RowTable.begin} can be taken back. */

/** By column: the value that a row is found by; null for none. */
export type Columns<Row, Column extends string> = Readonly<
  Record<Column, (row: Row) => string | null>
>;

/** A row before and after some changes; null where there was or is none. */
export interface RowChange<Row> {
  readonly before: Row | null;
  readonly after: Row | null;
}

/** Rows in memory. */
export class RowTable<Row, Column extends string = never> {
  readonly #rows = new Map<string, Row>();
  readonly #columns: readonly (readonly [Column, (row: Row) => string | null])[];
  readonly #indexes = new Map<Column, Map<string, Set<string>>>();
  readonly #idOf: (row: Row) => string;
  /** By id, what was there before the first change to it. */
  readonly #before = new Map<string, Row | null>();

  constructor(idOf: (row: Row) => string, columns: Columns<Row, Column>) {
    this.#idOf = idOf;
    // Of a record with these keys alone.
    this.#columns = Object.entries(columns) as [Column, (row: Row) => string | null][];
    for (const [column] of this.#columns) this.#indexes.set(column, new Map());
  }

  get(id: string): Row | undefined {
    return this.#rows.get(id);
  }

  values(): IterableIterator<Row> {
    return this.#rows.values();
  }

  /** Rows whose column has one of these values, each once, by id. */
  find(column: Column, values: Iterable<string>): Row[] {
    const index = this.#indexes.get(column);
    const ids = new Set<string>();
    for (const value of values) for (const id of index?.get(value) ?? []) ids.add(id);
    return [...ids].toSorted().flatMap((id) => this.#rows.get(id) ?? []);
  }

  /** Takes in a row as it was read: no change, and nothing to one that has been changed. */
  load(row: Row): void {
    const id = this.#idOf(row);
    if (!this.#before.has(id)) this.#set(id, row);
  }

  /** Writes a row. */
  put(row: Row): void {
    const id = this.#idOf(row);
    this.#note(id);
    this.#set(id, row);
  }

  /** Takes a row away. Returns whether it was there. */
  remove(id: string): boolean {
    this.#note(id);
    const isThere = this.#rows.has(id);
    this.#set(id, undefined);
    return isThere;
  }

  /** What was changed, by id. */
  *changes(): Generator<readonly [id: string, change: RowChange<Row>]> {
    for (const [id, before] of this.#before) {
      const after = this.#rows.get(id) ?? null;
      if (before !== after) yield [id, { before, after }];
    }
  }

  /** Takes all changes back. */
  rollBack(): void {
    for (const [id, row] of this.#before) this.#set(id, row ?? undefined);
    this.#before.clear();
  }

  /** Makes all changes the state that later ones begin from. */
  accept(): void {
    this.#before.clear();
  }

  clear(): void {
    this.#rows.clear();
    this.#before.clear();
    for (const index of this.#indexes.values()) index.clear();
  }

  #note(id: string): void {
    if (!this.#before.has(id)) this.#before.set(id, this.#rows.get(id) ?? null);
  }

  #set(id: string, row: Row | undefined): void {
    const old = this.#rows.get(id);
    if (old !== undefined) this.#unlist(id, old);
    if (row === undefined) {
      this.#rows.delete(id);
      return;
    }
    this.#rows.set(id, row);
    for (const [column, valueOf] of this.#columns) {
      const value = valueOf(row);
      if (value === null) continue;
      const index = this.#indexes.get(column) ?? new Map<string, Set<string>>();
      index.set(value, (index.get(value) ?? new Set()).add(id));
    }
  }

  #unlist(id: string, row: Row): void {
    for (const [column, valueOf] of this.#columns) {
      const value = valueOf(row);
      if (value !== null) this.#indexes.get(column)?.get(value)?.delete(id);
    }
  }
}

/** Writes those that are not there, and gives them. */
export function putNew<Row extends { readonly id: string }>(
  table: Pick<RowTable<Row>, "get" | "put">,
  rows: readonly Row[],
): Row[] {
  const fresh = rows.filter(({ id }) => !table.get(id));
  for (const one of fresh) table.put(one);
  return fresh;
}
