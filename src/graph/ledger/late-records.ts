/** Takes out of what is to be written what was erased before it came: as if it had been there and gone with the rest. */
import type { Attestation, LedgerRecords, Tombstone } from "../../core/records.ts";
import { type Graves, readGraves } from "./graves.ts";
import type { LedgerTables } from "./ledger-tables.ts";

/** What of some records lives. */
export interface LivingRecords {
  readonly alive: LedgerRecords;
  /** Statements and turns of which nothing may be written. */
  readonly dead: ReadonlySet<string>;
  /** Turns whose text must go, as an erased memory was told in them; their other statements live. */
  readonly redactedTurnIds: readonly string[];
}

/** Parts the living from the dead. Writes tombstones for the words of turns that told what was erased. */
export function livingRecords(tables: LedgerTables, records: LedgerRecords): LivingRecords {
  const graves = readGraves(tables, idsOf(records));
  const killed = records.attestations.filter((one) => graves.isDeadAttestation(one));
  const cited = citedTurns(killed, graves);
  for (const tombstone of cited) graves.add(tombstone);
  tables.buryAll(cited);
  const attestations = records.attestations
    .filter((one) => !graves.isDeadAttestation(one))
    .map((one) => withoutLostWords(one, graves));
  const deadStatements = deadAmong(tables, "of_id", killed, attestations);
  const alive: LedgerRecords = {
    attestations,
    relations: records.relations.filter(({ id }) => !deadStatements.has(id)),
    supersessions: records.supersessions.filter((one) => !graves.isDeadSupersession(one)),
    mentions: livingMentions(records, { graves, killed, attestations }),
    merges: records.merges.filter((one) => !graves.isDeadMerge(one)),
  };
  const turnIds = attestations.filter((one) => graves.isRedacted(one.recordedAt, one.turnId));
  return {
    alive,
    dead: new Set([
      ...deadStatements,
      ...deadTurns(tables, { graves, killed, attestations, cited }),
    ]),
    redactedTurnIds: [...new Set(turnIds.map(({ turnId }) => turnId))],
  };
}

interface Parted {
  readonly graves: Graves;
  readonly killed: readonly Attestation[];
  /** Those that live. */
  readonly attestations: readonly Attestation[];
}

/** Every id that a tombstone of these records may have. */
function idsOf({ attestations, supersessions, mentions, merges }: LedgerRecords): Set<string> {
  const ids = new Set<string | null>();
  for (const { of, memoryId } of attestations) ids.add(of).add(memoryId);
  for (const { of } of mentions) ids.add(of);
  for (const { turnId, episodeId } of [...attestations, ...supersessions, ...mentions, ...merges]) {
    ids.add(turnId).add(episodeId);
  }
  return new Set([...ids].filter((id) => id !== null));
}

/** An erased memory takes the words of the turns that told it. */
function citedTurns(killed: readonly Attestation[], graves: Graves): Tombstone[] {
  return killed.flatMap(({ of, form, turnId, recordedAt }): Tombstone[] => {
    const at = form === "relation" ? undefined : graves.erasedAt(of);
    return at === undefined || recordedAt > at ? [] : [{ id: turnId, at, form: "redacted" }];
  });
}

function withoutLostWords(one: Attestation, graves: Graves): Attestation {
  const isLost = one.form === "relation" && graves.isRedacted(one.recordedAt, one.turnId);
  return isLost ? { ...one, text: null } : one;
}

/** Statements, or turns, of killed attestations that nothing attests. */
function deadAmong(
  tables: LedgerTables,
  column: "of_id" | "turn_id",
  killed: readonly Attestation[],
  alive: readonly Attestation[],
): Set<string> {
  const idOf = (one: Attestation): string => (column === "of_id" ? one.of : one.turnId);
  const told = alive.filter(({ isRevision }) => !isRevision);
  const open = new Set(killed.map(idOf)).difference(new Set(told.map(idOf)));
  const rows = tables.findAttestations(column, open);
  const kept = rows.filter(({ attestation }) => !attestation.isRevision);
  return open.difference(new Set(kept.map(({ attestation }) => idOf(attestation))));
}

/** Turns that were erased, and those that told nothing but what was. */
function deadTurns(
  tables: LedgerTables,
  { graves, killed, attestations, cited }: Parted & { readonly cited: readonly Tombstone[] },
): string[] {
  const erased = killed.filter((one) => graves.isErased(one.recordedAt, one.turnId, one.episodeId));
  const turnIds = new Set(cited.map(({ id }) => id));
  const silent = killed.filter(({ turnId }) => turnIds.has(turnId));
  return [
    ...erased.map(({ turnId }) => turnId),
    ...deadAmong(tables, "turn_id", silent, attestations),
  ];
}

/** A name that a statement brought goes with its attestation. */
function livingMentions(
  { mentions }: LedgerRecords,
  { graves, killed, attestations }: Parted,
): LedgerRecords["mentions"] {
  const gone = new Set(killed.map(placeOf)).difference(new Set(attestations.map(placeOf)));
  return mentions.filter(
    (one) => !graves.isDeadMention(one) && (one.of === null || !gone.has(placeOf(one))),
  );
}

/** Where a statement was told. */
export function placeOf({
  of,
  turnId,
}: {
  readonly of: string | null;
  readonly turnId: string;
}): string {
  return JSON.stringify([of, turnId]);
}
