/** The ledger and graph in Neo4j: `(:Entity)-[typed]->(:Entity)` for people and walks, rows beside it for the rules. */
import type { Page } from "../../core/page.ts";
import type { LedgerRecords, Merge, Tombstone } from "../../core/records.ts";
import type { Tenant } from "../../core/scope.ts";
import type { Ledger } from "../../core/validity/starts.ts";
import type { Projection } from "../../core/visibility.ts";
import type {
  CommitPreview,
  Entity,
  EpisodeRecords,
  ForgetOutcome,
  ForgetRequest,
  GraphListOptions,
  GraphStore,
  ErasedRecords,
  LedgerCounts,
  LedgerFault,
  LedgerOutcome,
  NameMatch,
  NameOptions,
  Neighbourhood,
  NeighbourhoodOptions,
  PrefetchHint,
  SearchHint,
  Relation,
} from "../graph-store.ts";
import { checkLimit } from "../ledger/check-limit.ts";
import { commitLedger } from "../ledger/commit-ledger.ts";
import { loadHistory } from "../ledger/connected.ts";
import { forgetLedger } from "../ledger/forget-ledger.ts";
import { canonicalFor, type LedgerTables } from "../ledger/ledger-tables.ts";
import { findNames, namesOfIds } from "../ledger/name-lookup.ts";
import { relationsTold, withNames } from "../ledger/named-relations.ts";
import { entitiesSeen } from "../ledger/narrow-entities.ts";
import { memoriesAmong } from "../ledger/near-memories.ts";
import { neighbourhoodOf } from "../ledger/neighbourhood.ts";
import { projectTurns } from "../ledger/project-ledger.ts";
import { previewLedger } from "../ledger/preview-ledger.ts";
import { AliasHints } from "./alias-hints.ts";
import { GraphNames } from "./graph-names.ts";
import { listEntities, listRelations } from "./list-graph.ts";
import { pageOfEpisodes, pageOfIds, pageOfTenants, pageOfTombstones } from "./list-records.ts";
import { DEFAULT_TIMEOUT_MS, Neo4jConnection, type Neo4jOptions } from "./neo4j-connection.ts";
import { rebuildTenant, verifyTenant } from "./maintain-tenant.ts";
import { Namespace } from "./namespace.ts";
import { noteHint, noteSearch } from "./note-hint.ts";
import { prepareDatabase } from "./prepare-database.ts";
import type { Questions } from "./questions.ts";
import { BURY } from "./statements/bury.ts";
import { COUNTS } from "./statements/counts.ts";
import { REVISION } from "./statements/revision.ts";
import { type LedgerServer, TenantLedger } from "./tenant-ledger.ts";
import { TenantLocks } from "./tenant-locks.ts";
import { utc } from "./values.ts";
import { warmPlans } from "./warm-plans.ts";

interface PageOptions {
  readonly cursor: string | null;
  readonly limit: number;
}

/** A {@link GraphStore} on a Neo4j server, 5.26 or later. */
export class Neo4jGraphStore implements GraphStore {
  readonly #server: LedgerServer;
  readonly #namespace: Namespace;
  /** What this operation has read, by tenant; null for a store whose every call is an operation of its own. */
  readonly #ledgers: Map<Tenant, TenantLedger> | null;

  private constructor(
    server: LedgerServer,
    namespace: Namespace,
    ledgers: Map<Tenant, TenantLedger> | null,
  ) {
    this.#server = server;
    this.#namespace = namespace;
    this.#ledgers = ledgers;
  }

  /**
   * Connects, and makes constraints and indexes that are not there yet.
   *
   * @throws {ConfigurationError} If the driver cannot be loaded, what answers is no Neo4j of 5.26 or later, or it refuses
   * the login.
   * @throws {StoreUnavailableError} If the server does not answer.
   */
  static async open(options: Neo4jOptions): Promise<Neo4jGraphStore> {
    const connection = await Neo4jConnection.open(options);
    try {
      const used = await prepareDatabase(connection);
      // Nobody waits: whoever calls first finds it made, or under way. If it fails, that call tells why.
      warmPlans(connection).catch(() => undefined);
      connection.onReturn = async () => warmPlans(connection);
      const names = new GraphNames(used);
      const shared = {
        locks: new TenantLocks(options.timeoutMs ?? DEFAULT_TIMEOUT_MS),
        aliases: new AliasHints(),
      };
      const namespace = new Namespace(options.namespace);
      return new Neo4jGraphStore({ connection, names, ...shared }, namespace, null);
    } catch (error) {
      await connection.close();
      throw error;
    }
  }

