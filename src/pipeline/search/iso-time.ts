import { MAX_DATE_MS } from "../../core/clock.ts";

/** Epoch milliseconds as ISO 8601 in UTC; null for null, and for a time no calendar has. */
export function toIso(ms: number | null): string | null {
  return ms === null || !(Math.abs(ms) <= MAX_DATE_MS) ? null : new Date(ms).toISOString();
}
