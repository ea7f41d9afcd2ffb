import { expect, test } from "vitest";

import { mapQdrantError } from "../../../src/qdrant/map-error.ts";

test("qdrant/map-error.ts MAX_REASON_LENGTH: 300 characters of a server's words are told, a further one is not", () => {
  const told = (length: number): string => {
    const refusal = { status: 400, data: { status: { error: "x".repeat(length) } } };
    const attempt = { action: "search", address: "http://localhost:6333" };
    return mapQdrantError(refusal, attempt).message;
  };
  expect(told(300)).toContain("x".repeat(300));
  expect(told(300)).not.toContain("…");
  expect(told(301)).toContain(`${"x".repeat(300)}…`);
  expect(told(301)).not.toContain("x".repeat(301));
});
