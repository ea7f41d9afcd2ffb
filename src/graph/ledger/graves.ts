/**
 * What tombstones keep dead and whose words they took: one rule for the records that are there when something is erased
 * and for those that come late, so that it does not matter which was first.
 */
import type { Attestation, Mention, Merge, Supersession, Tombstone } from "../../core/records.ts";
import { TENANT_TOMBSTONE } from "../graph-store.ts";
import type { LedgerTables } from "./ledger-tables.ts";

/** The tombstones that bear on some records. */
export class Graves {
  readonly #erasedAt = new Map<string, number>();
  readonly #redactedAt = new Map<string, number>();

  constructor(tombstones: Iterable<Tombstone>) {
    for (const tombstone of tombstones) this.add(tombstone);
  }

  add({ id, at, form }: Tombstone): void {
    const times = form === "erased" ? this.#erasedAt : this.#redactedAt;
    times.set(id, Math.max(at, times.get(id) ?? at));
  }

  /** When an id was erased; undefined if it never was. */
  erasedAt(id: string): number | undefined {
    return this.#erasedAt.get(id);
  }

  /** Whether what was recorded then went with one of these, or with all of the tenant. */
  isErased(recordedAt: number, ...ids: readonly (string | null)[]): boolean {
    // What is told anew right after all was erased has new ids, so only here the same millisecond is after.
    if (recordedAt < (this.#erasedAt.get(TENANT_TOMBSTONE) ?? recordedAt)) return true;
    return ids.some(
      (id) => id !== null && recordedAt <= (this.#erasedAt.get(id) ?? Number.NEGATIVE_INFINITY),
    );
  }

  /** Whether the text of a turn that was recorded then is gone. */
  isRedacted(recordedAt: number, turnId: string | null): boolean {
    if (turnId === null) return false;
    return recordedAt <= (this.#redactedAt.get(turnId) ?? Number.NEGATIVE_INFINITY);
  }

  /** An edge also goes with the memory that tells it. */
  isDeadAttestation({ recordedAt, of, memoryId, turnId, episodeId }: Attestation): boolean {
    return this.isErased(recordedAt, of, memoryId, turnId, episodeId);
  }

  /** A turn that ended something takes that with it; for what a statement ended see {@link isLink}. */
  isDeadSupersession(supersession: Supersession): boolean {
    const { byForm, recordedAt } = supersession;
    return this.isErased(recordedAt) || (byForm === "turn" && this.isLink(supersession));
  }

  /**
   * Whether the turn that told it is gone. It then ends nothing by itself, and is only kept to lead through its
   * successor if that is gone too: what was closed ends where the chain leads.
   */
  isLink({ recordedAt, turnId, episodeId }: Supersession): boolean {
    return this.isErased(recordedAt, turnId, episodeId);
  }

  /** What a turn names by the way goes with its text. */
  isDeadMention({ recordedAt, of, turnId, episodeId }: Mention): boolean {
    if (this.isErased(recordedAt, of, turnId, episodeId)) return true;
    return of === null && this.isRedacted(recordedAt, turnId);
  }

  /** What the caller made one does not rest on the turn. */
  isDeadMerge({ recordedAt, reason, turnId, episodeId }: Merge): boolean {
    if (reason !== "alias") return this.isErased(recordedAt);
    const isTold = !this.isErased(recordedAt, turnId, episodeId);
    return !isTold || this.isRedacted(recordedAt, turnId);
  }
}

/** Reads the tombstones among these ids, and the tenant's own. */
export function readGraves(tables: LedgerTables, ids: Iterable<string>): Graves {
  return new Graves(tables.findTombstones(new Set([TENANT_TOMBSTONE, ...ids])));
}
