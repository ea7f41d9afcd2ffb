/** Which corrections count, as each may take back what carries another, and what they take back together. */
import { HitCounts } from "./hit-counts.ts";
import { IndexSet } from "./index-set.ts";

/** One correction, with attestations by their place in the ledger. */
export interface Correction {
  readonly recordedAt: number;
  /** The correcting attestations; none if it was a turn. */
  readonly carriers: readonly number[];
  /** What it takes back. */
  readonly targets: IndexSet;
}

/** Most times that a circle of corrections is gone round; there is one only among those that name what was told later. */
const MAX_ROUNDS = 8;

/** The corrections known so far, which of them count, and what they take back. */
export class Retractions {
  /** In the order of telling. */
  readonly #corrections: Correction[] = [];
  readonly #counting = new Set<number>();
  /** Places of corrections among {@link #corrections}, by what carries them. */
  readonly #carriedBy = new Map<number, number[]>();
  /** How many counting corrections take an attestation back. */
  readonly #hits: HitCounts;
  readonly #onChange: (attestation: number) => void;

  /**
   * @param bound - How many attestations there are.
   * @param onChange - Called with each that was taken back or stands again.
   */
  constructor(bound: number, onChange: (attestation: number) => void) {
    this.#hits = new HitCounts(bound);
    this.#onChange = onChange;
  }

  /** Adds a correction and weighs again whatever that bears on. */
  add(correction: Correction): void {
    const place = this.#corrections.push(correction) - 1;
    for (const carrier of correction.carriers) {
      const known = this.#carriedBy.get(carrier);
      if (known) known.push(place);
      else this.#carriedBy.set(carrier, [place]);
    }
    let unsettled = [place];
    for (let round = 0; unsettled.length > 0 && round < MAX_ROUNDS; round += 1) {
      unsettled = this.#settleRound(unsettled);
    }
  }

  isTakenBack(attestation: number): boolean {
    return this.#hits.has(attestation);
  }

  /** The counting corrections that an attestation carries. */
  carriedBy(attestation: number): Correction[] {
    return (this.#carriedBy.get(attestation) ?? []).flatMap((place) =>
      this.#counting.has(place) ? (this.#corrections[place] ?? []) : [],
    );
  }

  /** When each attestation that does not stand was first taken back. */
  times(): Map<number, number> {
    const times = new Map<number, number>();
    for (const place of this.#counting) {
      const correction = this.#corrections[place];
      for (const target of correction?.targets ?? []) {
        const earlier = times.get(target) ?? Number.POSITIVE_INFINITY;
        times.set(target, Math.min(earlier, correction?.recordedAt ?? earlier));
      }
    }
    return times;
  }

  /** Weighs corrections, the latest first, as one bears on those told before it. Returns those left for another round. */
  #settleRound(places: readonly number[]): number[] {
    const open = new IndexSet(this.#corrections.length);
    for (const place of places) open.add(place);
    const later = new Set<number>();
    for (let word = open.words.length - 1; word >= 0; word -= 1) {
      for (let bits = open.words[word] ?? 0; bits !== 0; bits = open.words[word] ?? 0) {
        const place = word * 32 + 31 - Math.clz32(bits);
        open.delete(place);
        for (const other of this.#settle(place)) {
          if (other < place) open.add(other);
          else later.add(other);
        }
      }
    }
    return [...later];
  }

  /** Gives a correction its due; returns those that this bears on. */
  #settle(place: number): Set<number> {
    const touched = new Set<number>();
    const correction = this.#corrections[place];
    if (!correction) return touched;
    const { carriers, targets } = correction;
    const counts = carriers.length === 0 || carriers.some((one) => !this.isTakenBack(one));
    if (counts === this.#counting.has(place)) return touched;
    if (counts) this.#counting.add(place);
    else this.#counting.delete(place);
    const changed = counts ? this.#hits.add(targets) : this.#hits.subtract(targets);
    for (const target of changed) {
      this.#onChange(target);
      for (const other of this.#carriedBy.get(target) ?? []) touched.add(other);
    }
    return touched;
  }
}
