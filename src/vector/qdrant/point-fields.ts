/** The fields of a point's payload, and what is indexed of them. */
import { MAX_DATE_MS } from "../../core/clock.ts";
import type { HitKind, Metadata, MetadataValue, Spell } from "../../core/records.ts";
import type { Projection } from "../../core/visibility.ts";
import { flattenMetadata, indexedValues } from "./flat-metadata.ts";
import type { MetadataIndexes } from "./flat-metadata.ts";

/** Indexed fields that searches narrow by, with the type of their index. */
export const POINT_FIELDS = {
  kind: "keyword",
  /** Whether nothing but a time, a kind or a reader can hide it. */
  shown: "bool",
  redacted: "bool",
  /** The earliest start of a memory, the time of a turn. */
  since: "integer",
  /** From when on it counts as closed; the beginning of time for what is not shown at all. */
  until: "integer",
  /** The latest end, as dates see it; null where it is the start. */
  last: "integer",
  /** Whether it has several spells, so that `since` and `until` do not say all. */
  many: "bool",
  /** Whether several agents tell it, so that its metadata depend on the reader. */
  shared: "bool",
  agents: "keyword",
  runs: "keyword",
  revision: "integer",
  recordedAt: "integer",
  conversation: "keyword",
  episode: "keyword",
  place: "integer",
  textKey: "keyword",
  writer: "keyword",
  values: "keyword",
  keys: "keyword",
  indexed: "keyword",
} as const;

/** Before and after every date there is. */
export const EVER: number = MAX_DATE_MS;

/** How an agent is named among `agents`: null is one of them. */
export function agentName(agentId: string | null): string {
  return agentId === null ? "none" : `=${agentId}`;
}

/** What of a projection is narrowed by. */
export interface ProjectedFields {
  readonly shown: boolean;
  readonly until: number;
  /** Of a memory alone: a turn's never change. */
  readonly since?: number;
  readonly last?: number | null;
  readonly many: boolean;
  readonly shared: boolean;
  readonly agents: readonly string[];
  readonly runs: readonly string[];
}

/** What visibility and dates look at, as numbers that can be compared without looking at the spells. */
export function projectedFields(
  kind: HitKind,
  { spells, foldedInto, isAttesting, agentIds, runIds, byAgent }: Projection,
): ProjectedFields {
  const isTurn = kind === "turn";
  const dates = isTurn
    ? { until: isAttesting ? untilOf(spells) : EVER }
    : memoryDates(kind, spells);
  const shown = foldedInto === null && agentIds.length > 0 && (isTurn || spells.length > 0);
  return {
    ...dates,
    shown,
    until: shown ? dates.until : -EVER,
    many: !isTurn && spells.length > 1,
    shared: byAgent !== undefined,
    agents: agentIds.map(agentName),
    runs: runIds,
  };
}

/** The metadata that filters see, flat. */
export function metadataFields(
  metadata: Metadata,
  indexes: MetadataIndexes,
): Readonly<Record<string, MetadataValue>> {
  return { ...indexedValues(metadata, indexes), ...flattenMetadata(metadata) };
}

function memoryDates(
  kind: HitKind,
  spells: readonly Spell[],
): { readonly since: number; readonly until: number; readonly last: number | null } {
  let since = EVER;
  let last = -EVER;
  for (const { from, to } of spells) {
    since = Math.min(since, from === null ? -EVER : Math.floor(from));
    // An event without an end is over when it began.
    const end = kind === "event" && from !== null ? (to ?? from) : to;
    last = Math.max(last, end === null ? EVER : Math.ceil(end));
    // Of several spells it is the latest date of any.
    if (spells.length > 1) last = Math.max(last, Math.floor(from ?? -EVER));
  }
  const until = kind === "event" ? EVER : untilOf(spells);
  return { since, until, last: spells.length === 1 && last === since ? null : last };
}

/** When the last spell ends; a spell that ends when it begins never held. */
function untilOf(spells: readonly Spell[]): number {
  let until = -EVER;
  for (const { from, to } of spells) {
    if (to === null) return EVER;
    if (to !== from) until = Math.max(until, Math.ceil(to));
  }
  return until;
}
