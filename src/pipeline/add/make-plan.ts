/** Turns an episode and what was read from it into a plan. Pure. */
import { deterministicId, turnIdOf } from "../../core/ids.ts";
import type { Attestation, MemoryRecord, Supersession, TurnRecord } from "../../core/records.ts";
import { FactsByName } from "./facts-by-name.ts";
import { firstWords } from "./first-words.ts";
import { identityOf, memoryKey } from "./identities.ts";
import { NameBook } from "./name-book.ts";
import type { Plan, PlannedFact, PlanSnapshot } from "./plan.ts";
import {
  attestationBase,
  type FactPlan,
  type PlanContext,
  linkProblem,
  supersede,
  tellings,
  toldAt,
} from "./plan-context.ts";
import { planRelation, resolveRelation } from "./plan-relation.ts";
import { planExclusions } from "./plan-exclusion.ts";
import { planReplacements } from "./plan-replacement.ts";
import type { Episode, EpisodeMessage, ReadEpisode, StatedEnding, StatedFact } from "./stated.ts";
import { edgesByStatement, type EdgesByStatement, type PlannedSlot, slotOf } from "./plan-slot.ts";

/** Plans one add. */
export function makePlan(read: ReadEpisode, snapshot: PlanSnapshot): Plan {
  const { episode, statements } = read;
  const turnIds = episode.messages.map((_, index) => turnIdOf(episode.id, index));
  const names = new NameBook(episode, turnIds);
  const context: PlanContext = { episode, turnIds, snapshot, names, failed: [...read.failed] };
  const relations = statements.relations.flatMap(
    (relation) => resolveRelation(relation, context) ?? [],
  );
  const edges = edgesByStatement(relations);
  const facts = statements.facts.flatMap(
    (fact, order) => planFact(fact, order, edges, context) ?? [],
  );
  const supersessions = facts.flatMap((plan) => supersessionsOf(plan, context));
  const endings = (statements.endings ?? []).flatMap((ending) => planEnding(ending, context) ?? []);
  const told = [...facts, ...(read.told ?? [])];
  const byName = new FactsByName(told, names);
  const planned = relations.flatMap((resolved, order) => {
    const index = statements.facts.length + order;
    const { provenance = read.provenance } = resolved.stated;
    return planRelation({ resolved, order: index, facts: byName, provenance }, context) ?? [];
  });
  const replacements = planReplacements(planned, context);
  const exclusions = planExclusions(facts, planned, context);
  for (const entity of statements.entities) names.addEntity(entity, context.failed);
  names.nameMemories(told);
  return {
    episodeId: episode.id,
    scope: episode.scope,
    at: episode.at,
    recordedAt: episode.recordedAt,
    expiresAt: episode.expiresAt,
    turns: episode.messages.map((message, index) => planTurn(message, index, episode)),
    memories: unique(
      facts.map(({ memory, fact }) => ({
        ...memory,
        provenance: fact.provenance ?? read.provenance,
      })),
    ),
    records: {
      relations: unique(planned.map(({ relation }) => relation)),
      attestations: unique([...facts, ...planned].flatMap(({ attestations }) => attestations)),
      supersessions: unique([
        ...supersessions,
        ...endings,
        ...planned.flatMap((one) => one.supersessions),
        ...replacements,
        ...exclusions,
      ]),
      mentions: names.mentions(),
      merges: names.merges(),
    },
    facts: facts.map((fact) => toPlannedFact(fact, exclusions)),
    endedIds: [...new Set(endings.map(({ old }) => old))],
    failed: context.failed,
    unread: null,
  };
}

