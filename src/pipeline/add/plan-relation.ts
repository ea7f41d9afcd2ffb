/** Plans the edges of an extraction. */
import { deterministicId, turnIdOf } from "../../core/ids.ts";
import type { Attestation, Provenance, RelationRecord, Supersession } from "../../core/records.ts";
import { canonicalizeRelation } from "../../core/relations/relations.ts";
import type { FactsByName } from "./facts-by-name.ts";
import { relationKey } from "./identities.ts";
import {
  attestationBase,
  linkProblem,
  type PlanContext,
  supersede,
  tellings,
  toldAt,
} from "./plan-context.ts";
import { type ResolvedName, resolveName } from "./resolve-names.ts";
import { firstWords } from "./first-words.ts";
import type { StatedRelation } from "./stated.ts";

/** An edge with its ends and type resolved, in the canonical direction. */
export interface RelationPlan {
  readonly stated: StatedRelation;
  readonly source: ResolvedName;
  readonly type: string;
  readonly destination: ResolvedName;
  readonly isSingle: boolean;
}

/** What is written of an edge. */
export interface PlannedRelation {
  readonly resolved: RelationPlan;
  readonly relation: RelationRecord;
  readonly attestations: readonly Attestation[];
  readonly supersessions: readonly Supersession[];
}

/** Resolves ends and type; tells why if they are none. */
export function resolveRelation(
  stated: StatedRelation,
  context: PlanContext,
): RelationPlan | undefined {
  const { episode, failed, names } = context;
  const said = `${stated.source.name} ${stated.relationship} ${stated.destination.name}`;
  const refuse = (reason: string): undefined => {
    failed.push({ item: "relation", text: firstWords(said), reason });
  };
  const first = stated.sources[0] ?? 0;
  const from = resolveName(stated.source, episode, first);
  const to = resolveName(stated.destination, episode, first);
  if ("reason" in from) return refuse(`the source: ${from.reason}`);
  if ("reason" in to) return refuse(`the destination: ${to.reason}`);
  if (from.key === to.key) return refuse("source and destination must be two entities");
  const { type, cardinality, isInverse, definition } = canonicalizeRelation(stated.relationship);
  const isSingle = (stated.cardinality ?? cardinality) === "one";
  if (stated.corrects === true && !isSingle) {
    return refuse("corrects: true needs a single-valued relation; name the relation's id instead");
  }
  const [source, destination] = isInverse ? [to, from] : [from, to];
  const typed = {
    source: withType(source, definition?.source),
    destination: withType(destination, definition?.destination),
  };
  names.note(typed.source);
  names.note(typed.destination);
  return { stated, ...typed, type, isSingle };
}

/** A name's own type, else the one its relation expects there. */
function withType(name: ResolvedName, expected: string | undefined): ResolvedName {
  return { ...name, type: name.type ?? expected ?? null };
}

/** Plans an edge: a record, an attestation for each turn (and memory that tells it), and what it takes back by id. */
export function planRelation(
  input: {
    readonly resolved: RelationPlan;
    readonly order: number;
    readonly facts: FactsByName;
    readonly provenance: Provenance;
  },
  context: PlanContext,
): PlannedRelation | undefined {
  const { resolved, order, facts, provenance } = input;
  const { source, type, destination, stated } = resolved;
  const ends = { source: source.key, type, destination: destination.key };
  const id = context.snapshot.relationIds.get(relationKey(ends));
  if (id === undefined) return undefined;
  const attestations = stated.sources.flatMap((turn) => {
    const told = facts.telling(resolved, turn);
    const memoryIds = told.length > 0 ? told.map(({ memory }) => memory.id) : [null];
    const forms = resolved.isSingle ? tellings(stated, toldAt(context, turn, order)) : [stated];
    return memoryIds.flatMap((memoryId) =>
      forms.map((form) =>
        attest({ ...resolved, stated: form }, { id, turn, memoryId, order }, context),
      ),
    );
  });
  for (const { turnId } of attestations) {
    context.names.mention(source, { turnId, of: id });
    context.names.mention(destination, { turnId, of: id });
  }
  const relation = { id, ...ends, recordedAt: context.episode.recordedAt, provenance };
  return {
    resolved,
    relation,
    attestations,
    supersessions: supersessionsOf(resolved, attestations, context),
  };
}

function supersessionsOf(
  { stated, source, destination }: RelationPlan,
  [first]: readonly Attestation[],
  context: PlanContext,
): Supersession[] {
  const { corrects: old } = stated;
  if (typeof old !== "string" || !first) return [];
  const problem = linkProblem(old, first.of, context);
  const said = `${source.name} ${stated.relationship} ${destination.name}`;
  if (problem) context.failed.push({ item: "relation", text: firstWords(said), reason: problem });
  if (old === first.of) return [];
  return [supersede(first, { old, by: first.of, byForm: "relation", mode: "retracted" })];
}

function attest(
  { source, type, destination, stated, isSingle }: RelationPlan,
  where: {
    readonly id: string;
    readonly turn: number;
    readonly memoryId: string | null;
    readonly order: number;
  },
  context: PlanContext,
): Attestation {
  const turnId = context.turnIds[where.turn] ?? turnIdOf(context.episode.id, where.turn);
  const { validFrom, validTo } = stated;
  const corrects = stated.corrects === true;
  const parts = [turnId, where.id, where.memoryId, validFrom, validTo, corrects ? 1 : 0] as const;
  return {
    ...attestationBase(context),
    ...toldAt(context, where.turn, where.order),
    id: deterministicId("told", ...parts),
    of: where.id,
    form: "relation",
    turnId,
    statedFrom: validFrom,
    statedTo: validTo,
    slot: { subject: source.key, type, value: destination.key },
    isSingle,
    corrects,
    memoryId: where.memoryId,
    text: stated.fact,
  };
}
