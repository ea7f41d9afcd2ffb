/** Ranks MuSiQue's passages for its questions, by the library and by plain BM25. Prints nothing. */
import { join } from "node:path";
import { indexBm25 } from "../bm25.ts";
import {
  type Estimate,
  estimateMean,
  MAX_TURNS,
  measureRanking,
  METRIC_NAMES,
  type TurnMetrics,
  turnsOf,
} from "../locomo/metrics.ts";
import type { MemoryApi, OpenMemory } from "../memory-api.ts";
import { percentile } from "../report.ts";
import { withMemory } from "../world/checks.ts";
import type { MusiqueData, MusiquePassage } from "./load-musique.ts";

/** The one tenant that all passages are in. */
export const MUSIQUE_USER = "musique";
/** When all passages were said: of one date, so that none is later than another. */
export const MUSIQUE_DATE = "2024-01-01T00:00:00.000Z";

/** How one question fared. */
export interface AskedMusique {
  readonly text: string;
  readonly hopCount: number;
  readonly metrics: TurnMetrics;
}

/** How one method fared. */
export interface MusiqueResults {
  readonly method: string;
  readonly overall: Readonly<Record<keyof TurnMetrics, Estimate>>;
  readonly addP50Ms: number;
  readonly searchP50Ms: number;
  readonly searchP95Ms: number;
  /** Entries in `failed` over all adds, by the reason that the library gave. */
  readonly failures: Readonly<Record<string, number>>;
  /** Searches with something `degraded`. */
  readonly degradedCount: number;
  readonly questions: readonly AskedMusique[];
}

/** Ranks with plain BM25 over title and text. */
export function measureMusiqueBm25({ passages, questions }: MusiqueData): MusiqueResults {
  const rank = indexBm25(passages.map(({ id, content }) => ({ id, text: content })));
  const searchMs: number[] = [];
  const asked = questions.map(({ text, hopCount, passageIds }): AskedMusique => {
    const begun = performance.now();
    const ranking = rank(text);
    searchMs.push(performance.now() - begun);
    return { text, hopCount, metrics: measureRanking(ranking, passageIds) };
  });
  return summarize("BM25", asked, { addMs: [], searchMs, failures: {}, degradedCount: 0 });
}

/** Ingests all passages with their triples and asks the questions. */
export async function measureMusiqueLibrary(
  { passages, questions }: MusiqueData,
  open: OpenMemory,
  folder: string,
): Promise<MusiqueResults> {
  const tally: Tally = { addMs: [], searchMs: [], failures: {}, degradedCount: 0 };
  const asked = await withMemory(open, join(folder, "musique.db"), async (memory) => {
    for (const passage of passages) {
      const begun = performance.now();
      const failed = await addPassage(memory, passage);
      tally.addMs.push(performance.now() - begun);
      for (const reason of failed) tally.failures[reason] = (tally.failures[reason] ?? 0) + 1;
    }
    const found: AskedMusique[] = [];
    for (const { text, hopCount, passageIds } of questions) {
      const begun = performance.now();
      const options = { userId: MUSIQUE_USER, limit: MAX_TURNS };
      const { results, degraded } = await memory.search(text, options);
      tally.searchMs.push(performance.now() - begun);
      tally.degradedCount += degraded.length > 0 ? 1 : 0;
      found.push({ text, hopCount, metrics: measureRanking(turnsOf(results), passageIds) });
    }
    return found;
  });
  return summarize("library", asked, tally);
}

/** Adds a passage as a turn, with its triples and entities as extracted. Returns why some of them failed. */
export async function addPassage(
  memory: MemoryApi,
  { id, content, triples, entities }: MusiquePassage,
): Promise<string[]> {
  const { failed } = await memory.add([{ role: "user", content, id }], {
    userId: MUSIQUE_USER,
    at: MUSIQUE_DATE,
    idempotencyKey: `passage ${id}`,
    facts: [],
    relations: triples.map(({ source, relationship, destination }) => ({
      source: { name: source },
      relationship,
      destination: { name: destination },
      sources: [id],
    })),
    entities: entities.map((name) => ({ name, sources: [id] })),
  });
  return failed.map(({ reason }) => reason);
}

interface Tally {
  readonly addMs: number[];
  readonly searchMs: number[];
  readonly failures: Record<string, number>;
  degradedCount: number;
}

function summarize(
  method: string,
  questions: readonly AskedMusique[],
  { addMs, searchMs, failures, degradedCount }: Tally,
): MusiqueResults {
  const estimates = METRIC_NAMES.map((name): [keyof TurnMetrics, Estimate] => [
    name,
    estimateMean(questions.map(({ metrics }) => metrics[name])),
  ]);
  return {
    method,
    // Every name is in METRIC_NAMES, which fromEntries cannot know.
    overall: Object.fromEntries(estimates) as Record<keyof TurnMetrics, Estimate>,
    addP50Ms: percentile(addMs, 0.5),
    searchP50Ms: percentile(searchMs, 0.5),
    searchP95Ms: percentile(searchMs, 0.95),
    failures,
    degradedCount,
    questions,
  };
}
