/** Counting what a memory holds. */
import type { Tenant } from "../core/scope.ts";
import type { Engine, StoreServers } from "./engine.ts";
import { expireDue } from "./forget.ts";

/** Counts of a memory: of what is kept, whether it is shown or not. A memory that was taken back is history, and counts until it is deleted. */
export interface Stats {
  /** The embedded file; null if everything is on servers. */
  readonly path: string | null;
  /** Where the stores are that are not in the file: addresses without credentials; null for the file. */
  readonly servers: StoreServers;
  /** The file and its log; 0 if there is none. */
  readonly sizeBytes: number;
  /** Tenants counted. */
  readonly tenants: number;
  /** Messages kept. */
  readonly turns: number;
  /** Events, traits and notes, those that have ended or were taken back included. */
  readonly memories: number;
  /** Things that happened. */
  readonly events: number;
  /** Things that hold, or held. */
  readonly traits: number;
  /** Texts kept verbatim. */
  readonly notes: number;
  /** Nodes of the graph. */
  readonly entities: number;
  /** Edges of the graph, those that have ended included. */
  readonly relations: number;
  /** Pieces of evidence. */
  readonly attestations: number;
  /** Turns and memories that have no vector yet: the other arms of a search find them. */
  readonly missingVectors: number;
  /** Which models are in use. */
  readonly models: {
    /** Null: facts are read by patterns. */
    readonly language: { readonly id: string } | null;
    /** `isModel` is false for the built-in lexical embedder. */
    readonly embedding: {
      readonly id: string;
      readonly dimensions: number;
      readonly isModel: boolean;
    };
  };
}

/** Counts what these tenants have. */
export async function stats(tenants: AsyncIterable<Tenant>, engine: Engine): Promise<Stats> {
  const { stores, home, embeddingModel, languageModel } = engine;
  const sum = {
    tenants: 0,
    turns: 0,
    events: 0,
    traits: 0,
    notes: 0,
    entities: 0,
    relations: 0,
    attestations: 0,
    missingVectors: 0,
  };
  for await (const tenant of tenants) {
    await expireDue(tenant, engine);
    const points = await stores.vector.counts(tenant);
    const ledger = await stores.graph.counts(tenant);
    sum.tenants += 1;
    sum.turns += points.turn;
    sum.events += points.event;
    sum.traits += points.trait;
    sum.notes += points.note;
    sum.entities += ledger.entities;
    sum.relations += ledger.relations;
    sum.attestations += ledger.attestations;
    sum.missingVectors += await stores.vector.unembeddedCount(tenant);
  }
  const { id, dimensions, isModel } = embeddingModel;
  return {
    path: home.path,
    servers: home.servers,
    sizeBytes: home.sizeBytes(),
    ...sum,
    memories: sum.events + sum.traits + sum.notes,
    models: {
      language: languageModel && { id: languageModel.id },
      embedding: { id, dimensions, isModel },
    },
  };
}
