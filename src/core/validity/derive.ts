/**
 * What holds, as a pure function of the records: the order they came in, how often, and by which writer do not matter.
 *
 * The caller hands over a closed set of records: all that are connected through a statement, a slot or a supersession
 * (see `connectedLedger` of a store), of one tenant, recorded up to the knowledge time asked about.
 */
import { greatest, least } from "../extremes.ts";
import { must } from "../must.ts";
import { type Attestation, compareTold, type Spell } from "../records.ts";
import { endsKept } from "./closed-by-then.ts";
import { Endings } from "./endings.ts";
import { type Ledger, type ResolvedAttestation, resolveAttestations } from "./starts.ts";
import { buildTimeline, type TimelineItem, type TimelineSpell } from "./timeline.ts";
import { toItem } from "./timeline-item.ts";

/** What holds of one memory or relation. */
export interface StatementState {
  readonly id: string;
  readonly form: Attestation["form"];
  /** When it holds; empty if it was taken back or is told by another statement throughout. By start. */
  readonly spells: readonly StateSpell[];
  /** When the last of its attestations was taken back; null while one stands. */
  readonly retractedAt: number | null;
  /** The statement that tells the same in each of its spells; null if it tells one itself. */
  readonly foldedInto: string | null;
}

/** A spell with the attestations it rests on, the earliest start first; those of folded statements included. */
export interface StateSpell extends Spell {
  readonly attestationIds: readonly string[];
  /** The timeline it stands in, and where in it. */
  readonly timeline: string;
}

/** The state of every statement in a ledger, and how each attestation was read. */
export interface LedgerState {
  readonly statements: ReadonlyMap<string, StatementState>;
  readonly attestations: ReadonlyMap<string, ResolvedAttestation>;
}

interface Draft {
  readonly form: Attestation["form"];
  readonly spells: StateSpell[];
  retractedAt: number | null;
  isStanding: boolean;
  foldedInto: string | null;
}

/**
 * Derives the state of every statement of `ledger`.
 *
 * @param canonical - Takes an entity key to the key of the entity it is today, after aliases and merges.
 */
export function deriveState(ledger: Ledger, canonical: (key: string) => string): LedgerState {
  const attestations = resolveAttestations(ledger, canonical);
  const drafts = new Drafts(attestations.values());
  const standing = [...attestations.values()].filter(({ retractedAt }) => retractedAt === null);
  const endings = new Endings(ledger.supersessions, attestations.values());
  const kept = endsKept(standing, endings);
  const itemOf = (resolved: ResolvedAttestation): TimelineItem =>
    toItem(resolved, resolved.placement.value, [
      endings.of(resolved),
      kept.get(resolved.attestation.id),
    ]);
  for (const [timeline, group] of Map.groupBy(standing, ({ placement }) => placement.timeline)) {
    for (const items of besideEachOther(group)) {
      for (const spell of buildTimeline(items.map(itemOf))) drafts.assign(spell, timeline);
    }
    drafts.addEvents(group, timeline);
  }
  return { statements: drafts.finish(), attestations };
}

/** What bears on each other within a timeline; what a revision took out of the slot stands by itself. */
function besideEachOther(group: readonly ResolvedAttestation[]): Iterable<ResolvedAttestation[]> {
  return Map.groupBy(group, ({ placement, attestation }) =>
    placement.isAside ? attestation.of : null,
  ).values();
}

/** The statements of a ledger while their spells are found. */
class Drafts {
  readonly #drafts = new Map<string, Draft>();
  readonly #attestations = new Map<string, Attestation>();

  constructor(resolved: Iterable<ResolvedAttestation>) {
    for (const { attestation, retractedAt } of resolved) {
      const { id, of, form } = attestation;
      this.#attestations.set(id, attestation);
      const fresh = { form, spells: [], retractedAt: null, isStanding: false, foldedInto: null };
      const draft: Draft = this.#drafts.get(of) ?? fresh;
      this.#drafts.set(of, draft);
      if (retractedAt === null) draft.isStanding = true;
      else draft.retractedAt = Math.max(draft.retractedAt ?? retractedAt, retractedAt);
    }
  }

  /** A spell is told by its earliest told memory and relation; the others of it fold into those. */
  assign({ items, from, to, closedAt }: TimelineSpell, timeline: string): void {
    const told = items.map(({ id }) => must(this.#attestations.get(id), "the attestation"));
    for (const isRelation of [false, true]) {
      const own = told.filter(
        (one) => (one.form === "relation") === isRelation && one.form !== "event",
      );
      const first = own.toSorted(compareAttestations)[0];
      if (!first) continue;
      const attestationIds = own.map(({ id }) => id);
      // What ends it may be known before it is, and a memory of it before an edge.
      const known = least(own.map(({ recordedAt }) => recordedAt));
      const learned = closedAt === null ? null : Math.max(closedAt, known);
      this.#draft(first.of).spells.push({ from, to, closedAt: learned, attestationIds, timeline });
      for (const { of } of own) if (of !== first.of) this.#draft(of).foldedInto ??= first.of;
    }
  }

  /** An event is told by itself and never closes; it may only put an end to what held before. */
  addEvents(group: readonly ResolvedAttestation[], timeline: string): void {
    const events = group.filter(({ attestation }) => attestation.form === "event");
    for (const [of, told] of Map.groupBy(events, ({ attestation }) => attestation.of)) {
      const starts = told.flatMap(({ start }) => start ?? []);
      const ends = told.flatMap(({ attestation }) => attestation.statedTo ?? []);
      const from = starts.length > 0 ? least(starts) : null;
      const to =
        ends.length > 0 ? Math.max(from ?? Number.NEGATIVE_INFINITY, greatest(ends)) : null;
      const attestationIds = told.map(({ attestation }) => attestation.id);
      this.#draft(of).spells.push({ from, to, closedAt: null, attestationIds, timeline });
    }
  }

  finish(): Map<string, StatementState> {
    return new Map(
      Array.from(this.#drafts, ([id, { form, spells, foldedInto, isStanding, retractedAt }]) => {
        const state: StatementState = {
          id,
          form,
          spells: spells.toSorted(compareFrom),
          retractedAt: isStanding ? null : retractedAt,
          foldedInto: spells.length > 0 ? null : foldedInto,
        };
        return [id, state];
      }),
    );
  }

  #draft(id: string): Draft {
    return must(this.#drafts.get(id), "the statement");
  }
}

function compareAttestations(a: Attestation, b: Attestation): number {
  return compareTold(a, b) || (a.id < b.id ? -1 : 1);
}

function compareFrom(a: Spell, b: Spell): number {
  if (a.from === b.from) return 0;
  return (a.from ?? Number.NEGATIVE_INFINITY) - (b.from ?? Number.NEGATIVE_INFINITY);
}
