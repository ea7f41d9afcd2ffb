/**
 * Plans what ends without a slot. Of an edge with many values, a memory that says it is over ("I don't like coffee
 * anymore") ends those told before that say it holds, and is ended by the next that says so again; of two relations
 * that exclude one another ("I hate coffee now"), the one that is told to begin ends the other.
 *
 * A link is told where its later statement is, whichever of the two came first: in either order it is the same record.
 */
import { type Attestation, compareTold, type Supersession } from "../../core/records.ts";
import { must } from "../../core/must.ts";
import { excludedBy, relationKey } from "./identities.ts";
import { type FactPlan, type PlanContext, supersede } from "./plan-context.ts";
import type { PlannedRelation } from "./plan-relation.ts";

/** Most statements that are told to end one: the next ones, so that if one is deleted another ends it. */
const MAX_ENDERS = 4;

/** What was told of an edge. */
interface Side {
  readonly told: Attestation;
  /** When what it says of the edge begins to be so, epoch ms. */
  readonly start: number;
}

/** What is told of one edge, now and before, in the order of telling. */
interface EdgeSides {
  readonly holding: readonly Side[];
  readonly over: readonly Side[];
}

/** The links between what is told here and what was told before, or here, of the same edges. */
export function planExclusions(
  facts: readonly FactPlan[],
  planned: readonly PlannedRelation[],
  { snapshot }: PlanContext,
): Supersession[] {
  const many = planned.filter(({ resolved }) => !resolved.isSingle);
  const tellings = new Tellings(snapshot.tellings, facts, many);
  const pairs = new Map<string, string | undefined>();
  for (const { relation } of many) {
    const excluded = excludedBy(relation);
    const other = excluded && snapshot.relationIds.get(relationKey(excluded));
    pairs.set(relation.id, other);
    if (other !== undefined) pairs.set(other, relation.id);
  }
  return Array.from(pairs, ([id, other]) => linksOf(id, other, tellings)).flat();
}

function linksOf(id: string, other: string | undefined, tellings: Tellings): Supersession[] {
  const { holding, over } = tellings.of(id);
  const beginning = (other === undefined ? [] : tellings.of(other).holding).filter(
    ({ told }) => told.statedFrom !== null,
  );
  const isNew = (...sides: readonly Side[]): boolean =>
    sides.some(({ told }) => tellings.isNew(told));
  const memories = [
    ...nextPairs(holding, [...over, ...beginning].toSorted(compareSides)),
    ...nextPairs(over, holding),
  ];
  const edges = nextPairs(holding, beginning);
  return [
    ...memories.flatMap(([old, by]) => (isNew(old, by) ? (linkOf(old.told, by.told) ?? []) : [])),
    ...edges.flatMap(([old, by]) => {
      if (!isNew(old, by)) return [];
      return supersede(by.told, { old: id, by: by.told.of, byForm: "relation", mode: "ended" });
    }),
  ];
}

/** One memory ends another; the turn does, if it has none. */
function linkOf({ memoryId: old }: Attestation, told: Attestation): Supersession | undefined {
  if (old === null || old === told.memoryId) return undefined;
  const by =
    told.memoryId === null
      ? ({ by: told.turnId, byForm: "turn" } as const)
      : ({ by: told.memoryId, byForm: "memory" } as const);
  return supersede(told, { old, ...by, mode: "ended" });
}

/** Each with the next few that were told after it and begin after it. Both in the order of telling. */
function nextPairs(sides: readonly Side[], enders: readonly Side[]): [Side, Side][] {
  const pairs: [Side, Side][] = [];
  let next = 0;
  for (const side of sides) {
    while (next < enders.length && compareSides(must(enders[next], "an ender"), side) <= 0) {
      next += 1;
    }
    for (const ender of enders.slice(next, next + MAX_ENDERS)) {
      if (ender.start > side.start) pairs.push([side, ender]);
    }
  }
  return pairs;
}

function compareSides(a: Side, b: Side): number {
  return compareTold(a.told, b.told);
}

/** What is told of edges and memories, here and before. */
class Tellings {
  readonly #before: ReadonlyMap<string, readonly Attestation[]>;
  readonly #here: ReadonlyMap<string, readonly Attestation[]>;
  readonly #newIds: ReadonlySet<string>;
  /** When memories begin to hold in a turn's words. */
  readonly #begins: ReadonlySet<string>;
  readonly #sides = new Map<string, EdgeSides>();

  constructor(
    before: ReadonlyMap<string, readonly Attestation[]>,
    facts: readonly FactPlan[],
    planned: readonly PlannedRelation[],
  ) {
    const here = [...facts, ...planned].flatMap(({ attestations }) => attestations);
    this.#before = before;
    this.#here = Map.groupBy(here, ({ of }) => of);
    this.#newIds = new Set(here.map(({ id }) => id));
    const open = [...[...before.values()].flat(), ...here].filter(
      ({ form, statedTo }) => form !== "relation" && statedTo === null,
    );
    this.#begins = new Set(
      open.map(({ of, turnId, statedFrom, episodeAt }) =>
        beginOf(of, turnId, statedFrom ?? episodeAt),
      ),
    );
  }

  isNew({ id }: Attestation): boolean {
    return this.#newIds.has(id);
  }

  of(edgeId: string): EdgeSides {
    const known = this.#sides.get(edgeId);
    if (known) return known;
    const told = this.#told(edgeId).toSorted(compareTold);
    const sides = {
      holding: told
        .filter(({ statedTo }) => statedTo === null)
        .map((one) => ({ told: one, start: one.statedFrom ?? one.episodeAt })),
      over: told.flatMap((one) => {
        const { statedFrom, statedTo } = one;
        const isEnd = statedFrom === null && statedTo !== null && this.#holdsFrom(one, statedTo);
        return isEnd ? [{ told: one, start: statedTo }] : [];
      }),
    };
    this.#sides.set(edgeId, sides);
    return sides;
  }

  /** Whether what tells an end holds from that end on: "played until 2015" is past itself. */
  #holdsFrom({ memoryId, turnId, episodeAt }: Attestation, end: number): boolean {
    return memoryId === null ? end === episodeAt : this.#begins.has(beginOf(memoryId, turnId, end));
  }

  #told(id: string): Attestation[] {
    const both = [...(this.#before.get(id) ?? []), ...(this.#here.get(id) ?? [])];
    const told = both.filter(({ isRevision }) => !isRevision);
    return [...new Map(told.map((one) => [one.id, one])).values()];
  }
}

function beginOf(memoryId: string, turnId: string, start: number): string {
  return `${memoryId} ${turnId} ${start}`;
}