function planFact(
  fact: StatedFact,
  order: number,
  edges: EdgesByStatement,
  context: PlanContext,
): FactPlan | undefined {
  const { episode, snapshot, failed } = context;
  const identity = identityOf(fact, episode);
  const { repeats } = fact;
  const isRepeat = repeats !== undefined && snapshot.namedIds.has(repeats);
  const id = isRepeat ? repeats : snapshot.memoryIds.get(memoryKey(identity));
  const refuse = (reason: string): undefined => {
    failed.push({ item: "fact", text: firstWords(fact.text), reason });
  };
  if (identity.textKey === "" || id === undefined) {
    return refuse("its text must have a letter or digit");
  }
  const slot = slotOf(fact, edges, context);
  if (slot && "reason" in slot) return refuse(slot.reason);
  if (slot === null && (fact.corrects === true || fact.supersedes === true)) {
    return refuse("corrects: true and supersedes: true need a slot of a single-valued relation");
  }
  const attestations = fact.sources.flatMap((source) => {
    const told = toldAt(context, source, order);
    const turnId = context.turnIds[source] ?? turnIdOf(episode.id, source);
    const forms = slot?.isSingle === true ? tellings(fact, told) : [fact];
    return forms.map((form) => attest(form, { id, turnId, told, slot }, context));
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

function supersessionsOf(
  { fact, memory, attestations }: FactPlan,
  context: PlanContext,
): Supersession[] {
  const found: Supersession[] = [];
  const first = attestations[0];
  if (!first) return found;
  for (const [old, mode] of [
    [fact.supersedes, "ended"],
    [fact.corrects, "retracted"],
  ] as const) {
    if (typeof old !== "string") continue;
    const problem = linkProblem(old, memory.id, context);
    if (problem) {
      context.failed.push({ item: "fact", text: firstWords(fact.text), reason: problem });
    }
    if (old === memory.id) continue;
    found.push(supersede(first, { old, by: memory.id, byForm: "memory", mode }));
  }
  const { supersededBy: by } = fact;
  if (by !== undefined && by !== memory.id && context.snapshot.namedIds.has(by)) {
    found.push(supersede(first, { old: memory.id, by, byForm: "memory", mode: "ended" }));
  }
  return found;
}

/** The end of a memory that nothing takes the place of: the turn that says so ends it. */
function planEnding(
  { memoryId: old, text, sources }: StatedEnding,
  context: PlanContext,
): Supersession | undefined {
  const { episode, turnIds, snapshot, failed } = context;
  if (!snapshot.namedIds.has(old)) {
    failed.push({ item: "fact", text: firstWords(text), reason: "the memory it ends is gone" });
    return undefined;
  }
  const source = sources[0] ?? 0;
  const turnId = turnIds[source] ?? turnIdOf(episode.id, source);
  const told = { ...toldAt(context, source, 0), turnId, recordedAt: episode.recordedAt };
  return supersede(told, { old, by: turnId, byForm: "turn", mode: "ended" });
}

function planTurn(message: EpisodeMessage, index: number, episode: Episode): TurnRecord {
  const { scope, recordedAt, expiresAt, id: episodeId } = episode;
  const { role, name, content, ref, at } = message;
  return {
    id: turnIdOf(episodeId, index),
    episodeId,
    index,
    role,
    name,
    content,
    ref,
    at,
    recordedAt,
    agentId: scope.agentId,
    runId: scope.runId,
    metadata: { ...episode.metadata, ...message.metadata },
    expiresAt,
  };
}

function toPlannedFact(
  { fact, memory, attestations }: FactPlan,
  exclusions: readonly Supersession[],
): PlannedFact {
  const named = [fact.supersedes, fact.corrects].filter((one) => typeof one === "string");
  const ended = exclusions.flatMap(({ by, old }) => (by === memory.id ? old : []));
  return {
    memoryId: memory.id,
    text: fact.text,
    kind: memory.kind,
    attestationIds: attestations.map(({ id }) => id),
    names: [...named, ...ended],
  };
}

function unique<T extends { readonly id: string }>(records: readonly T[]): T[] {
  return [...new Map(records.map((record) => [record.id, record])).values()];
}
