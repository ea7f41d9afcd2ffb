import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Filter,
  type FilterNode,
  type FilterValue,
  parseFilter,
} from "../../../src/core/filter.ts";
import { matchesFilter } from "../../../src/core/matches-filter.ts";
import type { Metadata, MetadataValue } from "../../../src/core/records.ts";

const RUNS = { numRuns: 500 };
const key = fc.constantFrom("a", "b", "a.b", "c.d.e");
const scalar: fc.Arbitrary<FilterValue> = fc.constantFrom(
  0,
  1,
  2.5,
  "",
  "a",
  "ab",
  "b",
  true,
  false,
  null,
);
const bound = fc.constantFrom(0, 1, 2.5, "", "a", "ab");

const metadata: fc.Arbitrary<Metadata> = fc.dictionary(
  fc.constantFrom("a", "b", "c", "a.b"),
  fc.letrec<{ value: MetadataValue }>((tie) => ({
    value: fc.oneof(
      { weight: 4, arbitrary: scalar },
      { weight: 1, arbitrary: fc.array(scalar, { maxLength: 3 }) },
      {
        weight: 1,
        arbitrary: fc.dictionary(fc.constantFrom("b", "d", "e"), tie("value"), { maxKeys: 2 }),
      },
    ),
  })).value,
);

const condition = fc.oneof(
  fc.record({ op: fc.constantFrom("eq", "ne", "contains"), operand: scalar }),
  fc.record({ op: fc.constantFrom("gt", "gte", "lt", "lte"), operand: bound }),
  fc.record({ op: fc.constantFrom("in", "nin"), operand: fc.array(scalar, { maxLength: 3 }) }),
  fc.record({ op: fc.constant("exists"), operand: fc.boolean() }),
);

const filter: fc.Arbitrary<Filter> = fc.letrec<{ filter: Filter }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.tuple(key, condition).map(([name, { op, operand }]) => ({ [name]: { [op]: operand } })),
    fc.array(tie("filter"), { maxLength: 3 }).map((and) => ({ and })),
    fc.array(tie("filter"), { maxLength: 3 }).map((or) => ({ or })),
    tie("filter").map((not) => ({ not })),
  ),
})).filter;

function matches(one: Filter, data: Metadata): boolean {
  return matchesFilter(parseFilter(one, "search"), data);
}

describe("matchesFilter() laws", () => {
  test("not not is nothing", () => {
    fc.assert(
      fc.property(filter, metadata, (one, data) => {
        expect(matches({ not: one }, data)).toBe(!matches(one, data));
        expect(matches({ not: { not: one } }, data)).toBe(matches(one, data));
      }),
      RUNS,
    );
  });

  test("De Morgan: not all is some not, not some is all not", () => {
    fc.assert(
      fc.property(fc.array(filter, { maxLength: 3 }), metadata, (all, data) => {
        const nots = all.map((not) => ({ not }));
        expect(matches({ not: { and: all } }, data)).toBe(matches({ or: nots }, data));
        expect(matches({ not: { or: all } }, data)).toBe(matches({ and: nots }, data));
        expect(matches({ not: all } as unknown as Filter, data)).toBe(matches({ and: nots }, data));
      }),
      RUNS,
    );
  });

  test("ne and nin are the opposites of eq and in; in is some eq", () => {
    fc.assert(
      fc.property(
        key,
        scalar,
        fc.array(scalar, { maxLength: 3 }),
        metadata,
        (name, value, list, data) => {
          expect(matches({ [name]: { ne: value } }, data)).toBe(
            !matches({ [name]: { eq: value } }, data),
          );
          expect(matches({ [name]: { nin: list } }, data)).toBe(
            !matches({ [name]: { in: list } }, data),
          );
          const some = list.map((one) => ({ [name]: one }));
          expect(matches({ [name]: { in: list } }, data)).toBe(matches({ or: some }, data));
          expect(matches({ [name]: list }, data)).toBe(matches({ [name]: { in: list } }, data));
        },
      ),
      RUNS,
    );
  });

  test("several operators of one key, and several keys of one object, must all hold", () => {
    fc.assert(
      fc.property(key, condition, condition, metadata, (name, a, b, data) => {
        fc.pre(a.op !== b.op);
        const both = { [name]: { [a.op]: a.operand, [b.op]: b.operand } } as Filter;
        const apart = [a, b].map(({ op, operand }) => ({ [name]: { [op]: operand } }));
        expect(matches(both, data)).toBe(matches({ and: apart }, data));
      }),
      RUNS,
    );
  });

  test("a value is below, equal or above a bound of its own kind, and nothing to one of another", () => {
    fc.assert(
      fc.property(bound, bound, (value, limit) => {
        const is = (op: string): boolean => matches({ a: { [op]: limit } }, { a: value });
        const isSameKind = typeof value === typeof limit;
        expect([is("lt"), is("eq"), is("gt")].filter(Boolean)).toHaveLength(isSameKind ? 1 : 0);
        expect(is("lte")).toBe(isSameKind && !is("gt"));
        expect(is("gte")).toBe(isSameKind && !is("lt"));
      }),
      RUNS,
    );
  });

  test("a missing key makes ne and nin true and all others false", () => {
    fc.assert(
      fc.property(condition, ({ op, operand }) => {
        const isTrue = op === "ne" || op === "nin" || (op === "exists" && !operand);
        expect(matches({ missing: { [op]: operand } }, { a: 1 })).toBe(isTrue);
      }),
      RUNS,
    );
  });

  test("parsing keeps every condition, once", () => {
    fc.assert(
      fc.property(filter, (one) => {
        expect(conditionCount(parseFilter(one, "search"))).toBe(
          JSON.stringify(one).match(OPERATOR)?.length ?? 0,
        );
      }),
      RUNS,
    );
  });
});

const OPERATOR = /"(?:eq|ne|gt|gte|lt|lte|in|nin|contains|exists)":/g;

function conditionCount(node: FilterNode): number {
  if (node.op === "not") return conditionCount(node.node);
  if (node.op !== "and" && node.op !== "or") return 1;
  return node.nodes.reduce((sum, one) => sum + conditionCount(one), 0);
}
