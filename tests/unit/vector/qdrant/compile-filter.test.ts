import { describe, expect, test } from "vitest";
import { parseFilter } from "../../../../src/core/filter.ts";
import type { Filter } from "../../../../src/core/filter.ts";
import { compileFilter, compileWant } from "../../../../src/vector/qdrant/compile-filter.ts";
import { DAY_ZERO, seeing } from "../../../support/points.ts";

function compiled(filter: Filter, indexes: readonly string[] = []): string {
  const { isExact, ...rest } = compileFilter(parseFilter(filter, "test"), indexes);
  return `${isExact ? "exactly" : "at most"} ${JSON.stringify(rest.filter)}`;
}

function seen(overrides: Parameters<typeof seeing>[0]): string {
  const visibility = seeing({ asOf: DAY_ZERO, ...overrides });
  const { isExact, filter } = compileWant({ visibility, filter: null });
  return `${isExact ? "exactly" : "at most"} ${JSON.stringify(filter)}`;
}

describe("compileFilter()", () => {
  test("looks for equal values among keywords", () => {
    expect(compiled({ mood: "sunny" })).toMatchInlineSnapshot(
      `"exactly {"must":[{"key":"values","match":{"any":["mood=\\"sunny\\""]}}]}"`,
    );
    expect(compiled({ age: { ne: 7 } })).toMatchInlineSnapshot(
      `"exactly {"must_not":[{"key":"values","match":{"any":["age=7"]}}]}"`,
    );
    expect(compiled({ age: { in: [7, "7", null] } })).toMatchInlineSnapshot(
      `"exactly {"must":[{"key":"values","match":{"any":["age=7","age=\\"7\\"","age=null"]}}]}"`,
    );
    expect(compiled({ age: { nin: [7] } })).toMatchInlineSnapshot(
      `"exactly {"must_not":[{"key":"values","match":{"any":["age=7"]}}]}"`,
    );
    expect(compiled({ age: { in: [] } })).toMatchInlineSnapshot(
      `"exactly {"must":[{"has_id":[]}]}"`,
    );
    expect(compiled({ age: { nin: [] } })).toMatchInlineSnapshot(`"exactly {}"`);
    expect(compiled({ age: { exists: false } })).toMatchInlineSnapshot(
      `"exactly {"must_not":[{"key":"keys","match":{"value":"age"}}]}"`,
    );
    expect(compiled({ "a=b": true })).toMatchInlineSnapshot(
      `"exactly {"must":[{"key":"values","match":{"any":["a%3Db=true"]}}]}"`,
    );
  });

  test("gives a digest of a long value", () => {
    expect(compiled({ text: "x".repeat(1000) })).toMatchInlineSnapshot(
      `"exactly {"must":[{"key":"values","match":{"any":["text=#-ggx32rh0mbPujinCmd0hDl3-fcL1TsSrC1dcOscVAQ"]}}]}"`,
    );
  });

  test("takes more than ranges and parts of texts mean", () => {
    expect(compiled({ age: { gte: 7 } })).toMatchInlineSnapshot(
      `"at most {"must":[{"key":"keys","match":{"value":"age"}}]}"`,
    );
    expect(compiled({ text: { contains: "snow" } })).toMatchInlineSnapshot(
      `"at most {"must":[{"key":"keys","match":{"value":"text"}}]}"`,
    );
    expect(compiled({ list: { contains: 7 } })).toMatchInlineSnapshot(
      `"at most {"must":[{"key":"values","match":{"value":"list=7"}}]}"`,
    );
    expect(compiled({ not: { age: { gte: 7 } } })).toMatchInlineSnapshot(`"at most {}"`);
  });

  test("looks for ranges over declared keys among numbers", () => {
    expect(compiled({ age: { gte: 7 } }, ["age"])).toMatchInlineSnapshot(
      `"at most {"must":[{"key":"keys","match":{"value":"age"}}],"should":[{"key":"number_age","range":{"gte":7}},{"must_not":[{"key":"indexed","match":{"value":"age"}}]}]}"`,
    );
    expect(compiled({ "trip.days": { lt: 7 } }, ["trip.days"])).toMatchInlineSnapshot(
      `"at most {"must":[{"key":"keys","match":{"value":"trip.days"}}],"should":[{"key":"number_trip_days_d76ef519","range":{"lt":7}},{"must_not":[{"key":"indexed","match":{"value":"trip.days"}}]}]}"`,
    );
    expect(compiled({ age: { gte: "7" } }, ["age"])).toMatchInlineSnapshot(
      `"at most {"must":[{"key":"keys","match":{"value":"age"}}]}"`,
    );
  });

  test("carries a not down to the conditions", () => {
    const either: Filter = { or: [{ a: 1 }, { not: { b: 2 } }] };
    expect(compiled(either)).toMatchInlineSnapshot(
      `"exactly {"should":[{"must":[{"key":"values","match":{"any":["a=1"]}}]},{"must_not":[{"key":"values","match":{"any":["b=2"]}}]}]}"`,
    );
    expect(compiled({ not: either })).toMatchInlineSnapshot(
      `"exactly {"must":[{"must_not":[{"key":"values","match":{"any":["a=1"]}}]},{"must":[{"key":"values","match":{"any":["b=2"]}}]}]}"`,
    );
    expect(compiled({ or: [] })).toMatchInlineSnapshot(`"exactly {"must":[{"has_id":[]}]}"`);
    expect(compiled({ and: [] })).toMatchInlineSnapshot(`"exactly {"must":[]}"`);
  });
});