  /** Statements sent so far, tries counted each. */
  get roundTripCount(): number {
    return this.#server.connection.sentCount;
  }

  /** Closes the connection. */
  async close(): Promise<void> {
    await this.#server.connection.close();
  }

  session(): GraphStore {
    return new Neo4jGraphStore(this.#server, this.#namespace, new Map());
  }

  async prefetch(tenant: Tenant, hint: PrefetchHint): Promise<readonly string[]> {
    const { aliases } = this.#server;
    const ledger = this.#ledger(tenant);
    const canonical = (key: string): string => aliases.canonical(this.#stored(tenant), key);
    const note = (asked: Questions): void => noteHint(asked, hint, canonical);
    await ledger.prefetch(note, { isToWrite: true });
    return memoriesAmong(ledger.set.tables.evidence.values());
  }

  async prefetchSearch(tenant: Tenant, hint: SearchHint): Promise<void> {
    const ledger = this.#ledger(tenant);
    const note = (asked: Questions): void => {
      ledger.set.fanout = Math.max(ledger.set.fanout, hint.fanout + 1);
      noteSearch(asked, hint);
    };
    await ledger.prefetch(note, { isToWrite: false });
  }

  async preview(
    tenant: Tenant,
    records: LedgerRecords,
    agentId: string | null = null,
  ): Promise<CommitPreview> {
    return this.#read(tenant, (tables) => previewLedger(tables, records, agentId));
  }

  async commit(tenant: Tenant, records: LedgerRecords): Promise<LedgerOutcome> {
    return this.#ledger(tenant).write((tables) => commitLedger(tables, records));
  }

  async forget(tenant: Tenant, request: ForgetRequest): Promise<ForgetOutcome> {
    return this.#ledger(tenant).write((tables) => forgetLedger(tables, request));
  }

  async forgetTenant(tenant: Tenant, at: number): Promise<ErasedRecords> {
    return this.#ledger(tenant).erase(at);
  }

  async tombstones(tenant: Tenant, ids: readonly string[]): Promise<readonly Tombstone[]> {
    return this.#read(tenant, (tables) => tables.findTombstones(ids));
  }

  async ledgerOf(tenant: Tenant, statementIds: readonly string[]): Promise<Ledger> {
    return this.#read(tenant, (tables) => {
      const { attestations, supersessions } = loadHistory(tables, statementIds);
      return { attestations, supersessions };
    });
  }

  async mergesOf(tenant: Tenant, keys: readonly string[]): Promise<readonly Merge[]> {
    return this.#read(tenant, (tables) => tables.findMerges(keys));
  }

  async findByName(
    tenant: Tenant,
    keys: readonly string[],
    options: NameOptions,
  ): Promise<readonly NameMatch[]> {
    checkLimit("find names", options.limit);
    return this.#read(tenant, (tables) => findNames(tables, keys, options));
  }

