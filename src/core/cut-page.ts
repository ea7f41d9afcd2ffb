import type { Page, PageOptions } from "./page.ts";

/** How many to read: one further than the page, to know whether there is another. */
export function oneMore({ limit }: PageOptions): number {
  return limit === 0 ? 0 : limit + 1;
}

/** The page of what was found, of which there may be one more than it holds. */
export function cutPage<T>(
  found: readonly T[],
  { cursor, limit }: PageOptions,
  cursorOf: (item: T) => string,
): Page<T> {
  if (limit === 0) return { items: [], cursor };
  const items = found.slice(0, limit);
  const last = items.at(-1);
  const hasMore = found.length > limit && last !== undefined;
  return { items, cursor: hasMore ? cursorOf(last) : null };
}
