/**
 * Texts that call by another name whom a question names: "Roz" is Rosalind in what was told, and only the graph knows. Where
 * relations are told the graph leads there; of facts alone nothing does, as no word of the question is in them.
 */
import { append } from "../../core/append.ts";
import { step, type Steps } from "../../core/awaitable.ts";
import { entityKey } from "../../core/names.ts";
import type { Entity } from "../../graph/graph-store.ts";
import { isCjk } from "../../text/language.ts";
import { analyze } from "../../text/tokens.ts";
import type { StoredPoint } from "../../vector/vector-store.ts";
import { type ArmInput, armOptions } from "./arm-input.ts";
import { searchTextOf } from "./conversation.ts";
import type { Described } from "./described.ts";
import { meanWeight } from "./question-units.ts";
import { says } from "./says.ts";
import type { Query } from "./query.ts";
import type { Mention } from "./seeds.ts";
import { overlaps, type Span } from "./span.ts";

/** Entities of one question whose other names are looked for: those it names by an alias. */
const MAX_RENAMED = 4;
/** Other names of one of them that are looked for. */
const MAX_OTHER_NAMES = 4;
/** Texts fetched that have them. */
const OTHER_NAMES_LIMIT = 40;

/** A place in the question, with what else texts call the one who is named there. */
export interface OtherName {
  readonly place: Span;
  readonly names: readonly string[];
  /** Whether the place is a description of them, and no name. */
  readonly isDescription?: boolean;
}

/** What was found by other names. */
export interface OtherNameFindings {
  readonly others: readonly OtherName[];
  /** By memory and turn, about what share of the question its names account for. */
  readonly scores: ReadonlyMap<string, number>;
  /**
   * What each term of the query weighs, those of an alias as the other names do: as no text has it, it would weigh more than
   * all that is asked of them.
   */
  readonly weights: ReadonlyMap<string, number>;
}

/** Where no alias is used. */
export const NO_OTHER_NAMES: OtherNameFindings = {
  others: [],
  scores: new Map(),
  weights: new Map(),
};

/** What is looked at of a question. */
export interface OtherNamesInput extends ArmInput {
  readonly mentions: readonly (Mention | Described)[];
  /** What each term of the query weighs. */
  readonly weights: ReadonlyMap<string, number>;
}

/** Finds texts by the other names of those whom the question names by an alias; asks for nothing where it uses none. */
export function* otherNamesArm(input: OtherNamesInput): Steps<OtherNameFindings> {
  const { stores, tenant, query, visibility } = input;
  const renamed = input.mentions
    .filter((mention) => isAlias(mention, query.text))
    .slice(0, MAX_RENAMED);
  if (renamed.length === 0) return NO_OTHER_NAMES;
  const keys = renamed.flatMap((mention) => mention.keys);
  const entities = yield* step(stores.graph.getEntities(tenant, keys, visibility.agentId ?? null));
  const byKey = new Map(entities.map((entity) => [entity.key, entity]));
  const others = renamed.flatMap((mention): OtherName[] => {
    const { start, end } = mention;
    const entity = byKey.get(mention.keys[0] ?? "");
    const names = entity ? namesOf(entity, entityKey(query.text.slice(start, end))) : [];
    const place = { start, end };
    const isDescription = "isDescribed" in mention;
    return names.length === 0 ? [] : [{ place, names, isDescription }];
  });
  const terms = [...new Set(others.flatMap(({ names }) => names.flatMap(analyze)))];
  if (terms.length === 0) return NO_OTHER_NAMES;
  const options = armOptions(input, OTHER_NAMES_LIMIT);
  const found = yield* step(stores.vector.searchKeywords(tenant, terms, options));
  const weights = weighed(others, { query, own: input.weights, found: found.weights });
  const worth = shareOf(others, { query, weights });
  const scores = found.hits.map(({ id, score }): [string, number] => [
    id,
    worth * Math.min(1, score / Math.max(found.idfSum, Number.EPSILON)),
  ]);
  return { others, scores: new Map(scores), weights };
}

/** By memory and turn, the places of the question whose entities its text calls by another name. */
export function calledOtherwise(
  points: readonly StoredPoint[],
  others: readonly OtherName[],
): Map<string, ReadonlySet<Span>> {
  if (others.length === 0) return new Map();
  return new Map(
    points.flatMap((point): [string, ReadonlySet<Span>][] => {
      const text = searchTextOf(point);
      const called = others.filter(({ names }) => names.some((name) => says(text, name)));
      return called.length === 0 ? [] : [[point.id, new Set(called.map(({ place }) => place))]];
    }),
  );
}

/** Exactly one entity, named in full by what is not its own name. */
function isAlias({ start, end, keys, weight }: Mention, text: string): boolean {
  const [key, ...more] = keys;
  if (key === undefined || more.length > 0 || weight < 1) return false;
  return !key.startsWith("@") && key !== entityKey(text.slice(start, end));
}

/** Its names but for the one that was said; of a person's name in several words the first stands for it too. */
function namesOf({ name, aliases, type }: Entity, said: string): string[] {
  const names = [name, ...aliases].filter((one) => entityKey(one) !== said);
  const isPerson = type === null || type === "person";
  const [first = ""] = name.split(" ");
  if (isPerson && names.includes(name) && first !== name && !isCjk(first.codePointAt(0) ?? 0)) {
    append(names, [first]);
  }
  return names.slice(0, MAX_OTHER_NAMES);
}

/** The query's weights, with no term of an alias above what the terms of its other names weigh on average. */
function weighed(
  others: readonly OtherName[],
  {
    query,
    own,
    found,
  }: {
    readonly query: Query;
    readonly own: ReadonlyMap<string, number>;
    readonly found: ReadonlyMap<string, number>;
  },
): Map<string, number> {
  const weights = new Map(own);
  for (const { place, names } of others.filter(({ isDescription }) => isDescription !== true)) {
    const terms = new Set(names.flatMap(analyze));
    const most = meanWeight(new Map([...found].filter(([term]) => terms.has(term))));
    for (const term of analyze(query.text.slice(place.start, place.end))) {
      const weight = weights.get(term);
      if (weight !== undefined) weights.set(term, Math.min(weight, most));
    }
  }
  return weights;
}

/** The share of the question that those places are. */
function shareOf(
  others: readonly OtherName[],
  { query, weights }: Pick<OtherNamesInput, "query" | "weights">,
): number {
  const mean = meanWeight(weights);
  let named = 0;
  let total = 0;
  for (const word of query.words) {
    if (word.isStopWord) continue;
    const weight = weights.get(word.stem) ?? mean;
    total += weight;
    if (others.some(({ place }) => overlaps(place, word))) named += weight;
  }
  return total === 0 ? 0 : named / total;
}
