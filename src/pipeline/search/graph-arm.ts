/**
 * The arm that finds by relations: from the entities that the query names, and those the first hits mention, through the
 * edges around them, to the memories and turns that those edges stem from.
 *
 * Two readings of the same piece of the graph: walks along what the question says, which are sure and explain whole paths,
 * and personalised PageRank times the words an edge shares with the question, which needs no question to be understood.
 */
import { step, type Steps } from "../../core/awaitable.ts";
import { isCjk } from "../../text/language.ts";
import type { Neighbourhood, Relation } from "../../graph/graph-store.ts";
import { isRelationVisible } from "../relation-visibility.ts";
import type { GraphArmInput } from "./graph-input.ts";
import { GraphPiece } from "./graph-piece.ts";
import { type NameLinks, NO_LINKS } from "./link-shares.ts";
import { type FoundRelation, rankPiece } from "./rank-relations.ts";
import type { Span } from "./span.ts";
import { MAX_SEEDS, type Mention } from "./seeds.ts";
import type { Walk } from "./walk-state.ts";

/** First hits whose entities are seeds as well: the best few, as a wrong one leads away. */
export const SEEDING_HITS = 5;
/** Entities of first hits that are seeds beside those the query names. */
export const MAX_MENTIONED = 12;
/** Edges of a seed, or of where a walk stopped, the latest first: more than a person has, fewer than a city. */
export const SEED_FANOUT = 48;
/** Edges of other entities further on: there are many, and none is asked for by name. */
export const FAR_FANOUT = 12;
/** Edges read around the seeds, and in each step further: together some 3 ms of reading and ranking. */
export const MAX_RELATIONS_PER_STEP = 96;
/** Entities from which one step further goes. */
export const MAX_FRONTIER = 8;
/** A walk that explains this much of a question is what it asks for: what lies further on is beside it. */
export const SURE_WALK = 0.8;
/** Steps that only follow unfinished walks, beyond the hops asked for: with two hops it makes three. */
export const MAX_EXTENSIONS = 1;

/** What the arm found. */
export interface GraphFindings {
  /** Best first, ties by id. */
  readonly relations: readonly FoundRelation[];
  /** What stands near the names of the question. */
  readonly links: NameLinks;
  /** Entities that "before" compares with. */
  readonly anchorKeys: ReadonlySet<string>;
  /** By memory and turn, the names of the query that it is about, even if its text calls them otherwise. */
  readonly aboutNames: ReadonlyMap<string, ReadonlySet<Span>>;
  /** Whether a bound cut what was looked at. */
  readonly isTruncated: boolean;
}

/** What the arm finds where there is nothing to find. */
export const NO_GRAPH: GraphFindings = {
  relations: [],
  links: NO_LINKS,
  anchorKeys: new Set(),
  aboutNames: new Map(),
  isTruncated: false,
};

/** Finds relations; `hops` of 0 finds none. */
export function* graphArm(input: GraphArmInput): Steps<GraphFindings> {
  if (input.hops === 0) return NO_GRAPH;
  const mentioned = yield* entitiesOfHits(input);
  const keys = seedKeys(input.mentions, mentioned);
  if (keys.length === 0) return NO_GRAPH;
  const first = yield* readAround(input, keys, SEED_FANOUT);
  const piece = new GraphPiece(input, mentioned);
  piece.add(first.relations);
  piece.add(yield* relationsOfHits(input, first.isTruncated));
  const isCut = yield* readFurther(input, piece, new Set(keys));
  const { anchorKeys } = piece;
  const isTruncated = first.isTruncated || isCut;
  return { ...rankPiece(piece), anchorKeys, aboutNames: piece.aboutNames(), isTruncated };
}

/**
 * Reads on, step by step: where walks are unfinished; where none is, and within the hops asked for, from all other ends,
 * unless a walk has explained the question already.
 */
