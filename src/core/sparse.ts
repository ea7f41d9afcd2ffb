/** Records most of whose fields have their usual value, as JSON without those. */

/** The fields that are left out where they have this value, and come back with it. */
export type Usual<Value> = { readonly [Field in keyof Value]?: Value[Field] };

/** A record's fields but for those of their usual value. {@link toWhole} gives them back. */
export function toSparse<Value extends object>(value: Value, usual: Usual<Value>): Partial<Value> {
  const sparse: Partial<Value> = { ...value };
  // The names are those of the type.
  for (const field of Object.keys(usual) as (keyof Value)[]) {
    if (isSame(value[field], usual[field])) delete sparse[field];
  }
  return sparse;
}

/** The record that {@link toSparse} was given; all of one that was written whole. */
export function toWhole<Value extends object>(sparse: Partial<Value>, usual: Usual<Value>): Value {
  // Every field was left out as it has its usual value, or is there.
  return { ...usual, ...sparse } as Value;
}

function isSame(value: unknown, usual: unknown): boolean {
  if (value === usual) return true;
  const isNested = typeof usual === "object" && usual !== null;
  return isNested && JSON.stringify(value) === JSON.stringify(usual);
}
