/**
 * What holds, as a pure function of the records: the order they came in, how often, and by which writer do not matter.
 *
 * The caller hands over a closed set of records: all that are connected through a statement, a slot or a supersession
 * (see `connectedLedger` of a store), of one tenant, recorded up to the knowledge time asked about.
 */
import { type Attestation, compareTold, type Spell, type Supersession } from "../records.ts";
import { type Ledger, type ResolvedAttestation, resolveAttestations } from "./starts.ts";
import { buildTimeline, type TimelineItem, type TimelineSpell } from "./timeline.ts";

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

/** A spell with the attestations it rests on, the earliest first; those of folded statements included. */
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
  const endings = new Endings(ledger.supersessions, attestations);
  const drafts = new Map<string, Draft>();
  for (const resolved of attestations.values()) noteAttestation(drafts, resolved);
  const standing = [...attestations.values()].filter(({ retractedAt }) => retractedAt === null);
  for (const [timeline, group] of Map.groupBy(standing, (resolved) => resolved.timeline)) {
    const items = group.map((resolved) => toItem(resolved, endings));
    const forms = new Map(group.map(({ attestation }) => [attestation.id, attestation]));
    for (const spell of buildTimeline(items)) assignSpell(drafts, spell, timeline, forms);
    addEvents(drafts, group, timeline);
  }
  return { statements: new Map(Array.from(drafts, finish)), attestations };
}

function noteAttestation(drafts: Map<string, Draft>, resolved: ResolvedAttestation): void {
  const { of, form } = resolved.attestation;
  const draft = drafts.get(of) ?? {
    form,
    spells: [],
    retractedAt: null,
    isStanding: false,
    foldedInto: null,
  };
  drafts.set(of, draft);
  if (resolved.retractedAt === null) draft.isStanding = true;
  else draft.retractedAt = Math.max(draft.retractedAt ?? 0, resolved.retractedAt);
}

/** A spell is told by its earliest memory and its earliest relation; the others of it fold into those. */
function assignSpell(
  drafts: Map<string, Draft>,
  spell: TimelineSpell,
  timeline: string,
  attestations: ReadonlyMap<string, Attestation>,
): void {
  const told = spell.items.map(({ id }) => attestations.get(id)!);
  for (const isRelation of [false, true]) {
    const own = told.filter(({ form }) => (form === "relation") === isRelation && form !== "event");
    const first = own[0];
    if (!first) continue;
    const { from, to, closedAt } = spell;
    const attestationIds = own.map(({ id }) => id);
    drafts.get(first.of)!.spells.push({ from, to, closedAt, attestationIds, timeline });
    for (const { of } of own) if (of !== first.of) drafts.get(of)!.foldedInto ??= first.of;
  }
}

/** An event is told by itself and never closes; it may only put an end to what held before. */
function addEvents(
  drafts: Map<string, Draft>,
  group: readonly ResolvedAttestation[],
  timeline: string,
): void {
  const events = group.filter(({ attestation }) => attestation.form === "event");
  for (const [of, told] of Map.groupBy(events, ({ attestation }) => attestation.of)) {
    const ordered = told.toSorted((a, b) => compareTold(a.attestation, b.attestation));
    const starts = ordered.flatMap(({ start }) => (start === null ? [] : [start]));
    const ends = ordered.flatMap(({ attestation }) => attestation.statedTo ?? []);
    drafts.get(of)!.spells.push({
      from: starts.length > 0 ? Math.min(...starts) : null,
      to: ends.length > 0 ? Math.max(...ends) : null,
      closedAt: null,
      attestationIds: ordered.map(({ attestation }) => attestation.id),
      timeline,
    });
  }
}

