/** A piece of the graph as a question sees it: its walks, and its edges ranked. */
import type { PathStep } from "../../core/hit.ts";
import type { Relation } from "../../graph/graph-store.ts";
import { DEFAULT_DAMPING, personalizedPagerank } from "../../graph/personalized-pagerank.ts";
import { askedType, endsOf, type RelationEnds } from "./asked-types.ts";
import type { GraphArmInput } from "./graph-arm.ts";
import { overlaps, type Query, type Span } from "./query.ts";
import { type QuestionUnit, questionUnits } from "./question-units.ts";
import { isReadingOf, relationLexicon } from "./relation-lexicon.ts";
import { type Mention, weighSeeds } from "./seeds.ts";
import { TermMatcher } from "./term-matcher.ts";
import { findWalks, MAX_WALK_HOPS, type Walk } from "./walk.ts";
import { shortestPaths } from "./shortest-paths.ts";
import type { EntityType } from "../../core/relations/relation-definition.ts";

/** The most an edge gets by PageRank alone: half of what a walk that explains the whole question gets. */
export const PAGERANK_SHARE = 0.5;
/** What is left of that for an edge that shares no word with the question. */
export const WORDLESS_SHARE = 0.1;
/** "Who was Ana with before Bob?" names no relation, but Bob says which is meant: as sure as a walk, but for the words. */
export const ANCHORED_CONFIDENCE = 0.9;
/** Relations that are handed on: more than are shown, as several may stem from one memory. */
export const MAX_FOUND_RELATIONS = 64;

/** Memories and turns of one relation that get its score: it is told by few, and repeated by many. */
export const MAX_SOURCES = 12;

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
}

/** Edges around the seeds, gathered piece by piece. */
export class GraphPiece {
  readonly input: GraphArmInput;
  /** Entities of the first hits with how good the hits are. */
  readonly mentioned: ReadonlyMap<string, number>;
  readonly units: readonly QuestionUnit[];
  /** Entities that "before" compares with. */
  readonly anchorKeys: ReadonlySet<string>;
  readonly relations: Map<string, Relation> = new Map();
  /** Edges by the entities at their ends. */
  readonly edges: Map<string, Relation[]> = new Map();
  readonly #starts: readonly Mention[];
  readonly #matcher: TermMatcher;
  readonly #wordUnits: readonly number[];
  readonly #askedTypes: readonly (EntityType | undefined)[];
  readonly #words = new Map<string, ReadonlySet<number>>();
  /** Null for a type outside the catalog. */
  readonly #ends = new Map<string, RelationEnds | null>();
  #walks: readonly Walk[] | undefined;

  constructor(input: GraphArmInput, mentioned: ReadonlyMap<string, number>) {
    this.input = input;
    this.mentioned = mentioned;
    const { query, mentions, weights } = input;
    const lexicon = relationLexicon();
    const anchored = anchorOf(query, mentions);
    this.anchorKeys = new Set(anchored?.keys);
    this.#starts = mentions.filter((mention) => mention !== anchored);
    const said = [query.past?.place, anchored].filter((span) => span !== undefined);
    const ignored: Span[] = [...query.dates, ...said];
    this.units = questionUnits(query, { names: this.#starts, ignored, lexicon, weights });
    this.#askedTypes = this.units.map((unit) => askedTypeOf(unit, query));
    this.#wordUnits = this.units.flatMap(({ form }, index) => (form === "word" ? [index] : []));
    this.#matcher = new TermMatcher(this.#wordUnits.map((index) => stemOfUnit(this.units[index])));
  }

  /** Adds edges; those that are there already stay as they are. */
  add(relations: readonly Relation[]): void {
    for (const relation of relations) {
      if (this.relations.has(relation.id)) continue;
      this.relations.set(relation.id, relation);
      for (const end of new Set([relation.source, relation.destination])) {
        const known = this.edges.get(end);
        if (known) known.push(relation);
        else this.edges.set(end, [relation]);
      }
      this.#walks = undefined;
    }
  }

  /** The walks through what has been gathered so far, best first. */
  walks(): readonly Walk[] {
    this.#walks ??= findWalks({
      text: this.input.query.text,
      units: this.units,
      starts: this.#starts,
      edges: this.edges,
      wordsOf: (relation) => this.wordsOf(relation),
      askedTypes: this.#askedTypes,
      endsOf: (type) => this.#endsOf(type),
    });
    return this.#walks;
  }

