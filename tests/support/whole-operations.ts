/** Random operations on whole memories, of everything that a caller may do: plain data, so that a failure can be read and shrunk. */
import * as fc from "fast-check";

import { FACTS, FILTERS, METADATA, NAMES, QUERIES, RELATIONS, SPOKEN } from "./whole-words.ts";

/** Whose call it is: one of two tenants that are called alike, and within it perhaps an agent, perhaps a run. */
export interface Caller {
  readonly tenant: number;
  readonly agent: number;
  readonly run: number;
}

/** The time that a statement says it held; days, or null where it says nothing. */
interface StatedTime {
  readonly from: number | null;
  readonly to: number | null;
}

/** What a statement puts an end to, or says was never so: nothing, what its slot holds, or one by its number. */
export interface Link {
  readonly does: "supersedes" | "corrects" | null;
  readonly what: number | null;
}

/** A fact of a caller's. */
export interface ToldFact extends StatedTime {
  readonly fact: number;
  readonly isEvent: boolean;
  readonly byAssistant: boolean;
  readonly link: Link;
}

/** A relation of a caller's. */
export interface ToldRelation extends StatedTime {
  readonly relation: number;
  readonly isCorrection: boolean;
}

/** An entity of a caller's, with another name for it. */
export interface ToldEntity {
  readonly name: number;
  readonly alias: number | null;
}

/** What every add has. */
interface Adding {
  readonly caller: Caller;
  readonly key: number;
  readonly day: number;
  readonly metadata: number;
  /** After how many operations it expires; null for never. */
  readonly expiresIn: number | null;
}

/** What is meant by id. */
export interface Named {
  readonly form: "memory" | "relation" | "turn" | "episode" | "none";
  readonly nth: number;
}

/** One thing that a caller does. */
export type WholeOperation =
  | (Adding & {
      readonly does: "state";
      readonly facts: readonly ToldFact[];
      readonly relations: readonly ToldRelation[];
      readonly entities: readonly ToldEntity[];
      readonly isDry: boolean;
    })
  | (Adding & { readonly does: "say"; readonly spoken: readonly number[] })
  | (Adding & { readonly does: "note"; readonly spoken: readonly number[] })
  | {
      readonly does: "update" | "delete" | "get" | "history";
      readonly caller: Caller;
      readonly named: Named;
      readonly isScoped: boolean;
    }
  | {
      readonly does: "merge";
      readonly caller: Caller;
      readonly from: number;
      readonly into: number;
    }
  | {
      readonly does: "search";
      readonly caller: Caller;
      readonly query: number;
      readonly filter: number | null;
      readonly asOf: number | null;
      /** How many operations ago. */
      readonly knownAgo: number | null;
      readonly includeClosed: boolean;
      readonly kinds: readonly HitKindName[];
      readonly hops: number | null;
      readonly limit: number;
    }
  | {
      readonly does: "list";
      readonly caller: Caller;
      readonly filter: number | null;
      readonly asOf: number | null;
      readonly includeClosed: boolean;
      readonly kinds: readonly HitKindName[];
      readonly limit: number;
    }
  | {
      readonly does: "graph";
      readonly caller: Caller;
      readonly name: number;
      readonly hops: number;
      readonly asOf: number | null;
      readonly includeClosed: boolean;
    }
  | { readonly does: "profile"; readonly caller: Caller; readonly asOf: number | null }
  | { readonly does: "stats" | "verify" | "repair" | "delete all"; readonly caller: Caller };

type HitKindName = "event" | "trait" | "note" | "turn";

const indexOf = (list: readonly unknown[]): fc.Arbitrary<number> => fc.nat(list.length - 1);
/** Null for the rest of a hundred. */
const perhaps = <T>(values: fc.Arbitrary<T>, percent: number): fc.Arbitrary<T | null> =>
  fc.oneof(
    { weight: 100 - percent, arbitrary: fc.constant(null) },
    { weight: percent, arbitrary: values },
  );
