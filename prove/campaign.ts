/** What a campaign is: a promise, what would break it, and a run that looks for a breach. */
import type { ProvePlace } from "./places.ts";

/** Breaches that are kept with their words; more are counted. */
const MAX_SHOWN = 10;

/** How much is tried: `full`, a minute or two of it, or as much as a test may take. */
export type CampaignSize = "full" | "quick" | "test";

/** A number for each size. */
export type BySize = Readonly<Record<CampaignSize, number>>;

/** Numbers for each size, for files and for servers. */
export interface BySizeAndPlace {
  readonly file: BySize;
  readonly servers: BySize;
}

/** How a campaign is run. */
export interface CampaignRun {
  /** Decides all that is random. */
  readonly seed: number;
  readonly size: CampaignSize;
  /** Which promise is broken on purpose, to see that it is found; null for none. */
  readonly sabotage: string | null;
  /** How long a campaign that goes by time takes, in minutes; null for its default. */
  readonly minutes: number | null;
  /** Where memories are kept: the embedded file first, then the servers that the environment names. */
  readonly places: readonly ProvePlace[];
  /** Prints a line of progress. */
  readonly say: (line: string) => void;
}

/** One promise and its trial. */
export interface Campaign {
  /** The promise, in a few words. */
  readonly about: string;
  /** Ways to break it on purpose, and what each does. */
  readonly sabotages: Readonly<Record<string, string>>;
  readonly run: (run: CampaignRun) => Promise<Findings>;
}

/** A run under way, and what it found so far. */
export interface Trial {
  readonly run: CampaignRun;
  readonly findings: Findings;
}

/** Tries the promise in one place after the other. */
export async function inEachPlace(
  run: CampaignRun,
  work: (place: ProvePlace, trial: Trial) => Promise<void>,
): Promise<Findings> {
  const findings = new Findings();
  for (const place of run.places) await work(place, { run, findings });
  return findings;
}

/** The number for a run in a place. */
export function sizeOf(
  { file, servers }: BySizeAndPlace,
  { isServer }: ProvePlace,
  size: CampaignSize,
): number {
  return (isServer ? servers : file)[size];
}

/** What a campaign found: figures, and breaches of the promise. */
export class Findings {
  readonly #figures = new Map<string, string | number>();
  readonly #breaches: string[] = [];
  #breachCount = 0;

  /** What was measured, in the order it was told. */
  get figures(): ReadonlyMap<string, string | number> {
    return this.#figures;
  }

  /** The first breaches, in words. */
  get breaches(): readonly string[] {
    return this.#breaches;
  }

  /** How many there are. */
  get breachCount(): number {
    return this.#breachCount;
  }

  /** Notes a figure; the same name again replaces it. */
  figure(name: string, value: string | number): void {
    this.#figures.set(name, value);
  }

  /** Adds to a figure that counts. */
  count(name: string, by = 1): void {
    const before = this.#figures.get(name);
    this.#figures.set(name, (typeof before === "number" ? before : 0) + by);
  }

  /** Notes that the promise was broken. */
  breach(text: string): void {
    this.#breachCount += 1;
    if (this.#breaches.length < MAX_SHOWN) this.#breaches.push(text);
  }

  /** Notes a breach unless something holds. */
  expect(holds: boolean, text: () => string): void {
    if (!holds) this.breach(text());
  }

  /** Runs a part of the trial; what it throws is a breach. */
  async attempt(what: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.breach(`${what}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}
