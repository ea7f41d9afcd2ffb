/** What puts an end to a statement besides a later value of its slot. */
import { append } from "../append.ts";
import { type Attestation, compareTold, type Supersession } from "../records.ts";
import type { ResolvedAttestation } from "./starts.ts";
import type { Ending } from "./timeline-item.ts";

/** Where chains of supersessions lead: through what was deleted or taken back, to the first statement that stands. */
export class Endings {
  readonly #byOld: ReadonlyMap<string, readonly Supersession[]>;
  readonly #standing: ReadonlyMap<string, readonly ResolvedAttestation[]>;
  readonly #firstTold = new Map<string, Attestation>();

  /** @param attestations - In the order of telling. */
  constructor(supersessions: readonly Supersession[], attestations: Iterable<ResolvedAttestation>) {
    const all = [...attestations];
    this.#byOld = Map.groupBy(supersessions, ({ old }) => old);
    const standing = all.filter(({ retractedAt }) => retractedAt === null);
    this.#standing = Map.groupBy(standing, ({ attestation }) => attestation.of);
    for (const { attestation } of all) {
      if (!this.#firstTold.has(attestation.of)) this.#firstTold.set(attestation.of, attestation);
    }
  }

  /** The earliest end that a supersession told since gives an attestation; undefined if there is none. */
  of({ attestation }: Pick<ResolvedAttestation, "attestation">): Ending | undefined {
    let earliest: Ending | undefined;
    for (const supersession of this.#byOld.get(attestation.of) ?? []) {
      if (!this.#isMeant(supersession, attestation)) continue;
      const at = this.#endAt(supersession);
      if (at === undefined) continue;
      const isEarlier = !earliest || compareEndings(at, supersession, earliest) < 0;
      if (isEarlier) earliest = { at, told: supersession, recordedAt: supersession.recordedAt };
    }
    return earliest;
  }

  /** What was told by then; or, if the caller named what was told only later, what was recorded before. */
  #isMeant(supersession: Supersession, attestation: Attestation): boolean {
    // What the same turn told again is not told after it, wherever it stands in the turn.
    if (attestation.turnId === supersession.turnId) return true;
    if (compareTold(attestation, supersession) <= 0) return true;
    const first = this.#firstTold.get(attestation.of);
    const isAnyBefore = first !== undefined && compareTold(first, supersession) <= 0;
    return !isAnyBefore && attestation.recordedAt < supersession.recordedAt;
  }

  /** The earliest start of what the chains from a supersession lead to. */
  #endAt(first: Supersession): number | undefined {
    const seen = new Set<string>();
    const chain = [first];
    let earliest: number | undefined;
    for (const link of chain) {
      // A circle back to the old statement ends nothing.
      if (link.by === first.old) continue;
      const end = this.#endBy(link, link === first);
      if (end !== undefined) {
        earliest = Math.min(end, earliest ?? end);
      } else if (!seen.has(link.by) && !this.#standing.has(link.by)) {
        seen.add(link.by);
        append(chain, this.#byOld.get(link.by) ?? []);
      }
    }
    return earliest;
  }

  /** When a link's own successor begins; undefined if that does not stand, or ends nothing. */
  #endBy(link: Supersession, isFirst: boolean): number | undefined {
    const { by, byForm, mode, episodeAt } = link;
    // A turn that says it never was puts nothing in its place.
    if (byForm === "turn") return mode === "ended" ? episodeAt : undefined;
    const standing = this.#standing.get(by);
    // A correction took the old statement back; only its later tellings are left, and it does not end those.
    if (!standing || (isFirst && mode === "retracted")) return undefined;
    return startOf(standing, link);
  }
}

/** The start of the successor as told with the supersession, else its earliest. */
function startOf(standing: readonly ResolvedAttestation[], told: Supersession): number {
  const own = standing.filter(({ attestation }) => attestation.episodeId === told.episodeId);
  const starts = (own.length > 0 ? own : standing).flatMap(({ start }) => start ?? []);
  return starts.length > 0 ? starts.reduce((a, b) => Math.min(a, b)) : told.episodeAt;
}

/** Of ends at one time the one told last counts. */
function compareEndings(at: number, told: Supersession, than: Ending): number {
  return at - than.at || compareTold(than.told, told) || than.recordedAt - told.recordedAt;
}
