/** The arms of a search, as the parts of a score that each of them gives. */
import { PART_WEIGHTS, type PartWeights } from "../../src/pipeline/search/part-weights.ts";

type Part = keyof PartWeights;

/** An arm. */
export type Arm = "words" | "conversation" | "speaker" | "meaning" | "graph" | "dates";

/** What each arm gives; every part belongs to one arm. */
export const ARM_PARTS: Readonly<Record<Arm, readonly Part[]>> = {
  words: ["text", "memory", "alone"],
  conversation: ["near", "wide", "talk", "answer"],
  speaker: ["speaker"],
  meaning: ["dense", "lexicalDense"],
  graph: ["graph", "link"],
  dates: ["time", "when"],
};

// The keys of a constant are its own.
const ARMS = Object.keys(ARM_PARTS) as readonly Arm[];

/** Arms that find nothing by themselves: they only order what others find. */
const ORDERING_ARMS: ReadonlySet<Arm> = new Set<Arm>(["speaker"]);

/** One way to rank: some of the arms, each with the weights it always has. */
export interface Fusion {
  readonly name: string;
  readonly weights: PartWeights;
}

/** All arms; each alone; all but each. */
export function fusions(): readonly [Fusion, ...Fusion[]] {
  const finding = ARMS.filter((arm) => !ORDERING_ARMS.has(arm));
  return [
    { name: "all arms", weights: PART_WEIGHTS },
    ...finding.map((arm) => ({ name: `${arm} alone`, weights: weightsOf([arm]) })),
    ...ARMS.map((arm) => ({
      name: `without ${arm}`,
      weights: weightsOf(ARMS.filter((other) => other !== arm)),
    })),
  ];
}

/** The weights with nothing for the parts of all other arms. */
export function weightsOf(arms: readonly Arm[]): PartWeights {
  const kept = new Set<string>(arms.flatMap((arm) => ARM_PARTS[arm]));
  const weights = Object.entries(PART_WEIGHTS).map(([part, weight]): [string, number] => [
    part,
    kept.has(part) ? weight : 0,
  ]);
  // The same keys.
  return Object.fromEntries(weights) as PartWeights;
}
