/** Runs the rules of the ledger over what a server has: reading what they need, and writing what they changed. */
import { setTimeout as pause } from "node:timers/promises";

import { InvariantError, StoreUnavailableError } from "../../core/errors.ts";
import type { Tenant } from "../../core/scope.ts";
import type { LedgerTables } from "../ledger/ledger-tables.ts";
import { type ErasedRecords, TENANT_TOMBSTONE } from "../graph-store.ts";
import type { AliasHints } from "./alias-hints.ts";
import { applyParameters } from "./apply-parameters.ts";
import type { GraphNames } from "./graph-names.ts";
import {
  lookupAnswer,
  lookupFor,
  lookupParameters,
  takeAll,
  takeLookup,
} from "./lookup-request.ts";
import { STORE_NAME } from "./map-error.ts";
import type { Neo4jConnection, Parameters, Patience } from "./neo4j-connection.ts";
import { Questions } from "./questions.ts";
import { APPLY } from "./statements/apply.ts";
import { BEGIN_ERASING } from "./statements/begin-erasing.ts";
import { COUNTS } from "./statements/counts.ts";
import { END_ERASING } from "./statements/end-erasing.ts";
import { ERASE_RECORDS } from "./statements/erase-records.ts";
import { LOAD_ALL } from "./statements/load-all.ts";
import { REVISION } from "./statements/revision.ts";
import type { TenantLocks } from "./tenant-locks.ts";
import { utc } from "./values.ts";
import { WorkingSet } from "./working-set.ts";
import { WorkingTables } from "./working-tables.ts";

/** Rounds of reading before it is given up: each reads what lies one step further, and few ledgers are three deep. */
const MAX_ROUNDS = 64;
/** Times that another writer may be first. */
const MAX_CONFLICTS = 100;
/** Longest pause after another writer was first, in milliseconds. */
const MAX_PAUSE_MS = 25;

/** What the ledgers of one server share. */
export interface LedgerServer {
  readonly connection: Neo4jConnection;
  readonly names: GraphNames;
  readonly locks: TenantLocks;
  readonly aliases: AliasHints;
}

