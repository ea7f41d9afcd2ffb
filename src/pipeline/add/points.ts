/** Memories and turns of a plan as points for the vector store. */
import type { Attestation, MemoryRecord, TurnRecord } from "../../core/records.ts";
import type { Projection } from "../../core/visibility.ts";
import { formatDate } from "../../text/format-date.ts";
import { detectLanguage } from "../../text/language.ts";
import type { NewPoint, StoredPoint } from "../../vector/vector-store.ts";
import type { Plan } from "./plan.ts";

/** The points of a plan that have an embedding: its turns, and the memories that are new. */
export function pointsOf(
  plan: Plan,
  embeddings: ReadonlyMap<string, Float32Array | null>,
): NewPoint[] {
  const byStatement = Map.groupBy(plan.records.attestations, ({ of }) => of);
  const points: NewPoint[] = [];
  for (const turn of plan.turns) {
    points.push(turnPoint(turn, embeddings.get(turn.id) ?? null));
  }
  for (const memory of plan.memories) {
    const embedding = embeddings.get(memory.id);
    const told = byStatement.get(memory.id)?.[0];
    if (embedding !== undefined && told) points.push(memoryPoint(memory, told, embedding));
  }
  return points;
}

/** A point as it would be read back. */
export function asStored(point: NewPoint): StoredPoint {
  const { searchText: _, embedding: __, ...stored } = point;
  return { ...stored, originalText: null, revisions: [], isRedacted: false };
}

/** What a turn is found by: who said it, what, and when. */
export function turnSearchText(turn: Pick<TurnRecord, "name" | "role" | "content" | "at">): string {
  const speaker = turn.name ?? "";
  const isChinese = detectLanguage(turn.content) === "zh";
  return `${speaker}${speaker ? ": " : ""}${turn.content} (${spokenDate(turn.at, isChinese)})`;
}

/** A day as people write it, so that words of a question meet it: "8 May 2023", 2023年5月8日. */
function spokenDate(at: number, isChinese: boolean): string {
  const [year = "", month = "", day = ""] = formatDate(at, "day").split("-");
  if (isChinese) return `${year}年${Number(month)}月${Number(day)}日`;
  return `${Number(day)} ${MONTHS[Number(month) - 1] ?? month} ${year}`;
}

const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

/** A turn as a point. */
export function turnPoint(turn: TurnRecord, embedding: Float32Array | null): NewPoint {
  const { id, episodeId, index, role, name, ref, runId, expiresAt, agentId, at } = turn;
  return {
    id,
    kind: "turn",
    text: turn.content,
    textKey: null,
    searchText: turnSearchText(turn),
    attributedTo: role === "assistant" ? "assistant" : "user",
    agentId,
    at,
    recordedAt: turn.recordedAt,
    provenance: null,
    turn: { episodeId, index, role, name, ref, runId, expiresAt },
    metadata: turn.metadata,
    embedding,
    projection: initialProjection({ agentId, runId, spells: [] }, turn.metadata),
  };
}

/** A memory as a point, as it is shown until the ledger has spoken: by the telling `told`. */
export function memoryPoint(
  memory: MemoryRecord,
  told: Attestation,
  embedding: Float32Array | null,
): NewPoint {
  const { id, kind, text, textKey, attributedTo, agentId, recordedAt, provenance } = memory;
  const from = told.statedFrom ?? told.episodeAt;
  const spells = [{ from, to: told.statedTo, closedAt: null }];
  const { agentId: toldTo, runId, metadata } = told;
  return {
    id,
    kind,
    text,
    textKey,
    searchText: text,
    attributedTo,
    agentId,
    at: told.episodeAt,
    recordedAt,
    provenance,
    turn: null,
    metadata: {},
    embedding,
    projection: {
      ...initialProjection({ agentId: toldTo, runId, spells }, metadata),
      isAttesting: true,
      text,
      evidence: [told.turnId],
    },
  };
}

/** What is shown until the ledger has spoken: stamped with revision 0, so that anything it says counts more. */
function initialProjection(
  { agentId, runId, spells }: Pick<Projection, "spells"> & Pick<TurnRecord, "agentId" | "runId">,
  metadata: TurnRecord["metadata"],
): Projection {
  return {
    revision: 0,
    spells,
    retractedAt: null,
    foldedInto: null,
    isAttesting: false,
    text: null,
    evidence: [],
    agentIds: [agentId],
    runIds: runId === null ? [] : [runId],
    metadata,
  };
}
