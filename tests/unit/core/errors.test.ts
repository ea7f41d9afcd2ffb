import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import * as errors from "../../../src/core/errors.ts";
import type { MnemographError } from "../../../src/core/errors.ts";

const cause = new Error("the driver's own words");

const samples: readonly (readonly [
  MnemographError,
  code: string,
  isRetryable: boolean,
  message: string,
])[] = [
  [
    new errors.InvalidArgumentError("search memories", "limit", "an integer from 1 to 1000", 0),
    "INVALID_ARGUMENT",
    false,
    "Cannot search memories as 'limit' must be an integer from 1 to 1000: current value is 0",
  ],
  [
    new errors.ConfigurationError(
      "open the memory file",
      "it was made with 384 dimensions and the model has 768",
      "call reembed() or configure the first model",
      { cause },
    ),
    "CONFIGURATION_INVALID",
    false,
    "Cannot open the memory file as it was made with 384 dimensions and the model has 768: call reembed() or configure the first model",
  ],
  [
    new errors.NotFoundError("update a memory", "memory", "m-1"),
    "NOT_FOUND",
    false,
    "Cannot update a memory as no memory has the given id: current value is m-1",
  ],
  [
    new errors.StoreUnavailableError("commit an episode", "the embedded file", {
      cause,
      reason: "another process holds its lock for more than 5000 ms",
      retryAfterMs: 250,
    }),
    "STORE_UNAVAILABLE",
    true,
    "Cannot commit an episode as the embedded file is unavailable: another process holds its lock for more than 5000 ms",
  ],
  [
    new errors.StoreOperationError("commit an episode", "the embedded file", {
      cause,
      reason: "the disk is full",
    }),
    "STORE_OPERATION_FAILED",
    false,
    "Cannot commit an episode as the embedded file refused it: the disk is full",
  ],
  [
    new errors.ModelUnavailableError("extract facts", "small-1", { cause, retryAfterMs: 1000 }),
    "MODEL_UNAVAILABLE",
    true,
    "Cannot extract facts as model 'small-1' is unavailable",
  ],
  [
    new errors.ModelRequestError("extract facts", "small-1", { cause, reason: "unknown model" }),
    "MODEL_REQUEST_REJECTED",
    false,
    "Cannot extract facts as model 'small-1' refused the request: unknown model",
  ],
  [
    new errors.ModelOutputError("extract facts", {
      promptId: "extract-facts-en",
      promptVersion: "3",
      text: "a private sentence",
      issues: ["facts: expected an array"],
    }),
    "MODEL_OUTPUT_INVALID",
    false,
    "Cannot extract facts as the answer to prompt 'extract-facts-en' version 3 must fit its schema: number of issues is 1",
  ],
  [
    new errors.LimitExceededError("add an episode", "maxMessages", 10_000, 10_001),
    "LIMIT_EXCEEDED",
    false,
    "Cannot add an episode as 'maxMessages' must be at most 10000: current value is 10001",
  ],
  [
    new errors.PartialWriteError("add an episode", ["journal"], ["facts", "graph"], {
      cause,
      idempotencyKey: "key-1",
    }),
    "PARTIAL_WRITE",
    true,
    "Cannot add an episode as it was interrupted: completed is journal, pending is facts and graph",
  ],
  [
    new errors.InvariantError("a spell ends after it starts"),
    "INVARIANT_VIOLATED",
    false,
    "Invariant violated: a spell ends after it starts",
  ],
];

describe("MnemographError", () => {
  test.each(samples)("%o has its code and message", (error, code, isRetryable, message) => {
    expect(error).toBeInstanceOf(errors.MnemographError);
    expect(error.code).toBe(code);
    expect(error.isRetryable).toBe(isRetryable);
    expect(error.message).toBe(message);
    expect(error.name).toBe(error.constructor.name);
    expect(String(error)).toBe(`${error.constructor.name}: ${message}`);
    expect(message).not.toMatch(/\.$/);
  });

  test("says of what was looked for by name that it was", () => {
    const error = new errors.NotFoundError("merge entities", "entity", "Zork", { by: "name" });
    expect(error.message).toBe(
      "Cannot merge entities as no entity has the given name: current value is Zork",
    );
  });

  test("each code has exactly one class, in the order of errorCodes", () => {
    expect(samples.map(([error]) => error.code)).toEqual([...errors.errorCodes]);
  });

  test("carries its cause untouched, and none when there is none", () => {
    const [, withCause] = samples.map(([error]) => error);
    expect(withCause?.cause).toBe(cause);
    expect(Object.hasOwn(new errors.InvariantError("x"), "cause")).toBe(false);
  });

  test("carries data, not only words", () => {
    const partial = new errors.PartialWriteError("add", ["journal"], ["facts"], {
      idempotencyKey: "key-1",
    });
    expect(partial).toMatchObject({
      completed: ["journal"],
      pending: ["facts"],
      idempotencyKey: "key-1",
    });
    expect(new errors.StoreUnavailableError("add", "Neo4j", { retryAfterMs: 250 })).toMatchObject({
      store: "Neo4j",
      retryAfterMs: 250,
    });
    expect(new errors.LimitExceededError("add", "maxMessages", 10, 11)).toMatchObject({
      limit: "maxMessages",
      maximum: 10,
      actual: 11,
    });
    expect(new errors.PartialWriteError("add", [], ["facts"]).message).toContain(
      "completed is nothing",
    );
  });

  test("a model's output stays out of the message", () => {
    const error = samples.find(([sample]) => sample.code === "MODEL_OUTPUT_INVALID")?.[0];
    expect(error?.message).not.toContain("private");
    expect(error).toMatchObject({ text: "a private sentence" });
  });

  test("the base is abstract, and every class of the module is sampled", () => {
    const source = readFileSync(new URL("../../../src/core/errors.ts", import.meta.url), "utf8");
    const classes = Array.from(source.matchAll(/^export class (\w+)/gm), ([, name]) => name);
    expect(samples.map(([error]) => error.name)).toEqual(classes);
  });
});

describe("assert()", () => {
  test("returns when the condition holds and throws an InvariantError when not", () => {
    expect(() => {
      errors.assert(true, "never seen");
    }).not.toThrow();
    expect(() => {
      errors.assert(false, "one row per id");
    }).toThrow(new errors.InvariantError("one row per id"));
  });
});

describe("unreachable()", () => {
  test("throws an InvariantError that names the value", () => {
    // The cast is the point: at run time a value the types rule out may still arrive.
    expect(() => errors.unreachable("diary" as never)).toThrow("no branch handles diary");
  });
});
