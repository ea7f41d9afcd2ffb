/** Random operations of tenants whose names, ids, keys and texts collide. */
import * as fc from "fast-check";
import type { FactInput, Memory, RelationInput, Scope } from "../../src/index.ts";
import { withTurnsCounted } from "./without-places.ts";

/** The tenants: each is called like another is, in another way. */
export const SCOPES: readonly Scope[] = [
  { userId: "kirk" },
  { agentId: "kirk" },
  { runId: "kirk" },
  { userId: "agent:kirk" },
];
/** A word in the texts of one tenant and no other. */
export const CANARIES: readonly string[] = ["qzalpha", "qzbravo", "qzgamma", "qzdelta"];

const NAMES = ["Ana", "Bruno Silva", "Bruno Sílva", "Lisbon", "张伟"];

/** What is told of in adds: the same words in every tenant. */
export const FACTS: readonly FactInput[] = [
  { text: "Ana lives in Lisbon", slot: lives("Lisbon") },
  { text: "Ana lives in Porto", slot: lives("Porto") },
  { text: "Ana moved to Porto", slot: lives("Porto") },
  { text: "It was Braga where Ana lives", slot: lives("Braga"), corrects: true },
  { text: "Ana likes tea" },
  { text: "张伟喜欢茶" },
  { text: "Bruno Silva visited Rome", kind: "event" },
];
const RELATIONS: readonly RelationInput[] = [
  { source: "Ana", relationship: "lives_in", destination: "Lisbon" },
  { source: "Ana", relationship: "lives_in", destination: "Porto" },
  { source: "Ana", relationship: "knows", destination: { name: "Bruno Silva", type: "person" } },
  { source: { name: "Bruno Sílva", type: "person" }, relationship: "knows", destination: "张伟" },
  { source: "I", relationship: "likes", destination: "tea" },
];
/** Read by patterns. */
export const SENTENCES: readonly string[] = [
  "I like green tea.",
  "My sister Ana works at Feedzai.",
  "我喜欢咖啡。",
];
const QUERIES = ["Where does Ana live?", "tea", "Bruno's friends", "张伟喜欢什么", "kirk"];

/** Whose record is meant by id. */
export interface Target {
  readonly whose: "own" | "other" | "nobody";
  readonly nth: number;
}

/** One thing a tenant does; plain data, so that a failure can be read and shrunk. */
export type Operation = { readonly tenant: number } & (
  | {
      readonly does: "add";
      readonly key: number;
      readonly facts: readonly number[];
      readonly relations: readonly number[];
      readonly day: number;
      readonly names: readonly number[];
      readonly isNarrow: boolean;
    }
  | { readonly does: "add sentence"; readonly key: number; readonly sentence: number }
  | { readonly does: "add note"; readonly key: number; readonly day: number }
  | { readonly does: "search"; readonly query: number; readonly includeClosed: boolean }
  | {
      readonly does: "list";
      readonly includeClosed: boolean;
      readonly day: number | null;
      readonly isNarrow: boolean;
    }
  | { readonly does: "graph"; readonly name: number }
  | { readonly does: "merge"; readonly from: number; readonly into: number }
  | {
      readonly does: "get" | "update" | "delete" | "history";
      readonly target: Target;
      readonly isScoped: boolean;
    }
  | { readonly does: "delete all" | "verify" | "stats" | "repair" }
);

const tenant = fc.nat(SCOPES.length - 1);
const key = fc.nat(9);
const day = fc.nat(20);
const indexOf = (list: readonly unknown[]): fc.Arbitrary<number> => fc.nat(list.length - 1);
const some = (list: readonly unknown[]): fc.Arbitrary<number[]> =>
  fc.uniqueArray(indexOf(list), { maxLength: 3 });
const target = fc.record<Target>({
  whose: fc.constantFrom("own", "own", "own", "other", "nobody"),
  nth: fc.nat(30),
});

/** Any operation; adding and deleting are the most frequent. */
export const operations: fc.Arbitrary<Operation> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      tenant,
      does: fc.constant("add" as const),
      key,
      facts: some(FACTS),
      relations: some(RELATIONS),
      names: some(NAMES),
      day,
      isNarrow: fc.boolean(),
    }),
  },
  fc.record({
    tenant,
    does: fc.constant("add sentence" as const),
    key,
    sentence: indexOf(SENTENCES),
  }),
  fc.record({ tenant, does: fc.constant("add note" as const), key, day }),
  {
    weight: 3,
    arbitrary: fc.record({
      tenant,
      does: fc.constant("search" as const),
      query: indexOf(QUERIES),
      includeClosed: fc.boolean(),
    }),
  },
  fc.record({
    tenant,
    does: fc.constant("list" as const),
    includeClosed: fc.boolean(),
    day: fc.option(day),
    isNarrow: fc.boolean(),
  }),
  fc.record({ tenant, does: fc.constant("graph" as const), name: indexOf(NAMES) }),
  fc.record({
    tenant,
    does: fc.constant("merge" as const),
    from: indexOf(NAMES),
    into: indexOf(NAMES),
  }),
  {
    weight: 4,
    arbitrary: fc.record({
      tenant,
      does: fc.constantFrom(
        "get" as const,
        "update" as const,
        "delete" as const,
        "delete" as const,
        "history" as const,
      ),
      target,
      isScoped: fc.boolean(),
    }),
  },
  fc.record({
    tenant,
    does: fc.constantFrom(
      "verify" as const,
      "stats" as const,
      "repair" as const,
      "delete all" as const,
    ),
  }),
);