  async entitiesOf(
    tenant: Tenant,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, readonly string[]>> {
    return this.#read(tenant, (tables) => namesOfIds(tables, ids));
  }

  async getEntities(
    tenant: Tenant,
    keys: readonly string[],
    agentId: string | null = null,
  ): Promise<readonly Entity[]> {
    return this.#read(tenant, (tables) => entitiesSeen(tables, keys, agentId));
  }

  async getRelations(
    tenant: Tenant,
    ids: readonly string[],
    agentId: string | null = null,
  ): Promise<readonly Relation[]> {
    return this.#read(tenant, (tables) => withNames(tables, tables.readRelations(ids), agentId));
  }

  async relationsOfMemories(
    tenant: Tenant,
    memoryIds: readonly string[],
    agentId: string | null = null,
  ): Promise<readonly Relation[]> {
    return this.#read(tenant, (tables) => relationsTold(tables, memoryIds, agentId));
  }

  async neighbourhood(
    tenant: Tenant,
    keys: readonly string[],
    options: NeighbourhoodOptions,
  ): Promise<Neighbourhood> {
    checkLimit("read a neighbourhood", options.fanout);
    checkLimit("read a neighbourhood", options.maxRelations);
    const { canonicalKeys } = this.#ledger(tenant).set;
    return this.#read(tenant, (tables) => {
      const canonical = canonicalFor(tables, new Set(keys).difference(canonicalKeys));
      return neighbourhoodOf(tables, [...new Set(keys.map(canonical))], options);
    });
  }

  async listEntities(tenant: Tenant, options: GraphListOptions): Promise<Page<Entity>> {
    checkLimit("list entities", options.limit);
    return listEntities(this.#stored(tenant), options, this.#lister(tenant));
  }

  async listRelations(tenant: Tenant, options: GraphListOptions): Promise<Page<Relation>> {
    checkLimit("list relations", options.limit);
    return listRelations(this.#stored(tenant), options, this.#lister(tenant));
  }

  async counts(tenant: Tenant): Promise<LedgerCounts> {
    const [row] = await this.#server.connection.read(COUNTS, { tenant: this.#stored(tenant) });
    const count = (name: string): number => Number(row?.[name] ?? 0);
    return {
      entities: count("entities"),
      relations: count("shownRelations"),
      attestations: count("attestations"),
    };
  }

  async revision(tenant: Tenant): Promise<number> {
    const [row] = await this.#server.connection.read(REVISION, { tenant: this.#stored(tenant) });
    return Number(row?.["revision"] ?? 0);
  }

  async memoryIds(tenant: Tenant, options: PageOptions): Promise<Page<string>> {
    checkLimit("list memory ids", options.limit);
    return pageOfIds(this.#stored(tenant), options, this.#server.connection);
  }

  async recordsByEpisode(tenant: Tenant, options: PageOptions): Promise<Page<EpisodeRecords>> {
    checkLimit("list records", options.limit);
    return pageOfEpisodes(this.#stored(tenant), options, this.#lister(tenant));
  }

  async listTombstones(tenant: Tenant, options: PageOptions): Promise<Page<Tombstone>> {
    checkLimit("list tombstones", options.limit);
    return pageOfTombstones(this.#stored(tenant), options, this.#server.connection);
  }

  async bury(tenant: Tenant, tombstones: readonly Tombstone[]): Promise<void> {
    if (tombstones.length === 0) return;
    const rows = tombstones.map(({ id, at, form }) => ({ id, form, time: at, at: utc(at) }));
    await this.#server.connection.write(BURY, { tenant: this.#stored(tenant), tombstones: rows });
  }

  async tenants(options: PageOptions): Promise<Page<Tenant>> {
    checkLimit("list tenants", options.limit);
    return pageOfTenants(options, this.#namespace, this.#server.connection);
  }

  async turnProjections(
    tenant: Tenant,
    turnIds: readonly string[],
  ): Promise<ReadonlyMap<string, Projection>> {
    return this.#read(tenant, (tables) =>
      projectTurns(tables, new Set(turnIds), { former: [], revision: 0 }),
    );
  }

  async verify(tenant: Tenant): Promise<readonly LedgerFault[]> {
    return verifyTenant(this.#stored(tenant), this.#server);
  }

  async rebuild(
    tenant: Tenant,
    { signal }: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<LedgerOutcome> {
    return rebuildTenant(this.#stored(tenant), this.#server, signal);
  }

  /** The tenant as the database has it. */
  #stored(tenant: Tenant): Tenant {
    return this.#namespace.stored(tenant);
  }

  async #read<T>(tenant: Tenant, work: (tables: LedgerTables) => T): Promise<T> {
    return this.#ledger(tenant).read(work);
  }

  #lister(tenant: Tenant): { readonly connection: Neo4jConnection; readonly ledger: TenantLedger } {
    return { connection: this.#server.connection, ledger: this.#ledger(tenant) };
  }

  #ledger(tenant: Tenant): TenantLedger {
    const kept = this.#ledgers?.get(tenant);
    if (kept) return kept;
    const ledger = new TenantLedger(this.#stored(tenant), this.#server);
    this.#ledgers?.set(tenant, ledger);
    return ledger;
  }
}
