/**
 * The area under the ROC curve: how likely a turn that needs memory is judged above one that does not.
 *
 * Source: DeLong, DeLong & Clarke-Pearson, "Comparing the Areas under Two or More Correlated Receiver Operating
 * Characteristic Curves", Biometrics 1988: the area as a mean of placements, and its variance from theirs.
 */
import type { Estimate } from "../locomo/metrics.ts";

/** For 95 % of a normal distribution. */
const Z = 1.96;

/** The area with its 95 % interval; ties count for half. NaN if either side is empty. */
export function areaUnderCurve(
  positives: readonly number[],
  negatives: readonly number[],
): Estimate {
  const above = placements(positives, negatives);
  const below = placements(negatives, positives).map((share) => 1 - share);
  const mean = meanOf(above);
  const deviation = Math.sqrt(variance(above) / above.length + variance(below) / below.length);
  const margin = Number.isFinite(deviation) ? Z * deviation : 0;
  return { mean, low: Math.max(0, mean - margin), high: Math.min(1, mean + margin) };
}

/** For each value the share of the others that lie below it. O(n log n). */
function placements(values: readonly number[], others: readonly number[]): number[] {
  const sorted = others.toSorted((a, b) => a - b);
  const countBelow = (value: number, isEqualToo: boolean): number => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const one = sorted[middle] ?? Infinity;
      if (one < value || (isEqualToo && one === value)) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return values.map(
    (value) => (countBelow(value, false) + countBelow(value, true)) / 2 / sorted.length,
  );
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function variance(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const mean = meanOf(values);
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
}
