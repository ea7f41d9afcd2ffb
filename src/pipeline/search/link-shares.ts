/**
 * What stands near the names of a question in the graph, though it says none of them: what tells of the entities there, and
 * what says their names.
 */
import { analyze } from "../../text/tokens.ts";
import type { StoredPoint } from "../../vector/vector-store.ts";
import { type GraphPiece, sourcesOf } from "./graph-piece.ts";
import { says } from "./says.ts";

/** Entities whose names are looked for in texts, the nearest ones: each costs a look through all that is read. */
export const MAX_NEAR = 12;

/** What is looked at of a piece of the graph. */
export interface LinkedPiece extends Pick<GraphPiece, "relations"> {
  readonly input: Pick<GraphPiece["input"], "mentions" | "weights"> & {
    readonly query: { readonly text: string };
  };
}

/** An entity near what the question names. */
export interface NearEntity {
  readonly key: string;
  readonly name: string;
  /** Its PageRank, in (0, 1]. */
  readonly mass: number;
}

/** A memory or turn by whose relations entities are told of. */
export interface ToldEntities {
  readonly keys: ReadonlySet<string>;
  /** Of all of them together, each once. */
  readonly mass: number;
}

/** What the graph knows to be near the names of a question. */
export interface NameLinks {
  /** What the names that the graph knows weigh, as a share of the query, in [0, 1]. */
  readonly named: number;
  /** By memory and turn, what it tells of beside those that the query names. */
  readonly told: ReadonlyMap<string, ToldEntities>;
  /** The nearest first; without those that the query names. */
  readonly near: readonly NearEntity[];
}

/** Where a query names nothing. */
export const NO_LINKS: NameLinks = { named: 0, told: new Map(), near: [] };

/**
 * Finds what is near the names of a question. What it names itself is left out: that counts by the words of the text
 * already.
 *
 * @param nodes - The PageRank of each entity, the largest first.
 */
export function findLinks(piece: LinkedPiece, nodes: ReadonlyMap<string, number>): NameLinks {
  const named = shareOfNames(piece.input);
  if (named === 0) return NO_LINKS;
  const own = new Set(piece.input.mentions.flatMap(({ keys }) => keys));
  const names = new Map<string, string>();
  const keysOf = new Map<string, Set<string>>();
  for (const relation of piece.relations.values()) {
    const { source, destination } = relation;
    names.set(source, relation.sourceName).set(destination, relation.destinationName);
    const others = [source, destination].filter((key) => !own.has(key));
    for (const id of sourcesOf(relation)) {
      const known = keysOf.get(id) ?? new Set<string>();
      for (const key of others) known.add(key);
      keysOf.set(id, known);
    }
  }
  const told = new Map(
    Array.from(keysOf, ([id, keys]) => {
      let mass = 0;
      for (const key of keys) mass += nodes.get(key) ?? 0;
      return [id, { keys, mass }];
    }),
  );
  return { named, told, near: nearest(nodes, names, own) };
}

/**
 * How much of the question each of these memories and turns has by what the graph knows: what the names in it weigh, times
 * how near the entities that it tells of or says are to them.
 *
 * Masses fall by the number of edges at every step, so their square roots are taken: two steps away from a name with
 * many edges is still two steps. What is around a name that everything is about has next to no mass, and gets little. A
 * name that is only said counts by how few of these texts have it.
 */
export function linkShares(
  points: readonly StoredPoint[],
  { named, told, near }: NameLinks,
): Map<string, number> {
  const masses = new Map(points.map(({ id }) => [id, told.get(id)?.mass ?? 0]));
  for (const { key, name, mass } of near.filter((entity) => isProperName(entity.name))) {
    const isTold = ({ id }: StoredPoint): boolean => told.get(id)?.keys.has(key) === true;
    const having = points.filter((point) => isTold(point) || says(point.text, name));
    const worth = mass * rarity(having.length, points.length);
    for (const point of having) {
      if (!isTold(point)) masses.set(point.id, (masses.get(point.id) ?? 0) + worth);
    }
  }
  return new Map(Array.from(masses, ([id, mass]) => [id, named * Math.sqrt(mass)]));
}

/** A guess counts as little as it is sure. */
function shareOfNames({ query, mentions, weights }: LinkedPiece["input"]): number {
  const sureness = new Map<string, number>();
  for (const { start, end, weight } of mentions) {
    for (const term of analyze(query.text.slice(start, end))) {
      sureness.set(term, Math.max(sureness.get(term) ?? 0, weight));
    }
  }
  let named = 0;
  let total = 0;
  for (const [term, weight] of weights) {
    named += weight * (sureness.get(term) ?? 0);
    total += weight;
  }
  return total === 0 ? 0 : named / total;
}

function nearest(
  nodes: ReadonlyMap<string, number>,
  names: ReadonlyMap<string, string>,
  own: ReadonlySet<string>,
): NearEntity[] {
  const near: NearEntity[] = [];
  for (const [key, mass] of nodes) {
    if (near.length >= MAX_NEAR || mass === 0) break;
    const name = names.get(key);
    if (name !== undefined && !own.has(key)) near.push({ key, name, mass });
  }
  return near;
}

/** 1 for what one of them has, 0 for what all have: the inverse document frequency among them, over the most there is. */
function rarity(count: number, total: number): number {
  return total < 2 ? 1 : Math.log(total / Math.max(1, count)) / Math.log(total);
}

/** Whether a text that has these letters means the entity: a name written small, as "nature", is a word like any other. */
function isProperName(name: string): boolean {
  return /[\p{Lu}\p{Lo}]/u.test(name) && name.length > 1;
}
