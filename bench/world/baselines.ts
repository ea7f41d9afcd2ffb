/** What plain BM25 reaches on a world's questions, given the facts' texts as they stand after the deletions. */
import { indexBm25 } from "../bm25.ts";
import type { ApiHit } from "../memory-api.ts";
import { makeScoreKey, RESULT_LIMIT, scoreQuestion } from "./score.ts";
import { type ScoreSummary, summarize } from "./summary.ts";
import type { FactStatus, Tenant, World } from "./types.ts";

/** A baseline's scores, by type. */
export interface Baseline {
  readonly name: string;
  readonly summaries: readonly ScoreSummary[];
}

/** BM25 over everything ever told and not deleted, and over what holds in the end. It knows no dates. */
export function measureBaselines(world: World): Baseline[] {
  return [
    measureBaseline("BM25, all facts", world, ["current", "ended", "retracted"]),
    measureBaseline("BM25, current facts", world, ["current"]),
  ];
}

function measureBaseline(name: string, world: World, statuses: readonly FactStatus[]): Baseline {
  const scores = world.tenants.flatMap((tenant) => {
    const others = world.tenants.filter(({ id }) => id !== tenant.id);
    const key = makeScoreKey(tenant, others);
    const rank = indexBm25(textsOf(tenant, statuses).map((text) => ({ id: text, text })));
    return tenant.questions.map((question) => {
      const results = rank(question.text).slice(0, RESULT_LIMIT).map(hitOf);
      return scoreQuestion(question, { results, relations: [], degraded: [] }, key);
    });
  });
  return { name, summaries: summarize(scores) };
}

function textsOf({ facts }: Tenant, statuses: readonly FactStatus[]): string[] {
  return facts
    .filter(({ final }) => statuses.includes(final.status))
    .map(({ final, texts }) => final.spells.at(-1)?.text ?? texts[0] ?? "");
}

function hitOf(text: string): ApiHit {
  return { id: text, memory: text, kind: "trait", relevance: 0, evidence: [] };
}
