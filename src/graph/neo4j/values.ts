/** Values as Neo4j keeps them, and identifiers that are safe in a statement. */
import type { Spell } from "../../core/records.ts";

/** A time as a `ZONED DATETIME` in UTC; a parameter, so it is made where the driver is (see `toParameters`). */
export class UtcTime {
  readonly ms: number;

  /** @param ms - Epoch milliseconds. */
  constructor(ms: number) {
    this.ms = ms;
  }
}

/** A time, or nothing where there is none. */
export function utc(ms: number | null | undefined): UtcTime | null {
  return ms === null || ms === undefined ? null : new UtcTime(ms);
}

/** Before any start. Doubles are exact so far. */
const NO_START = -9e15;
/** After any end. */
const NO_END = 9e15;

/** Spells as two lists that a statement can compare. */
export function spellLists(spells: readonly Spell[]): {
  readonly spellFrom: readonly number[];
  readonly spellTo: readonly number[];
} {
  return {
    spellFrom: spells.map(({ from }) => from ?? NO_START),
    spellTo: spells.map(({ to }) => to ?? NO_END),
  };
}

/** How a null is kept in a list, or where an index needs a value. */
export function orEmpty(text: string | null): string {
  return text ?? "";
}

/** Text that sorts as edges are listed: the latest recorded first, those of one time by id (which follows in an index). */
export function listedKey(recordedAt: number): string {
  return String(NO_END - Math.round(recordedAt)).padStart(17, "0");
}

/** What a relation's type may be in the graph; all others share {@link OTHER_RELATION}. */
const RELATION_TYPE = /^[A-Z][A-Z0-9_]{0,62}$/u;
/** The type of edges whose own is not fit, or one too many: their `type` tells it. */
export const OTHER_RELATION = "RELATES_TO";
const LABEL = /^[A-Z][A-Za-z0-9]{0,62}$/u;

/** A relation's type as the graph has it; undefined if it is not fit. */
export function relationType(type: string): string | undefined {
  const name = type
    .toUpperCase()
    .replace(/[^A-Z0-9]+/gu, "_")
    .replace(/^_+|_+$/gu, "");
  return RELATION_TYPE.test(name) ? name : undefined;
}

/** An entity's type as a label; undefined if it is not fit. */
export function entityLabel(type: string | null): string | undefined {
  const words = (type ?? "").split(/[^A-Za-z0-9]+/u).filter((word) => word !== "");
  const name = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
  return LABEL.test(name) && !RESERVED_LABELS.has(name) ? name : undefined;
}

/** Labels of nodes that are no entities. */
const RESERVED_LABELS: ReadonlySet<string> = new Set([
  "Entity",
  "MemoryTenant",
  "Evidence",
  "Supersession",
  "Mention",
  "Merge",
  "Relation",
  "Tombstone",
  "Alias",
  "Name",
]);
