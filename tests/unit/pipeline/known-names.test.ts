import { describe, expect, test } from "vitest";
import { z } from "zod";
import { namesAt } from "../../../src/pipeline/known-names.ts";

describe("namesAt()", () => {
  const schema = z.strictObject({
    graph: z.strictObject({ hops: z.number().optional() }).optional(),
    facts: z
      .array(z.strictObject({ text: z.string(), by: z.string().nullable() }))
      .nullable()
      .optional(),
    source: z.union([z.string(), z.strictObject({ name: z.string() })]),
  });

  test.each([
    [[], ["graph", "facts", "source"]],
    [["graph"], ["hops"]],
    [
      ["facts", 3],
      ["text", "by"],
    ],
    [["source"], ["name"]],
    [["facts"], []],
    [["nowhere", "at", "all"], []],
  ])("reads the names at %j", (path, names) => {
    expect(namesAt(schema, path)).toEqual(names);
  });
});
