/**
 * The arm that finds by relations: from the entities that the query names, and those the first hits mention, through the
 * edges around them, to the memories and turns that those edges stem from.
 *
 * Two readings of the same piece of the graph: walks along what the question says, which are sure and explain whole paths,
 * and personalised PageRank times the words an edge shares with the question, which needs no question to be understood.
 */
import { step, type Steps } from "../../core/awaitable.ts";
import { isEdgeVisible } from "../../core/visibility.ts";
import type { Neighbourhood, Relation } from "../../graph/graph-store.ts";
import type { ArmInput } from "./arm-input.ts";
import type { GraphArmInput } from "./graph-input.ts";
import { GraphPiece } from "./graph-piece.ts";
import { type FoundRelation, rankPiece } from "./rank-relations.ts";
import type { Span } from "./span.ts";
import { MAX_SEEDS, type Mention } from "./seeds.ts";
import type { Walk } from "./walk.ts";

/** First hits whose entities are seeds as well: the best few, as a wrong one leads away. */
export const SEEDING_HITS = 5;
/** Edges of one entity that are followed, the latest first: what has more is found through its other ends. */
export const GRAPH_FANOUT = 24;
/** Edges looked at in all: some 3 ms of reading and ranking. */
export const MAX_GRAPH_RELATIONS = 320;
/** Ends of unfinished walks from which one hop more is read. */
export const MAX_FRONTIER = 8;
/** How often that is done: with two hops at first, it makes three. */
export const MAX_EXTENSIONS = 2;

/** What the arm found. */
export interface GraphFindings {
  /** Best first, ties by id. */
  readonly relations: readonly FoundRelation[];
  /** How near the entities of each memory and turn are to the seeds, in [0, 1]. */
  readonly links: ReadonlyMap<string, number>;
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
  links: new Map(),
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
  const first = yield* readAround(input, keys, input.hops);
  const piece = new GraphPiece(input, mentioned);
  piece.add(first.relations);
  piece.add(yield* relationsOfHits(input, first.isTruncated));
  let isTruncated = first.isTruncated;
  const read = new Set(keysWithin(first, input.hops - 1));
  for (let round = 0; round < MAX_EXTENSIONS; round += 1) {
    const frontier = openEnds(piece.walks(), read);
    if (frontier.length === 0) break;
    for (const key of frontier) read.add(key);
    const more = yield* readAround(input, frontier, 1);
    piece.add(more.relations);
    isTruncated ||= more.isTruncated;
  }
  const { anchorKeys } = piece;
  const { relations, links } = rankPiece(piece);
  return { relations, links, anchorKeys, aboutNames: piece.aboutNames(), isTruncated };
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
      mentioned.set(key, Math.max(mentioned.get(key) ?? 0, quality));
    }
  }
  return mentioned;
}

/** Named entities first, then the mentioned ones by how good their hit was. */
function seedKeys(mentions: readonly Mention[], mentioned: ReadonlyMap<string, number>): string[] {
  const named = mentions.toSorted((a, b) => b.weight - a.weight).flatMap(({ keys }) => keys);
  const others = [...mentioned].toSorted(([, a], [, b]) => b - a).map(([key]) => key);
  return [...new Set([...named, ...others])].slice(0, MAX_SEEDS);
}

function* readAround(
  input: GraphArmInput,
  keys: readonly string[],
  hops: number,
): Steps<Neighbourhood> {
  const { stores, tenant, visibility, widening } = input;
  const bounds = { fanout: GRAPH_FANOUT, maxRelations: MAX_GRAPH_RELATIONS * widening };
  return yield* step(stores.graph.neighbourhood(tenant, keys, { hops, visibility, ...bounds }));
}

/** The edges that the first hits tell, where a bound may have cut them off. */
function* relationsOfHits(input: GraphArmInput, isTruncated: boolean): Steps<Relation[]> {
  const { stores, tenant, firstHits, visibility } = input;
  const relations: Relation[] = [];
  if (!isTruncated) return relations;
  for (const id of [...firstHits.keys()].slice(0, SEEDING_HITS)) {
    const told = yield* step(stores.graph.relationsOfMemory(tenant, id));
    relations.push(...told.filter((relation) => isVisibleEdge(relation, visibility)));
  }
  return relations;
}

function isVisibleEdge(relation: Relation, visibility: ArmInput["visibility"]): boolean {
  // Folded edges are not read by any other way: what `Relation` lacks of a projection is that it is none.
  return isEdgeVisible({ ...relation, foldedInto: null }, visibility);
}

/** Entities whose own edges a neighbourhood has: those nearer than its rim. */
function keysWithin({ distances }: Neighbourhood, hops: number): string[] {
  return Array.from(distances).flatMap(([key, distance]) => (distance <= hops ? [key] : []));
}

/** Where the best walks stop for want of edges. */
function openEnds(walks: readonly Walk[], read: ReadonlySet<string>): string[] {
  const ends = new Set<string>();
  for (const { keys, isOpen } of walks) {
    const end = keys.at(-1);
    if (isOpen && end !== undefined && !read.has(end)) ends.add(end);
    if (ends.size >= MAX_FRONTIER) break;
  }
  return [...ends];
}
