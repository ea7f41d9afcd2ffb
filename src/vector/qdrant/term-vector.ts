/** Terms as a sparse vector: each under a number made from it, with its weight in the text. */
import type { HitKind } from "../../core/records.ts";
import { termWeight } from "../bm25.ts";
import { countTerms } from "../count-terms.ts";

/** A sparse vector as the server takes it. */
export interface TermVector {
  readonly indices: readonly number[];
  readonly values: readonly number[];
}

/** The number of no term: a text without terms has it, so that it counts among the texts. */
const NO_TERM = 0xffff_ffff;
/** The number that no text has. */
export const UNHEARD_TERM = 0xffff_fffe;

/**
 * A term's number, the same wherever it is computed. Two terms in some four billion share one: then each is taken for
 * the other, and counts once, with the larger weight.
 *
 * Source: G. Fowler, L. C. Noll & K.-P. Vo, FNV-1a, and the last steps of A. Appleby's MurmurHash3, which spread it.
 */
export function termNumber(term: string): number {
  let hash = 0x811c_9dc5;
  for (let index = 0; index < term.length; index += 1) {
    const unit = term.charCodeAt(index);
    hash = Math.imul(hash ^ (unit & 0xff), 0x0100_0193);
    hash = Math.imul(hash ^ (unit >>> 8), 0x0100_0193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  const number = (hash ^ (hash >>> 16)) >>> 0;
  return number < UNHEARD_TERM ? number : number - 2;
}

/** The weights of a text's terms. */
export function termVector(kind: HitKind, terms: readonly string[]): TermVector {
  const { frequencies, length } = countTerms(terms);
  const weights = new Map<number, number>();
  for (const [term, frequency] of frequencies) {
    const number = termNumber(term);
    const weight = termWeight(kind, frequency, length);
    weights.set(number, Math.max(weight, weights.get(number) ?? 0));
  }
  if (weights.size === 0) weights.set(NO_TERM, 1);
  return { indices: [...weights.keys()], values: [...weights.values()] };
}

/** A query's vector: each term counts once, the server weighs it by how rare it is. */
export function queryVector(numbers: Iterable<number>): TermVector {
  const indices = [...new Set(numbers)];
  return { indices, values: indices.map(() => 1) };
}
