/** The lines of an export: JSON Lines, one object a line, whose `kind` says what it is. See decision 0028. */
import { z } from "zod";

import type {
  LedgerRecords,
  MemoryRecord,
  Revision,
  Tombstone,
  TurnRecord,
} from "../../core/records.ts";
import type { Tenant } from "../../core/scope.ts";
import type { EpisodeOutcome, JournalEntry } from "../../journal/journal.ts";
import {
  content,
  count,
  ledgerRecords,
  memoryKind,
  metadata,
  moment,
  name,
  provenance,
  tombstone,
} from "./record-schemas.ts";

/** What the first line of every export calls its format. */
export const EXPORT_FORMAT = "mnemograph-export";
/** The newest version of the format: what is written, and the latest that is read. */
export const EXPORT_VERSION = 1;

/** The first line: what follows, and which model its vectors are of. */
export interface HeaderLine {
  readonly kind: "header";
  readonly format: typeof EXPORT_FORMAT;
  readonly version: number;
  /** When the export began, epoch ms. */
  readonly exportedAt: number;
  readonly embedding: { readonly id: string; readonly dimensions: number };
}

/** Ids that were erased: before a tenant's other lines, and after them those that were erased since the export began. */
export interface TombstonesLine {
  readonly kind: "tombstones";
  readonly tenant: Tenant;
  readonly isLate: boolean;
  readonly items: readonly Tombstone[];
}

/** A turn as it was kept; its text is empty if it was redacted. */
export interface ExportedTurn extends TurnRecord {
  readonly isRedacted: boolean;
}

/** A memory, in the line of each episode that told it. */
export interface ExportedMemory extends Omit<MemoryRecord, "textKey"> {
  /** When it was first told, epoch ms. */
  readonly at: number;
  readonly revisions: readonly Pick<Revision, "id" | "text" | "recordedAt">[];
}

/** One episode: its entry in the journal, its turns, the memories it told, and its records. */
export interface EpisodeLine {
  readonly kind: "episode";
  readonly tenant: Tenant;
  readonly id: string;
  /** Null for what has no add of its own: a revision, or a merge by hand. */
  readonly entry: JournalEntry | null;
  readonly turns: readonly ExportedTurn[];
  readonly memories: readonly ExportedMemory[];
  readonly records: LedgerRecords;
}

/** The vector of a turn or memory. */
export interface VectorLine {
  readonly kind: "vector";
  readonly tenant: Tenant;
  readonly id: string;
  /** The revision whose text it is of; null for that of the first text. */
  readonly revision: string | null;
  /** Its components as 32-bit floats, little-endian, in base64. */
  readonly embedding: string;
}

/** The last line: without it an export is cut off. */
export interface EndLine {
  readonly kind: "end";
  /** Lines before this one. */
  readonly lineCount: number;
}

/** A line that is about a tenant. */
export type TenantLine = TombstonesLine | EpisodeLine | VectorLine;
/** Any line of an export. */
export type ExportLine = HeaderLine | TenantLine | EndLine;

const tenant = name as unknown as z.ZodType<Tenant>;

const outcome: z.ZodType<EpisodeOutcome> = z.strictObject({
  results: z.array(
    z.strictObject({
      id: name,
      event: z.enum(["ADD", "UPDATE", "DELETE", "NONE"]),
      previousId: name.nullable(),
    }),
  ),
  relations: z.strictObject({
    added: z.array(name),
    closed: z.array(name),
    retracted: z.array(name),
  }),
});

const entry: z.ZodType<JournalEntry> = z.strictObject({
  episodeId: name,
  status: z.enum(["pending", "done"]),
  plan: content.nullable(),
  outcome: outcome.nullable(),
  recordedAt: moment,
  turnCount: count,
  agentId: name.nullable(),
  runId: name.nullable(),
  expiresAt: moment.nullable(),
  leaseUntil: z.number(),
  unread: content.nullable(),
});

const turn: z.ZodType<ExportedTurn> = z.strictObject({
  id: name,
  episodeId: name,
  index: count,
  role: name,
  name: name.nullable(),
  content,
  ref: name.nullable(),
  at: moment,
  recordedAt: moment,
  agentId: name.nullable(),
  runId: name.nullable(),
  metadata,
  expiresAt: moment.nullable(),
  isRedacted: z.boolean(),
});

const memory: z.ZodType<ExportedMemory> = z.strictObject({
  id: name,
  kind: memoryKind,
  attributedTo: z.enum(["user", "assistant"]),
  agentId: name.nullable(),
  text: content,
  at: moment,
  recordedAt: moment,
  provenance,
  revisions: z.array(z.strictObject({ id: name, text: content, recordedAt: moment })),
});

/** Any line but the first. */
export const bodyLine: z.ZodType<TenantLine | EndLine> = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("tombstones"),
    tenant,
    isLate: z.boolean(),
    items: z.array(tombstone),
  }),
  z.strictObject({
    kind: z.literal("episode"),
    tenant,
    id: name,
    entry: entry.nullable(),
    turns: z.array(turn),
    memories: z.array(memory),
    records: ledgerRecords,
  }),
  z.strictObject({
    kind: z.literal("vector"),
    tenant,
    id: name,
    revision: name.nullable(),
    embedding: z.string(),
  }),
  z.strictObject({ kind: z.literal("end"), lineCount: count }),
]);

/** The first line, of any version: a newer one's other fields are not ours to judge. */
export const headerLine: z.ZodType<HeaderLine> = z.looseObject({
  kind: z.literal("header"),
  format: z.literal(EXPORT_FORMAT),
  version: z.number().int().min(1),
  exportedAt: moment,
  embedding: z.looseObject({ id: z.string(), dimensions: z.number() }),
});

/** A line as it is written, its line break included. */
export function writeLine(line: ExportLine): string {
  return `${JSON.stringify(line)}\n`;
}
