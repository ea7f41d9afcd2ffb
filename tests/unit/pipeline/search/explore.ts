/** The graph's arm of a search alone, over a graph of a few edges. */
import { runSync } from "../../../../src/core/awaitable.ts";
import type { Relation } from "../../../../src/graph/graph-store.ts";
import { graphArm, type GraphFindings } from "../../../../src/pipeline/search/graph-arm.ts";
import type { GraphArmInput } from "../../../../src/pipeline/search/graph-input.ts";
import { readQuery } from "../../../../src/pipeline/search/query.ts";
import { seeing, tenantOf } from "../../../support/points.ts";

/** What the graph was asked for in one step. */
interface Asked {
  readonly keys: readonly string[];
  readonly maxRelations: number;
}

/** What a text that names Ana finds, and what it asks the graph for, step by step. */
export function explore(
  text: string,
  edges: readonly Relation[],
  given: Partial<GraphArmInput> & { readonly ofHits?: readonly string[] } = {},
): { readonly asked: readonly Asked[]; readonly findings: GraphFindings } {
  const asked: Asked[] = [];
  const { ofHits = [], ...rest } = given;
  const start = text.indexOf("Ana");
  const graph = {
    entitiesOf: (_: string, ids: readonly string[]) => new Map(ids.map((id) => [id, ofHits])),
    neighbourhood: (_: string, keys: readonly string[], { maxRelations }: Asked) => {
      asked.push({ keys, maxRelations });
      const own = new Set(keys);
      const relations = edges.filter((edge) => own.has(edge.source) || own.has(edge.destination));
      return { relations, distances: new Map(), isTruncated: false };
    },
  };
  const input = {
    stores: { graph },
    tenant: tenantOf("kirk"),
    query: readQuery(text, { reference: 0, timeZone: "UTC", isTimeGiven: false }),
    visibility: seeing(),
    widening: 1,
    hops: 2,
    mentions: [{ start, end: start + 3, keys: ["Ana"], weight: 1 }],
    firstHits: new Map(),
    weights: new Map(),
    ...rest,
    // It looks at nothing else of the stores.
  } as unknown as GraphArmInput;
  return { findings: runSync(graphArm(input)), asked };
}
