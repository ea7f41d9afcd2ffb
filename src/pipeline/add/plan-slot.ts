/** Which slot a fact claims. */
import type { SlotClaim } from "../../core/records.ts";
import { statementKey } from "../../core/names.ts";
import { canonicalizeRelation } from "../../core/relations/relations.ts";
import type { PlanContext } from "./plan-context.ts";
import type { RelationPlan } from "./plan-relation.ts";
import { resolveName } from "./resolve-names.ts";
import type { StatedFact } from "./stated.ts";

/** A slot with its claim. */
export interface PlannedSlot {
  readonly claim: SlotClaim;
  readonly isSingle: boolean;
}

/** Single-valued edges by the key of the fact that each states. */
export type EdgesByStatement = ReadonlyMap<string, readonly RelationPlan[]>;

/** Finds edges by what they state. */
export function edgesByStatement(relations: readonly RelationPlan[]): EdgesByStatement {
  const stating = relations.filter(({ stated, isSingle }) => isSingle && stated.fact !== null);
  return Map.groupBy(stating, ({ stated }) => statementKey(stated.fact ?? ""));
}

/**
 * The slot of a fact: as stated, else that of the edge which states the very same fact.
 *
 * A slot of a relation that the catalog knows to be many-valued is no slot: "likes" never closes "likes".
 */
export function slotOf(
  fact: StatedFact,
  edges: EdgesByStatement,
  context: PlanContext,
): PlannedSlot | { readonly reason: string } | null {
  if (!fact.slot) return slotOfEdge(fact, edges);
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

function slotOfEdge(fact: StatedFact, edges: EdgesByStatement): PlannedSlot | null {
  if (fact.kind === "note") return null;
  const same = edges.get(statementKey(fact.text)) ?? [];
  const only = same.length === 1 ? same[0] : undefined;
  if (!only || !only.stated.sources.some((source) => fact.sources.includes(source))) return null;
  const { source, type, destination } = only;
  return { claim: { subject: source.key, type, value: destination.key }, isSingle: true };
}