/** A tenant's ledger as one operation sees it. */
export class TenantLedger {
  readonly set: WorkingSet = new WorkingSet();
  readonly #tables = new WorkingTables(this.set);
  readonly #tenant: Tenant;
  readonly #server: LedgerServer;
  /** Whether what was read was locked meanwhile, so that a write may rest on it. */
  #isToWrite = false;
  /** Calls of one operation follow each other, as they share what was read. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(tenant: Tenant, server: LedgerServer) {
    this.#tenant = tenant;
    this.#server = server;
  }

  /** Runs `work`, which must only read. */
  async read<T>(work: (tables: LedgerTables) => T): Promise<T> {
    return this.#inTurn(async () => {
      const result = await this.#compute(work);
      this.set.rollBack();
      return result;
    });
  }

  /** Runs `work` on all of the tenant; locked, it is read while nobody writes to it. */
  async readWhole<T>(
    work: (tables: LedgerTables) => T,
    { isLocked = false }: { readonly isLocked?: boolean | undefined } = {},
  ): Promise<T> {
    return this.#inTurn(async () => {
      if (isLocked) this.#readToWrite();
      await this.#loadAll();
      return work(this.#tables);
    });
  }

  /** Runs `work` and writes its changes, all of them or nothing; anew while other writers are first. */
  async write<T>(work: (tables: LedgerTables) => T): Promise<T> {
    const { locks } = this.#server;
    return this.#inTurn(async () => locks.run(this.#tenant, async () => this.#write(work)));
  }

  /** Reads what `note` says will be needed, in one round trip. */
  async prefetch(
    note: (asked: Questions) => void,
    { isToWrite }: { readonly isToWrite: boolean },
  ): Promise<void> {
    return this.#inTurn(async () => {
      if (isToWrite) this.#readToWrite();
      const wanted = new Questions();
      note(wanted);
      this.set.missing.clear();
      for (const [kind, value] of wanted) {
        if (!this.set.known.has(kind, value)) this.set.missing.add(kind, value);
      }
      await this.#load();
    });
  }

  /** Erases all of the tenant. Returns what there was of it. */
  async erase(at: number): Promise<ErasedRecords> {
    return this.#inTurn(async () => {
      const erased = await this.#erase(at);
      this.set.clear();
      return erased;
    });
  }

  /** Runs a statement that reads of the tenant, locked as what was read before it was. */
  async ask(
    text: string,
    parameters: Parameters,
    patience: Patience = {},
  ): Promise<Record<string, unknown>[]> {
    const { connection } = this.#server;
    if (!this.#isToWrite) return connection.read(text, parameters, patience);
    return connection.readLocked(this.#tenant, { text, parameters, ...patience });
  }

  /** From here on what is read may be written on; what was read before may not. */
  #readToWrite(): void {
    if (!this.#isToWrite) this.set.clear();
    this.#isToWrite = true;
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(work, work);
    this.#last = mine.catch(() => undefined);
    return mine;
  }

  /** Runs `work` until it finds all that it looks for; its changes are left in the set. */
  async #compute<T>(work: (tables: LedgerTables) => T, isWrite = false): Promise<T> {
    for (let round = 1; round <= MAX_ROUNDS; round += 1) {
      this.set.rollBack();
      const done = attempt(() => work(this.#tables));
      const isRead = this.set.missing.isEmpty;
      if (isRead && (this.set.revision !== null || !isWrite)) return done();
      await (isRead ? this.#readRevision() : this.#load());
    }
    throw new InvariantError("A ledger does not end: what bears on it leads on and on");
  }

  async #load(): Promise<void> {
    const { set } = this;
    const asked = set.missing.take();
    if (asked.isEmpty) return;
    // What was changed so far was computed without what is read now.
    set.rollBack();
    const input = { tenant: this.#tenant, ...lookupParameters(asked, set) };
    const answer = lookupAnswer(await this.ask(lookupFor(asked), { in: input }));
    this.#takeRevision(answer);
    takeLookup(set, asked, answer);
  }

  async #loadAll(): Promise<void> {
    this.set.clear();
    const tenant = this.#tenant;
    const { entityCount, relationCount, attestationCount } = await this.#count();
    const rowCount = entityCount + relationCount + attestationCount;
    const [row] = await this.ask(LOAD_ALL, { tenant }, this.#server.connection.patience(rowCount));
    this.#takeRevision(row);
    takeAll(this.set, row);
  }

  /** What is written counts from it, even where nothing has to be read. */
  async #readRevision(): Promise<void> {
    const [tenant] = await this.ask(REVISION, { tenant: this.#tenant });
    this.#takeRevision(tenant);
  }

  /** Rows of two revisions do not belong together. */
  #takeRevision(
    row: { readonly revision?: unknown; readonly burials?: unknown } | undefined,
  ): void {
    const revision = Number(row?.revision ?? 0);
    const burials = Number(row?.burials ?? 0);
    const { set } = this;
    const isSame = set.revision === revision && set.burials === burials;
    if (set.revision !== null && !isSame) set.clear();
    set.revision = revision;
    set.burials = burials;
  }

  async #write<T>(work: (tables: LedgerTables) => T): Promise<T> {
    const { connection, names } = this.#server;
    const { set } = this;
    this.#readToWrite();
    for (let conflict = 0; conflict < MAX_CONFLICTS; conflict += 1) {
      const result = await this.#compute(work, true);
      const token = crypto.randomUUID();
      const changes = applyParameters(this.#tenant, set.tables, names);
      const { revision, burials } = set;
      const input = { tenant: this.#tenant, writer: token, expected: revision ?? 0, burials };
      const patience = connection.patience(rowCountOf(changes));
      const written = await connection.write(APPLY, { in: { ...input, ...changes } }, patience);
      if (written.length > 0 || (await this.#isOurs(token))) {
        set.accept();
        this.#server.aliases.note(this.#tenant, [...set.tables.merge.values()]);
        return result;
      }
      set.clear();
      await pause(conflictPauseMs(conflict));
    }
    const reason = "other writers of the tenant were first each time";
    throw new StoreUnavailableError("write the graph", STORE_NAME, { reason });
  }

  /** Whether the write that found another revision had been made before, its answer lost; ends an erasure that was left. */
  async #isOurs(token: string): Promise<boolean> {
    const [tenant] = await this.#server.connection.read(REVISION, { tenant: this.#tenant });
    const erasingAt = tenant?.["erasingAt"];
    if (typeof erasingAt === "number") await this.#erase(erasingAt);
    const writers = tenant?.["writtenBy"];
    return Array.isArray(writers) && writers.includes(token);
  }

  async #erase(at: number): Promise<ErasedRecords> {
    const { connection } = this.#server;
    const parameters = { tenant: this.#tenant, grave: TENANT_TOMBSTONE, date: utc(at) };
    const [begun] = await connection.write(BEGIN_ERASING, { ...parameters, at });
    const until = Number(begun?.["at"] ?? at);
    // Nobody writes until the erasure ends. The statement that erases is repeated after a failure, and would then count less.
    const counted = await this.#count();
    await connection.write(ERASE_RECORDS, { ...parameters, at: until });
    await connection.write(END_ERASING, { tenant: this.#tenant, at: until });
    return counted;
  }

  /** How many records there are, shown or not. */
  async #count(): Promise<ErasedRecords> {
    const [row] = await this.#server.connection.read(COUNTS, { tenant: this.#tenant });
    const count = (name: string): number => Number(row?.[name] ?? 0);
    return {
      entityCount: count("entities"),
      relationCount: count("relations"),
      attestationCount: count("attestations"),
    };
  }
}

/** How long to wait after another writer was first once more: some share of a time that grows. */
export function conflictPauseMs(conflict: number): number {
  return Math.random() * Math.min(MAX_PAUSE_MS, conflict + 1);
}

/** How many rows a write has. */
function rowCountOf(changes: Parameters): number {
  return Object.values(changes).reduce<number>(
    (sum, rows) => sum + (Array.isArray(rows) ? rows.length : 0),
    0,
  );
}

/** What came of it, to be told only if it counts: with rows missing it may have failed for that. */
function attempt<T>(work: () => T): () => T {
  try {
    const value = work();
    return () => value;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}
