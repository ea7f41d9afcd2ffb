/** Writes records into the ledger of the embedded file and projects what they bear on. */
import type { Attestation, LedgerRecords, Merge } from "../../core/records.ts";
import type { Projection } from "../../core/visibility.ts";
import type { LedgerOutcome } from "../graph-store.ts";
import { projectEntities, projectMentioned } from "./entity-projection.ts";
import {
  canonicalFor,
  findAttestations,
  findMerges,
  findTombstones,
  insertRecords,
  keysOf,
  type TenantFile,
} from "./ledger-rows.ts";
import {
  canonicalWithout,
  deriveConnected,
  deriveWithout,
  projectDifference,
} from "./project-ledger.ts";

/** Id of the tombstone that keeps a whole tenant's past dead. */
export const TENANT_TOMBSTONE = "*";

/** Inserts what tombstones let live, and projects. Runs inside a transaction. */
export function commitLedger(tenant: TenantFile, records: LedgerRecords): LedgerOutcome {
  const revision = tenant.file.bumpRevision(tenant.row);
  const { alive, dead } = partitionByTombstones(tenant, records);
  const keys = touchedKeys(alive);
  const fresh = insertRecords(tenant, alive, canonicalFor(tenant, keys));
  const merges = findMerges(tenant, keys);
  const freshMerges = alive.merges.filter(({ id }) => fresh.has(id));
  const statements = touchedStatements(tenant, alive, freshMerges, merges);
  const after = deriveConnected(tenant, statements);
  const all = findMerges(tenant, new Set([...keys, ...keysOf(after.ledger.attestations)]));
  const before = deriveWithout(after, fresh, canonicalWithout(all, fresh));
  const { changes, projections } = projectDifference(tenant, before, after, revision);
  const freshMentions = alive.mentions.filter(({ id }) => fresh.has(id));
  const mergedKeys = freshMerges.length > 0 ? merges.flatMap(({ from, into }) => [from, into]) : [];
  projectMentioned(tenant, freshMentions, mergedKeys);
  return { revision, changes, projections, dead };
}

interface Partition {
  readonly alive: LedgerRecords;
  readonly dead: ReadonlySet<string>;
}

/** Leaves out what was recorded before its statement, turn or episode was erased. */
function partitionByTombstones(tenant: TenantFile, records: LedgerRecords): Partition {
  const { relations, attestations, supersessions, mentions, merges } = records;
  const ids = new Set<string>([TENANT_TOMBSTONE]);
  for (const { of, turnId, episodeId } of attestations) ids.add(of).add(turnId).add(episodeId);
  for (const { turnId, episodeId, of } of mentions)
    ids
      .add(turnId)
      .add(episodeId)
      .add(of ?? turnId);
  for (const { turnId, episodeId } of supersessions) ids.add(turnId).add(episodeId);
  const graves = findTombstones(tenant, ids).filter(({ form }) => form === "erased");
  if (graves.length === 0) return { alive: records, dead: new Set() };
  const buriedAt = new Map(graves.map(({ id, at }) => [id, at]));
  const dead = new Set<string>();
  const lives = (recordedAt: number, ...owners: readonly (string | null)[]): boolean => {
    for (const owner of [TENANT_TOMBSTONE, ...owners]) {
      if (owner !== null && recordedAt <= (buriedAt.get(owner) ?? Number.NEGATIVE_INFINITY))
        return false;
    }
    return true;
  };
  const kept = attestations.filter((one) => {
    const isAlive = lives(one.recordedAt, one.of, one.turnId, one.episodeId);
    if (!isAlive) for (const id of [one.of, one.turnId]) if (buriedAt.has(id)) dead.add(id);
    if (!isAlive) dead.add(one.id);
    return isAlive;
  });
  const attested = new Set(kept.map(({ of }) => of));
  return {
    alive: {
      relations: relations.filter(({ id }) => attested.has(id)),
      attestations: kept,
      supersessions: supersessions.filter((one) =>
        lives(one.recordedAt, one.turnId, one.episodeId),
      ),
      mentions: mentions.filter((one) => lives(one.recordedAt, one.of, one.turnId, one.episodeId)),
      merges: merges.filter((one) => lives(one.recordedAt, one.turnId, one.episodeId)),
    },
    dead,
  };
}

function touchedKeys({ attestations, mentions, merges }: LedgerRecords): Set<string> {
  const keys = keysOf(attestations);
  for (const { key } of mentions) keys.add(key);
  for (const { from, into } of merges) keys.add(from).add(into);
  return keys;
}

function touchedStatements(
  tenant: TenantFile,
  { attestations, supersessions }: LedgerRecords,
  freshMerges: readonly Merge[],
  merges: readonly Merge[],
): Set<string> {
  const statements = new Set(attestations.map(({ of }) => of));
  for (const { old, by, byForm } of supersessions) {
    statements.add(old);
    if (byForm !== "turn") statements.add(by);
  }
  if (freshMerges.length > 0) {
    const members = new Set(merges.flatMap(({ from, into }) => [from, into]));
    for (const { of } of attestationsAbout(tenant, members)) statements.add(of);
  }
  return statements;
}

/** Attestations that speak of any of these entities. */
export function attestationsAbout(tenant: TenantFile, keys: ReadonlySet<string>): Attestation[] {
  const bySubject = findAttestations(tenant, "slot_subject", keys);
  const byValue = findAttestations(tenant, "slot_value", keys);
  return [...bySubject, ...byValue].map(({ attestation }) => attestation);
}

/** Projects the whole tenant anew from its records. */
export function rebuildLedger(tenant: TenantFile): LedgerOutcome {
  const { file, row } = tenant;
  const revision = file.bumpRevision(row);
  const ids = file.all<{ of_id: string }>(
    "SELECT DISTINCT of_id FROM attestation WHERE tenant = ?",
    row,
  );
  const after = deriveConnected(
    tenant,
    ids.map(({ of_id }) => of_id),
  );
  const nothing = { statements: new Map(), attestations: new Map() };
  const { changes, projections } = projectDifference(tenant, nothing, after, revision);
  const keys = file.all<{ key: string }>(
    "SELECT key FROM mention WHERE tenant = ? UNION SELECT key FROM entity WHERE tenant = ?",
    row,
    row,
  );
  projectEntities(
    tenant,
    keys.map(({ key }) => key),
  );
  const turns: ReadonlyMap<string, Projection> = projections;
  return { revision, changes, projections: turns, dead: new Set() };
}
