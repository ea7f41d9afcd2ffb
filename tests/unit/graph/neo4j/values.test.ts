import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { countingAmong } from "../../../../src/graph/neo4j/counting-merges.ts";
import { GraphNames } from "../../../../src/graph/neo4j/graph-names.ts";
import {
  entityLabel,
  listedKey,
  OTHER_RELATION,
  relationType,
} from "../../../../src/graph/neo4j/values.ts";
import { canonicalizer } from "../../../../src/core/validity/canonical.ts";
import { merge } from "../../../support/ledger.ts";

const HOSTILE = ["`]->() DETACH DELETE n //", "A\\u0060B", "🦊", "a".repeat(200), "", "1X"];

describe("identifiers from a model", () => {
  test("relationType() gives plain identifiers or nothing", () => {
    expect(relationType("works at")).toBe("WORKS_AT");
    expect(relationType("LIVES_IN")).toBe("LIVES_IN");
    expect(relationType("喜欢")).toBeUndefined();
    fc.assert(
      fc.property(fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: "binary" })), (text) => {
        expect(relationType(text) ?? "X").toMatch(/^[A-Z][A-Z0-9_]{0,62}$/u);
        expect(entityLabel(text) ?? "X").toMatch(/^[A-Z][A-Za-z0-9]{0,62}$/u);
      }),
    );
  });

  test("entityLabel() takes no label that is the store's own", () => {
    expect(entityLabel("person")).toBe("Person");
    expect(entityLabel("pet store")).toBe("PetStore");
    for (const label of ["Entity", "evidence", "Memory tenant"]) {
      expect(entityLabel(label)).toBeUndefined();
    }
  });

  test("GraphNames admits so many, and knows those again", () => {
    const names = new GraphNames({ labels: [], types: ["KNOWS"] }, 2);
    expect(names.relationType("knows")).toBe("KNOWS");
    expect(names.relationType("LIKES")).toBe("LIKES");
    expect(names.relationType("HATES")).toBe(OTHER_RELATION);
    expect(names.relationType("LIKES")).toBe("LIKES");
    expect(names.labels("person")).toEqual(["Person"]);
    expect(names.labels("place")).toEqual(["Place"]);
    expect(names.labels("thing")).toEqual([]);
    expect(names.labels(null)).toEqual([]);
  });
});

test("listedKey() sorts as edges are listed: the latest recorded first", () => {
  const times = fc.integer({ min: -8_640_000_000_000_000, max: 8_640_000_000_000_000 });
  fc.assert(
    fc.property(times, times, (a, b) => {
      expect(Math.sign(listedKey(a).localeCompare(listedKey(b), "en"))).toBe(Math.sign(b - a));
    }),
  );
});

test("countingAmong() keeps what decides, whatever else was told", () => {
  const keys = fc.constantFrom("a", "b", "c");
  const merges = fc
    .array(fc.tuple(keys, keys, fc.nat(9), fc.boolean()), { maxLength: 12 })
    .map((list) =>
      list.map(([from, into, at, isCaller], index) =>
        merge(from, into, at, { id: `m${index}`, reason: isCaller ? "caller" : "alias" }),
      ),
    );
  fc.assert(
    fc.property(merges, fc.nat(12), (all, gone) => {
      const without = new Set(all.slice(0, gone % 3).map(({ id }) => id));
      const counting = countingAmong(all, without);
      const left = counting.filter(({ id }) => !without.has(id));
      const whole = canonicalizer(all);
      const rest = canonicalizer(all.filter(({ id }) => !without.has(id)));
      for (const key of ["a", "b", "c"]) {
        expect(canonicalizer(counting)(key)).toBe(whole(key));
        expect(canonicalizer(left)(key)).toBe(rest(key));
      }
    }),
  );
});
