import { InvariantError } from "../../../core/errors.ts";
import { canonicalRelations, type RelationDefinition } from "../../../core/relations/relations.ts";

const relationByType: ReadonlyMap<string, RelationDefinition> = new Map(
  canonicalRelations.map((relation) => [relation.type, relation]),
);

/**
 * Returns the canonical relation of a type that the patterns are written for.
 *
 * @throws {InvariantError} If the catalog lacks it.
 */
export function relationOf(type: string): RelationDefinition {
  const relation = relationByType.get(type);
  if (relation === undefined) {
    throw new InvariantError(`the catalog of relations lacks ${type}`);
  }
  return relation;
}