const day = fc.nat(20);
const caller = fc.record<Caller>({
  tenant: fc.constantFrom(0, 0, 1),
  agent: fc.constantFrom(0, 0, 0, 0, 0, 1, 2),
  run: fc.constantFrom(0, 0, 0, 0, 0, 1, 2),
});
const stated = { from: perhaps(day, 50), to: perhaps(day, 30) };
const link: fc.Arbitrary<Link> = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Link>({ does: null, what: null }) },
  fc.record<Link>({
    does: fc.constantFrom("supersedes" as const, "corrects" as const),
    what: perhaps(fc.nat(12), 50),
  }),
);
const facts = fc.array(
  fc.record<ToldFact>({
    fact: indexOf(FACTS),
    isEvent: fc.constantFrom(false, false, false, true),
    byAssistant: fc.constantFrom(false, false, false, true),
    link,
    ...stated,
  }),
  { maxLength: 3 },
);
const relations = fc.array(
  fc.record<ToldRelation>({
    relation: indexOf(RELATIONS),
    isCorrection: fc.constantFrom(false, false, false, true),
    ...stated,
  }),
  { maxLength: 3 },
);
const entities = fc.array(
  fc.record<ToldEntity>({ name: indexOf(NAMES), alias: perhaps(indexOf(NAMES), 50) }),
  { maxLength: 2 },
);
const adding = {
  caller,
  key: fc.nat(30),
  day,
  metadata: indexOf(METADATA),
  expiresIn: perhaps(fc.nat(8), 15),
};
const spoken = fc.array(indexOf(SPOKEN), { minLength: 1, maxLength: 3 });
const kinds = fc.oneof(
  { weight: 3, arbitrary: fc.constant<HitKindName[]>([]) },
  fc.uniqueArray(fc.constantFrom<HitKindName>("event", "trait", "note", "turn"), { minLength: 1 }),
);
const wanted = {
  caller,
  filter: perhaps(indexOf(FILTERS), 25),
  asOf: perhaps(day, 30),
  includeClosed: fc.boolean(),
  kinds,
};

const additions: fc.Arbitrary<WholeOperation> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      does: fc.constant("state" as const),
      ...adding,
      facts,
      relations,
      entities,
      isDry: fc.constantFrom(false, false, false, false, false, true),
    }),
  },
  { weight: 3, arbitrary: fc.record({ does: fc.constant("say" as const), ...adding, spoken }) },
  fc.record({ does: fc.constant("note" as const), ...adding, spoken }),
);

/** A memory, or anything that can be meant. */
const namedMemory = fc.record<Named>({ form: fc.constant("memory"), nth: fc.nat(20) });
const namedAny = fc.record<Named>({
  form: fc.constantFrom("memory", "memory", "memory", "relation", "turn", "episode", "none"),
  nth: fc.nat(20),
});

const changes: fc.Arbitrary<WholeOperation> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      does: fc.constantFrom("update" as const, "update" as const, "history" as const),
      caller,
      named: fc.oneof({ weight: 5, arbitrary: namedMemory }, namedAny),
      isScoped: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      does: fc.constantFrom("delete" as const, "delete" as const, "get" as const),
      caller,
      named: namedAny,
      isScoped: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      does: fc.constant("merge" as const),
      caller,
      from: indexOf(NAMES),
      into: indexOf(NAMES),
    }),
  },
  fc.record({
    does: fc.constantFrom(...(["delete all", "verify", "repair", "stats"] as const)),
    caller,
  }),
);

const questions: fc.Arbitrary<WholeOperation> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      does: fc.constant("search" as const),
      ...wanted,
      query: indexOf(QUERIES),
      knownAgo: perhaps(fc.nat(10), 30),
      hops: perhaps(fc.nat(3), 50),
      limit: fc.constantFrom(3, 10, 40),
    }),
  },
  fc.record({
    does: fc.constant("list" as const),
    ...wanted,
    limit: fc.constantFrom(1, 2, 5, 100),
  }),
  fc.record({
    does: fc.constant("graph" as const),
    caller,
    name: indexOf(NAMES),
    hops: fc.integer({ min: 1, max: 3 }),
    asOf: perhaps(day, 30),
    includeClosed: fc.boolean(),
  }),
  fc.record({ does: fc.constant("profile" as const), caller, asOf: perhaps(day, 30) }),
);

/** Any operation; half of them add. */
export const wholeOperations: fc.Arbitrary<WholeOperation> = fc.oneof(
  { weight: 5, arbitrary: additions },
  { weight: 3, arbitrary: changes },
  { weight: 3, arbitrary: questions },
);
