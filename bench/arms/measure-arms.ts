/** Ranks with every arm alone, with all, and with all but each. Prints nothing. */
import type { LocomoData } from "../locomo/load-locomo.ts";
import { addSession, type LocomoVariant } from "../locomo/measure-locomo.ts";
import {
  type Estimate,
  estimateMean,
  MAX_TURNS,
  measureRanking,
  type TurnMetrics,
  turnsOf,
} from "../locomo/metrics.ts";
import type { ApiHit, MemoryApi } from "../memory-api.ts";
import type { MusiqueData } from "../musique/load-musique.ts";
import { addPassage, MUSIQUE_USER } from "../musique/measure-musique.ts";
import { deleteFacts, replayWorld } from "../world/checks.ts";
import { factsOfMemory, makeScoreKey } from "../world/score.ts";
import type { World } from "../world/types.ts";
import { type Fusion, fusions } from "./arms.ts";
import type { WeightedSearch } from "./open-arms.ts";

/** A question with what answers it. */
export interface ArmQuestion {
  readonly userId: string;
  readonly text: string;
  /** The turns that answer it, or whatever else {@link ArmQuestion.rankingOf} gives. */
  readonly wanted: readonly string[];
  /** What is looked for among hits, best first, each once. */
  readonly rankingOf: (hits: readonly ApiHit[]) => readonly string[];
  /** ISO. */
  readonly asOf?: string;
}

/** What is ranked, and how it gets into a memory. */
export interface ArmSet {
  readonly name: string;
  readonly questions: readonly ArmQuestion[];
  readonly ingest: (memory: MemoryApi) => Promise<void>;
}

/** How one way to rank fared on a set. */
export interface FusionResult {
  readonly name: string;
  readonly recallAt10: Estimate;
  readonly ndcgAt10: Estimate;
  /** What all arms have more at ten than this one, question by question; 0 for all arms. */
  readonly loss: Estimate;
  /** The same of nDCG. */
  readonly ndcgLoss: Estimate;
}

/** LoCoMo's conversations. */
export function locomoSet(data: LocomoData, variant: LocomoVariant): ArmSet {
  return {
    name: `locomo, ${variant}`,
    questions: data.conversations.flatMap(({ id: userId, questions }) =>
      questions.map(({ text, turnIds }) => ({
        userId,
        text,
        wanted: turnIds,
        rankingOf: turnsOf,
      })),
    ),
    ingest: async (memory) => {
      for (const conversation of data.conversations) {
        for (const session of conversation.sessions) {
          await addSession(memory, conversation, session, variant);
        }
      }
    },
  };
}

/** MuSiQue's passages, in one tenant. */
export function musiqueSet({ passages, questions }: MusiqueData): ArmSet {
  return {
    name: "musique",
    questions: questions.map(({ text, passageIds: wanted }) => ({
      userId: MUSIQUE_USER,
      text,
      wanted,
      rankingOf: turnsOf,
    })),
    ingest: async (memory) => {
      for (const passage of passages) await addPassage(memory, passage);
    },
  };
}

/** A made-up world, with the questions that facts answer: those facts are looked for. */
export function worldSet(world: World): ArmSet {
  return {
    name: `world, ${world.tenants.length} tenants`,
    questions: world.tenants.flatMap((tenant) => {
      const key = makeScoreKey(tenant, []);
      return tenant.questions
        .filter(({ must }) => must.length > 0)
        .map(({ text, must, asOf }) => ({
          userId: tenant.id,
          text,
          wanted: must,
          rankingOf: (hits: readonly ApiHit[]) => [
            ...new Set(hits.flatMap((hit) => factsOfMemory(hit, key))),
          ],
          ...(asOf !== undefined && { asOf }),
        }));
    }),
    ingest: async (memory) => {
      await replayWorld(memory, world);
      await deleteFacts(memory, world);
    },
  };
}

/** Asks all questions of a set in every way. */
export async function measureArms(
  { questions }: ArmSet,
  search: WeightedSearch,
): Promise<FusionResult[]> {
  const [all, ...others] = fusions();
  const best = await askAll(questions, search, all);
  const results = [summarize(all.name, best, best)];
  for (const fusion of others) {
    results.push(summarize(fusion.name, await askAll(questions, search, fusion), best));
  }
  return results;
}

async function askAll(
  questions: readonly ArmQuestion[],
  search: WeightedSearch,
  { weights }: Fusion,
): Promise<TurnMetrics[]> {
  const metrics: TurnMetrics[] = [];
  for (const { userId, text, wanted, rankingOf, asOf } of questions) {
    const options = { userId, limit: MAX_TURNS, ...(asOf !== undefined && { asOf }) };
    const hits = await search(text, options, weights);
    metrics.push(measureRanking(rankingOf(hits), wanted));
  }
  return metrics;
}

function summarize(
  name: string,
  own: readonly TurnMetrics[],
  all: readonly TurnMetrics[],
): FusionResult {
  const lossOf = (measure: keyof TurnMetrics): Estimate =>
    estimateMean(all.map((one, index) => one[measure] - (own[index]?.[measure] ?? 0)));
  return {
    name,
    recallAt10: estimateMean(own.map(({ recallAt10 }) => recallAt10)),
    ndcgAt10: estimateMean(own.map(({ ndcgAt10 }) => ndcgAt10)),
    loss: lossOf("recallAt10"),
    ndcgLoss: lossOf("ndcgAt10"),
  };
}
