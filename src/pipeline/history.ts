/** What became of a memory, read off the records that bear on it. */
import { least } from "../core/extremes.ts";
import type { Attestation, Revision } from "../core/records.ts";
import { canonicalizer } from "../core/validity/canonical.ts";
import { deriveState, type LedgerState, type StatementState } from "../core/validity/derive.ts";
import type { Ledger } from "../core/validity/starts.ts";
import { isInScope } from "../core/visibility.ts";
import type { StoredPoint } from "../vector/vector-store.ts";
import type { Engine } from "./engine.ts";
import { mustFindMemory, type Place } from "./find.ts";
import { narrowPoint } from "./narrow.ts";
import type { Stores } from "./stores.ts";
import { iso, isoOrNull, type SpellView, viewSpell } from "./views.ts";

/** One entry of a history. */
export interface HistoryEntry {
  /** The memory that was added, changed or ended. */
  readonly id: string;
  /** ADD: new, or told again after its end. UPDATE: another took its place, or its text was revised. DELETE: it ended. */
  readonly event: "ADD" | "UPDATE" | "DELETE";
  /** What held before; null if nothing did. */
  readonly previousMemory: string | null;
  /** Null if nothing took its place. */
  readonly memory: string | null;
  /** When it happened in the world; null if unknown. */
  readonly at: string | null;
  /** When it was learned of. */
  readonly recordedAt: string;
  /** Every time the memory of this entry held. */
  readonly spells: readonly SpellView[];
}

/** An entry with its place among the others. */
interface Placed {
  readonly entry: HistoryEntry;
  readonly order: number;
}

interface Chain {
  readonly ledger: Ledger;
  readonly state: LedgerState;
  readonly points: ReadonlyMap<string, StoredPoint>;
}

/** What became of a memory. @throws {NotFoundError} If a given scope, or any tenant, has no memory of this id. */
export async function history(
  id: string,
  options: unknown,
  engine: Engine,
): Promise<HistoryEntry[]> {
  const { place } = await mustFindMemory(id, options, "read the history", engine);
  return historyOf(place, id, engine.stores);
}

/** The history of a memory and of all in its place that shares its slot or its chain, oldest first. */
async function historyOf(
  { tenant, scope }: Place,
  id: string,
  stores: Stores,
): Promise<HistoryEntry[]> {
  const ledger = await stores.graph.ledgerOf(tenant, [id]);
  const keys = ledger.attestations.flatMap(({ slot }) => (slot ? [slot.subject, slot.value] : []));
  const merges = await stores.graph.mergesOf(tenant, [...new Set(keys)]);
  const state = deriveState(ledger, canonicalizer(merges));
  const memories = [...state.statements.values()].filter(({ form }) => form !== "relation");
  const points = await stores.vector.get(
    tenant,
    memories.map((memory) => memory.id),
  );
  const shown = points
    .filter(({ projection }) => scope === null || isInScope(projection, scope))
    .map((point) => narrowPoint(point, scope?.agentId ?? null));
  const chain: Chain = { ledger, state, points: new Map(shown.map((point) => [point.id, point])) };
  const seen = memories.filter((memory) => chain.points.has(memory.id));
  const entries = seen.flatMap((memory) => entriesOf(memory, seen, chain));
  return entries
    .toSorted((a, b) => a.order - b.order || (a.entry.recordedAt < b.entry.recordedAt ? -1 : 1))
    .map(({ entry }) => entry);
}

function entriesOf(memory: StatementState, all: readonly StatementState[], chain: Chain): Placed[] {
  const point = chain.points.get(memory.id);
  if (!point || memory.foldedInto !== null) return [];
  const spells = memory.spells.map(viewSpell);
  const texts = textsOf(point);
  return [
    ...spellEntries(memory, all, chain),
    ...takenBack(memory, chain),
    ...point.revisions.map((revision, index): Placed => ({
      order: revision.recordedAt,
      entry: {
        id: memory.id,
        event: "UPDATE",
        previousMemory: texts[index] ?? null,
        memory: revision.text,
        at: iso(revision.recordedAt),
        recordedAt: iso(revision.recordedAt),
        spells,
      },
    })),
  ];
}

/** A memory's texts, the first one first. */
function textsOf({ projection, text, revisions }: StoredPoint): string[] {
  const first = projection.text ?? text;
  return [first, ...revisions.map((revision: Revision) => revision.text)];
}

