/** The arms that need nothing of one another, and the best of what they bring. */
import { step, type Steps } from "../../core/awaitable.ts";
import type { NameMatch, NameOptions } from "../../graph/graph-store.ts";
import type { ArmInput } from "./arm-input.ts";
import { denseArm, type DenseFindings, nearness } from "./dense-arm.ts";
import { type FindInput, type SearchLog, valueOr } from "./find-input.ts";
import { SEED_FANOUT, SEEDING_HITS } from "./graph-arm.ts";
import { PART_WEIGHTS } from "./part-weights.ts";
import { keywordArm, type KeywordFindings } from "./keyword-arm.ts";
import type { NameCandidates } from "./name-candidates.ts";
import { searchLeads } from "./search-leads.ts";
import { speakerKeys } from "./seeds.ts";
import { type PartOutcome, sideBySide } from "./side-by-side.ts";
import { timeArm, type TimeFindings } from "./time-arm.ts";

/** Names one query may lead to; what leads to more is a common word. */
export const MAX_NAME_MATCHES = 64;

/** What the first arms found, with nothing for those that are missing. */
export interface FirstFindings {
  readonly dense: DenseFindings;
  readonly keywords: KeywordFindings;
  readonly time: TimeFindings;
  /** Names of the query that the graph knows; null if it could not be asked. */
  readonly matches: readonly NameMatch[] | null;
  /** What words and meaning give each id, by id; best first, ties by id. */
  readonly scores: ReadonlyMap<string, number>;
}

const NO_DENSE: DenseFindings = {
  hits: [],
  level: 0,
  isFull: false,
  isPartial: false,
  isTruncated: false,
};
const NO_KEYWORDS: KeywordFindings = {
  hits: [],
  weights: new Map(),
  isFull: false,
  isTruncated: false,
};
const NO_TIME: TimeFindings = { ranges: [], ids: new Set(), isTruncated: false };

/** What is said where a store could not look at everything. */
const NOT_ALL_LOOKED_AT = "The store did not look at all that the filters ask for: narrow them";

/** Runs them. @throws The first error, if all that were asked failed. */
export function* firstArms(
  { request, embedding, isModel, watch }: FindInput,
  arm: ArmInput,
  { names, log }: { readonly names: NameCandidates; readonly log: SearchLog },
): Steps<FirstFindings> {
  const hasGraph = request.hops > 0;
  // A graph that reads ahead is asked once, for all that the search will want of it: then it has to know the first hits.
  const isAhead = hasGraph && arm.stores.graph.prefetchSearch !== undefined;
  const outcomes = yield* sideBySide<Outcomes>(
    {
      dense: () =>
        embedding.status === "done" ? denseArm(arm, embedding.value) : nothing(NO_DENSE),
      keywords: () => keywordArm(arm),
      time: () => timeArm(arm),
      names: () => (hasGraph && !isAhead ? findNames(arm, names) : nothing([])),
    },
    watch,
  );
  const dense: PartOutcome<DenseFindings> =
    embedding.status === "done" ? outcomes.dense : embedding;
  const found = {
    dense: valueOr(dense, NO_DENSE),
    keywords: valueOr(outcomes.keywords, NO_KEYWORDS),
    time: valueOr(outcomes.time, NO_TIME),
  };
  const scores = preliminary(found, isModel);
  const asked = isAhead
    ? yield* sideBySide<Pick<Outcomes, "names">>(
        { names: () => findNamesAhead(arm, names, { scores, weights: found.keywords.weights }) },
        watch,
      )
    : outcomes;
  throwIfAllFailed([dense, outcomes.keywords, ...(hasGraph ? [asked.names] : [])]);
  log.note("dense", dense);
  log.note("keywords", outcomes.keywords);
  log.note("time", outcomes.time);
  log.note("graph", asked.names);
  if (found.dense.isPartial) log.notEmbedded("dense");
  for (const part of ["dense", "keywords", "time"] as const) {
    if (found[part].isTruncated) log.truncated(part, NOT_ALL_LOOKED_AT);
  }
  return {
    ...found,
    matches: hasGraph ? valueOr(asked.names, null) : null,
    scores,
  };
}

interface Outcomes extends Readonly<Record<string, unknown>> {
  readonly dense: DenseFindings;
  readonly keywords: KeywordFindings;
  readonly time: TimeFindings;
  readonly names: readonly NameMatch[];
}

function* findNames(arm: ArmInput, names: NameCandidates): Steps<readonly NameMatch[]> {
  const keys = [...names.places.keys()];
  if (keys.length === 0) return [];
  return yield* step(arm.stores.graph.findByName(arm.tenant, keys, nameOptions(arm, names)));
}

/** Has the graph read what lies around the names and the first hits, and gives the names. */
function* findNamesAhead(
  arm: ArmInput,
  names: NameCandidates,
  first: {
    readonly scores: ReadonlyMap<string, number>;
    readonly weights: ReadonlyMap<string, number>;
  },
): Steps<readonly NameMatch[]> {
  const { stores, tenant, visibility, query } = arm;
  const search = {
    names: { keys: [...names.places.keys()], options: nameOptions(arm, names) },
    keys: speakerKeys(query),
    hitIds: [...first.scores.keys()].slice(0, SEEDING_HITS),
    leads: searchLeads(query, first.weights),
    visibility,
    fanout: SEED_FANOUT,
  };
  yield* step(stores.graph.prefetchSearch?.(tenant, search));
  return yield* findNames(arm, names);
}

function nameOptions({ visibility }: ArmInput, names: NameCandidates): NameOptions {
  const { agentId } = visibility;
  return { prefixes: [...names.prefixes.keys()], limit: MAX_NAME_MATCHES, agentId };
}

// A generator, as the arm it stands for is one.
// oxlint-disable-next-line require-yield -- there is nothing to wait for
function* nothing<T>(value: T): Steps<T> {
  return value;
}

function throwIfAllFailed(outcomes: readonly PartOutcome<unknown>[]): void {
  const errors = outcomes.flatMap((outcome) =>
    outcome.status === "failed" ? [outcome.error] : [],
  );
  const [first] = errors;
  if (first && errors.length === outcomes.length) throw first;
}

/** Enough of the final score to choose what is read. */
function preliminary(
  { dense, keywords }: Pick<FirstFindings, "dense" | "keywords">,
  isModel: boolean,
): Map<string, number> {
  const scores = new Map(keywords.hits.map(({ id, score }) => [id, score]));
  const weight = isModel ? PART_WEIGHTS.dense : PART_WEIGHTS.lexicalDense;
  for (const { id, score } of dense.hits) {
    scores.set(id, (scores.get(id) ?? 0) + nearness(score, dense.level) * weight);
  }
  const ordered = [...scores].toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  return new Map(ordered);
}
