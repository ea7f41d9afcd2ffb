/**
 * Whether two memories on different stores answered the same. What may differ, and why:
 *
 * - where a memory is kept, and how long it took;
 * - scores, by 1e-5: a server's are 32-bit numbers (decision 0027);
 * - so, of hits whose scores are no further apart, which comes first, and which is the last of a full answer; and in an
 *   arm, which rank each has.
 */
import { withoutFields } from "./memory-state.ts";

/** How far scores may be apart. */
const TOLERANCE = 1e-5;
/** Of where a memory is kept, and how long it took. */
const INCIDENTAL: ReadonlySet<string> = new Set(["milliseconds", "path", "sizeBytes", "servers"]);

type Json = Readonly<Record<string, unknown>>;

/** Something with a score in a list that its score orders. */
interface Scored extends Json {
  readonly id: string;
  readonly score: number;
}

/** The rank of a hit in one of the arms, with the score there. */
interface Ranked {
  readonly rank: number;
  readonly score: number;
}

/** Where two answers differ first, but for the differences above; null if nowhere. */
export function differenceBetween(own: unknown, expected: unknown): string | null {
  return differenceIn(comparable(own), comparable(expected), "");
}

/** An answer as JSON has it, without what is incidental. */
export function comparable(answer: unknown): unknown {
  return JSON.parse(JSON.stringify(withoutFields(answer, INCIDENTAL) ?? null)) as unknown;
}

/** Where two JSON values differ first; null if nowhere. */
function differenceIn(own: unknown, expected: unknown, at: string): string | null {
  if (typeof own === "number" && typeof expected === "number") {
    return Math.abs(own - expected) <= TOLERANCE ? null : at;
  }
  if (typeof own !== "object" || typeof expected !== "object" || !own || !expected) {
    return own === expected ? null : at;
  }
  if (isRanking(own) && isRanking(expected)) return differenceInRankings(own, expected, at);
  return differenceInFields(own, expected, at);
}

function differenceInFields(own: object, expected: object, at: string): string | null {
  const keys = Object.keys(expected);
  if (Array.isArray(own) !== Array.isArray(expected) || Object.keys(own).length !== keys.length) {
    return at;
  }
  for (const key of keys) {
    // JSON objects and arrays are read by their keys alike.
    const [left, right] = [own, expected].map((one) => (one as Json)[key]);
    const found = differenceIn(left, right, `${at}.${key}`);
    if (found !== null) return found;
  }
  return null;
}

function isRanking(value: object): value is readonly Scored[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((one: Json | null) => typeof one?.["score"] === "number" && "id" in one)
  );
}

function differenceInRankings(
  own: readonly Scored[],
  expected: readonly Scored[],
  at: string,
): string | null {
  if (own.length !== expected.length) return at;
  if (![own, expected].every((hits) => isOrdered(hits) && hasOrderedRanks(hits))) return at;
  const others = new Map(own.map((one) => [one.id, one]));
  for (const [index, hit] of expected.entries()) {
    const other = others.get(hit.id);
    // Cut off, where hits of one score stand at the end.
    if (!other && isTied(hit, expected.at(-1)) && isTied(hit, own.at(-1))) continue;
    if (!other || !isTied(hit, own[index])) return `${at}.${index}`;
    const found = differenceInFields(withoutRanks(other), withoutRanks(hit), `${at}.${index}`);
    if (found !== null) return found;
  }
  return null;
}

function isTied({ score }: Scored, other: Scored | undefined): boolean {
  return other !== undefined && Math.abs(score - other.score) <= TOLERANCE;
}

function isOrdered(list: readonly { readonly score: number }[]): boolean {
  return list.every(
    ({ score }, index) => score <= (list[index - 1]?.score ?? Infinity) + TOLERANCE,
  );
}

/** Whether in each arm a better rank means no worse a score. */
function hasOrderedRanks(hits: readonly Scored[]): boolean {
  const placed = hits.flatMap(reasonsOf).flatMap(placesOf);
  const arms = Map.groupBy(placed, ({ by }) => by).values();
  return arms.every((arm) => isOrdered(arm.toSorted((a, b) => a.rank - b.rank)));
}

function withoutRanks(hit: Scored): Json {
  if (!("why" in hit)) return hit;
  const why = reasonsOf(hit).map((reason) => {
    const { arms } = reason;
    if (arms) {
      const unranked = Object.entries(arms).map(([by, place]) => [
        by,
        RANKED_ARMS.has(by) ? { ...place, rank: null } : place,
      ]);
      return { ...reason, arms: Object.fromEntries(unranked) as Json };
    }
    // Its text says the same in words.
    return isRanked(reason) ? { ...reason, rank: null, text: null } : reason;
  });
  return { ...hit, why };
}

/** Arms whose order is the store's. */
const RANKED_ARMS: ReadonlySet<string> = new Set(["dense", "keywords"]);

/** The places in arms that a reason tells, by itself or in its table of all. */
function placesOf(reason: Reason): readonly (Ranked & { readonly by: string })[] {
  const { arms } = reason;
  if (!arms) return isRanked(reason) ? [reason] : [];
  return Object.entries(arms).flatMap(([by, place]) =>
    RANKED_ARMS.has(by) ? [{ by, ...place }] : [],
  );
}

interface Reason extends Json {
  readonly by: string;
  readonly text: string;
  readonly arms?: Readonly<Record<string, Ranked>>;
}

function reasonsOf({ why }: Scored): readonly Reason[] {
  // As `Hit` has them.
  return Array.isArray(why) ? (why as readonly Reason[]) : [];
}

function isRanked(reason: Reason): reason is Reason & Ranked {
  return RANKED_ARMS.has(reason.by) && typeof reason["rank"] === "number";
}
