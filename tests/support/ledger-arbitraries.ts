/** Random ledgers for the laws of derived validity: few subjects, values and times, so that they collide. */
import * as fc from "fast-check";
import type { Attestation, Merge, Supersession } from "../../src/core/records.ts";

/** Records of one tenant, in no particular order. */
export interface RandomLedger {
  readonly attestations: readonly Attestation[];
  readonly supersessions: readonly Supersession[];
  readonly merges: readonly Merge[];
}

/** What may be in a random ledger. */
export interface LedgerShape {
  readonly corrections?: boolean;
  readonly supersessions?: boolean;
  readonly revisions?: boolean;
  readonly merges?: boolean;
  readonly stated?: boolean;
  readonly maxAttestations?: number;
}

const VALUES = ["lisbon", "porto", "braga"] as const;
const SUBJECTS = ["ana", "bob"] as const;
const MAX_TIME = 8;

interface Episode {
  readonly id: string;
  readonly at: number;
  readonly recordedAt: number;
}

/** What a statement is, whoever tells it. */
type Statement = Pick<Attestation, "of" | "form" | "slot" | "isSingle">;

function statements(): Statement[] {
  const found: Statement[] = [];
  for (const subject of SUBJECTS) {
    for (const value of VALUES) {
      const lives = { slot: { subject, type: "LIVES_IN", value }, isSingle: true };
      const likes = { slot: { subject, type: "LIKES", value }, isSingle: false };
      const ends = `${subject} ${value}`;
      found.push({ of: `lives ${ends}`, form: "trait", ...lives });
      found.push({ of: `moved ${ends}`, form: "trait", ...lives });
      found.push({ of: `went ${ends}`, form: "event", ...lives });
      found.push({ of: `LIVES_IN ${ends}`, form: "relation", ...lives });
      found.push({ of: `likes ${ends}`, form: "trait", ...likes });
      found.push({ of: `LIKES ${ends}`, form: "relation", ...likes });
    }
  }
  for (const id of ["a", "b", "c", "d"]) {
    found.push({ of: `trait ${id}`, form: "trait", slot: null, isSingle: false });
  }
  found.push({ of: "event", form: "event", slot: null, isSingle: false });
  found.push({ of: "note", form: "note", slot: null, isSingle: false });
  return found;
}

const STATEMENTS = statements();
/** Those of one slot, which random ledgers are full of: elsewhere little happens. */
const BUSY = STATEMENTS.filter(
  ({ slot }) => slot === null || (slot.subject === "ana" && slot.type === "LIVES_IN"),
);

const time: fc.Arbitrary<number> = fc.integer({ min: 0, max: MAX_TIME });
const maybeTime: fc.Arbitrary<number | null> = fc.option(time, { freq: 2 });
const statement: fc.Arbitrary<Statement> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...BUSY) },
  { weight: 1, arbitrary: fc.constantFrom(...STATEMENTS) },
);

const episodes: fc.Arbitrary<Episode[]> = fc
  .array(fc.record({ at: time, recordedAt: time }), { minLength: 1, maxLength: 6 })
  .map((all) => all.map((one, index) => ({ id: `e${index}`, ...one })));

/** A random ledger. Every record's id is its own. */
export function ledgers(shape: LedgerShape = {}): fc.Arbitrary<RandomLedger> {
  const { maxAttestations = 12 } = shape;
  return episodes.chain((told) =>
    fc.record({
      attestations: fc
        .array(attestation(told, shape), { minLength: 1, maxLength: maxAttestations })
        .map((all) => all.map((one, index) => ({ ...one, id: `told ${index}` }))),
      supersessions: fc
        .array(supersession(told, shape), { maxLength: shape.supersessions === false ? 0 : 5 })
        .map((all) => all.map((one, index) => ({ ...one, id: `link ${index}` }))),
      merges: fc
        .array(merge(told), { maxLength: shape.merges === false ? 0 : 2 })
        .map((all) => all.map((one, index) => ({ ...one, id: `merge ${index}` }))),
    }),
  );
}

