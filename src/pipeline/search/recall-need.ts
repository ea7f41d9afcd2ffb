/**
 * How much a query asks for what this memory holds: whether anything should be recalled for it at all.
 *
 * Source of the form: the log-odds of relevance as a sum over a query's terms, Robertson & Spärck Jones, "Relevance
 * Weighting of Search Terms", JASIS 1976. A term that a text of the memory has counts for it by how surprising that is, and
 * one that no such text has against it. Deviations: the surprise is that of the tenant mixed with a small background, as
 * in a young memory every word is on every page; and beside the words stand what else a search knows, each in [0, 1] or a
 * share of the question. One set of constants for all embedders, languages and tenants: see decisions 0033 and 0043.
 */
import { greatest } from "../../core/extremes.ts";
import { analyze } from "../../text/tokens.ts";
import type { StoredPoint } from "../../vector/vector-store.ts";
import { MAX_TERM_WEIGHT } from "../../vector/bm25.ts";
import {
  asksAdvice,
  asksWhoUserIs,
  isAskingVerb,
  isOfMemory,
  isQuestion,
} from "./asked-of-memory.ts";
import { searchTextOf, type Surroundings } from "./conversation.ts";
import type { Query } from "./query.ts";
import { TermMatcher } from "./term-matcher.ts";

/** What each piece of evidence is worth, in log-odds. */
const ODDS = {
  /** For each nat of surprise in the words that the best text has, half of it for those that only its neighbours have. */
  said: 0.4,
  /** For each nat of surprise in the words that it lacks. */
  unsaid: -0.15,
  /** The query names somebody or something that the memory knows, or asks about the user. */
  named: 4,
  /** It names nobody and asks all the same, and not the assistant. */
  asked: 3,
  /** It asks for advice about somebody whom the memory knows: nearly all that is known of them bears on it. */
  advised: 3,
  /** It asks who the user is: whatever is told of them answers it. */
  self: 7,
  /** For each share of the query that the best hit accounts for, by all parts of its score. */
  best: 1,
  /** The best cosine of a model, from unrelated (0) to identical (1). */
  meaning: 3,
  /** Most turns of a conversation need nothing. */
  prior: -6.5,
} as const;

/**
 * Texts of the tenants that the prior was chosen on. The best of more texts has more of the words by chance, and by as much
 * as each of its words is more surprising among them; the best of fewer has less.
 */
const USUAL_COUNT = 600;
/** Texts of the background that every tenant is mixed with, each term being in one of them. */
const BACKGROUND_COUNT = 100;
/** No term is more common than in this part of all texts: what all texts have is still no surprise below nothing. */
const MAX_PROBABILITY = 0.99;

/** What a query's need of memory is judged by. */
export interface NeedInput {
  readonly query: Query;
  /** What the search read. */
  readonly points: readonly StoredPoint[];
  readonly surroundings: Surroundings;
  /** What each index term weighs: its inverse document frequency times {@link MAX_TERM_WEIGHT}. */
  readonly weights: ReadonlyMap<string, number>;
  /** Memories and turns of the tenant. */
  readonly pointCount: number;
  /** How much of the query the best path in the graph explains, in [0, 1]. */
  readonly confidence: number;
  /** Whether it names what the memory knows, the user and the agent aside. */
  readonly isNaming: boolean;
  /** Whether it means somebody whom the memory knows without naming them: "my boyfriend". */
  readonly isDescribing: boolean;
  /** The terms of the names in it that the graph knows. */
  readonly namedTerms: ReadonlySet<string>;
  /** The score of the best hit; 0 if there is none. */
  readonly bestScore: number;
  /** The best cosine, and that of an unrelated text; null without a model that has learnt what words mean. */
  readonly meaning: { readonly best: number; readonly level: number } | null;
}

