/** Says which names there are, and which of them an unknown one was probably meant to be. */

/** Longer names are not compared: the cost grows with the square of their length. */
const MAX_COMPARED_LENGTH = 50;

/** A name cut short is near to the whole one from this length on: "lim" of "limit". */
const MIN_PREFIX_LENGTH = 3;

/** Beyond this share of a name's letters, another one is not a slip of the hand. */
const MAX_CHANGED_SHARE = 1 / 3;

/** What others call an option, in small letters: no slip of the hand leads from one to the other. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  k: "limit",
  maxresults: "limit",
  top: "limit",
  topk: "limit",
};

/** What must be instead of unknown names: the nearest known ones, then all of them. */
export function describeKnown(unknown: readonly string[], known: readonly string[]): string {
  if (known.length === 0) return "made of known options only";
  const near = new Set(unknown.flatMap((name) => nearestOf(name, known) ?? []));
  const hint = near.size > 0 ? `did you mean ${[...near].map(quote).join(" and ")}? ` : "";
  return `made of known options only (${hint}Known are ${known.join(", ")})`;
}

/**
 * The known name that others call so, or that takes the fewest changed letters, or that begins with the unknown one;
 * undefined if none is near.
 *
 * Case, `_` and `-` do not count, so that `user_id` is `userId`. Of equally near ones the first.
 */
export function nearestOf(name: string, known: readonly string[]): string | undefined {
  if (name.length > MAX_COMPARED_LENGTH) return undefined;
  const letters = lettersOf(name);
  const other = Object.hasOwn(OTHER_NAMES, letters) ? OTHER_NAMES[letters] : undefined;
  if (other !== undefined && known.includes(other)) return other;
  const near = known
    .map((one) => ({ one, changes: distanceOf(letters, lettersOf(one)) }))
    .filter(({ one, changes }) => changes <= Math.max(name.length, one.length) * MAX_CHANGED_SHARE)
    .toSorted((a, b) => a.changes - b.changes);
  return near[0]?.one;
}

function quote(name: string): string {
  return `'${name}'`;
}

function lettersOf(name: string): string {
  return name.toLowerCase().replaceAll(/[_-]/gu, "");
}

function distanceOf(letters: string, known: string): number {
  const isCutShort = letters.length >= MIN_PREFIX_LENGTH && known.startsWith(letters);
  return isCutShort && letters !== known ? 1 : countChanges(letters, known);
}

/** Letters to insert, drop, replace or swap with the next: the distance of Damerau, each pair swapped once. */
function countChanges(a: string, b: string): number {
  let beforeLast: readonly number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const cost = a[row - 1] === b[column - 1] ? 0 : 1;
      const isSwap = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      current.push(
        Math.min(
          (last[column] ?? Infinity) + 1,
          (current[column - 1] ?? Infinity) + 1,
          (last[column - 1] ?? Infinity) + cost,
          isSwap ? (beforeLast[column - 2] ?? Infinity) + 1 : Infinity,
        ),
      );
    }
    beforeLast = last;
    last = current;
  }
  return last[b.length] ?? Infinity;
}
