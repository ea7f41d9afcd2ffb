/** The names a world draws from. Tenants of one language share them, with different facts about each. */
import type { NamePool } from "./name-pool.ts";
import { ENGLISH_NAMES } from "./names-en.ts";
import { CHINESE_NAMES } from "./names-zh.ts";
import type { Language } from "./types.ts";

/** The names of a language. */
export function namePool(language: Language): NamePool {
  return language === "en" ? ENGLISH_NAMES : CHINESE_NAMES;
}

/**
 * Full names of people, all different, in an order that is the same for every world.
 *
 * @throws {RangeError} If the language has fewer than `count` names.
 */
export function fullNames(language: Language, count: number): string[] {
  const { firstNames, lastNames, joinName } = namePool(language);
  const limit = firstNames.length * lastNames.length;
  if (count > limit) throw new RangeError(`Only ${limit} names: ${count} were asked for`);
  return Array.from({ length: count }, (_, index) => {
    const round = Math.floor(index / firstNames.length);
    const first = firstNames[index % firstNames.length] ?? "";
    // Two neighbours share a last name; a step of 11 keeps every pair different for nine rounds.
    const last = lastNames[(Math.floor(index / 2) + round) % lastNames.length] ?? "";
    return joinName(first, last);
  });
}
