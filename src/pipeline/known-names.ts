/** Says which names an object of options may have. */
import { z } from "zod";

/** The names that the object at `path` of a schema may have; none if there is no such object. */
export function namesAt(schema: z.ZodType, path: readonly PropertyKey[]): readonly string[] {
  let level: readonly unknown[] = [schema];
  for (const key of path) level = level.flatMap(unwrap).flatMap((one) => fieldOf(one, key));
  return level.flatMap(unwrap).flatMap((one) => Object.keys(shapeOf(one)));
}

/** The schemas that stand behind one that may be left out, or that takes one of several forms. */
function unwrap(schema: unknown): readonly unknown[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) {
    return unwrap(schema.unwrap());
  }
  return schema instanceof z.ZodUnion ? schema.options.flatMap(unwrap) : [schema];
}

function fieldOf(schema: unknown, key: PropertyKey): readonly unknown[] {
  if (schema instanceof z.ZodArray) return [schema.element];
  const field = shapeOf(schema)[String(key)];
  return field === undefined ? [] : [field];
}

function shapeOf(schema: unknown): Readonly<Record<string, unknown>> {
  return schema instanceof z.ZodObject ? schema.shape : {};
}
