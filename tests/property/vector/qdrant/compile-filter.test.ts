import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { AgentShare } from "../../../../src/core/agent-shares.ts";
import { compileWant } from "../../../../src/vector/qdrant/compile-filter.ts";
import { newPayload, projectionPayload } from "../../../../src/vector/qdrant/point-payload.ts";
import { isWanted } from "../../../../src/vector/wanted.ts";
import {
  filterNodes,
  metadataValues,
  projections,
  visibilities,
} from "../../../support/arbitraries.ts";
import { meets } from "../../../support/evaluate-filter.ts";
import { DAY, DAY_ZERO, memoryOf, turnOf } from "../../../support/points.ts";

const metadata = fc.dictionary(fc.constantFrom("a", "b", "c.d", "c", "x=1%"), metadataValues());
const share: fc.Arbitrary<AgentShare> = fc.record({
  agentId: fc.constantFrom(null, "agent", "helper"),
  text: fc.constant(null),
  metadata: metadata.map((all) =>
    Object.fromEntries(Object.entries(all).map(([key, value]) => [key, { rank: 0, value }])),
  ),
});
const points = fc
  .record({
    projection: projections(),
    own: metadata,
    told: metadata,
    byAgent: fc.option(fc.array(share, { minLength: 2, maxLength: 3 }), { nil: undefined }),
    kind: fc.constantFrom("event", "trait", "note", "turn"),
    day: fc.nat(6),
  })
  .map(({ projection, own, told, byAgent, kind, day }) => {
    const shares = byAgent && kind !== "turn" ? { byAgent } : {};
    const sketch = {
      id: "p",
      at: DAY_ZERO + day * DAY,
      metadata: own,
      projection: { ...projection, metadata: told, ...shares },
    };
    return kind === "turn" ? turnOf(sketch) : memoryOf({ ...sketch, kind });
  });

test("compileWant() takes all that isVisible() and matchesFilter() take, and nothing else where it says so", () => {
  fc.assert(
    fc.property(
      points,
      visibilities(),
      fc.option(filterNodes()),
      fc.constantFrom([], ["a"], ["a", "c.d"]),
      (point, visibility, filter, indexes) => {
        const viewed = {
          kind: point.kind,
          at: point.at,
          projection: point.projection,
          metadata: point.kind === "turn" ? point.metadata : point.projection.metadata,
        };
        const want = { visibility, filter };
        const compiled = compileWant(want, indexes);
        const isTaken = meets(compiled.filter, newPayload(point, indexes, "writer"));
        const isRight = isWanted(viewed, want);
        expect(isTaken || !isRight).toBe(true);
        if (compiled.isExact) expect(isTaken).toBe(isRight);
        // What was written before a key was declared is found too.
        expect(meets(compiled.filter, newPayload(point, [], "writer")) || !isRight).toBe(true);
      },
    ),
    { numRuns: 3000 },
  );
});

test("a projection that comes later is found like one that was inserted", () => {
  fc.assert(
    fc.property(points, projections(), visibilities(), (point, projection, visibility) => {
      const later = { ...point, projection: { ...projection, metadata: { a: 1 } } };
      const changed = {
        ...newPayload(point, [], "writer"),
        ...projectionPayload(point.kind, later.projection, []),
      };
      const { filter } = compileWant({ visibility, filter: null });
      expect(meets(filter, changed)).toBe(meets(filter, newPayload(later, [], "writer")));
    }),
  );
});
