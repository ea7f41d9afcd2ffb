/** The rows of a ledger as Neo4j keeps them, and the columns that they are found by. */
import { entityKey, nameKey } from "../../core/names.ts";
import type {
  Mention,
  Merge,
  RelationRecord,
  Supersession,
  Tombstone,
} from "../../core/records.ts";
import type { AttestationRow, ProjectedEntity } from "../ledger/ledger-tables.ts";
import type { Canonical } from "../../core/validity/canonical.ts";
import type { NamelessRelation } from "../ledger/nameless-relation.ts";
import { RowTable } from "./row-table.ts";

/** An edge with its record. */
export interface RelationRow {
  readonly record: RelationRecord;
  /** The entities that its ends are today. */
  readonly source: string;
  readonly destination: string;
  readonly recordedAt: number;
  /** 0 until it is projected. */
  readonly revision: number;
  readonly isShown: boolean;
  /** JSON of a `RelationProjection` with what read the edge first; "{}" until it is projected. */
  readonly projection: string;
}

/** What is shown of an edge; the rest of it is JSON until it is wanted. */
export interface NearEdge extends Pick<
  NamelessRelation,
  "id" | "source" | "type" | "destination" | "recordedAt"
> {
  readonly projection: string;
}

/** The tables of a working set. */
export interface Tables {
  readonly evidence: RowTable<AttestationRow, EvidenceColumn>;
  readonly supersession: RowTable<Supersession, SupersessionColumn>;
  readonly mention: RowTable<Mention, MentionColumn>;
  readonly merge: RowTable<Merge, MergeColumn>;
  readonly relation: RowTable<RelationRow>;
  readonly entity: RowTable<ProjectedEntity>;
  readonly tombstone: RowTable<Tombstone, "id">;
}

type EvidenceColumn = "of" | "turn" | "episode" | "memory" | "timeline" | "subject" | "value";
type SupersessionColumn = "old" | "by" | "turn" | "episode";
type MentionColumn = "key" | "turn" | "episode" | "of";
type MergeColumn = "from" | "into" | "turn" | "episode";

/** All tables of a working set, new and empty. */
export function makeTables(): Tables {
  return {
    evidence: new RowTable<AttestationRow, EvidenceColumn>((row) => row.attestation.id, {
      of: ({ attestation }) => attestation.of,
      turn: ({ attestation }) => attestation.turnId,
      episode: ({ attestation }) => attestation.episodeId,
      memory: ({ attestation }) => attestation.memoryId,
      timeline: ({ timeline }) => timeline,
      subject: ({ attestation }) => attestation.slot?.subject ?? null,
      value: ({ attestation }) => attestation.slot?.value ?? null,
    }),
    supersession: new RowTable<Supersession, SupersessionColumn>(({ id }) => id, {
      old: ({ old }) => old,
      by: ({ by }) => by,
      turn: ({ turnId }) => turnId,
      episode: ({ episodeId }) => episodeId,
    }),
    mention: new RowTable<Mention, MentionColumn>(({ id }) => id, {
      key: ({ key }) => key,
      turn: ({ turnId }) => turnId,
      episode: ({ episodeId }) => episodeId,
      of: ({ of }) => of,
    }),
    merge: new RowTable<Merge, MergeColumn>(({ id }) => id, {
      from: ({ from }) => from,
      into: ({ into }) => into,
      turn: ({ turnId }) => turnId,
      episode: ({ episodeId }) => episodeId,
    }),
    relation: new RowTable<RelationRow>(({ record }) => record.id, {}),
    entity: new RowTable<ProjectedEntity>(({ key }) => key, {}),
    tombstone: new RowTable<Tombstone, "id">(({ id, form }) => `${id} ${form}`, {
      id: ({ id }) => id,
    }),
  };
}

/** Under what a mention's name is looked up. */
export function namesOf({ name }: Mention): {
  readonly nameKey: string;
  readonly aliasKey: string;
} {
  return { nameKey: nameKey(name), aliasKey: entityKey(name) };
}

/** An edge as it is read. */
export function namelessOf(row: RelationRow): NamelessRelation {
  const { record, source, destination, recordedAt, projection } = row;
  const { id, type } = record;
  return shownOf({ id, source, type, destination, recordedAt, projection });
}

/** An edge as it is shown. */
export function shownOf({ projection, ...edge }: NearEdge): NamelessRelation {
  // Written by the projection from these.
  const projected = JSON.parse(projection) as Omit<NamelessRelation, keyof typeof edge>;
  return { ...projected, ...edge };
}

/** An edge that nothing has been projected of. */
export function unprojected(record: RelationRecord, canonical: Canonical): RelationRow {
  return {
    record,
    source: canonical(record.source),
    destination: canonical(record.destination),
    recordedAt: record.recordedAt,
    revision: 0,
    isShown: false,
    projection: "{}",
  };
}
