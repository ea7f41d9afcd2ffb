/** What a plan comes to after the caller's `beforeCommit` has had it: whole again, whatever was taken out of it. */
import { InvalidArgumentError } from "../../core/errors.ts";
import type { Attestation, LedgerRecords } from "../../core/records.ts";
import type { BeforeCommit } from "../engine.ts";
import { firstWords } from "./first-words.ts";
import type { Plan, PlannedFact } from "./plan.ts";
import type { Failure } from "./stated.ts";

const REASON = "beforeCommit dropped it";

/**
 * A hook whose plans can be committed: what rests on something that it dropped goes with that, and all that went is told
 * in `failed`.
 *
 * @throws {InvalidArgumentError} If it returns no plan, another add's, or records that it was not given.
 */
export function screened(hook: BeforeCommit): BeforeCommit {
  return async (plan) => {
    const left: unknown = await hook(plan);
    return left === null ? null : wholePlan(plan, checkPlan(plan, left));
  };
}

/** A plan of what `left` keeps of `given`, without what nothing of it holds any more. */
function wholePlan(given: Plan, left: Plan): Plan {
  const turnIds = idsOf(left.turns);
  const stated = new Set([...idsOf(left.memories), ...idsOf(left.records.relations)]);
  const attestations = left.records.attestations.filter(
    ({ of, turnId }) => stated.has(of) && turnIds.has(turnId),
  );
  const told = new Set(attestations.map(({ of }) => of));
  const statements = [...idsOf(given.memories), ...idsOf(given.records.relations)];
  const gone = new Set([
    ...idsOf(given.turns).difference(turnIds),
    ...statements.filter((id) => !told.has(id)),
  ]);
  const records = recordsOf(left.records, { attestations, told, turnIds, gone });
  const whole = {
    ...left,
    memories: left.memories.filter(({ id }) => told.has(id)),
    facts: factsOf(given, left, records),
    records,
  };
  return { ...whole, failed: [...left.failed, ...droppedFrom(given, whole)] };
}

interface Kept {
  readonly attestations: readonly Attestation[];
  /** Memories and relations that some of them tell. */
  readonly told: ReadonlySet<string>;
  readonly turnIds: ReadonlySet<string>;
  /** Statements and turns that were dropped. What a link names besides may be of another add. */
  readonly gone: ReadonlySet<string>;
}

function recordsOf(
  left: LedgerRecords,
  { attestations, told, turnIds, gone }: Kept,
): LedgerRecords {
  return {
    relations: left.relations.filter(({ id }) => told.has(id)),
    attestations: attestations.map((one) =>
      one.memoryId === null || told.has(one.memoryId) ? one : { ...one, memoryId: null },
    ),
    supersessions: left.supersessions.filter(
      ({ turnId, by }) => !gone.has(turnId) && !gone.has(by),
    ),
    mentions: left.mentions.filter(
      ({ turnId, of }) => turnIds.has(turnId) && (of === null || told.has(of)),
    ),
    merges: left.merges.filter(({ turnId }) => turnId === null || turnIds.has(turnId)),
  };
}

/** Every fact whose memory is kept, as the hook left it where it did. */
function factsOf(given: Plan, left: Plan, { attestations }: LedgerRecords): PlannedFact[] {
  const kept = idsOf(attestations);
  const told = new Set(attestations.map(({ of }) => of));
  const named = new Set(left.facts.map(({ memoryId }) => memoryId));
  const forgotten = given.facts.filter(({ memoryId }) => !named.has(memoryId));
  return [...left.facts, ...forgotten]
    .filter(({ memoryId }) => told.has(memoryId))
    .map((fact) => ({ ...fact, attestationIds: fact.attestationIds.filter((id) => kept.has(id)) }));
}

/** What was in a plan and is not in what is left of it. */
function droppedFrom(given: Plan, whole: Omit<Plan, "failed">): Failure[] {
  const memoryIds = idsOf(whole.memories);
  const relationIds = idsOf(whole.records.relations);
  const turnIds = idsOf(whole.turns);
  const dropped = (item: Failure["item"], text: string): Failure => ({
    item,
    text: firstWords(text),
    reason: REASON,
  });
  return [
    ...given.facts
      .filter(({ memoryId }) => !memoryIds.has(memoryId))
      .map(({ text }) => dropped("fact", text)),
    ...given.records.relations
      .filter(({ id }) => !relationIds.has(id))
      .map(({ source, type, destination }) =>
        dropped("relation", `${source} ${type} ${destination}`),
      ),
    ...given.turns
      .filter(({ id }) => !turnIds.has(id))
      .map(({ content }) => dropped("turn", content)),
  ];
}

/** @throws {InvalidArgumentError} */
function checkPlan(given: Plan, left: unknown): Plan {
  if (!isPlanShaped(left)) throw refused("a function that returns a plan or null", left);
  for (const key of ["episodeId", "at", "recordedAt", "expiresAt"] as const) {
    if (left[key] !== given[key]) throw refused(`one that leaves ${key} as it is`, left[key]);
  }
  if (JSON.stringify(left.scope) !== JSON.stringify(given.scope)) {
    throw refused("one that leaves scope as it is", JSON.stringify(left.scope));
  }
  const known = allIds(given);
  for (const id of allIds(left)) {
    if (!known.has(id)) throw refused("one that adds no record", id);
  }
  return left;
}

function refused(requirement: string, actual: unknown): InvalidArgumentError {
  return new InvalidArgumentError("add", "beforeCommit", requirement, actual);
}

function isPlanShaped(value: unknown): value is Plan {
  if (!hasLists(value, ["turns", "memories", "facts", "failed"])) return false;
  const { records } = value;
  return hasLists(records, ["relations", "attestations", "supersessions", "mentions", "merges"]);
}

function hasLists(value: unknown, keys: readonly string[]): value is Record<string, unknown> {
  // Looked at field by field.
  const fields = value as Record<string, unknown>;
  return (
    typeof value === "object" && value !== null && keys.every((key) => Array.isArray(fields[key]))
  );
}

function allIds({ turns, memories, records }: Plan): Set<string> {
  const { relations, attestations, supersessions, mentions, merges } = records;
  const lists = [turns, memories, relations, attestations, supersessions, mentions, merges];
  return new Set(lists.flatMap((list) => list.map(({ id }) => id)));
}

function idsOf(list: readonly { readonly id: string }[]): Set<string> {
  return new Set(list.map(({ id }) => id));
}
