/** Ranks the turns of LoCoMo's conversations for its questions, by the library and by plain BM25. Prints nothing. */
import { join } from "node:path";
import type { MemoryApi, OpenMemory } from "../memory-api.ts";
import { percentile } from "../report.ts";
import { withMemory } from "../world/checks.ts";
import { indexBm25 } from "../bm25.ts";
import type { LocomoConversation, LocomoData, LocomoSession } from "./load-locomo.ts";
import {
  type Estimate,
  estimateMean,
  MAX_TURNS,
  measureRanking,
  METRIC_NAMES,
  type TurnMetrics,
  turnsOf,
} from "./metrics.ts";

/** What is kept in the library: the turns alone, or the file's observations too, as extracted facts. */
export type LocomoVariant = "turns" | "turns+observations";

/** How one question fared. */
export interface AskedQuestion {
  readonly conversationId: string;
  readonly text: string;
  readonly category: number;
  readonly metrics: TurnMetrics;
}

/** How one method fared. */
export interface LocomoResults {
  readonly method: string;
  /** Over categories 1 to 4. */
  readonly overall: Readonly<Record<keyof TurnMetrics, Estimate>>;
  readonly byCategory: readonly {
    readonly category: number;
    readonly questionCount: number;
    readonly estimates: Readonly<Record<keyof TurnMetrics, Estimate>>;
  }[];
  readonly questionCount: number;
  readonly addP50Ms: number;
  readonly searchP50Ms: number;
  readonly searchP95Ms: number;
  /** Entries in `failed` over all adds, and searches with something `degraded`. */
  readonly failedCount: number;
  readonly degradedCount: number;
  readonly questions: readonly AskedQuestion[];
}

/** Ranks with plain BM25 over "Speaker: content", one index per conversation. */
export function measureBm25(data: LocomoData): LocomoResults {
  const searchMs: number[] = [];
  const questions = data.conversations.flatMap((conversation) => {
    const turns = conversation.sessions.flatMap((session) => session.turns);
    const rank = indexBm25(
      turns.map(({ id, speaker, content }) => ({ id, text: `${speaker}: ${content}` })),
    );
    return conversation.questions.map(({ text, category, turnIds }): AskedQuestion => {
      const begun = performance.now();
      const ranking = rank(text);
      searchMs.push(performance.now() - begun);
      return {
        conversationId: conversation.id,
        text,
        category,
        metrics: measureRanking(ranking, turnIds),
      };
    });
  });
  return summarizeLocomo("BM25", questions, {
    addMs: [],
    searchMs,
    failedCount: 0,
    degradedCount: 0,
  });
}

/** Ingests every conversation under a user of its own and asks its questions. */
export async function measureLibrary(
  data: LocomoData,
  variant: LocomoVariant,
  open: OpenMemory,
  folder: string,
): Promise<LocomoResults> {
  const tally: Tally = { addMs: [], searchMs: [], failedCount: 0, degradedCount: 0 };
  const path = join(folder, `${variant}.db`);
  const questions = await withMemory(open, path, async (memory) => {
    for (const conversation of data.conversations) {
      for (const session of conversation.sessions) {
        const begun = performance.now();
        tally.failedCount += await addSession(memory, conversation, session, variant);
        tally.addMs.push(performance.now() - begun);
      }
    }
    const asked: AskedQuestion[] = [];
    for (const conversation of data.conversations) {
      asked.push(...(await ask(memory, conversation, tally)));
    }
    return asked;
  });
  return summarizeLocomo(variant, questions, tally);
}

interface Tally {
  readonly addMs: number[];
  readonly searchMs: number[];
  failedCount: number;
  degradedCount: number;
}

/**
 * Adds a session as one episode. Both speakers are people: both have the role of a user. Returns how many entries failed.
 */
export async function addSession(
  memory: MemoryApi,
  { id: userId }: LocomoConversation,
  session: LocomoSession,
  variant: LocomoVariant,
): Promise<number> {
  const facts = variant === "turns" ? [] : session.observations;
  const { failed } = await memory.add(
    session.turns.map(({ id, speaker, content }) => ({ id, role: "user", name: speaker, content })),
    {
      userId,
      at: session.date,
      idempotencyKey: `${userId} ${session.number}`,
      facts: facts.map(({ text, turnIds }) => ({ text, sources: turnIds })),
      relations: [],
      entities: [],
    },
  );
  return failed.length;
}

async function ask(
  memory: MemoryApi,
  { id: userId, questions }: LocomoConversation,
  tally: Tally,
): Promise<AskedQuestion[]> {
  const asked: AskedQuestion[] = [];
  for (const { text, category, turnIds } of questions) {
    const begun = performance.now();
    const { results, degraded } = await memory.search(text, { userId, limit: MAX_TURNS });
    tally.searchMs.push(performance.now() - begun);
    tally.degradedCount += degraded.length > 0 ? 1 : 0;
    const metrics = measureRanking(turnsOf(results), turnIds);
    asked.push({ conversationId: userId, text, category, metrics });
  }
  return asked;
}

function summarizeLocomo(
  method: string,
  questions: readonly AskedQuestion[],
  { addMs, searchMs, failedCount, degradedCount }: Tally,
): LocomoResults {
  const byCategory = Map.groupBy(questions, ({ category }) => category);
  return {
    method,
    overall: estimateAll(questions),
    byCategory: Array.from(byCategory)
      .toSorted(([a], [b]) => a - b)
      .map(([category, own]) => ({
        category,
        questionCount: own.length,
        estimates: estimateAll(own),
      })),
    questionCount: questions.length,
    addP50Ms: percentile(addMs, 0.5),
    searchP50Ms: percentile(searchMs, 0.5),
    searchP95Ms: percentile(searchMs, 0.95),
    failedCount,
    degradedCount,
    questions,
  };
}

function estimateAll(questions: readonly AskedQuestion[]): Record<keyof TurnMetrics, Estimate> {
  const estimates = METRIC_NAMES.map((name): [keyof TurnMetrics, Estimate] => [
    name,
    estimateMean(questions.map(({ metrics }) => metrics[name])),
  ]);
  // Every name is in METRIC_NAMES, which fromEntries cannot know.
  return Object.fromEntries(estimates) as Record<keyof TurnMetrics, Estimate>;
}
