import { InvalidArgumentError } from "../../core/errors.ts";
import type { Options } from "../../core/options.ts";
import type { Page, PageOptions } from "../../core/page.ts";
import type { Tenant } from "../../core/scope.ts";
import { ensureCollection } from "../../qdrant/ensure-collection.ts";
import { matches, matchesAny } from "../../qdrant/qdrant-filter.ts";
import { QdrantCollection } from "../../qdrant/qdrant-collection.ts";
import type { QdrantConnection } from "../../qdrant/qdrant-connection.ts";
import { TENANT_KEY, TenantCollection } from "../../qdrant/tenant-collection.ts";
import { tenantPage } from "../../qdrant/tenant-page.ts";
import type {
  Amendment,
  EpisodeOutcome,
  ForgottenEntries,
  Journal,
  JournalEntry,
} from "../journal.ts";
import { ENTRY_FIELDS, toEntry } from "./entry-payload.ts";
import { forgetAllEntries, forgetEntries } from "./forget-entries.ts";
import {
  episodesOf,
  expiredEntries,
  findEntry,
  hasPending,
  openEntries,
  pageOfEntries,
} from "./read-entries.ts";
import {
  amendEntry,
  beginEntry,
  claimEntry,
  finishEntry,
  ownIds,
  releaseEntry,
  replanEntry,
} from "./write-entries.ts";

/** Settings of a {@link QdrantJournal}. */
export interface QdrantJournalSettings {
  /** The collection's name. @defaultValue "mnemograph_journal" */
  readonly collection: string;
}

/** The name of the collection, unless another is given. */
export const DEFAULT_JOURNAL_COLLECTION = "mnemograph_journal";

/** What narrows a listing of entries to work on. */
interface DueOptions {
  readonly now: number;
  readonly limit: number;
}

/**
 * The journal in a collection of a Qdrant server: a point without vectors for each episode.
 *
 * Of writers that begin one episode, or claim one lease, at the same time, one succeeds: each leaves a mark of its own
 * and looks whose is there.
 */
export class QdrantJournal implements Journal {
  readonly #collection: QdrantCollection;

  private constructor(collection: QdrantCollection) {
    this.#collection = collection;
  }

  /**
   * Opens the collection; makes it if it is not there.
   *
   * @param connection - Whoever opened it closes it.
   */
  static async open(
    connection: QdrantConnection,
    { collection: name = DEFAULT_JOURNAL_COLLECTION }: Options<QdrantJournalSettings> = {},
  ): Promise<QdrantJournal> {
    const collection = new QdrantCollection(connection, name);
    await ensureCollection(collection, {
      vectors: {},
      sparseVectors: {},
      note: { of: "journal" },
      fields: ENTRY_FIELDS,
    });
    return new QdrantJournal(collection);
  }

  async get(tenant: Tenant, episodeId: string): Promise<JournalEntry | undefined> {
    const payload = await findEntry(this.#of(tenant), episodeId);
    return payload && toEntry(payload);
  }

  async entries(
    tenant: Tenant,
    options: { readonly cursor: string | null; readonly limit: number },
  ): Promise<Page<JournalEntry>> {
    checkLimit("list episodes", options.limit);
    return pageOfEntries(this.#of(tenant), options);
  }

  async begin(
    tenant: Tenant,
    entry: JournalEntry,
    { isOwnId }: { readonly isOwnId: boolean } = { isOwnId: false },
  ): Promise<boolean> {
    return beginEntry(this.#of(tenant), entry, isOwnId);
  }

  async finish(
    tenant: Tenant,
    episodeId: string,
    outcome: EpisodeOutcome,
    ids: readonly string[],
  ): Promise<void> {
    await finishEntry(this.#of(tenant), { episodeId, outcome, ids });
  }

  async unread(tenant: Tenant, { now, limit }: DueOptions): Promise<readonly JournalEntry[]> {
    checkLimit("list unread episodes", limit);
    return openEntries(this.#of(tenant), "unread", { now, limit });
  }

  async pending(tenant: Tenant, { now, limit }: DueOptions): Promise<readonly JournalEntry[]> {
    checkLimit("list pending episodes", limit);
    return openEntries(this.#of(tenant), "pending", { now, limit });
  }

  async hasPending(
    tenant: Tenant,
    options: { readonly leaseBefore: number; readonly recordedBefore: number },
  ): Promise<boolean> {
    return hasPending(this.#of(tenant), options);
  }

  async claim(
    tenant: Tenant,
    episodeId: string,
    lease: { readonly now: number; readonly leaseUntil: number },
  ): Promise<boolean> {
    return claimEntry(this.#of(tenant), episodeId, lease);
  }

  async release(tenant: Tenant, episodeId: string): Promise<void> {
    await releaseEntry(this.#of(tenant), episodeId);
  }

  async replan(tenant: Tenant, episodeId: string, plan: string): Promise<void> {
    await replanEntry(this.#of(tenant), episodeId, plan);
  }

  async amend(tenant: Tenant, episodeId: string, amendment: Amendment): Promise<boolean> {
    return amendEntry(this.#of(tenant), episodeId, amendment);
  }

  async own(tenant: Tenant, ids: readonly string[]): Promise<void> {
    await ownIds(this.#of(tenant), ids);
  }

  async expired(tenant: Tenant, { now, limit }: DueOptions): Promise<readonly string[]> {
    checkLimit("list expired episodes", limit);
    return expiredEntries(this.#of(tenant), { now, limit });
  }

  async episodesOf(
    tenant: Tenant,
    narrow: { readonly agentId: string | null; readonly runId: string | null },
  ): Promise<readonly string[]> {
    return episodesOf(this.#of(tenant), narrow);
  }

  async forget(
    tenant: Tenant,
    request: { readonly episodeIds: readonly string[]; readonly ids: readonly string[] },
  ): Promise<ForgottenEntries> {
    return forgetEntries(this.#of(tenant), request);
  }

  async forgetTenant(tenant: Tenant): Promise<ForgottenEntries> {
    return forgetAllEntries(this.#of(tenant));
  }

  async tenantOf(id: string): Promise<Tenant | undefined> {
    // The one call that knows no tenant: an id is asked for, and only its owner's name is answered.
    const [found = []] = await this.#collection.query("find whose an id is", [
      { filter: { must: [matches("ids", id)] }, limit: 1, with_payload: [TENANT_KEY] },
    ]);
    const tenant = found[0]?.payload?.[TENANT_KEY];
    return typeof tenant === "string" ? (tenant as Tenant) : undefined;
  }

  async tenants(
    options: PageOptions & { readonly isPending?: boolean | undefined },
  ): Promise<Page<Tenant>> {
    checkLimit("list tenants", options.limit);
    const states = options.isPending === true ? ["pending"] : ["pending", "unread", "read"];
    return tenantPage(this.#collection, { must: [matchesAny("state", states)] }, options);
  }

  #of(tenant: Tenant): TenantCollection {
    return new TenantCollection(this.#collection, tenant);
  }
}

function checkLimit(action: string, limit: number): void {
  if (!(Number.isInteger(limit) && limit >= 0)) {
    throw new InvalidArgumentError(action, "limit", "an integer >= 0", limit);
  }
}
