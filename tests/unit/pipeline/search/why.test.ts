import { describe, expect, test } from "vitest";
import type { Candidate } from "../../../../src/pipeline/search/candidate.ts";
import type { FoldedCandidate } from "../../../../src/pipeline/search/fold.ts";
import { whyOf, type WhyOptions } from "../../../../src/pipeline/search/why.ts";
import { candidate, found, memory, relation } from "./builders.ts";

const PLAIN: WhyOptions = {
  explain: false,
  ranges: [],
  past: null,
  spell: undefined,
  isOver: false,
};

const FOUND: Partial<Candidate> = {
  dense: { id: "m", rank: 100, score: -0.02 },
  keywords: { id: "m", rank: 3, score: 0.2 },
  share: 0.2,
  graph: { rank: 1, found: found(relation("a", "KNOWS", "b"), 0.5) },
};

function hit(parts: Readonly<Record<string, number>>, changes = FOUND): FoldedCandidate {
  const one = candidate(memory("m"), changes);
  const score = Object.values(parts).reduce((sum, part) => sum + part, 0);
  const rest = { relevance: 0, bestTurn: null, evidence: [], folded: [] };
  return { candidate: one, score, parts, ...rest };
}

const namesOf = (one: FoldedCandidate, options = PLAIN) => whyOf(one, options).map(({ by }) => by);

describe("whyOf()", () => {
  test("leaves out an arm that gave nothing to the score", () => {
    expect(namesOf(hit({ text: 0.2, dense: 0, graph: 0.75 }))).toEqual(["graph", "keywords"]);
    expect(namesOf(hit({ text: 0.2, dense: 0.1, graph: 0 }))).toEqual(["keywords", "dense"]);
  });

  test("leaves out what is less than a twentieth of the score, and keeps what is one", () => {
    expect(namesOf(hit({ text: 0.96, dense: 0.04 }))).toEqual(["keywords"]);
    expect(namesOf(hit({ text: 0.95, dense: 0.05 }))).toEqual(["keywords", "dense"]);
  });

  test("measures by what found it, and not by the order of a question about the past", () => {
    expect(namesOf(hit({ text: 0.2, dense: 0.1, past: 50, slot: -3 }))).toEqual([
      "keywords",
      "dense",
    ]);
  });

  test("tells one way that it was found, where none gave anything", () => {
    expect(namesOf(hit({ text: 0, dense: 0, graph: 0 }))).toEqual(["graph"]);
    const dense = { dense: { id: "m", rank: 100, score: -0.02 } };
    expect(namesOf(hit({ text: 0, dense: 0 }, dense))).toEqual(["dense"]);
  });

  test("explains with every part, also one that is no reason", () => {
    const reasons = whyOf(hit({ text: 0.99, dense: 0.01, graph: 0 }), { ...PLAIN, explain: true });
    expect(reasons.at(-1)).toMatchObject({ by: "score", parts: { text: 0.99, dense: 0.01 } });
  });
});
