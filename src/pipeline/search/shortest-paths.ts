/** The shortest way from a seed to each edge. */
import type { Relation } from "../../graph/graph-store.ts";
import type { NamedPlace } from "./question-units.ts";

/** Ways to edges. */
export interface ShortestPaths {
  /** The edges before this one, from the seed on; undefined if no seed reaches it. */
  get(relationId: string): readonly Relation[] | undefined;
  /** The seed its way begins at. */
  startOf(relationId: string): string | undefined;
}

interface Way {
  readonly start: string;
  readonly relations: readonly Relation[];
}

/** Breadth first from the named entities, then from those only mentioned; edges in the order they are given. */
export function shortestPaths(
  edges: ReadonlyMap<string, readonly Relation[]>,
  named: readonly NamedPlace[],
  mentioned: ReadonlyMap<string, number>,
): ShortestPaths {
  const ways = new Map<string, Way>();
  const toEdges = new Map<string, Way>();
  const spread = (starts: Iterable<string>): void => {
    let frontier = [...new Set(starts)].filter((key) => !ways.has(key));
    for (const key of frontier) ways.set(key, { start: key, relations: [] });
    while (frontier.length > 0) {
      frontier = frontier.flatMap((key) => advance(key, edges, { ways, toEdges }));
    }
  };
  spread(named.flatMap(({ keys }) => keys));
  spread(mentioned.keys());
  return {
    get: (relationId) => toEdges.get(relationId)?.relations,
    startOf: (relationId) => toEdges.get(relationId)?.start,
  };
}

interface Ways {
  readonly ways: Map<string, Way>;
  readonly toEdges: Map<string, Way>;
}

function advance(
  key: string,
  edges: ReadonlyMap<string, readonly Relation[]>,
  { ways, toEdges }: Ways,
): string[] {
  const way = ways.get(key);
  if (!way) return [];
  const reached: string[] = [];
  for (const relation of edges.get(key) ?? []) {
    if (!toEdges.has(relation.id)) toEdges.set(relation.id, way);
    const to = relation.source === key ? relation.destination : relation.source;
    if (ways.has(to)) continue;
    ways.set(to, { start: way.start, relations: [...way.relations, relation] });
    reached.push(to);
  }
  return reached;
}
