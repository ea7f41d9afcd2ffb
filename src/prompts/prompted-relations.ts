import { canonicalRelations, type RelationDefinition } from "../core/relations/relations.ts";

/** Found by their plain names without being listed: the words of the prompts, and what was recorded with them, stay. */
const UNLISTED: ReadonlySet<string> = new Set([
  "HAS_PHONE_NUMBER",
  "HAS_EMAIL_ADDRESS",
  "HAS_ADDRESS",
]);

/** The relations that prompts list, in the catalog's order. */
export const PROMPTED_RELATIONS: readonly RelationDefinition[] = canonicalRelations.filter(
  ({ type }) => !UNLISTED.has(type),
);
