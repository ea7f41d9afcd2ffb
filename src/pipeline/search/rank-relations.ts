/** Ranks the edges of a piece of the graph, and what they stem from. */
import { greatest } from "../../core/extremes.ts";
import type { PathStep } from "../../core/hit.ts";
import { AGENT_KEY, USER_KEY } from "../../core/speaker.ts";
import type { Relation } from "../../graph/graph-store.ts";
import { DEFAULT_DAMPING, personalizedPagerank } from "../../graph/personalized-pagerank.ts";
import { type GraphPiece, slotOf } from "./graph-piece.ts";
import { findLinks, type NameLinks } from "./link-shares.ts";
import { weighSeeds } from "./seeds.ts";
import { shortestPaths } from "./shortest-paths.ts";
import type { Span } from "./span.ts";
import { has, type Walk } from "./walk-state.ts";

/** The most an edge gets by PageRank alone: half of what a walk that explains the whole question gets. */
export const PAGERANK_SHARE = 0.5;
/** What is left of that for an edge that shares no word with the question. */
export const WORDLESS_SHARE = 0.1;
/** "Who was Ana with before Bob?" names no relation, but Bob says which is meant: as sure as a walk, but for the words. */
export const ANCHORED_CONFIDENCE = 0.9;
/** A relation this much weaker than the best is merely near it in the graph. */
export const MIN_RELATIVE_SCORE = 0.02;
/** Relations that are handed on: more than are shown, as several may stem from one memory. */
export const MAX_FOUND_RELATIONS = 48;

/** An edge with what it is worth for the query. */
export interface FoundRelation {
  readonly relation: Relation;
  /** In [0, 1]; orders the relations. */
  readonly score: number;
  /** How much of the question the best walk over it explains, in [0, 1]; 0 if there is none. */
  readonly confidence: number;
  /** From a seed to it; it is the last step. */
  readonly path: readonly PathStep[];
  /** Names of the entities at the beginnings of its path. */
  readonly seeds: readonly string[];
  /** What of the question the best walk explains from its start up to this relation: it is as good as said. */
  readonly said: readonly Span[];
  /** The facts that the walk comes by before it. */
  readonly factsBefore: readonly string[];
}

/** What a piece of the graph comes to. */
export interface RankedPiece {
  /** Best first, ties by id; at most {@link MAX_FOUND_RELATIONS}. */
  readonly relations: FoundRelation[];
  /** What stands near the names of the question. */
  readonly links: NameLinks;
}

/** Ranks the edges of a piece and what they stem from. */
export function rankPiece(piece: GraphPiece): RankedPiece {
  const nodes = nodeMasses(piece);
  return { relations: rankRelations(piece, nodes), links: findLinks(piece, nodes) };
}

function rankRelations(piece: GraphPiece, nodes: ReadonlyMap<string, number>): FoundRelation[] {
  const best = bestWalks(piece.walks());
  const masses = edgeMasses(piece, nodes);
  const largest = Math.max(0, greatest(masses.values()));
  const names = new Map<string, string>();
  for (const relation of piece.relations.values()) {
    names
      .set(relation.source, relation.sourceName)
      .set(relation.destination, relation.destinationName);
  }
  const anchored = piece.anchoredSlots();
  const scored = Array.from(piece.relations.values(), (relation) => {
    const walk = best.get(relation.id);
    const mass = largest === 0 ? 0 : (masses.get(relation.id) ?? 0) / largest;
    const words = WORDLESS_SHARE + (1 - WORDLESS_SHARE) * piece.lexicalShare(relation);
    const isAnchored = anchored.has(slotOf(relation));
    const confidence = Math.max(walk?.score ?? 0, isAnchored ? ANCHORED_CONFIDENCE : 0);
    return {
      relation,
      walk,
      confidence,
      score: Math.max(confidence, PAGERANK_SHARE * mass * words),
    };
  });
  const minScore = Math.max(0, greatest(scored.map(({ score }) => score))) * MIN_RELATIVE_SCORE;
  const top = scored
    .filter(({ score }) => score > 0 && score >= minScore)
    .toSorted(compareScored)
    .slice(0, MAX_FOUND_RELATIONS);
  const paths = shortestPaths(piece.edges, piece.input.mentions, piece.mentioned);
  return top.map(({ relation, walk, confidence, score }) => {
    const path = walk ? pathOfWalk(walk, relation) : [...(paths.get(relation.id) ?? []), relation];
    const start = walk?.keys[0] ?? paths.startOf(relation.id);
    const seeds = start === undefined ? [] : [names.get(start) ?? start];
    const said = walk ? saidUpTo(walk, relation, piece) : { said: [], factsBefore: [] };
    return { relation, confidence, score, path: path.map(toPathStep), seeds, ...said };
  });
}