  #endsOf(type: string): RelationEnds | undefined {
    const known = this.#ends.get(type);
    if (known !== undefined) return known ?? undefined;
    const ends = endsOf(type);
    this.#ends.set(type, ends ?? null);
    return ends;
  }

  /** The word units that an edge's type or fact has, by their index among the units. */
  wordsOf(relation: Relation): ReadonlySet<number> {
    const known = this.#words.get(relation.id);
    if (known) return known;
    const { counts } = this.#matcher.count(
      `${relation.fact} ${relation.type.replaceAll("_", " ")}`,
    );
    const words = new Set(this.#wordUnits.filter((_, at) => (counts[at] ?? 0) > 0));
    this.#words.set(relation.id, words);
    return words;
  }

  /** The slots that hold what "before" compares with, of an entity that the question names. */
  anchoredSlots(): ReadonlySet<string> {
    const subjects = new Set(this.#starts.flatMap(({ keys }) => keys));
    const slots = new Set<string>();
    for (const key of this.anchorKeys) {
      for (const relation of this.edges.get(key) ?? []) {
        if (subjects.has(relation.source)) slots.add(slotOf(relation));
      }
    }
    return slots;
  }

  /** By memory and turn, the names of the question whose entities its relations are about, by whatever name they go. */
  aboutNames(): Map<string, Set<Span>> {
    const about = new Map<string, Set<Span>>();
    for (const start of this.#starts) {
      for (const { memoryIds, turnIds } of start.keys.flatMap((key) => this.edges.get(key) ?? [])) {
        for (const id of [...memoryIds.slice(0, MAX_SOURCES), ...turnIds.slice(0, MAX_SOURCES)]) {
          about.set(id, (about.get(id) ?? new Set<Span>()).add(start));
        }
      }
    }
    return about;
  }

  /** The share of the question, names aside, that an edge explains by itself. */
  lexicalShare(relation: Relation): number {
    const words = this.wordsOf(relation);
    let total = 0;
    let explained = 0;
    for (const [index, unit] of this.units.entries()) {
      if (unit.form === "name") continue;
      total += unit.weight;
      const reading =
        unit.form === "relation"
          ? unit.readings.find((one) => isReadingOf(one, relation.type))
          : null;
      explained += unit.weight * (reading?.weight ?? (words.has(index) ? 1 : 0));
    }
    return total === 0 ? 0 : explained / total;
  }
}

function slotOf({ source, type }: Relation): string {
  return `${type}|${source}`;
}

/** What a piece of the graph comes to. */
export interface RankedPiece {
  /** Best first, ties by id; at most {@link MAX_FOUND_RELATIONS}. */
  readonly relations: FoundRelation[];
  /** How near the entities of each memory and turn are to the seeds, in [0, 1]: the nearest has 1. */
  readonly links: ReadonlyMap<string, number>;
}

/** Ranks the edges of a piece and what they stem from. */
export function rankPiece(piece: GraphPiece): RankedPiece {
  const nodes = nodeMasses(piece);
  return { relations: rankRelations(piece, nodes), links: linkMasses(piece, nodes) };
}

/** The mass of all entities that the relations of a memory or turn name, each once. */
function linkMasses(piece: GraphPiece, nodes: ReadonlyMap<string, number>): Map<string, number> {
  const named = new Set(piece.input.mentions.flatMap(({ keys }) => keys));
  const entities = new Map<string, Set<string>>();
  for (const { memoryIds, turnIds, source, destination } of piece.relations.values()) {
    for (const id of [...memoryIds.slice(0, MAX_SOURCES), ...turnIds.slice(0, MAX_SOURCES)]) {
      const own = entities.get(id) ?? new Set<string>();
      for (const key of [source, destination]) if (!named.has(key)) own.add(key);
      entities.set(id, own);
    }
  }
  const masses = new Map(
    Array.from(entities, ([id, keys]) => [
      id,
      keys.values().reduce((sum, key) => sum + (nodes.get(key) ?? 0), 0),
    ]),
  );
  return masses;
}

function rankRelations(piece: GraphPiece, nodes: ReadonlyMap<string, number>): FoundRelation[] {
  const best = bestWalks(piece.walks());
  const masses = edgeMasses(piece, nodes);
  const largest = Math.max(0, ...masses.values());
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
  const top = scored
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score || (a.relation.id < b.relation.id ? -1 : 1))
    .slice(0, MAX_FOUND_RELATIONS);
  const paths = shortestPaths(piece.edges, piece.input.mentions, piece.mentioned);
  return top.map(({ relation, walk, confidence, score }) => {
    const path = walk ? pathOfWalk(walk, relation) : [...(paths.get(relation.id) ?? []), relation];
    const start = walk?.keys[0] ?? paths.startOf(relation.id);
    const seeds = start === undefined ? [] : [names.get(start) ?? start];
    return { relation, confidence, score, path: path.map(toPathStep), seeds };
  });
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

/** The PageRank of each entity; words of the question draw mass along their edges. */
function nodeMasses(piece: GraphPiece): Map<string, number> {
  const relations = [...piece.relations.values()];
  const degrees = new Map(Array.from(piece.edges, ([key, edges]) => [key, edges.length]));
  const seeds = weighSeeds(piece.input.mentions, piece.mentioned, degrees);
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

/** Coarser than the default: edges are told apart by words far more than by the sixth digit of a mass. */
const PAGERANK_TOLERANCE = 1e-6;

function pathOfWalk(walk: Walk, relation: Relation): readonly Relation[] {
  const at = walk.relations.findIndex(({ id }) => id === relation.id);
  return walk.relations.slice(0, Math.min(at + 1, MAX_WALK_HOPS));
}

function toPathStep({ sourceName, type, destinationName }: Relation): PathStep {
  return { source: sourceName, relationship: type, destination: destinationName };
}

/** The name that "before" compares with, unless it is the only one: what was before it is asked, not it. */
export function anchorOf(query: Query, mentions: readonly Mention[]): Mention | undefined {
  const { past } = query;
  const place = past?.anchor;
  if (!place) return undefined;
  const inside = mentions.filter((mention) => overlaps(mention, place));
  const anchor = past.isAnchorAfter ? inside[0] : inside.at(-1);
  return mentions.length > 1 ? anchor : undefined;
}

function askedTypeOf(unit: QuestionUnit, query: Query): EntityType | undefined {
  if (unit.form === "name") return undefined;
  const inside = query.words.filter((word) => overlaps(unit, word));
  return inside.map(({ stem }) => askedType(stem)).find((type) => type !== undefined);
}

function stemOfUnit(unit: QuestionUnit | undefined): string {
  return unit?.form === "word" ? unit.stem : "";
}
