/** What forgetting leaves, said once more and without a store: the records that live, and the words they keep. */
import type { Attestation, LedgerRecords, Mention, Supersession } from "../../src/core/records.ts";
import { canonicalizer } from "../../src/core/validity/canonical.ts";
import type { ForgetRequest } from "../../src/graph/graph-store.ts";
import { records } from "./graph-records.ts";

interface Dated {
  readonly recordedAt: number;
}

/** What tombstones say of records. */
export class Fate {
  readonly #forgets: readonly ForgetRequest[];
  readonly #cited = new Map<string, number>();

  constructor(all: LedgerRecords, forgets: readonly ForgetRequest[]) {
    this.#forgets = forgets;
    for (const { of, turnId, recordedAt } of all.attestations) {
      for (const { memoryIds, at } of forgets) {
        if (!memoryIds.includes(of) || recordedAt > at) continue;
        this.#cited.set(turnId, Math.max(at, this.#cited.get(turnId) ?? at));
      }
    }
  }

  isErased({ recordedAt }: Dated, ...ids: readonly (string | null)[]): boolean {
    return this.#forgets.some(({ memoryIds, relationIds, turnIds, episodeIds, at }) => {
      const erased = new Set([...memoryIds, ...relationIds, ...turnIds, ...episodeIds]);
      return recordedAt <= at && ids.some((id) => id !== null && erased.has(id));
    });
  }

  /** Whether a memory that was told there was erased: the turn's words are gone. */
  isCited({ recordedAt }: Dated, turnId: string | null): boolean {
    return turnId !== null && recordedAt <= (this.#cited.get(turnId) ?? Number.NEGATIVE_INFINITY);
  }

  isDead(one: Attestation): boolean {
    return this.isErased(one, one.of, one.memoryId, one.turnId, one.episodeId);
  }
}

/** What of all the records lives, whichever came first: they or the requests to forget. */
export function survivors(all: LedgerRecords, forgets: readonly ForgetRequest[]): LedgerRecords {
  const fate = new Fate(all, forgets);
  const attestations = all.attestations
    .filter((one) => !fate.isDead(one))
    .map((one) => withoutLostWords(one, fate));
  const told = new Set(attestations.map(({ of }) => of));
  const killed = new Set(all.attestations.filter((one) => fate.isDead(one)).map(placeOf));
  const gone = killed.difference(new Set(attestations.map(placeOf)));
  return records({
    attestations,
    relations: all.relations.filter(({ id }) => told.has(id)),
    supersessions: all.supersessions.filter((one) => isCounted(one, fate, attestations)),
    mentions: all.mentions.filter((one) => isNamed(one, fate) && !gone.has(placeOf(one))),
    merges: all.merges.filter((one) => {
      const { turnId, episodeId, reason } = one;
      if (reason !== "alias") return true;
      return !fate.isErased(one, turnId, episodeId) && !fate.isCited(one, turnId);
    }),
  });
}

function withoutLostWords(one: Attestation, fate: Fate): Attestation {
  return one.form === "relation" && fate.isCited(one, one.turnId) ? { ...one, text: null } : one;
}

/** A turn that is gone ended nothing, but what it said took another's place still leads on if that is gone too. */
function isCounted(one: Supersession, fate: Fate, living: readonly Attestation[]): boolean {
  if (!fate.isErased(one, one.turnId, one.episodeId)) return true;
  return (
    one.byForm !== "turn" && !living.some(({ of, isRevision }) => of === one.by && !isRevision)
  );
}

function isNamed(one: Mention, fate: Fate): boolean {
  if (fate.isErased(one, one.of, one.turnId, one.episodeId)) return false;
  return one.of !== null || !fate.isCited(one, one.turnId);
}

function placeOf({ of, turnId }: { readonly of: string | null; readonly turnId: string }): string {
  return JSON.stringify([of, turnId]);
}

/** The edges that are shown as one with these. */
export function withSameEdges(relationIds: readonly string[], living: LedgerRecords): string[] {
  const canonical = canonicalizer(living.merges);
  const ends = new Map(
    living.relations.map(({ id, source, type, destination }) => [
      id,
      JSON.stringify([canonical(source), type, canonical(destination)]),
    ]),
  );
  const wanted = new Set(relationIds.map((id) => ends.get(id)));
  const same = [...ends].filter(([, one]) => wanted.has(one)).map(([id]) => id);
  return [...new Set([...relationIds, ...same])];
}

/** What forgetting one by one leaves of records that are all there before. */
export function afterForgetting(
  all: LedgerRecords,
  forgets: readonly ForgetRequest[],
): LedgerRecords {
  let living = all;
  const done: ForgetRequest[] = [];
  for (const request of forgets) {
    const wanted = { ...request, relationIds: withSameEdges(request.relationIds, living) };
    done.push(wanted);
    living = withoutOrphans(living, survivors(living, [wanted]));
  }
  const fate = new Fate(all, done);
  const { attestations } = living;
  const supersessions = all.supersessions.filter((one) => isCounted(one, fate, attestations));
  return { ...living, supersessions };
}

/** The revisions of what nothing tells any more go, and edges that only those told, and what is named by nobody. */
function withoutOrphans(before: LedgerRecords, after: LedgerRecords): LedgerRecords {
  const toldIn = ({ attestations }: LedgerRecords): Set<string> =>
    new Set(attestations.flatMap(({ of, isRevision }) => (isRevision ? [] : of)));
  const living = new Set(after.attestations.map(({ id }) => id));
  const killed = before.attestations.filter(({ id }) => !living.has(id));
  const lost = new Set(killed.map(({ of }) => of)).difference(toldIn(after));
  const attestations = after.attestations.filter(
    ({ of, memoryId }) => !lost.has(of) && !lost.has(memoryId ?? ""),
  );
  const told = new Set(attestations.map(({ of }) => of));
  const places = new Set(attestations.map(placeOf));
  const gone = new Set(before.attestations.map(placeOf)).difference(places);
  const mentions = after.mentions.filter((one) => one.of === null || !gone.has(placeOf(one)));
  const keysOf = (all: readonly Mention[]): Set<string> => new Set(all.map(({ key }) => key));
  const nameless = keysOf(before.mentions).difference(keysOf(mentions));
  return {
    ...after,
    attestations,
    mentions: mentions.filter(({ of }) => of === null || !lost.has(of)),
    relations: after.relations.filter(({ id }) => told.has(id)),
    merges: after.merges.filter(
      ({ reason, from, into }) => reason === "alias" || !(nameless.has(from) || nameless.has(into)),
    ),
  };
}
