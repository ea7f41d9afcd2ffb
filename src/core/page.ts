/** One page of a listing. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Hand it in again for the next page; null at the end. */
  readonly cursor: string | null;
}
