/** Which slot a fact claims. */
import type { SlotClaim } from "../../core/records.ts";
import { canonicalizeRelation } from "../../core/relations/relations.ts";
import { isSameStatement, type PlanContext } from "./plan-context.ts";
import type { RelationPlan } from "./plan-relation.ts";
import { resolveName } from "./resolve-names.ts";
import type { StatedFact } from "./stated.ts";

/** A slot with its claim. */
export interface PlannedSlot {
  readonly claim: SlotClaim;
  readonly isSingle: boolean;
}

/**
 * The slot of a fact: as stated, else that of the edge which states the very same fact.
 *
 * A slot of a relation that the catalog knows to be many-valued is no slot: "likes" never closes "likes".
 */
export function slotOf(
  fact: StatedFact,
  relations: readonly RelationPlan[],
  context: PlanContext,
): PlannedSlot | { readonly reason: string } | null {
  if (!fact.slot) return slotOfEdge(fact, relations);
  const { type, cardinality, isInverse, definition } = canonicalizeRelation(fact.slot.relationship);
  const source = fact.sources[0] ?? 0;
  const subject = resolveName(fact.slot.subject, context.episode, source);
  const value = resolveName(fact.slot.value, context.episode, source);
  if ("reason" in subject) return { reason: `the slot's subject: ${subject.reason}` };
  if ("reason" in value) return { reason: `the slot's value: ${value.reason}` };
  if (definition && cardinality === "many") return null;
  const [from, to] = isInverse ? [value, subject] : [subject, value];
  return { claim: { subject: from.key, type, value: to.key }, isSingle: true };
}

function slotOfEdge(fact: StatedFact, relations: readonly RelationPlan[]): PlannedSlot | null {
  if (fact.kind === "note") return null;
  const same = relations.filter(
    ({ stated, isSingle }) =>
      isSingle && stated.fact !== null && isSameStatement(stated.fact, fact.text),
  );
  const only = same.length === 1 ? same[0] : undefined;
  if (!only || !only.stated.sources.some((source) => fact.sources.includes(source))) return null;
  const { source, type, destination } = only;
  return { claim: { subject: source.key, type, value: destination.key }, isSingle: true };
}