function spellEntries(
  memory: StatementState,
  all: readonly StatementState[],
  chain: Chain,
): Placed[] {
  const { ledger } = chain;
  const spells = memory.spells.map(viewSpell);
  return memory.spells.flatMap((spell, index): Placed[] => {
    const previous = neighbourOf(
      memory,
      all,
      (other) => other.to !== null && other.to === spell.from,
    );
    const next = neighbourOf(
      memory,
      all,
      (other) => other.from !== null && other.from === spell.to,
    );
    const recordedAt = learnedAt(spell.attestationIds, ledger.attestations);
    const begun: Placed = {
      order: spell.from ?? recordedAt,
      entry: {
        id: memory.id,
        event: index > 0 || previous === undefined ? "ADD" : "UPDATE",
        previousMemory: previous ? lastText(previous.id, chain) : null,
        memory: index > 0 ? lastText(memory.id, chain) : firstText(memory.id, chain),
        at: isoOrNull(spell.from),
        recordedAt: iso(recordedAt),
        spells,
      },
    };
    if (spell.to === null || next) return [begun];
    const ended: Placed = {
      order: spell.to,
      entry: {
        id: memory.id,
        event: "DELETE",
        previousMemory: lastText(memory.id, chain),
        memory: null,
        at: iso(spell.to),
        recordedAt: iso(spell.closedAt ?? recordedAt),
        spells,
      },
    };
    return [begun, ended];
  });
}

function firstText(id: string, { points }: Chain): string | null {
  const point = points.get(id);
  return point ? (textsOf(point)[0] ?? null) : null;
}

function lastText(id: string, { points }: Chain): string | null {
  return points.get(id)?.text ?? null;
}

/** The other memory of the same timeline whose spell borders on this one. */
function neighbourOf(
  memory: StatementState,
  all: readonly StatementState[],
  borders: (spell: StatementState["spells"][number]) => boolean,
): StatementState | undefined {
  const timelines = new Set(memory.spells.map(({ timeline }) => timeline));
  return all.find(
    (other) =>
      other.id !== memory.id &&
      other.spells.some(
        (spell) => borders(spell) && (timelines.has(spell.timeline) || isSlotless(spell.timeline)),
      ),
  );
}

function isSlotless(timeline: string): boolean {
  return timeline.startsWith("memory|");
}

/** What was told and then taken back: when it was told, and what stands in its place. */
function takenBack(memory: StatementState, chain: Chain): Placed[] {
  const { retractedAt } = memory;
  if (retractedAt === null) return [];
  const own = chain.ledger.attestations.filter(({ of }) => of === memory.id);
  const first = own.toSorted((a, b) => a.recordedAt - b.recordedAt)[0];
  const by = correctorOf(memory, chain);
  const replaced = by === undefined ? null : lastText(by, chain);
  const shared = { id: memory.id, spells: [] } as const;
  const told = first && {
    order: first.episodeAt,
    entry: {
      ...shared,
      event: "ADD" as const,
      previousMemory: null,
      memory: firstText(memory.id, chain),
      at: iso(first.episodeAt),
      recordedAt: iso(first.recordedAt),
    },
  };
  const retracted = {
    order: retractedAt,
    entry: {
      ...shared,
      event: replaced === null ? ("DELETE" as const) : ("UPDATE" as const),
      previousMemory: lastText(memory.id, chain),
      memory: replaced,
      at: iso(retractedAt),
      recordedAt: iso(retractedAt),
    },
  };
  return told ? [told, retracted] : [retracted];
}

/** The memory whose correction took this one back. */
function correctorOf(memory: StatementState, { ledger, state }: Chain): string | undefined {
  const named = ledger.supersessions.find(
    ({ old, mode, byForm }) => old === memory.id && mode === "retracted" && byForm === "memory",
  );
  if (named) return named.by;
  const timelines = new Set<string>();
  for (const { attestation, timeline } of state.attestations.values()) {
    if (attestation.of === memory.id) timelines.add(timeline);
  }
  const correction = Array.from(state.attestations.values()).find(
    ({ attestation, timeline }) =>
      attestation.corrects &&
      attestation.form !== "relation" &&
      attestation.recordedAt === memory.retractedAt &&
      timelines.has(timeline),
  );
  return correction?.attestation.of;
}

function learnedAt(ids: readonly string[], attestations: readonly Attestation[]): number {
  const wanted = new Set(ids);
  const times = attestations.filter(({ id }) => wanted.has(id)).map(({ recordedAt }) => recordedAt);
  return least(times);
}
