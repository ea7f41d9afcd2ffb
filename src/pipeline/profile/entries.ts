/** Makes the entries of a profile of what was chosen and the points that were read for it. Pure. */
import type { Spell } from "../../core/records.ts";
import type { StoredPoint } from "../../vector/vector-store.ts";
import type { ChosenChange, ChosenMemory } from "./choose.ts";
import type { OutlivingRelation } from "./outliving.ts";
import { type DateSources, type ToldDate, toldDate } from "./told-date.ts";

/** A memory with what a profile says of it. */
export interface Entry {
  /** As the reader sees it. */
  readonly point: StoredPoint;
  readonly spell: Spell;
  /** Who said it first, by name; null if the message named nobody. */
  readonly speaker: string | null;
  /** Turns of the scope that tell it. */
  readonly turnIds: readonly string[];
  /** Its date; null if unknown. */
  readonly date: ToldDate | null;
}

/** A trait of a profile. */
export interface TraitEntry extends Entry {
  /** When it is to end; null if no end is known. */
  readonly until: ToldDate | null;
}

/** An entry of the timeline. */
export interface ChangeEntry extends Entry {
  readonly change: ChosenChange["change"];
  /** When, epoch ms; minus infinity if unknown. */
  readonly at: number;
}

/** What entries are made with. */
export interface EntrySources {
  /** The chosen memories, by id. */
  readonly memories: ReadonlyMap<string, StoredPoint>;
  /** The turns that tell them and that the reader may see, by id. */
  readonly turns: ReadonlyMap<string, StoredPoint>;
  /** IANA name. */
  readonly timeZone: string;
}

/** The traits, in the order in which they were chosen. */
export function traitEntries(
  chosen: readonly ChosenMemory[],
  sources: EntrySources,
): readonly TraitEntry[] {
  return chosen.flatMap((one): TraitEntry[] => {
    const told = tellingOf(one, sources);
    if (!told) return [];
    const { entry, dates } = told;
    const { from, to } = one.spell;
    return [
      {
        ...entry,
        date: from === null ? null : toldDate(from, "start", dates),
        until: to === null ? null : toldDate(to, "end", dates),
      },
    ];
  });
}

/** A relation that outlived what told it, with what a profile says of it. */
export interface RelationEntry extends OutlivingRelation {
  /** Turns of the scope that tell it. */
  readonly turnIds: readonly string[];
  /** Its date; null if unknown. */
  readonly date: ToldDate | null;
}

/** The relations, in the order in which they were chosen. */
export function relationEntries(
  chosen: readonly OutlivingRelation[],
  { turns, timeZone }: EntrySources,
): readonly RelationEntry[] {
  return chosen.map((one) => {
    const told = one.relation.turnIds.flatMap((turnId) => turns.get(turnId) ?? []);
    const { from } = one.spell;
    const dates = {
      own: { text: one.fact, at: told[0]?.at ?? one.relation.recordedAt },
      turns: told.map(({ text, at }) => ({ text, at })),
      toldAt: told.map(({ at }) => at),
      timeZone,
    };
    const date = from === null ? null : toldDate(from, "start", dates);
    return { ...one, turnIds: told.map(({ id }) => id), date };
  });
}

/** The timeline, in the order in which it was chosen. */
export function changeEntries(
  chosen: readonly ChosenChange[],
  sources: EntrySources,
): readonly ChangeEntry[] {
  const entries = chosen.flatMap((one): ChangeEntry[] => {
    const told = tellingOf(one, sources);
    if (!told) return [];
    const side = one.change === "ended" ? "end" : "start";
    const date = Number.isFinite(one.at) ? toldDate(one.at, side, told.dates) : null;
    return [{ ...told.entry, change: one.change, at: one.at, date }];
  });
  return withNeighboursDates(entries);
}

/** What ended when something else began has its date: "I moved last week" says when "I live in Lisbon" was over. */
function withNeighboursDates(entries: readonly ChangeEntry[]): readonly ChangeEntry[] {
  const beginnings = new Map(
    entries.flatMap(({ change, at, date }) =>
      change === "began" && date ? [[at, date] as const] : [],
    ),
  );
  return entries.map((entry) => {
    const date = entry.change === "ended" ? beginnings.get(entry.at) : undefined;
    return date ? { ...entry, date } : entry;
  });
}

function tellingOf(
  { id, spell }: ChosenMemory,
  { memories, turns, timeZone }: EntrySources,
): { readonly entry: Omit<Entry, "date">; readonly dates: DateSources } | undefined {
  const point = memories.get(id);
  if (!point) return undefined;
  const told = point.projection.evidence.flatMap((turnId) => turns.get(turnId) ?? []);
  return {
    entry: {
      point,
      spell,
      speaker: told[0]?.turn?.name ?? null,
      turnIds: told.map((turn) => turn.id),
    },
    dates: {
      own: { text: point.text, at: told[0]?.at ?? point.at },
      turns: told.map(({ text, at }) => ({ text, at })),
      toldAt: told.map(({ at }) => at),
      timeZone,
    },
  };
}