/** The probability that a query asks for what the memory holds, in [0, 1]; 0 for one that says nothing. Pure. */
export function recallNeed(input: NeedInput): number {
  const { query, confidence, bestScore, meaning } = input;
  const surprises = surprisesOf(input);
  const isAboutSelf = asksWhoUserIs(query.text);
  if (surprises.size === 0 && query.dates.length === 0 && !isAboutSelf) return 0;
  const total = sum(surprises.values());
  const said = Math.max(bestSaid(input, surprises), confidence * total);
  const above = meaning ? (meaning.best - meaning.level) / Math.max(1 - meaning.level, 1e-6) : 0;
  const odds =
    ODDS.prior +
    ODDS.said * said +
    (isAboutSelf ? 0 : ODDS.unsaid * (total - said)) +
    askedOdds(input, isAboutSelf) -
    ODDS.said * Math.log((input.pointCount + BACKGROUND_COUNT) / (USUAL_COUNT + BACKGROUND_COUNT)) +
    ODDS.best * Math.max(0, bestScore) +
    ODDS.meaning * Math.max(0, above);
  return 1 / (1 + Math.exp(-odds));
}

/** What speaks for memory in whom the query is about and whom it asks. */
function askedOdds({ query, isNaming, isDescribing }: NeedInput, isAboutSelf: boolean): number {
  const { text, firstPersons, secondPersons } = query;
  if (isAboutSelf) return ODDS.self;
  if ((isNaming || isDescribing) && asksAdvice(text)) return ODDS.named + ODDS.advised;
  if (isNaming || (firstPersons.length > 0 && isQuestion(text))) return ODDS.named;
  const isAsked = isQuestion(text) && (secondPersons.length === 0 || isOfMemory(text));
  return isAsked ? ODDS.asked : 0;
}

/** By term of the words that say something, how surprising it is in a text of this memory, in nats. */
function surprisesOf({ query, weights, pointCount }: NeedInput): Map<string, number> {
  const known = new Set(query.terms);
  const terms = query.words
    .filter(({ isStopWord }) => !isStopWord)
    // Pairs of characters across two words are no words: they would count the same twice.
    .flatMap(({ text }) => analyze(text))
    .filter((term) => known.has(term) && !isAskingVerb(term, query.text));
  return new Map(
    [...new Set(terms)].map((term) => {
      const frequency = frequencyOf(term, weights, pointCount);
      const probability = (frequency + 1) / (pointCount + BACKGROUND_COUNT);
      return [term, -Math.log(Math.min(probability, MAX_PROBABILITY))];
    }),
  );
}

function frequencyOf(
  term: string,
  weights: ReadonlyMap<string, number>,
  pointCount: number,
): number {
  const odds = Math.exp(-(weights.get(term) ?? 0) / MAX_TERM_WEIGHT);
  return weights.has(term) ? Math.max(0, odds * (pointCount + 1) - 0.5) : 0;
}

/** The most that one text says of it, its neighbours in the conversation counting for half. */
function bestSaid(
  { points, surroundings, namedTerms, weights, pointCount }: NeedInput,
  surprises: ReadonlyMap<string, number>,
): number {
  const matcher = new TermMatcher([...surprises.keys()]);
  const worth = [...surprises.values()];
  // Whom the graph knows by a name that no text has, the texts call otherwise.
  const isKnown = matcher.terms.map(
    (term) => namedTerms.has(term) && Math.round(frequencyOf(term, weights, pointCount)) === 0,
  );
  const texts = new Map(points.map((point) => [point.id, searchTextOf(point)]));
  const counted = new Map<string, readonly number[]>();
  const countsOf = (id: string): readonly number[] => {
    const known = counted.get(id);
    if (known) return known;
    const { counts } = matcher.count(texts.get(id) ?? "");
    counted.set(id, counts);
    return counts;
  };
  const saidBy = (ids: readonly string[]): number =>
    worth.reduce((total, nats, index) => {
      const isSaid = isKnown[index] === true || ids.some((id) => (countsOf(id)[index] ?? 0) > 0);
      return isSaid ? total + nats : total;
    }, 0);
  const bests = points.map(
    ({ id }) => (saidBy([id]) + saidBy([id, ...(surroundings.get(id) ?? [])])) / 2,
  );
  return Math.max(0, greatest(bests));
}

function sum(values: Iterable<number>): number {
  return [...values].reduce((total, value) => total + value, 0);
}
