/** Plans what edges take back that they replace: those of a relation with many values, told under other ends. */
import type { Supersession } from "../../core/records.ts";
import { canonicalizeRelation } from "../../core/relations/relations.ts";
import { relationKey } from "./identities.ts";
import { type PlanContext, supersede } from "./plan-context.ts";
import type { PlannedRelation } from "./plan-relation.ts";
import { resolveName } from "./resolve-names.ts";

/**
 * Takes back the edges that others replace, with the memories that tell them: "I'm allergic to nuts" does not stand once
 * it is said to be shellfish. What else such a memory told stays as edges. Nothing, if nobody told of them.
 */
export function planReplacements(
  planned: readonly PlannedRelation[],
  context: PlanContext,
): Supersession[] {
  const toldHere = Map.groupBy(planned, ({ relation }) => relation.id);
  return planned.flatMap((one) => {
    const old = replacedId(one, context);
    const [first] = one.attestations;
    const known = old === undefined ? undefined : context.snapshot.tellers.get(old);
    const here = old === undefined ? undefined : toldHere.get(old);
    if (old === undefined || !first || !(known ?? here)) return [];
    const own = new Set(one.attestations.map(({ memoryId }) => memoryId));
    const tellers = new Set([...(known ?? []), ...memoriesOf(here ?? [])]).difference(own);
    const by =
      first.memoryId === null
        ? ({ by: first.of, byForm: "relation" } as const)
        : ({ by: first.memoryId, byForm: "memory" } as const);
    return [
      supersede(first, { old, by: first.of, byForm: "relation", mode: "retracted" }),
      ...Array.from(tellers, (id) => supersede(first, { old: id, ...by, mode: "retracted" })),
    ];
  });
}

/** The id of the edge that another says was wrong; undefined if it says so of none, or of itself. */
function replacedId(
  { resolved: { stated }, relation }: PlannedRelation,
  { episode, snapshot }: PlanContext,
): string | undefined {
  if (!stated.replaces) return undefined;
  const { type, isInverse } = canonicalizeRelation(stated.relationship);
  const turn = stated.sources[0] ?? 0;
  const from = resolveName(stated.replaces.source, episode, turn);
  const to = resolveName(stated.replaces.destination, episode, turn);
  if ("reason" in from || "reason" in to) return undefined;
  const [source, destination] = isInverse ? [to.key, from.key] : [from.key, to.key];
  const id = snapshot.relationIds.get(relationKey({ source, type, destination }));
  return id === relation.id ? undefined : id;
}

function memoriesOf(planned: readonly PlannedRelation[]): string[] {
  return planned.flatMap(({ attestations }) =>
    attestations.flatMap(({ memoryId }) => memoryId ?? []),
  );
}