interface ScoredRelation {
  readonly relation: Relation;
  readonly walk: Walk | undefined;
  readonly score: number;
}

/** Of one walk its end goes first: that is where the answer is. */
function compareScored(a: ScoredRelation, b: ScoredRelation): number {
  if (a.score !== b.score) return b.score - a.score;
  const [first, second] = [stepsLeft(a), stepsLeft(b)];
  return first - second || (a.relation.id < b.relation.id ? -1 : 1);
}

function stepsLeft({ relation, walk }: ScoredRelation): number {
  if (!walk) return 0;
  return walk.relations.length - 1 - placeIn(walk, relation);
}

function placeIn(walk: Walk, relation: Relation): number {
  return walk.relations.findIndex(({ id }) => id === relation.id);
}

function saidUpTo(
  walk: Walk,
  relation: Relation,
  { units }: GraphPiece,
): Pick<FoundRelation, "said" | "factsBefore"> {
  const place = placeIn(walk, relation);
  const explained = walk.explained[place] ?? 0;
  if (explained === 0) return { said: [], factsBefore: [] };
  return {
    said: units.filter((_, index) => has(explained, index)),
    factsBefore: walk.relations.slice(0, place).map(({ fact }) => fact),
  };
}

/** By relation the best walk over it. */
function bestWalks(walks: readonly Walk[]): Map<string, Walk> {
  const best = new Map<string, Walk>();
  for (const walk of walks) {
    for (const { id } of walk.relations) if (!best.has(id)) best.set(id, walk);
  }
  return best;
}

/** The PageRank mass at both ends of each edge. */
function edgeMasses(piece: GraphPiece, nodes: ReadonlyMap<string, number>): Map<string, number> {
  return new Map(
    Array.from(piece.relations.values(), ({ id, source, destination }) => [
      id,
      (nodes.get(source) ?? 0) + (nodes.get(destination) ?? 0),
    ]),
  );
}

/**
 * The PageRank of each entity; words of the question draw mass along their edges. It goes through who speaks only where the
 * question means them: nearly all is told of the user, so what is next to them is near everything.
 */
function nodeMasses(piece: GraphPiece): Map<string, number> {
  const silent = silentSpeakers(piece);
  const relations = [...piece.relations.values()].filter(
    ({ source, destination }) => !silent.has(source) && !silent.has(destination),
  );
  const seeds = weighSeeds(piece.input, piece.mentioned);
  for (const key of silent) seeds.delete(key);
  const edges = relations.map((relation) => ({
    source: relation.source,
    target: relation.destination,
    weight: WORDLESS_SHARE + piece.lexicalShare(relation),
  }));
  return personalizedPagerank(edges, seeds, {
    damping: DEFAULT_DAMPING,
    tolerance: PAGERANK_TOLERANCE,
  });
}

/** The user and the agent, unless the question means them. */
function silentSpeakers({ input: { mentions } }: GraphPiece): ReadonlySet<string> {
  const meant = new Set(mentions.flatMap(({ keys }) => keys));
  return new Set([USER_KEY, AGENT_KEY]).difference(meant);
}

/** Coarser than the default: edges are told apart by words far more than by the sixth digit of a mass. */
const PAGERANK_TOLERANCE = 1e-6;

function pathOfWalk(walk: Walk, relation: Relation): readonly Relation[] {
  return walk.relations.slice(0, placeIn(walk, relation) + 1);
}

function toPathStep({ sourceName, type, destinationName }: Relation): PathStep {
  return { source: sourceName, relationship: type, destination: destinationName };
}
