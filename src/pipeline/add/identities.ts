/** Which memory or relation a statement is, and how its id is made. */
import { deterministicId } from "../../core/ids.ts";
import { statementKey } from "../../core/names.ts";
import { canonicalizeRelation } from "../../core/relations/relations.ts";
import type { Tenant } from "../../core/scope.ts";
import type { MemoryIdentity } from "./plan.ts";
import type { Episode, StatedFact } from "./stated.ts";

/** An edge's identity within a tenant: ends as entity keys. */
export interface RelationIdentity {
  readonly source: string;
  readonly type: string;
  readonly destination: string;
}

/** The edge that cannot hold at the same time; undefined if its relation excludes none. */
export function excludedBy({
  source,
  type,
  destination,
}: RelationIdentity): RelationIdentity | undefined {
  const { excludes } = canonicalizeRelation(type).definition ?? {};
  return excludes === undefined ? undefined : { source, type: excludes, destination };
}

/** The identity of a fact. */
export function identityOf(fact: StatedFact, episode: Episode): MemoryIdentity {
  const isOwn = fact.attributedTo === "assistant";
  return {
    kind: fact.kind,
    attributedTo: fact.attributedTo,
    agentId: isOwn ? episode.scope.agentId : null,
    textKey: statementKey(fact.text),
  };
}

/** Equal for equal identities. */
export function memoryKey({ kind, attributedTo, agentId, textKey }: MemoryIdentity): string {
  return JSON.stringify([kind, attributedTo, agentId, textKey]);
}

/** Equal for equal identities. */
export function relationKey({ source, type, destination }: RelationIdentity): string {
  return JSON.stringify([source, type, destination]);
}

/** The id of a memory; `generation` counts how often that text was deleted or corrected away. */
export function memoryIdOf(tenant: Tenant, identity: MemoryIdentity, generation: number): string {
  const { kind, attributedTo, agentId, textKey } = identity;
  return deterministicId("memory", tenant, kind, attributedTo, agentId, textKey, generation);
}

/** The id of a relation; `generation` counts how often it was deleted. */
export function relationIdOf(
  tenant: Tenant,
  identity: RelationIdentity,
  generation: number,
): string {
  const { source, type, destination } = identity;
  return deterministicId("relation", tenant, source, type, destination, generation);
}
