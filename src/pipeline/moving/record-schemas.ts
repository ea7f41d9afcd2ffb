/** The ledger's records as an export has them, checked field by field: what a file holds is not ours until then. */
import { z } from "zod";

import { MAX_DATE_MS } from "../../core/clock.ts";
import type {
  Attestation,
  LedgerRecords,
  Mention,
  Merge,
  Metadata,
  MetadataValue,
  Provenance,
  RelationRecord,
  SlotClaim,
  Supersession,
  Tombstone,
} from "../../core/records.ts";

/** A moment, in epoch milliseconds. */
export const moment: z.ZodType<number> = z
  .number()
  .min(-MAX_DATE_MS)
  .max(MAX_DATE_MS, { error: "a time in epoch milliseconds" });

/** Text that every store can keep unchanged; it may be empty. */
export const content: z.ZodType<string> = z
  .string()
  .refine((value) => value.isWellFormed(), "well-formed Unicode, without lone surrogates");

/** An id or a key. */
export const name: z.ZodType<string> = z
  .string()
  .min(1)
  .max(10_000)
  .refine((value) => value.isWellFormed() && !value.includes("\0"), {
    error: "well-formed Unicode without U+0000",
  });

/** How many of something there are, or the place of one. */
export const count: z.ZodType<number> = z.number().int().min(0);

/** What kind of memory it is. */
export const memoryKind: z.ZodType<"event" | "trait" | "note"> = z.enum(["event", "trait", "note"]);

const metadataValue: z.ZodType<MetadataValue> = z.lazy(() =>
  z.union([
    z.string(),
    z.number(),
    z.boolean(),
    z.null(),
    z.array(metadataValue),
    z.record(z.string(), metadataValue),
  ]),
);

/** A caller's labels. */
export const metadata: z.ZodType<Metadata> = z.record(z.string(), metadataValue);

/** What read a statement. */
export const provenance: z.ZodType<Provenance> = z.strictObject({
  extractor: z.enum(["model", "patterns", "caller", "verbatim"]),
  model: content.nullable(),
  prompt: content.nullable(),
  promptVersion: content.nullable(),
});

const slotClaim: z.ZodType<SlotClaim> = z.strictObject({ subject: name, type: name, value: name });

const told = {
  id: name,
  episodeAt: moment,
  episodeId: name,
  index: z.number(),
  recordedAt: moment,
};

const relation: z.ZodType<RelationRecord> = z.strictObject({
  id: name,
  source: name,
  type: name,
  destination: name,
  recordedAt: moment,
  provenance,
});

const attestation: z.ZodType<Attestation> = z.strictObject({
  ...told,
  of: name,
  form: z.enum(["event", "trait", "note", "relation"]),
  turnId: name,
  statedFrom: moment.nullable(),
  statedTo: moment.nullable(),
  slot: slotClaim.nullable(),
  isSingle: z.boolean(),
  corrects: z.boolean(),
  memoryId: name.nullable(),
  text: content.nullable(),
  isRevision: z.boolean(),
  agentId: name.nullable(),
  runId: name.nullable(),
  metadata,
  expiresAt: moment.nullable(),
});

const supersession: z.ZodType<Supersession> = z.strictObject({
  ...told,
  old: name,
  by: name,
  byForm: z.enum(["memory", "relation", "turn"]),
  mode: z.enum(["ended", "retracted"]),
  turnId: name,
});

const mention: z.ZodType<Mention> = z.strictObject({
  ...told,
  key: name,
  name,
  type: name.nullable(),
  isAlias: z.boolean(),
  turnId: name,
  of: name.nullable(),
  agentId: name.nullable(),
  expiresAt: moment.nullable(),
});

const merge: z.ZodType<Merge> = z.strictObject({
  ...told,
  from: name,
  into: name,
  reason: z.enum(["alias", "caller"]),
  turnId: name.nullable(),
});

/** What an episode told. */
export const ledgerRecords: z.ZodType<LedgerRecords> = z.strictObject({
  relations: z.array(relation),
  attestations: z.array(attestation),
  supersessions: z.array(supersession),
  mentions: z.array(mention),
  merges: z.array(merge),
});

/** What was erased, and when. */
export const tombstone: z.ZodType<Tombstone> = z.strictObject({
  id: name,
  at: moment,
  form: z.enum(["erased", "redacted"]),
});
