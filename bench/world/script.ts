/** The script of a tenant: what is told in which session, in which words, before any message is written. */
import { type Calendar, DAY_MS } from "./calendar.ts";
import type { Cast, PairSeed, SlotSeed } from "./cast.ts";
import { mustAt, type Random } from "./prng.ts";
import { SHAPE_SHARES, type ShapeName, shapeOf } from "./shapes.ts";
import type { GoldItem } from "./types.ts";

/** One telling of one value. */
export interface Telling {
  readonly operation: GoldItem["operation"];
  /** Index into the script's values. */
  readonly value: number;
  /** Position of the session. */
  readonly session: number;
  /** The words are not those the value was first told in. */
  readonly isReworded: boolean;
  /** Since when it holds, ISO, where that is said. */
  readonly validFrom?: string;
}

/** The history of a slot, or of one pair of a many-valued relation. */
export interface Script {
  readonly seed: SlotSeed;
  readonly cardinality: "one" | "many";
  /** "pair" for many-valued relations. */
  readonly shape: ShapeName | "pair";
  readonly tellings: Telling[];
  /** Index of the value the user deletes in the end. */
  readonly deletedValue: number | undefined;
}

/** Part of the pairs that are deleted in the end. */
const DELETED_PAIR_SHARE = 0.03;
/** Repeats for each telling of something new. */
const REPEAT_SHARE = 0.13;
/** How often the first telling of a slot says since when it holds. */
const SINCE_PROBABILITY = 0.12;

/** Writes the scripts of all slots and pairs of a cast. */
export function writeScripts(cast: Cast, calendar: Calendar, random: Random): Script[] {
  const scripts = [
    ...shapeSlots(cast.slots, random).map(([seed, shape]) =>
      writeSlot(seed, shape, calendar, random),
    ),
    ...cast.partnerships.map((seed) =>
      writeSlot(
        seed,
        seed.values.length > 1 && random.chance(0.6) ? "change" : "plain",
        calendar,
        random,
      ),
    ),
    ...cast.natures.map((seed, index) =>
      writeSlot(seed, index % 8 === 0 ? "correct" : "plain", calendar, random),
    ),
    ...writePairs(cast.pairs, calendar, random),
  ];
  addRepeats(scripts, calendar, random);
  return scripts;
}

function shapeSlots(slots: readonly SlotSeed[], random: Random): [SlotSeed, ShapeName][] {
  const names = SHAPE_SHARES.flatMap(([name, share]) =>
    Array.from({ length: Math.ceil(share * slots.length) }, () => name),
  );
  return random.shuffle(slots).map((seed, index) => {
    const name = names[index] ?? "plain";
    const needed = Math.max(...shapeOf(name).steps.map(({ value }) => value)) + 1;
    return [seed, seed.values.length < needed ? "plain" : name];
  });
}

function writeSlot(seed: SlotSeed, name: ShapeName, calendar: Calendar, random: Random): Script {
  const shape = shapeOf(name);
  const sessions = pickSessions(
    shape.steps.map(({ isLate }) => isLate ?? false),
    calendar,
    random,
  );
  const saysSince = (name === "plain" || name === "change") && random.chance(SINCE_PROBABILITY);
  const tellings = shape.steps.map(({ operation, value }, index): Telling => {
    const session = mustAt(sessions, index);
    const telling = { operation, value, session, isReworded: false };
    return saysSince && index === 0
      ? { ...telling, validFrom: dayBefore(mustAt(calendar.dates, session), random) }
      : telling;
  });
  return { seed, cardinality: "one", shape: name, tellings, deletedValue: shape.deletedValue };
}

/** Sessions in ascending order, one for each step: late ones for late steps, regular ones around them. */
function pickSessions(
  isLate: readonly boolean[],
  { late, regular }: Calendar,
  random: Random,
): number[] {
  const at = isLate.indexOf(true);
  if (at < 0) {
    const pool = isLate.length === 1 ? regular.slice(0, Math.ceil(regular.length * 0.7)) : regular;
    return ascending(random.shuffle(pool).slice(0, isLate.length));
  }
  const middle = random.pick(late);
  const before = random.shuffle(regular.filter((session) => session < middle)).slice(0, at);
  const after = random
    .shuffle(regular.filter((session) => session > middle))
    .slice(0, isLate.length - at - 1);
  return ascending([...before, middle, ...after]);
}

function ascending(sessions: readonly number[]): number[] {
  return sessions.toSorted((a, b) => a - b);
}

/** The start of a day one month to two years before. */
function dayBefore(date: string, random: Random): string {
  const day = Math.floor(Date.parse(date) / DAY_MS) - random.integer(30, 730);
  return new Date(day * DAY_MS).toISOString();
}

function writePairs(pairs: readonly PairSeed[], calendar: Calendar, random: Random): Script[] {
  const likes = pairs.filter(({ relationship }) => relationship === "likes");
  const deleted = new Set(
    random.shuffle(likes).slice(0, Math.ceil(likes.length * DELETED_PAIR_SHARE)),
  );
  const all = calendar.dates.map((_, index) => index);
  const early = calendar.regular.slice(0, Math.ceil(calendar.regular.length * 0.3));
  return pairs.map((pair) => ({
    seed: { subject: pair.subject, relationship: pair.relationship, values: [pair.object] },
    cardinality: "many",
    shape: "pair",
    // Other names come early: they are used afterwards.
    tellings: [
      {
        operation: "ADD",
        value: 0,
        session: random.pick(
          pair.relationship === "alias" ? early : all.slice(0, Math.ceil(all.length * 0.8)),
        ),
        isReworded: false,
      },
    ],
    deletedValue: deleted.has(pair) ? 0 : undefined,
  }));
}

/** Tells some things again, later, in sessions that say nothing else about them. */
function addRepeats(scripts: readonly Script[], calendar: Calendar, random: Random): void {
  const count = Math.round(
    scripts.reduce((sum, { tellings }) => sum + tellings.length, 0) * REPEAT_SHARE,
  );
  const open = scripts.filter(
    ({ shape }) => shape === "pair" || shapeOf(shape).repeats !== "never",
  );
  for (let made = 0; made < count; made++) {
    const script = random.pick(open);
    const taken = new Set(script.tellings.map(({ session }) => session));
    const first = Math.min(...taken);
    const free = calendar.regular.filter((session) => session > first && !taken.has(session));
    if (free.length > 0) {
      const session = random.pick(free);
      const value = valueBefore(script.tellings, session);
      const mayReword = script.shape !== "pair" && shapeOf(script.shape).repeats === "any";
      script.tellings.push({
        operation: "REPEAT",
        value,
        session,
        isReworded: mayReword && random.chance(0.5),
      });
    }
  }
}

/** The value last told before a session. */
function valueBefore(tellings: readonly Telling[], session: number): number {
  const before = tellings.filter((telling) => telling.session < session);
  return before.reduce(
    (last, telling) => (telling.session > last.session ? telling : last),
    mustAt(before, 0),
  ).value;
}
