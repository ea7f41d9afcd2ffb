/** Random ledgers as a graph store is given them: with edges, names and memories that tell edges. */
import * as fc from "fast-check";
import type { Attestation, LedgerRecords, Mention, Merge } from "../../src/core/records.ts";
import { type LedgerShape, ledgers, type RandomLedger } from "./ledger-arbitraries.ts";
import { records, relationRecord, together } from "./graph-records.ts";

const AGENTS = [null, "agent a", "agent b"] as const;
const RUNS = [null, "run 1", "run 2"] as const;
const NAMES = [
  (key: string) => key,
  (key: string) => key.toUpperCase(),
  (key: string) => `${key}a`,
];
const TYPES = [null, "place", "person"] as const;

/** A random ledger with everything that goes with it. */
export function graphs(shape: LedgerShape = {}): fc.Arbitrary<LedgerRecords> {
  return fc
    .record({
      ledger: ledgers(shape),
      salt: fc.nat(1000),
      bare: fc.array(fc.nat(11), { maxLength: 3 }),
    })
    .map(({ ledger, salt, bare }) => graphOf(ledger, salt, bare));
}

function graphOf(ledger: RandomLedger, salt: number, bare: readonly number[]): LedgerRecords {
  const pick = <T>(options: readonly T[], ...parts: readonly string[]): T =>
    options[hash(`${salt} ${parts.join(" ")}`) % options.length] as T;
  const attestations = ledger.attestations.map((one): Attestation => {
    const { episodeId } = one;
    return {
      ...one,
      agentId: pick(AGENTS, episodeId),
      runId: pick(RUNS, "run", episodeId),
      metadata: { [pick(["x", "y"], "key", episodeId)]: episodeId },
      memoryId: tellerOf(one, ledger.attestations),
      text: `${one.of} as told in ${one.id}`,
    };
  });
  const edges = attestations.filter(({ form }) => form === "relation");
  const inStatements = attestations.flatMap((one) => {
    const keys = one.slot && !one.isRevision ? [one.slot.subject, one.slot.value] : [];
    return keys.map((key) => mentionIn(one, { key, of: one.of }));
  });
  const byTheWay = bare.flatMap((number) => {
    const one = attestations[number % attestations.length];
    const key = pick(["lisbon", "porto", "ana", "dora"], String(number));
    return one && !one.isRevision ? [mentionIn(one, { key, of: null })] : [];
  });
  const mentions = [...inStatements, ...byTheWay].map((one, index): Mention => {
    const name = pick(NAMES, "name", one.key, String(index))(one.key);
    const isAlias = pick([false, false, true], "alias", String(index));
    const type = pick(TYPES, "type", one.key, String(index % 3));
    return { ...one, id: `mention ${index}`, name, isAlias, type };
  });
  // People are called by the same other name again and again.
  const merges = ledger.merges.flatMap((one, index): Merge[] => {
    const told = one.reason === "caller" ? one : { ...one, turnId: `${one.episodeId}/0` };
    const elsewhere = pick(attestations, "again", String(index));
    const { episodeId, turnId, episodeAt, recordedAt } = elsewhere;
    const again = { ...told, id: `${one.id} again`, episodeId, episodeAt, recordedAt };
    return [told, one.reason === "caller" ? again : { ...again, turnId }];
  });
  const relations = edges.map((one) => relationRecord(one.of, one));
  return records({ ...ledger, attestations, relations, mentions, merges });
}

function mentionIn(
  { turnId, episodeId, episodeAt, index, recordedAt, agentId }: Attestation,
  { key, of }: Pick<Mention, "key" | "of">,
): Mention {
  const place = { turnId, episodeId, episodeAt, index, recordedAt, agentId };
  return { ...place, id: "", key, of, name: key, type: null, isAlias: false, expiresAt: null };
}

/** The memory that says the same in the same turn, for an edge. */
function tellerOf(edge: Attestation, all: readonly Attestation[]): string | null {
  if (edge.form !== "relation") return null;
  const teller = all.find(
    ({ form, turnId, slot, isRevision }) =>
      form !== "relation" &&
      !isRevision &&
      turnId === edge.turnId &&
      slot?.value === edge.slot?.value,
  );
  return teller?.of ?? null;
}

function hash(text: string): number {
  let value = 7;
  for (const character of text) value = (value * 31 + (character.codePointAt(0) ?? 0)) % 1_000_003;
  return value;
}

/** The records as one for each episode, relations with the tellings that need them. */
export function byEpisode(ledger: LedgerRecords): LedgerRecords[] {
  const { attestations, supersessions, mentions, merges } = ledger;
  const told = [...attestations, ...supersessions, ...mentions, ...merges];
  const ids = new Set(told.map(({ episodeId }) => episodeId));
  const of = <T extends { readonly episodeId: string }>(all: readonly T[], id: string): T[] =>
    all.filter(({ episodeId }) => episodeId === id);
  return Array.from(ids, (id) => {
    const own = of(attestations, id);
    const edges = own.filter(({ form }) => form === "relation");
    return records({
      relations: edges.map((one) => relationRecord(one.of, one)),
      attestations: own,
      supersessions: of(supersessions, id),
      mentions: of(mentions, id),
      merges: of(merges, id),
    });
  });
}

/** Any partition of the records, each by itself, in any order. */
export function batchesOf(ledger: LedgerRecords): fc.Arbitrary<LedgerRecords[]> {
  const kinds = ["relations", "attestations", "supersessions", "mentions", "merges"] as const;
  const singles = kinds.flatMap((kind) => ledger[kind].map((one) => records({ [kind]: [one] })));
  return fc
    .record({
      order: fc.shuffledSubarray(singles, { minLength: singles.length, maxLength: singles.length }),
      sizes: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 8 }),
    })
    .map(({ order, sizes }) => {
      const batches: LedgerRecords[] = [];
      let rest = order;
      for (let index = 0; rest.length > 0; index += 1) {
        const size = sizes[index % sizes.length] ?? 1;
        batches.push(together(rest.slice(0, size)));
        rest = rest.slice(size);
      }
      return batches;
    });
}
