import { isEdgeVisible, type Visibility } from "../core/visibility.ts";
import type { Relation } from "../graph/graph-store.ts";

/** Whether a relation that was read may be shown. */
export function isRelationVisible(relation: Relation, visibility: Visibility): boolean {
  // Folded edges are not read by any way that gives relations: what they lack of a projection is that they are none.
  return isEdgeVisible({ ...relation, foldedInto: null }, visibility);
}
