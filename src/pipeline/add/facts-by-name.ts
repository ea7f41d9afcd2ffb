/** Which facts tell an edge: those of its turn that say the same, or that name both of its ends. */
import { statementKey } from "../../core/names.ts";
import type { NameBook } from "./name-book.ts";
import type { ToldFact } from "./stated.ts";

/** What counts of an edge. */
interface Edge {
  readonly source: { readonly key: string };
  readonly destination: { readonly key: string };
  readonly stated: { readonly fact: string | null };
}

interface Indexed {
  readonly byKey: ReadonlyMap<string, readonly ToldFact[]>;
  readonly byStatement: ReadonlyMap<string, readonly ToldFact[]>;
  readonly order: ReadonlyMap<ToldFact, number>;
}

/** The facts of a plan, by the entities that each turn's name. */
export class FactsByName {
  readonly #byTurn: ReadonlyMap<number, readonly ToldFact[]>;
  readonly #indexed = new Map<number, Indexed>();
  readonly #names: NameBook;

  /** @param names - Knows every end of every edge. */
  constructor(facts: readonly ToldFact[], names: NameBook) {
    const placed = facts.flatMap((plan) =>
      Array.from(new Set(plan.fact.sources), (turn) => ({ turn, plan })),
    );
    const groups = Map.groupBy(placed, ({ turn }) => turn);
    this.#byTurn = new Map(
      Array.from(groups, ([turn, group]) => [turn, group.map(({ plan }) => plan)]),
    );
    this.#names = names;
  }

  /** A relation belongs to a memory when they share a turn and the memory's text names both ends. In the facts' order. */
  telling({ source, destination, stated }: Edge, turn: number): ToldFact[] {
    const { byKey, byStatement, order } = this.#index(turn);
    const [from, to] = [byKey.get(source.key) ?? [], byKey.get(destination.key) ?? []];
    const [few, other] = from.length < to.length ? [from, destination] : [to, source];
    const both = few.filter(({ fact }) => this.#names.isNamedIn(other.key, fact.text));
    const same = stated.fact === null ? [] : (byStatement.get(statementKey(stated.fact)) ?? []);
    const told = new Set([...both, ...same]);
    return [...told].toSorted((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
  }

  #index(turn: number): Indexed {
    const known = this.#indexed.get(turn);
    if (known) return known;
    const facts = this.#byTurn.get(turn) ?? [];
    const named = facts.flatMap((plan) =>
      this.#names.keysNamedIn(plan.fact.text).map((key) => ({ key, plan })),
    );
    const groups = Map.groupBy(named, ({ key }) => key);
    const indexed: Indexed = {
      byKey: new Map(Array.from(groups, ([key, group]) => [key, group.map(({ plan }) => plan)])),
      byStatement: Map.groupBy(facts, ({ fact }) => statementKey(fact.text)),
      order: new Map(facts.map((plan, place) => [plan, place])),
    };
    this.#indexed.set(turn, indexed);
    return indexed;
  }
}
