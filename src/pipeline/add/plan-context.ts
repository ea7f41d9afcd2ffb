/** What the parts of planning share. */
import { deterministicId } from "../../core/ids.ts";
import type { Attestation, MemoryRecord, Supersession, Told } from "../../core/records.ts";
import type { NameBook } from "./name-book.ts";
import type { PlanSnapshot } from "./plan.ts";
import type { Episode, Failure, StatedFact } from "./stated.ts";

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

/** Where an item read from the turn at `source` stands in the order of telling. */
export function toldAt(context: PlanContext, source: number, order: number): Told {
  const { episode } = context;
  return {
    // A message that carries its own time was told then, wherever its episode begins.
    episodeAt: episode.messages[source]?.at ?? episode.at,
    episodeId: episode.id,
    index: source * ITEMS_PER_TURN + order,
  };
}

/**
 * What one telling of a statement attests: that it holds since the start it states, and, if it says so, that it holds when
 * it is told.
 */
export function tellings<Stated extends Pick<StatedFact, "validFrom" | "isCurrent">>(
  stated: Stated,
  { episodeAt }: Told,
): Stated[] {
  const { isCurrent = false, validFrom } = stated;
  const isApart = isCurrent && validFrom !== null && validFrom < episodeAt;
  return isApart ? [stated, { ...stated, validFrom: null }] : [stated];
}

/** What every attestation of this episode carries. */
export function attestationBase(
  context: PlanContext,
): Pick<Attestation, "recordedAt" | "agentId" | "runId" | "metadata" | "expiresAt" | "isRevision"> {
  const { recordedAt, scope, metadata, expiresAt } = context.episode;
  const { agentId, runId } = scope;
  return { recordedAt, agentId, runId, metadata, expiresAt, isRevision: false };
}

/** A supersession told together with an attestation, or by a turn alone. */
export function supersede(
  attestation: Pick<Attestation, keyof Told | "turnId" | "recordedAt">,
  link: Pick<Supersession, "old" | "by" | "byForm" | "mode">,
): Supersession {
  const { episodeAt, episodeId, index, turnId, recordedAt } = attestation;
  const id = deterministicId("supersession", link.old, link.by, link.mode, turnId);
  return { id, ...link, episodeAt, episodeId, index, turnId, recordedAt };
}

/**
 * What is wrong with naming `old` as ended or never true. An unknown id is told, and kept: the statement it names may
 * be on its way.
 */
export function linkProblem(
  old: string,
  by: string,
  { snapshot }: PlanContext,
): string | undefined {
  if (old === by) return "a statement cannot replace itself";
  return snapshot.namedIds.has(old)
    ? undefined
    : `nothing here has the id it names: ${old.slice(0, 64)}`;
}