function attestation(told: readonly Episode[], shape: LedgerShape): fc.Arbitrary<Attestation> {
  const often = (wanted: boolean | undefined): fc.Arbitrary<boolean> =>
    wanted === false ? fc.constant(false) : fc.integer({ min: 0, max: 3 }).map((one) => one === 0);
  const stated = shape.stated === false ? fc.constant(null) : maybeTime;
  return fc
    .record({
      told: statement,
      episode: fc.constantFrom(...told),
      turn: fc.integer({ min: 0, max: 1 }),
      order: fc.integer({ min: 0, max: 3 }),
      statedFrom: stated,
      statedTo: stated,
      corrects: often(shape.corrections),
      isRevision: often(shape.revisions),
      hasSlot: fc.integer({ min: 0, max: 5 }).map((one) => one > 0),
      moved: statement,
    })
    .map(({ told: what, episode, turn, order, moved, ...one }): Attestation => {
      const isRevision = one.isRevision && what.form !== "relation" && what.form !== "event";
      const { slot, isSingle } = isRevision ? moved : what;
      const hasSlot = one.hasSlot || what.form === "relation";
      return {
        ...what,
        id: "",
        turnId: `${episode.id}/${turn}`,
        episodeId: episode.id,
        episodeAt: episode.at,
        index: turn * 10 + order,
        recordedAt: episode.recordedAt,
        statedFrom: one.statedFrom,
        statedTo: one.statedTo,
        slot: hasSlot ? slot : null,
        isSingle: hasSlot && isSingle,
        corrects: one.corrects && !isRevision && hasSlot && isSingle,
        memoryId: null,
        text: what.of,
        isRevision,
        agentId: null,
        runId: null,
        metadata: {},
        expiresAt: null,
      };
    });
}

function supersession(
  told: readonly Episode[],
  { corrections }: LedgerShape,
): fc.Arbitrary<Supersession> {
  const mode =
    corrections === false
      ? fc.constant("ended" as const)
      : fc.constantFrom("ended" as const, "retracted" as const);
  return fc
    .record({
      old: fc.constantFrom(...BUSY),
      by: fc.option(fc.constantFrom(...BUSY), { freq: 4 }),
      episode: fc.constantFrom(...told),
      turn: fc.integer({ min: 0, max: 1 }),
      order: fc.integer({ min: 0, max: 3 }),
      mode,
    })
    .map(({ old, by, episode, turn, order, ...one }): Supersession => {
      const turnId = `${episode.id}/${turn}`;
      const form = by?.form === "relation" ? "relation" : "memory";
      return {
        id: "",
        old: old.of,
        by: by?.of ?? turnId,
        byForm: by ? form : "turn",
        mode: one.mode,
        turnId,
        episodeId: episode.id,
        episodeAt: episode.at,
        index: turn * 10 + order,
        recordedAt: episode.recordedAt,
      };
    });
}

function merge(told: readonly Episode[]): fc.Arbitrary<Merge> {
  const key = fc.constantFrom(...VALUES, ...SUBJECTS);
  return fc
    .record({
      from: key,
      into: key,
      reason: fc.constantFrom("alias" as const, "caller" as const),
      episode: fc.constantFrom(...told),
      index: fc.integer({ min: 0, max: 3 }),
    })
    .map(({ from, into, reason, episode, index }): Merge => {
      const { id: episodeId, at: episodeAt, recordedAt } = episode;
      return { id: "", from, into, reason, turnId: null, episodeId, episodeAt, index, recordedAt };
    });
}

/** The same records in some other order. */
export function shuffled<T>(items: readonly T[]): fc.Arbitrary<T[]> {
  return fc.shuffledSubarray([...items], { minLength: items.length, maxLength: items.length });
}
