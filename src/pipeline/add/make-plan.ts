/** Turns an episode and what was read from it into a plan. Pure. */
import { deterministicId, turnIdOf } from "../../core/ids.ts";
import { statementKey } from "../../core/names.ts";
import type { Attestation, MemoryRecord, Supersession, TurnRecord } from "../../core/records.ts";
import { canonicalizeRelation } from "../../core/relations/relations.ts";
import { identityOf, memoryKey } from "./identities.ts";
import { NameBook } from "./name-book.ts";
import type { Plan, PlannedFact, PlanSnapshot } from "./plan.ts";
import { planRelation, type RelationPlan, resolveRelation } from "./plan-relation.ts";
import type { Episode, Failure, ReadEpisode, StatedFact } from "./stated.ts";
import { type PlannedSlot, slotOf } from "./plan-slot.ts";

/** Room between the items of one turn and of the next in the order of telling. */
const ITEMS_PER_TURN = 100_000;

/** What is shared while one plan is made. */
export interface PlanContext {
  readonly episode: Episode;
  readonly turnIds: readonly string[];
  readonly snapshot: PlanSnapshot;
  readonly names: NameBook;
  readonly failed: Failure[];
}

/** A fact that became a memory. */
export interface FactPlan {
  readonly fact: StatedFact;
  readonly memory: MemoryRecord;
  readonly attestations: readonly Attestation[];
}

/** Plans one add. */
export function makePlan(read: ReadEpisode, snapshot: PlanSnapshot): Plan {
  const { episode, statements } = read;
  const turnIds = episode.messages.map((_, index) => turnIdOf(episode.id, index));
  const names = new NameBook(episode, turnIds, snapshot.spellings);
  const context: PlanContext = { episode, turnIds, snapshot, names, failed: [...read.failed] };
  const relations = statements.relations.flatMap((relation) => resolveRelation(relation, context) ?? []);
  const facts = statements.facts.flatMap((fact, order) => planFact(fact, order, relations, context) ?? []);
  const supersessions = facts.flatMap((plan) => supersessionsOf(plan, context));
  const planned = relations.flatMap((resolved, order) => {
    const index = statements.facts.length + order;
    return planRelation({ resolved, order: index, facts, provenance: read.provenance }, context) ?? [];
  });
  for (const entity of statements.entities) names.addEntity(entity, context.failed);
  names.nameMemories(facts);
  return {
    episodeId: episode.id,
    scope: episode.scope,
    at: episode.at,
    recordedAt: episode.recordedAt,
    expiresAt: episode.expiresAt,
    turns: episode.messages.map((_, index) => planTurn(index, context)),
    memories: unique(facts.map(({ memory }) => ({ ...memory, provenance: read.provenance }))),
    records: {
      relations: unique(planned.map(({ relation }) => relation)),
      attestations: unique([...facts, ...planned].flatMap(({ attestations }) => attestations)),
      supersessions: unique([...supersessions, ...planned.flatMap((one) => one.supersessions)]),
      mentions: names.mentions(),
      merges: names.merges(),
    },
    facts: facts.map(toPlannedFact),
    failed: context.failed,
  };
}

/** Where an item read from the turn at `source` stands in the order of telling. */
export function toldAt(context: PlanContext, source: number, order: number): {
  readonly episodeAt: number;
  readonly episodeId: string;
  readonly index: number;
} {
  const { episode } = context;
  return {
    // A message that carries its own time was told then, wherever its episode begins.
    episodeAt: episode.messages[source]?.at ?? episode.at,
    episodeId: episode.id,
    index: source * ITEMS_PER_TURN + order,
  };
}

/** What every attestation of this episode carries. */
export function attestationBase(context: PlanContext): Pick<
  Attestation,
  "recordedAt" | "agentId" | "runId" | "metadata" | "expiresAt" | "isRevision"
> {
  const { recordedAt, scope, metadata, expiresAt } = context.episode;
  const { agentId, runId } = scope;
  return { recordedAt, agentId, runId, metadata, expiresAt, isRevision: false };
}