function finish([id, draft]: [string, Draft]): [string, StatementState] {
  const { form, spells, foldedInto } = draft;
  const ordered = spells.toSorted(
    (a, b) => (a.from ?? Number.NEGATIVE_INFINITY) - (b.from ?? Number.NEGATIVE_INFINITY) || 0,
  );
  return [
    id,
    {
      id,
      form,
      spells: ordered,
      retractedAt: draft.isStanding ? null : draft.retractedAt,
      foldedInto: spells.length > 0 ? null : foldedInto,
    },
  ];
}

function toItem(resolved: ResolvedAttestation, endings: Endings): TimelineItem {
  const { attestation, value, start } = resolved;
  const ending = endings.of(attestation, start);
  const isEndedEarlier = ending !== undefined && ending.at < (attestation.statedTo ?? Infinity);
  return {
    id: attestation.id,
    told: attestation,
    recordedAt: attestation.recordedAt,
    value,
    start,
    end: isEndedEarlier ? ending.at : attestation.form === "event" ? null : attestation.statedTo,
    endLearnedAt: isEndedEarlier ? ending.recordedAt : attestation.recordedAt,
  };
}

/** Where chains of supersessions lead: through what was deleted or taken back, to the first statement that stands. */
class Endings {
  readonly #byOld: ReadonlyMap<string, readonly Supersession[]>;
  readonly #byStatement: ReadonlyMap<string, readonly ResolvedAttestation[]>;

  constructor(
    supersessions: readonly Supersession[],
    attestations: ReadonlyMap<string, ResolvedAttestation>,
  ) {
    this.#byOld = Map.groupBy(supersessions, ({ old }) => old);
    this.#byStatement = Map.groupBy(attestations.values(), ({ attestation }) => attestation.of);
  }

  /** The earliest end that a supersession told after `attestation` gives it; undefined if there is none. */
  of(
    attestation: Attestation,
    start: number | null,
  ): { readonly at: number; readonly recordedAt: number } | undefined {
    if (attestation.form === "event") return undefined;
    let earliest: { at: number; recordedAt: number } | undefined;
    for (const supersession of this.#byOld.get(attestation.of) ?? []) {
      if (!this.#isMeant(supersession, attestation)) continue;
      const at = this.#endAt(supersession, new Set([attestation.of]));
      if (at === undefined) continue;
      const end = Math.max(at, start ?? at);
      if (!earliest || end < earliest.at) {
        earliest = { at: end, recordedAt: supersession.recordedAt };
      }
    }
    return earliest;
  }

  /** What was told before; or, if the caller named what was told only later, what was recorded before. */
  #isMeant(supersession: Supersession, attestation: Attestation): boolean {
    if (compareTold(supersession, attestation) > 0) return true;
    const told = this.#byStatement.get(attestation.of) ?? [];
    const isAnyBefore = told.some((other) => compareTold(other.attestation, supersession) < 0);
    return !isAnyBefore && attestation.recordedAt < supersession.recordedAt;
  }

  #endAt(supersession: Supersession, seen: ReadonlySet<string>): number | undefined {
    if (supersession.byForm === "turn") return supersession.episodeAt;
    const { by } = supersession;
    if (seen.has(by)) return undefined;
    const standing = (this.#byStatement.get(by) ?? []).filter(({ retractedAt }) => retractedAt === null);
    if (standing.length > 0) {
      // A correction took the old statement back; only its later tellings are left, and it does not end those.
      return supersession.mode === "retracted" ? undefined : startOf(standing, supersession);
    }
    const ends = (this.#byOld.get(by) ?? []).flatMap(
      (next) => this.#endAt(next, new Set([...seen, by])) ?? [],
    );
    return ends.length > 0 ? Math.min(...ends) : undefined;
  }
}

/** The start of the successor as told with the supersession, else its earliest. */
function startOf(standing: readonly ResolvedAttestation[], told: Supersession): number {
  const own = standing.filter(({ attestation }) => attestation.episodeId === told.episodeId);
  const starts = (own.length > 0 ? own : standing).flatMap(({ start }) => start ?? []);
  return starts.length > 0 ? Math.min(...starts) : told.episodeAt;
}