/** When an episode of a day was said. */
export function dayOf(number: number): number {
  return Date.UTC(2024, 0, 1 + number);
}

/** What an operation works on. */
interface Work {
  readonly memory: Memory;
  readonly scope: Scope;
  readonly canary: string;
}

/** Does an operation. `id` is what its target came to, and `text` what an update says. */
export async function perform(
  memory: Memory,
  operation: Operation,
  { id, text }: { readonly id: string; readonly text: string },
): Promise<unknown> {
  const scope = SCOPES[operation.tenant] ?? {};
  const work = { memory, scope, canary: CANARIES[operation.tenant] ?? "" };
  if ("key" in operation) return performAdd(operation, work);
  if ("target" in operation) return performById(operation, { ...work, id, text });
  return performOther(operation, work);
}

type AddOperation = Extract<Operation, { readonly key: number }>;
type IdOperation = Extract<Operation, { readonly target: Target }>;
type OtherOperation = Exclude<Operation, AddOperation | IdOperation>;

async function performAdd(operation: AddOperation, work: Work): Promise<unknown> {
  const { memory, scope, canary } = work;
  const shared = { ...scope, metadata: { canary }, idempotencyKey: `key ${operation.key}` };
  switch (operation.does) {
    case "add": {
      const { facts, relations, names, isNarrow } = operation;
      return memory.add(`${canary} tells of Ana`, {
        ...shared,
        ...(isNarrow ? narrowed(scope) : scope),
        at: dayOf(operation.day),
        facts: facts.flatMap((index) => FACTS[index] ?? []),
        relations: relations.flatMap((index) => RELATIONS[index] ?? []),
        entities: names.map((index) => ({
          name: NAMES[index] ?? "",
          aliases: [`${NAMES[index] ?? ""} ${canary}`],
        })),
      });
    }
    case "add sentence": {
      const messages = [
        { role: "user", content: SENTENCES[operation.sentence] ?? "" },
        { role: "assistant", content: `${canary}.` },
      ];
      return memory.add(messages, { ...shared, at: dayOf(0) });
    }
    default: {
      const note = `${canary} in a note of day ${operation.day}`;
      return memory.add(note, { ...shared, at: dayOf(operation.day), infer: false });
    }
  }
}

async function performById(
  operation: IdOperation,
  { memory, scope, canary, id, text }: Work & { readonly id: string; readonly text: string },
): Promise<unknown> {
  // An id leads to its tenant by itself; with a scope it must be that one's.
  const isScoped = operation.isScoped || operation.target.whose === "other";
  const within = isScoped ? scope : {};
  switch (operation.does) {
    case "get":
      return memory.get(id, within);
    case "update":
      return memory.update(id, `${text} ${canary}`, within);
    case "delete":
      return withTurnsCounted(await memory.delete(id, within));
    default:
      return memory.history(id, within);
  }
}

async function performOther(operation: OtherOperation, { memory, scope }: Work): Promise<unknown> {
  const nameOf = (index: number): string => NAMES[index] ?? "";
  switch (operation.does) {
    case "search": {
      const { includeClosed, query } = operation;
      return memory.search(QUERIES[query] ?? "", { ...scope, includeClosed, explain: true });
    }
    case "list":
      return listAll(operation, memory, scope);
    case "graph":
      return memory.graph.neighborhood(nameOf(operation.name), { ...scope, hops: 2 });
    case "merge":
      return memory.graph.merge(nameOf(operation.from), nameOf(operation.into), scope);
    case "delete all":
      return withTurnsCounted(await memory.deleteAll(scope));
    case "verify":
      return memory.verify(scope);
    case "repair":
      return memory.repair(scope);
    default:
      return memory.stats(scope);
  }
}

async function listAll(
  operation: Extract<Operation, { readonly does: "list" }>,
  memory: Memory,
  scope: Scope,
): Promise<unknown> {
  const { includeClosed, isNarrow, day: number } = operation;
  const asOf = number === null ? undefined : dayOf(number);
  const options = { ...(isNarrow ? narrowed(scope) : scope), includeClosed, asOf };
  const memories = await memory.getAll({ ...options, kinds: ["event", "trait", "note", "turn"] });
  const profile = await memory.profile({ ...(isNarrow ? narrowed(scope) : scope), asOf });
  const relations = await memory.graph.relations(options);
  return [memories, relations, await memory.graph.entities(options), profile];
}

/** A user's scope narrowed to an agent, and to a run, whose names are other tenants'. */
function narrowed(scope: Scope): Scope {
  return scope.userId === undefined ? scope : { ...scope, agentId: "kirk", runId: "kirk" };
}

function lives(value: string): FactInput["slot"] {
  return { subject: "Ana", relationship: "lives_in", value };
}
