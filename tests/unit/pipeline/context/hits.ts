import type { Hit } from "../../../../src/core/hit.ts";

/** When hits of these tests were told. */
export const TOLD = "2024-05-21T10:00:00.000Z";

/** A trait that the user told in just these words. */
export function hit(memory: string, changes: Partial<Hit> = {}): Hit {
  return {
    id: memory,
    memory,
    kind: "trait",
    score: 1,
    relevance: 1,
    metadata: {},
    attributedTo: "user",
    validFrom: TOLD,
    validTo: null,
    recordedAt: TOLD,
    evidence: [{ turnId: "t", episodeId: "e", role: "user", at: TOLD, text: memory }],
    why: [],
    ...changes,
  };
}