describe("compileWant()", () => {
  test("is short for what holds now", () => {
    expect(seen({})).toMatchInlineSnapshot(
      `"exactly {"must":[{"key":"until","range":{"gt":1704067200000}}],"must_not":[{"key":"redacted","match":{"value":true}}]}"`,
    );
    expect(seen({ includeClosed: true })).toMatchInlineSnapshot(
      `"exactly {"must":[{"key":"shown","match":{"value":true}}],"must_not":[{"key":"redacted","match":{"value":true}}]}"`,
    );
  });

  test("leaves redacted turns to the vectors, which they lack, where it is told to", () => {
    const want = { visibility: seeing({ asOf: DAY_ZERO }), filter: null };
    const { filter } = compileWant(want, [], { withoutRedacted: true });
    expect(JSON.stringify(filter)).toMatchInlineSnapshot(
      `"{"must":[{"key":"until","range":{"gt":1704067200000}}]}"`,
    );
  });

  test("looks at starts where a time is named", () => {
    expect(seen({ isExplicit: true })).toMatchInlineSnapshot(
      `"at most {"must":[{"key":"since","range":{"lte":1704067200000}},{"key":"until","range":{"gt":1704067200000}}],"must_not":[{"key":"redacted","match":{"value":true}}]}"`,
    );
    expect(seen({ isExplicit: true, includeClosed: true })).toMatchInlineSnapshot(
      `"exactly {"must":[{"key":"shown","match":{"value":true}},{"key":"since","range":{"lte":1704067200000}}],"must_not":[{"key":"redacted","match":{"value":true}}]}"`,
    );
  });

  test("narrows to agents, runs and kinds", () => {
    expect(seen({ agentId: "a", runId: "r", kinds: new Set(["turn"]) })).toMatchInlineSnapshot(
      `"exactly {"must":[{"key":"kind","match":{"any":["turn"]}},{"key":"agents","match":{"any":["none","=a"]}},{"key":"runs","match":{"value":"r"}},{"key":"until","range":{"gt":1704067200000}}],"must_not":[{"key":"redacted","match":{"value":true}}]}"`,
    );
    expect(seen({ kinds: new Set() })).toMatchInlineSnapshot(
      `"exactly {"must":[{"must":[{"has_id":[]}]},{"key":"until","range":{"gt":1704067200000}}],"must_not":[{"key":"redacted","match":{"value":true}}]}"`,
    );
  });

  test("leaves the metadata of what several agents tell to be looked at", () => {
    const visibility = seeing({ asOf: DAY_ZERO, agentId: "a" });
    const filter = parseFilter({ mood: "sunny" }, "test");
    expect(compileWant({ visibility, filter })).toMatchInlineSnapshot(`
      {
        "filter": {
          "must": [
            {
              "key": "agents",
              "match": {
                "any": [
                  "none",
                  "=a",
                ],
              },
            },
            {
              "key": "until",
              "range": {
                "gt": 1704067200000,
              },
            },
            {
              "should": [
                {
                  "must": [
                    {
                      "key": "values",
                      "match": {
                        "any": [
                          "mood="sunny"",
                        ],
                      },
                    },
                  ],
                },
                {
                  "key": "shared",
                  "match": {
                    "value": true,
                  },
                },
              ],
            },
          ],
          "must_not": [
            {
              "key": "redacted",
              "match": {
                "value": true,
              },
            },
          ],
        },
        "isExact": false,
      }
    `);
  });
});
