/** Listings of stores, page by page. */
import type { Awaitable } from "../core/awaitable.ts";
import type { Page } from "../core/page.ts";

/** Records read in one go. */
export const PAGE_SIZE = 500;

/** Every item of a listing, reading a page when the one before is used up. */
export async function* itemsOf<T>(
  read: (cursor: string | null) => Awaitable<Page<T>>,
): AsyncGenerator<T> {
  let cursor: string | null = null;
  do {
    const page: Page<T> = await read(cursor);
    yield* page.items;
    ({ cursor } = page);
  } while (cursor !== null);
}

/** Every item of a listing. */
export async function allPages<T>(
  read: (cursor: string | null) => Awaitable<Page<T>>,
): Promise<T[]> {
  return Array.fromAsync(itemsOf(read));
}
