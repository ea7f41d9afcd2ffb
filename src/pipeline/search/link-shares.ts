/** What stands near the names of a question in the graph, though it says none of them. */
import { analyze } from "../../text/tokens.ts";
import { type GraphPiece, sourcesOf } from "./graph-piece.ts";

/** What is looked at of a piece of the graph. */
export interface LinkedPiece extends Pick<GraphPiece, "relations"> {
  readonly input: Pick<GraphPiece["input"], "mentions" | "weights"> & {
    readonly query: { readonly text: string };
  };
}

/**
 * How much of the question each memory and turn has by its place in the graph: what the names in it weigh, times how
 * near the entities that it tells of are to them. Those that the query names count by the words of the text already.
 *
 * Masses fall by the number of edges at every step, so their square roots are taken: two steps away from a name with
 * many edges is still two steps. What is around a name that everything is about has next to no mass, and gets little.
 */
export function linkShares(
  piece: LinkedPiece,
  nodes: ReadonlyMap<string, number>,
): Map<string, number> {
  const named = shareOfNames(piece.input);
  if (named === 0) return new Map();
  const masses = sourceMasses(piece, nodes);
  return new Map(Array.from(masses, ([id, mass]) => [id, named * Math.sqrt(mass)]));
}

/** What the names that the graph knows weigh, as a share of the query, in [0, 1]; a guess counts as little as it is sure. */
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

/** The mass of all entities that the relations of a memory or turn name and the query does not, each once. */
function sourceMasses(piece: LinkedPiece, nodes: ReadonlyMap<string, number>): Map<string, number> {
  const named = new Set(piece.input.mentions.flatMap(({ keys }) => keys));
  const entities = new Map<string, Set<string>>();
  for (const relation of piece.relations.values()) {
    const others = [relation.source, relation.destination].filter((key) => !named.has(key));
    for (const id of sourcesOf(relation)) {
      const known = entities.get(id) ?? new Set<string>();
      for (const key of others) known.add(key);
      entities.set(id, known);
    }
  }
  return new Map(
    Array.from(entities, ([id, keys]) => {
      let mass = 0;
      for (const key of keys) mass += nodes.get(key) ?? 0;
      return [id, mass];
    }),
  );
}