function* readFurther(input: GraphArmInput, piece: GraphPiece, read: Set<string>): Steps<boolean> {
  let isTruncated = false;
  for (let hop = 2; hop <= input.hops + MAX_EXTENSIONS; hop += 1) {
    const walks = piece.walks();
    const isVague = hop <= input.hops && (walks[0]?.score ?? 0) < SURE_WALK;
    const open = unread(openEnds(walks), read);
    const frontier = open.length > 0 || !isVague ? open : unread(piece.rim(), read);
    if (frontier.length === 0) break;
    for (const key of frontier) read.add(key);
    const more = yield* readAround(input, frontier, open.length > 0 ? SEED_FANOUT : FAR_FANOUT);
    piece.add(more.relations);
    isTruncated ||= more.isTruncated;
  }
  return isTruncated;
}

function unread(keys: readonly string[], read: ReadonlySet<string>): string[] {
  return [...new Set(keys)].filter((key) => !read.has(key)).slice(0, MAX_FRONTIER);
}

/** The entities of the first hits, each with the goodness of the best hit that mentions it. */
function* entitiesOfHits(input: GraphArmInput): Steps<Map<string, number>> {
  const { stores, tenant, firstHits } = input;
  const ids = [...firstHits.keys()].slice(0, SEEDING_HITS);
  const mentioned = new Map<string, number>();
  if (ids.length === 0) return mentioned;
  const found = yield* step(stores.graph.entitiesOf(tenant, ids));
  for (const id of ids) {
    const quality = firstHits.get(id) ?? 0;
    for (const key of found.get(id) ?? []) {
      if (isLongerName(key, input.mentions)) continue;
      mentioned.set(key, Math.max(mentioned.get(key) ?? 0, quality));
    }
  }
  return mentioned;
}

/** A hit that says 李强华 has the characters of 李强 by chance, and is about somebody else. */
function isLongerName(key: string, mentions: readonly Mention[]): boolean {
  const named = mentions.filter(({ weight }) => weight === 1).flatMap(({ keys }) => keys);
  const isPart = (name: string): boolean =>
    isCjk(name.codePointAt(0) ?? 0) && key.length === name.length + 1 && key.startsWith(name);
  return !named.includes(key) && named.some(isPart);
}

/** Named entities first, then the mentioned ones by how good their hit was. */
function seedKeys(mentions: readonly Mention[], mentioned: ReadonlyMap<string, number>): string[] {
  const named = mentions.toSorted((a, b) => b.weight - a.weight).flatMap(({ keys }) => keys);
  const others = [...mentioned].toSorted(([, a], [, b]) => b - a).map(([key]) => key);
  return [...new Set([...named, ...others.slice(0, MAX_MENTIONED)])].slice(0, MAX_SEEDS);
}

/** The edges of these entities, those of the first ones first. */
function* readAround(
  input: GraphArmInput,
  keys: readonly string[],
  fanout: number,
): Steps<Neighbourhood> {
  const { stores, tenant, visibility, widening } = input;
  const maxRelations = MAX_RELATIONS_PER_STEP * widening;
  const options = { hops: 1, visibility, fanout, maxRelations };
  return yield* step(stores.graph.neighbourhood(tenant, keys, options));
}

/** The edges that the first hits tell, where a bound may have cut them off. */
function* relationsOfHits(input: GraphArmInput, isTruncated: boolean): Steps<Relation[]> {
  const { stores, tenant, firstHits, visibility } = input;
  if (!isTruncated) return [];
  const ids = [...firstHits.keys()].slice(0, SEEDING_HITS);
  const told = yield* step(stores.graph.relationsOfMemories(tenant, ids, visibility.agentId));
  return told.filter((relation) => isRelationVisible(relation, visibility));
}

/** Where the best walks stop for want of edges, unless what lies further on can only be worth less than what was found. */
function openEnds(walks: readonly Walk[]): string[] {
  const best = walks[0]?.score ?? 0;
  const open = walks.filter(({ potential }) => potential > 0 && potential >= best);
  return open.flatMap(({ keys }) => keys.at(-1) ?? []);
}
