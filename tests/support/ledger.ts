/** Short ways to write the records of a ledger in tests. Times are small integers. */
import type { Attestation, Merge, Supersession } from "../../src/core/records.ts";
import { identity } from "../../src/core/validity/canonical.ts";
import { deriveState, type LedgerState } from "../../src/core/validity/derive.ts";

/** What a test says of an attestation; the rest follows from the time. */
export type Telling = Partial<Attestation>;

/** A trait without a slot, told at `at` in an episode of its own. */
export function tell(of: string, at: number, telling: Telling = {}): Attestation {
  const episodeId = telling.episodeId ?? `episode ${at}`;
  const turnId = telling.turnId ?? `turn of ${episodeId}`;
  return {
    id: `${of} @${at} ${telling.index ?? 0} ${telling.memoryId ?? ""}`,
    of,
    form: "trait",
    turnId,
    episodeId,
    episodeAt: at,
    index: 0,
    recordedAt: at,
    statedFrom: null,
    statedTo: null,
    slot: null,
    isSingle: false,
    corrects: false,
    memoryId: null,
    text: of,
    isRevision: false,
    agentId: null,
    runId: null,
    metadata: {},
    expiresAt: null,
    ...telling,
  };
}

/** "Ana lives in `place`": a memory with a slot. Its id is the place, unless told in other words. */
export function lives(place: string, at: number, telling: Telling = {}): Attestation {
  const slot = { subject: "ana", type: "LIVES_IN", value: place };
  return tell(telling.of ?? place, at, { slot, isSingle: true, ...telling });
}

/** The edge (Ana)-[LIVES_IN]->(`place`), told in the same turn as the memory, right after it. */
export function livesEdge(place: string, at: number, telling: Telling = {}): Attestation {
  const of = `edge to ${place}`;
  return lives(place, at, { form: "relation", index: 1, of, memoryId: place, ...telling });
}

/** "No, it was `place`": corrects whatever the slot holds. */
export function noIts(place: string, at: number, telling: Telling = {}): Attestation {
  return lives(place, at, { corrects: true, ...telling });
}

/** `old` is over: `by` took its place. */
export function supersede(
  old: string,
  by: string,
  at: number,
  more: Partial<Supersession> = {},
): Supersession {
  const episodeId = more.episodeId ?? `episode ${at}`;
  return {
    id: `${old} > ${by} @${at}`,
    old,
    by,
    byForm: "memory",
    mode: "ended",
    turnId: `turn of ${episodeId}`,
    episodeId,
    episodeAt: at,
    index: 0,
    recordedAt: at,
    ...more,
  };
}

/** `from` is another name of `into`. */
export function merge(from: string, into: string, at = 0, more: Partial<Merge> = {}): Merge {
  return {
    id: `${from} is ${into} @${at}`,
    from,
    into,
    reason: "alias",
    turnId: null,
    episodeId: `episode ${at}`,
    episodeAt: at,
    index: 0,
    recordedAt: at,
    ...more,
  };
}

/** Derives the state of records given in any order. */
export function derive(
  records: readonly (Attestation | Supersession)[],
  canonical: (key: string) => string = identity,
): LedgerState {
  const attestations = records.filter((one): one is Attestation => "of" in one);
  const supersessions = records.filter((one): one is Supersession => "old" in one);
  return deriveState({ attestations, supersessions }, canonical);
}

/** A statement's spells as pairs of start and end; undefined if it is not there. */
export function spellsOf(
  state: LedgerState,
  id: string,
): (readonly [number | null, number | null])[] | undefined {
  return state.statements.get(id)?.spells.map(({ from, to }) => [from, to] as const);
}

/** The spells of every statement that has some. */
export function allSpells(
  state: LedgerState,
): Record<string, (readonly [number | null, number | null])[]> {
  const found: Record<string, (readonly [number | null, number | null])[]> = {};
  for (const { id, spells } of state.statements.values()) {
    if (spells.length > 0) found[id] = spells.map(({ from, to }) => [from, to] as const);
  }
  return found;
}

/** Every order of a short list. */
export function permutations<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, index) =>
    permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]),
  );
}
