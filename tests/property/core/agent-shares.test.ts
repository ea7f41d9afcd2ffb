import * as fc from "fast-check";
import { expect, test } from "vitest";

import { isOfReader } from "../../../src/core/agent-shares.ts";
import { compareTold } from "../../../src/core/records.ts";
import { projectMemory, projectRelation } from "../../../src/core/validity/project.ts";
import { metadataFor, textFor } from "../../../src/core/visibility.ts";
import { derive, tell } from "../../support/ledger.ts";

const agent = fc.constantFrom(null, "a", "b");
const telling = fc.record({
  at: fc.integer({ min: 1, max: 9 }),
  agentId: agent,
  text: fc.constantFrom("M", "m", "m."),
  metadata: fc.dictionary(fc.constantFrom("x", "y", "__proto__"), fc.integer({ min: 0, max: 3 })),
});

test("a reader sees of a statement what would be there if others had told nothing", () => {
  fc.assert(
    fc.property(fc.array(telling, { minLength: 1, maxLength: 8 }), agent, (told, reader) => {
      const all = told.map(({ at, ...rest }, index) =>
        tell("m", at, { ...rest, index, id: `${index}` }),
      );
      const seen = all.filter(({ agentId }) => isOfReader(agentId, reader)).toSorted(compareTold);
      fc.pre(seen.length > 0);
      const state = derive(all);
      const statement = state.statements.get("m");
      expect(statement).toBeDefined();
      if (!statement) return;
      const projection = projectMemory(statement, state, 1);
      const own = derive(seen);
      const alone = own.statements.get("m");
      expect(alone).toBeDefined();
      if (!alone) return;
      const { metadata } = projectMemory(alone, own, 1);
      expect(new Map(Object.entries(metadataFor(projection, reader)))).toEqual(
        new Map(Object.entries(metadata)),
      );
      expect(textFor(projection, reader) ?? projection.text).toBe(seen[0]?.text);
      const edge = projectRelation(statement, state);
      expect(textFor(edge, reader) ?? edge.fact).toBe(seen[0]?.text);
    }),
    { numRuns: 500 },
  );
});
