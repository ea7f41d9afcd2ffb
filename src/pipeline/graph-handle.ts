/** The graph's verbs, with a scope in each call or in all of them. */
import type { Scope } from "../core/scope.ts";
import { abortable } from "./abortable.ts";
import { withScope } from "./call-scope.ts";
import type { Engine } from "./engine.ts";
import {
  type GraphOptions,
  listEntities,
  listRelations,
  mergeEntities,
  type MergeResult,
  neighborhood,
  type Neighborhood,
  type NeighborhoodOptions,
} from "./graph-view.ts";
import type { Listing } from "./read.ts";
import type { EntityView, RelationView } from "./views.ts";

/** The graph of a tenant: typed, time-aware relations between entities. */
export class GraphHandle {
  readonly #engine: () => Engine;

  /** Made by `Memory`, whose parts change with its embedding model. */
  constructor(engine: () => Engine) {
    this.#engine = engine;
  }

  /** A page of entities, by name. */
  async entities(options: GraphOptions & Scope): Promise<Listing<EntityView>> {
    return abortable(listEntities(options, this.#engine()), options, this.#engine());
  }

  /** A page of relations, newest recorded first. */
  async relations(options: GraphOptions & Scope): Promise<Listing<RelationView>> {
    return abortable(listRelations(options, this.#engine()), options, this.#engine());
  }

  /** What is known around an entity, by name or alias. @throws {NotFoundError} */
  async neighborhood(entity: string, options: NeighborhoodOptions & Scope): Promise<Neighborhood> {
    return abortable(neighborhood(entity, options, this.#engine()), options, this.#engine());
  }

  /** Makes two entities one: `from` becomes another name of `into`. @throws {NotFoundError} */
  async merge(from: string, into: string, scope: Scope): Promise<MergeResult> {
    return abortable(mergeEntities({ from, into }, scope, this.#engine()), scope, this.#engine());
  }
}

/** A {@link GraphHandle} with its scope. */
export class ScopedGraphHandle {
  readonly #graph: GraphHandle;
  readonly #scope: Scope;

  /** Made by `ScopedMemory`. */
  constructor(graph: GraphHandle, scope: Scope) {
    this.#graph = graph;
    this.#scope = scope;
  }

  /** See {@link GraphHandle.entities}. */
  async entities(options: GraphOptions = {}): Promise<Listing<EntityView>> {
    return this.#graph.entities(withScope(options, this.#scope));
  }

  /** See {@link GraphHandle.relations}. */
  async relations(options: GraphOptions = {}): Promise<Listing<RelationView>> {
    return this.#graph.relations(withScope(options, this.#scope));
  }

  /** See {@link GraphHandle.neighborhood}. */
  async neighborhood(entity: string, options: NeighborhoodOptions = {}): Promise<Neighborhood> {
    return this.#graph.neighborhood(entity, withScope(options, this.#scope));
  }

  /** See {@link GraphHandle.merge}. */
  async merge(from: string, into: string): Promise<MergeResult> {
    return this.#graph.merge(from, into, this.#scope);
  }
}
