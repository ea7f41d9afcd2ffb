import { tmpdir } from "node:os";
import { describe, expect, test } from "vitest";
import { NOWHERE, RUN_MS, runDemo } from "../support/run-demo.ts";

describe("the demo without servers", () => {
  test(
    "says what to do",
    () => {
      const variables = { QDRANT_URL: `http://${NOWHERE}`, NEO4J_URI: `bolt://${NOWHERE}` };
      const { errors, status } = runDemo(["--servers"], { folder: tmpdir(), variables });
      expect(status).toBe(1);
      expect(errors).toContain(`Qdrant at http://${NOWHERE} is unavailable`);
      expect(errors).toContain("cp .env.example .env");
      expect(errors).not.toMatch(/^ {4}at /m);
    },
    RUN_MS,
  );
});