function planFact(
  fact: StatedFact,
  order: number,
  relations: readonly RelationPlan[],
  context: PlanContext,
): FactPlan | undefined {
  const { episode, snapshot, failed } = context;
  const identity = identityOf(fact, episode);
  const id = snapshot.memoryIds.get(memoryKey(identity));
  const refuse = (reason: string): undefined => {
    failed.push({ item: "fact", text: fact.text.slice(0, 200), reason });
  };
  if (identity.textKey === "" || id === undefined) return refuse("its text must have a letter or digit");
  const slot = slotOf(fact, relations, context);
  if (slot && "reason" in slot) return refuse(slot.reason);
  if (slot === null && (fact.corrects === true || fact.supersedes === true)) {
    return refuse("corrects: true and supersedes: true need a slot of a single-valued relation");
  }
  const attestations = fact.sources.map((source) => {
    const told = toldAt(context, source, order);
    const turnId = context.turnIds[source] ?? turnIdOf(episode.id, source);
    return attest(fact, { id, turnId, told, slot }, context);
  });
  const { kind, attributedTo, agentId, textKey } = identity;
  const memory: MemoryRecord = {
    id,
    kind,
    attributedTo,
    agentId,
    text: fact.text,
    textKey,
    recordedAt: episode.recordedAt,
    provenance: { extractor: "caller", model: null, prompt: null, promptVersion: null },
  };
  return { fact, memory, attestations };
}

function attest(
  fact: StatedFact,
  where: {
    readonly id: string;
    readonly turnId: string;
    readonly told: ReturnType<typeof toldAt>;
    readonly slot: PlannedSlot | null;
  },
  context: PlanContext,
): Attestation {
  const { id, turnId, told, slot } = where;
  const { validFrom, validTo } = fact;
  const isCorrecting = fact.corrects === true && slot !== null;
  return {
    ...attestationBase(context),
    ...told,
    id: deterministicId("told", turnId, id, validFrom, validTo, isCorrecting ? 1 : 0),
    of: id,
    form: fact.kind,
    turnId,
    statedFrom: validFrom,
    statedTo: validTo,
    slot: slot?.claim ?? null,
    isSingle: slot?.isSingle ?? false,
    corrects: isCorrecting,
    memoryId: null,
    text: fact.text,
  };
}

function supersessionsOf({ fact, memory, attestations }: FactPlan, context: PlanContext): Supersession[] {
  const found: Supersession[] = [];
  const first = attestations[0];
  if (!first) return found;
  for (const [old, mode] of [
    [fact.supersedes, "ended"],
    [fact.corrects, "retracted"],
  ] as const) {
    if (typeof old !== "string") continue;
    if (old === memory.id) {
      context.failed.push({ item: "fact", text: fact.text.slice(0, 200), reason: "a memory cannot replace itself" });
      continue;
    }
    found.push(supersede(first, { old, by: memory.id, byForm: "memory", mode }));
  }
  return found;
}

/** A supersession told together with `attestation`. */
export function supersede(
  attestation: Attestation,
  link: Pick<Supersession, "old" | "by" | "byForm" | "mode">,
): Supersession {
  const { episodeAt, episodeId, index, turnId, recordedAt } = attestation;
  const id = deterministicId("supersession", link.old, link.by, link.mode, turnId);
  return { id, ...link, episodeAt, episodeId, index, turnId, recordedAt };
}

function planTurn(index: number, { episode, turnIds }: PlanContext): TurnRecord {
  const message = episode.messages[index];
  const { scope, recordedAt, expiresAt, id: episodeId } = episode;
  return {
    id: turnIds[index] ?? turnIdOf(episodeId, index),
    episodeId,
    index,
    role: message?.role ?? "user",
    name: message?.name ?? null,
    content: message?.content ?? "",
    ref: message?.ref ?? null,
    at: message?.at ?? episode.at,
    recordedAt,
    agentId: scope.agentId,
    runId: scope.runId,
    metadata: { ...episode.metadata, ...message?.metadata },
    expiresAt,
  };
}

function toPlannedFact({ fact, memory, attestations }: FactPlan): PlannedFact {
  const named = [fact.supersedes, fact.corrects].filter((one) => typeof one === "string");
  return {
    memoryId: memory.id,
    text: fact.text,
    kind: memory.kind,
    attestationIds: attestations.map(({ id }) => id),
    names: named,
  };
}

function unique<T extends { readonly id: string }>(records: readonly T[]): T[] {
  return [...new Map(records.map((record) => [record.id, record])).values()];
}

/** Whether a relation of this name has one value at a time. */
export function isSingleValued(relationship: string): boolean {
  const { definition, cardinality } = canonicalizeRelation(relationship);
  return definition ? cardinality === "one" : true;
}

/** Whether two statements say the same. */
export function isSameStatement(a: string, b: string): boolean {
  return statementKey(a) === statementKey(b);
}
