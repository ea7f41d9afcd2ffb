/** What every operation works with, wired once when a memory is opened. */
import type { Awaitable } from "../core/awaitable.ts";
import type { Clock } from "../core/clock.ts";
import type { IdSource } from "../core/ids.ts";
import type { EmbeddingModel } from "../models/embedding-model.ts";
import type { LanguageModel } from "../models/language-model.ts";
import type { Reranker } from "../models/reranker.ts";
import type { PromptInputs } from "../prompts/prompts.ts";
import type { CommitStep } from "./add/commit-steps.ts";
import type { Plan } from "./add/plan.ts";
import type { ProfileCache } from "./profile/profile-cache.ts";
import type { Stores } from "./stores.ts";

/** An event of the engine, for observers. Never holds text. */
export type EngineEvent =
  | { readonly type: "add-start"; readonly episodeId: string }
  | { readonly type: "commit-step"; readonly episodeId: string; readonly step: CommitStep }
  | {
      readonly type: "add-end";
      readonly episodeId: string;
      readonly milliseconds: number;
      /** Set if the add threw; what it threw went to the caller. */
      readonly isFailed?: true;
    }
  | {
      readonly type: "commit-deferred";
      readonly episodeId: string;
      /** What is to come once its store answers again. */
      readonly pending: "graph";
    }
  | {
      readonly type: "recovery-end";
      /** Adds, deletions and corrections that were finished. */
      readonly finishedCount: number;
      /** Set if a store did not answer, so that there may be more. */
      readonly isFailed?: true;
    }
  | { readonly type: "search-end"; readonly hitCount: number; readonly milliseconds: number }
  | { readonly type: "delete-end"; readonly removedCount: number }
  | { readonly type: "reembed-end"; readonly embeddedCount: number; readonly milliseconds: number };

/** Gets events as they happen. What it throws is thrown at whoever caused the event. */
export type Observer = (event: EngineEvent) => void;

/**
 * Sees a plan before it is written. Returns the plan to write, perhaps with less in it, or null to veto the add.
 * It must not add records.
 */
export type BeforeCommit = (plan: Plan) => Plan | null | Promise<Plan | null>;

/** The parts of an open memory. */
export interface Engine {
  readonly stores: Stores;
  /** Asks again after a failure, and checks answers. */
  readonly embeddingModel: EmbeddingModel;
  /** Asks again after a failure, and checks answers; null if there is none. */
  readonly languageModel: LanguageModel | null;
  /** Prompts in place of the built-in ones. */
  readonly prompts: PromptInputs;
  readonly reranker: Reranker | null;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly observer: Observer;
  readonly beforeCommit: BeforeCommit | null;
  /** Profiles that are ready. */
  readonly profiles: ProfileCache;
  /** Where the stores are. */
  readonly home: StoreHome;
  /**
   * Makes the stores those of another model (null: the built-in embedder), so that everything lacks a vector unless it
   * is theirs already. What is under way goes on with the parts it has.
   */
  readonly changeEmbeddingModel: (
    model: EmbeddingModel | null,
  ) => Awaitable<Pick<Engine, "stores" | "embeddingModel">>;
}

/** What the engine asks of where the stores are, beside the ports. */
export interface StoreHome {
  /** The embedded file; null if everything is on servers. */
  readonly path: string | null;
  /** The servers, without passwords or keys: "Neo4j at bolt://localhost:7687". */
  readonly servers: StoreServers;
  /** Of the embedded file; 0 if there is none. */
  sizeBytes(): number;
  /** Overwrites what was erased in the embedded file, if there is one; incomplete if another reader delays it, or the file is large and it need not be thorough. */
  purge(options?: { readonly isThorough?: boolean | undefined }): { readonly isComplete: boolean };
  /** Writes a copy of the embedded file while it is in use; null where it is not all that there is. */
  readonly backup:
    | ((
        path: string,
        options: {
          readonly overwrite?: boolean | undefined;
          /** Told how many of how many pages are copied. What it throws ends the backup. */
          readonly onPages?: ((done: number, total: number) => void) | undefined;
          readonly signal?: AbortSignal | undefined;
        },
      ) => Promise<void>)
    | null;
  /** Closes the file and the connections. */
  close(): Awaitable<void>;
}

/** Where stores are that are not in the embedded file: an address without its credentials; null for the file. */
export interface StoreServers {
  /** Of the vectors, and of the journal with them. */
  readonly vector: string | null;
  /** Of the graph. */
  readonly graph: string | null;
}
