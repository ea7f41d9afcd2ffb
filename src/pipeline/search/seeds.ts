/**
 * Where the graph arm begins: the entities a query names, the speakers it means, and, more weakly, those that the first
 * hits of the other arms mention.
 */
import type { NameMatch } from "../../graph/graph-store.ts";
import { AGENT_KEY, USER_KEY } from "../../core/speaker.ts";
import { analyze } from "../../text/tokens.ts";
import type { Query } from "./query.ts";
import { overlaps, type Span } from "./span.ts";
import type { NameCandidates } from "./name-candidates.ts";
import { meanWeight, type NamedPlace } from "./question-units.ts";

/** Entities one name may stand for; a name shared by more says nothing. */
export const MAX_KEYS_PER_NAME = 8;
/** Entities the graph arm begins at. */
export const MAX_SEEDS = 24;
/** A name that only begins with the word in the query ("Ana" for Ana Lopes) counts this much of an exact one. */
export const PREFIX_WEIGHT = 0.5;
/** What an entity of a first hit counts at most, beside one that the query names: a hit mentions more than is asked. */
export const MENTION_WEIGHT = 0.3;

/** A name that the query holds, with the entities it may mean. */
export interface Mention extends NamedPlace {
  /** 1 for an exact name, less for a guess. */
  readonly weight: number;
}

/**
 * Places the names that the graph knows in the query.
 *
 * Of overlapping exact names the longest counts ("New York", not "York"). A first word counts where no longer exact name
 * covers it. "I" and 我 are the user, "you" and 你 the agent.
 */
export function placeMentions(
  query: Query,
  candidates: NameCandidates,
  matches: readonly NameMatch[],
): Mention[] {
  const exact = matches.filter(({ isPrefix }) => !isPrefix);
  const chosen: Mention[] = [];
  const places = Array.from(
    Map.groupBy(exact, ({ name }) => name),
    ([name, group]) => ({ keys: keysOf(group), spans: candidates.places.get(name) ?? [] }),
  ).flatMap(({ keys, spans }) => spans.map((span) => ({ ...span, keys, weight: 1 })));
  for (const place of places.toSorted((a, b) => sizeOf(b) - sizeOf(a) || a.start - b.start)) {
    if (!chosen.some((other) => overlaps(other, place))) chosen.push(place);
  }
  const isCovered = (span: Span): boolean =>
    chosen.some((other) => overlaps(other, span) && sizeOf(other) > sizeOf(span));
  for (const guess of placePrefixes(candidates, matches)) {
    if (isCovered(guess)) continue;
    const same = chosen.findIndex((other) => overlaps(other, guess));
    const known = chosen[same];
    if (known) chosen[same] = { ...known, keys: union(known.keys, guess.keys) };
    else chosen.push(guess);
  }
  return [...chosen, ...speakers(query, chosen)].toSorted((a, b) => a.start - b.start);
}

/** What the names of a query are weighed by. */
export interface NameWeights {
  readonly query: { readonly text: string };
  readonly mentions: readonly Mention[];
  /** What each term of the query weighs. */
  readonly weights: ReadonlyMap<string, number>;
}

/**
 * Weighs the seeds: each mention by what its words weigh in the tenant, beside a word of the query on average, shared among
 * the entities it may mean. What is said of everything, as "the country" is, points nowhere, and its words weigh little.
 *
 * Source: HippoRAG's node specificity (Gutiérrez et al., NeurIPS 2024, section 3.3). Deviation: not by the passages that an
 * entity is in but by those that its words are in, which the keyword arm knows without asking the graph.
 *
 * @param mentioned - Entities of the first hits, each with how good the hit was, in [0, 1].
 */
export function weighSeeds(
  { query, mentions, weights }: NameWeights,
  mentioned: ReadonlyMap<string, number>,
): Map<string, number> {
  const seeds = new Map<string, number>();
  const add = (key: string, weight: number): void => {
    seeds.set(key, (seeds.get(key) ?? 0) + weight);
  };
  const mean = meanWeight(weights);
  for (const { start, end, keys, weight } of mentions) {
    const terms = new Set(analyze(query.text.slice(start, end)));
    const known = [...terms].map((term) => weights.get(term) ?? mean);
    // "My" has no term, and says who is meant as a word of average weight does.
    const isWeighed = known.length > 0 && mean > 0;
    const said = isWeighed ? known.reduce((sum, one) => sum + one, 0) / mean : 1;
    for (const key of keys) add(key, (weight * said) / keys.length);
  }
  for (const [key, quality] of mentioned) add(key, quality * MENTION_WEIGHT);
  return seeds;
}

/** Whom the query means by "I" and "you". */
export function speakerKeys({ firstPersons, secondPersons }: Query): string[] {
  return [
    ...(firstPersons.length > 0 ? [USER_KEY] : []),
    ...(secondPersons.length > 0 ? [AGENT_KEY] : []),
  ];
}

function placePrefixes(candidates: NameCandidates, matches: readonly NameMatch[]): Mention[] {
  const guesses = matches.filter(({ isPrefix }) => isPrefix);
  return Array.from(candidates.prefixes).flatMap(([prefix, spans]) => {
    const group = guesses.filter(({ name }) => name.startsWith(`${prefix} `));
    if (group.length === 0) return [];
    const keys = keysOf(group);
    return spans.map(({ start, end }) => ({ start, end, keys, weight: PREFIX_WEIGHT }));
  });
}

function speakers(query: Query, chosen: readonly Mention[]): Mention[] {
  const own = (spans: readonly Span[], key: string): Mention[] =>
    spans
      .filter((span) => !chosen.some((other) => overlaps(other, span)))
      .map((span) => ({ ...span, keys: [key], weight: 1 }));
  return [...own(query.firstPersons, USER_KEY), ...own(query.secondPersons, AGENT_KEY)];
}

function keysOf(matches: readonly NameMatch[]): string[] {
  return [...new Set(matches.map(({ key }) => key))].toSorted().slice(0, MAX_KEYS_PER_NAME);
}

function union(a: readonly string[], b: readonly string[]): string[] {
  return [...new Set([...a, ...b])].slice(0, MAX_KEYS_PER_NAME);
}

function sizeOf({ start, end }: Span): number {
  return end - start;
}
