/**
 * The hashing trick: any number of features in a vector of fixed size, without a dictionary.
 *
 * Source: Weinberger, Dasgupta, Langford, Smola & Attenberg, "Feature Hashing for Large Scale Multitask
 * Learning", ICML 2009, section 2: a feature adds to one component, with a sign of its own, so that
 * collisions cancel out on average. Deviation: a feature may spread over several components, as in the count
 * sketch (Charikar, Chen & Farach-Colton, ICALP 2002), which leaves the expected inner product as it is
 * and makes a heavy feature's collisions many and small instead of few and large.
 * Hashes: FNV-1a (Fowler, Noll & Vo) over UTF-16 units, finished as in MurmurHash3 (Appleby).
 */

/** The hash of no characters. */
export const EMPTY_HASH = 0x811c9dc5;

/** Returns the hash of a text whose head hashes to `head` and whose last UTF-16 unit is `unit`. */
export function extendHash(head: number, unit: number): number {
  return Math.imul(head ^ unit, 0x01000193);
}

/** Returns the hash of a text: a signed integer of 32 bits. */
export function hashText(text: string): number {
  let hash = EMPTY_HASH;
  for (let index = 0; index < text.length; index += 1) {
    hash = extendHash(hash, text.charCodeAt(index));
  }
  return hash;
}

/**
 * Adds a feature to `sums`: `spread` components change, and the squares of the changes sum to
 * `weight` squared (where they do not collide).
 *
 * @param hash - Of the feature's name.
 */
export function addFeature(
  sums: Float64Array,
  hash: number,
  { weight, spread }: { readonly weight: number; readonly spread: number },
): void {
  const share = weight / Math.sqrt(spread);
  for (let turn = 1; turn <= spread; turn += 1) {
    const mixed = finish(hash + Math.imul(turn, 0x9e3779b9));
    const index = mixed % sums.length;
    // Of a second hash: the low bits of `mixed` are spent on the index.
    const isNegative = finish(mixed ^ 0x5bd1e995) % 2 === 1;
    sums[index] = (sums[index] ?? 0) + (isNegative ? -share : share);
  }
}

/** MurmurHash3's finaliser: every bit of the result depends on every bit of `hash`. */
function finish(hash: number): number {
  let mixed = hash;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
