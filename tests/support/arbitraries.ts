import * as fc from "fast-check";
import type { FilterNode, FilterValue } from "../../src/core/filter.ts";
import type { MetadataValue, Spell } from "../../src/core/records.ts";
import type { Projection, Visibility } from "../../src/core/visibility.ts";
import { DAY, DAY_ZERO, projectionOf } from "./points.ts";

/** Values that collide often enough for a filter to match some. */
export function filterValues(): fc.Arbitrary<FilterValue> {
  return fc.constantFrom(1, 2, 3, "1", "x", "xy", "", true, false, null);
}

/** Metadata values: scalars, lists and objects of them. */
export function metadataValues(): fc.Arbitrary<MetadataValue> {
  return fc.oneof(
    { weight: 4, arbitrary: filterValues() },
    fc.array(filterValues(), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom("d", "e"), filterValues(), { maxKeys: 2 }),
  );
}

/** Filters as they are after parsing, of every operator. */
export function filterNodes(): fc.Arbitrary<FilterNode> {
  const key = fc.constantFrom("a", "b", "c", "c.d", "missing");
  const { tree } = fc.letrec<{ tree: FilterNode }>((tie) => ({
    tree: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      fc.record({ op: fc.constantFrom("eq", "ne", "contains"), key, value: filterValues() }),
      fc.record({
        op: fc.constantFrom("gt", "gte", "lt", "lte"),
        key,
        value: fc.constantFrom<FilterValue>(1, 2, "1", "x", "xx"),
      }),
      fc.record({
        op: fc.constantFrom("in", "nin"),
        key,
        values: fc.array(filterValues(), { maxLength: 3 }),
      }),
      fc.record({ op: fc.constant("exists"), key, value: fc.boolean() }),
      fc.record({ op: fc.constant("not"), node: tie("tree") }),
      fc.record({
        op: fc.constantFrom("and", "or"),
        nodes: fc.array(tie("tree"), { maxLength: 3 }),
      }),
    ),
  }));
  return tree;
}

/** A moment in the first week of 2024, by the day. */
function moments(): fc.Arbitrary<number> {
  return fc.nat(6).map((day) => DAY_ZERO + day * DAY);
}

/** What may hold of a memory or turn. */
export function projections(): fc.Arbitrary<Projection> {
  const orNull = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
    fc.option(values, { nil: null, freq: 3 });
  const spells: fc.Arbitrary<Spell> = fc.record({
    from: orNull(moments()),
    to: orNull(moments()),
    closedAt: orNull(moments()),
  });
  return fc
    .record({
      spells: fc.array(spells, { maxLength: 2 }),
      foldedInto: fc.option(fc.constant("other"), { nil: null, freq: 1 }),
      isAttesting: fc.boolean(),
      agentIds: fc.uniqueArray(fc.constantFrom(null, "agent", "helper"), { maxLength: 2 }),
      runIds: fc.uniqueArray(fc.constantFrom("run", "walk"), { maxLength: 2 }),
    })
    .map(projectionOf);
}

/** What a reader may want to see. */
export function visibilities(): fc.Arbitrary<Visibility> {
  return fc.record({
    asOf: moments(),
    isExplicit: fc.boolean(),
    includeClosed: fc.boolean(),
    agentId: fc.constantFrom(null, null, "agent"),
    runId: fc.constantFrom(null, null, "run"),
    kinds: fc.constantFrom(
      null,
      null,
      new Set(["trait", "turn"] as const),
      new Set(["event"] as const),
    ),
  });
}
