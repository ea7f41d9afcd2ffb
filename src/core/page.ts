/** One page of a listing. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Hand it in again for the next page; null at the end. */
  readonly cursor: string | null;
}

/** Where a page begins and how much it holds. */
export interface PageOptions {
  /** Null for the first page, else what the page before gave. */
  readonly cursor: string | null;
  /** Most results; 0 gives none. */
  readonly limit: number;
}
