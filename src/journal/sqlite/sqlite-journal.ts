import { InvalidArgumentError } from "../../core/errors.ts";
import type { Page, PageOptions } from "../../core/page.ts";
import type { Tenant } from "../../core/scope.ts";
import type { SqliteFile } from "../../sqlite/sqlite-file.ts";
import { tenantPage } from "../../sqlite/tenant-page.ts";
import type {
  Amendment,
  EpisodeOutcome,
  ForgottenEntries,
  Journal,
  JournalEntry,
} from "../journal.ts";
import { forgetAllEntries, forgetEntries } from "./forget-entries.ts";

interface EntryRow {
  readonly episode_id: string;
  readonly is_done: number;
  readonly plan: string | null;
  readonly outcome: string | null;
  readonly recorded_at: number;
  readonly turn_count: number;
  readonly agent_id: string | null;
  readonly run_id: string | null;
  readonly expires_at: number | null;
  readonly lease_until: number;
  readonly unread: string | null;
}

interface IdRow {
  readonly episode_id: string;
}

const COLUMNS =
  "episode_id, is_done, plan, outcome, recorded_at, turn_count, agent_id, run_id, expires_at, lease_until, unread";

/** What an entry is that a model has still to read. */
const UNREAD = "is_done = 1 AND unread IS NOT NULL";
/** What an entry is that somebody has still to work on. */
const OPEN = "is_done = 0 OR unread IS NOT NULL";

/**
 * The journal in the embedded file.
 *
 * Every answer is a value, never a promise, so that calls can stand inside one transaction of the file.
 */
export class SqliteJournal implements Journal {
  readonly #file: SqliteFile;

  /** @param file - Whoever opened it closes it. */
  constructor(file: SqliteFile) {
    this.#file = file;
  }

  get(tenant: Tenant, episodeId: string): JournalEntry | undefined {
    const [entry] = this.#read(tenant, (tenantRow) => {
      const sql = `SELECT ${COLUMNS} FROM journal_entry WHERE tenant = ? AND episode_id = ?`;
      return this.#file.all<EntryRow>(sql, tenantRow, episodeId).map(toEntry);
    });
    return entry;
  }

  entries(
    tenant: Tenant,
    { cursor, limit }: { readonly cursor: string | null; readonly limit: number },
  ): Page<JournalEntry> {
    checkLimit("list episodes", limit);
    const found = this.#read(tenant, (tenantRow) => {
      const sql =
        `SELECT ${COLUMNS} FROM journal_entry WHERE tenant = ? AND episode_id > ? ` +
        "ORDER BY episode_id LIMIT ?";
      const rows = limit === 0 ? 0 : limit + 1;
      return this.#file.all<EntryRow>(sql, tenantRow, cursor ?? "", rows).map(toEntry);
    });
    if (limit === 0) return { items: [], cursor };
    const items = found.slice(0, limit);
    return { items, cursor: found.length > limit ? (items.at(-1)?.episodeId ?? null) : null };
  }

  begin(tenant: Tenant, entry: JournalEntry): boolean {
    const { outcome } = entry;
    return this.#file.transaction(() => {
      const { changes } = this.#file.run(
        `INSERT OR IGNORE INTO journal_entry (tenant, ${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        this.#file.tenantId(tenant, { create: true }),
        entry.episodeId,
        entry.status === "done" ? 1 : 0,
        entry.plan,
        outcome && JSON.stringify(outcome),
        entry.recordedAt,
        entry.turnCount,
        entry.agentId,
        entry.runId,
        entry.expiresAt,
        entry.leaseUntil,
        entry.unread,
      );
      return changes > 0;
    });
  }

  finish(tenant: Tenant, episodeId: string, outcome: EpisodeOutcome, ids: readonly string[]): void {
    this.#file.transaction(() => {
      const tenantRow = this.#file.tenantId(tenant);
      if (tenantRow === undefined) return;
      const { changes } = this.#file.run(
        "UPDATE journal_entry SET is_done = 1, plan = NULL, outcome = ?, lease_until = 0 WHERE tenant = ? AND episode_id = ? AND is_done = 0",
        JSON.stringify(outcome),
        tenantRow,
        episodeId,
      );
      if (changes > 0) this.#own(tenantRow, ids);
    });
  }

  own(tenant: Tenant, ids: readonly string[]): void {
    if (ids.length === 0) return;
    this.#file.transaction(() => {
      this.#own(this.#file.tenantId(tenant, { create: true }), ids);
    });
  }

  pending(
    tenant: Tenant,
    { now, limit }: { readonly now: number; readonly limit: number },
  ): readonly JournalEntry[] {
    checkLimit("list pending episodes", limit);
    return this.#read(tenant, (tenantRow) => {
      const sql =
        `SELECT ${COLUMNS} FROM journal_entry WHERE tenant = ? AND is_done = 0 AND lease_until < ? ` +
        "ORDER BY recorded_at, episode_id LIMIT ?";
      return this.#file.all<EntryRow>(sql, tenantRow, now, limit).map(toEntry);
    });
  }

  hasPending(
    tenant: Tenant,
    {
      leaseBefore,
      recordedBefore,
    }: { readonly leaseBefore: number; readonly recordedBefore: number },
  ): boolean {
    const found = this.#read(tenant, (tenantRow) =>
      this.#file.all(
        "SELECT 1 FROM journal_entry WHERE tenant = ? AND is_done = 0 AND (lease_until < ? OR recorded_at < ?) LIMIT 1",
        tenantRow,
        leaseBefore,
        recordedBefore,
      ),
    );
    return found.length > 0;
  }

  unread(
    tenant: Tenant,
    { now, limit }: { readonly now: number; readonly limit: number },
  ): readonly JournalEntry[] {
    checkLimit("list unread episodes", limit);
    return this.#read(tenant, (tenantRow) => {
      const sql =
        `SELECT ${COLUMNS} FROM journal_entry WHERE tenant = ? AND ${UNREAD} AND lease_until < ? ` +
        "ORDER BY recorded_at, episode_id LIMIT ?";
      return this.#file.all<EntryRow>(sql, tenantRow, now, limit).map(toEntry);
    });
  }

  claim(
    tenant: Tenant,
    episodeId: string,
    { now, leaseUntil }: { readonly now: number; readonly leaseUntil: number },
  ): boolean {
    return this.#file.transaction(() => {
      const tenantRow = this.#file.tenantId(tenant);
      if (tenantRow === undefined) return false;
      const sql =
        `UPDATE journal_entry SET lease_until = ? WHERE tenant = ? AND episode_id = ? AND (${OPEN}) ` +
        "AND lease_until < ?";
      return this.#file.run(sql, leaseUntil, tenantRow, episodeId, now).changes > 0;
    });
  }

  release(tenant: Tenant, episodeId: string): void {
    this.#update(tenant, episodeId, `lease_until = 0 WHERE (${OPEN})`);
  }

  replan(tenant: Tenant, episodeId: string, plan: string): void {
    this.#update(tenant, episodeId, "plan = ? WHERE is_done = 0", plan);
  }

  amend(tenant: Tenant, episodeId: string, { outcome, unread, ids }: Amendment): boolean {
    return this.#file.transaction(() => {
      const tenantRow = this.#file.tenantId(tenant);
      if (tenantRow === undefined) return false;
      const sql =
        `UPDATE journal_entry SET outcome = ?, unread = ?, lease_until = 0 WHERE tenant = ? AND episode_id = ? ` +
        `AND ${UNREAD}`;
      const json = JSON.stringify(outcome);
      const { changes } = this.#file.run(sql, json, unread, tenantRow, episodeId);
      if (changes > 0) this.#own(tenantRow, ids);
      return changes > 0;
    });
  }

  expired(
    tenant: Tenant,
    { now, limit }: { readonly now: number; readonly limit: number },
  ): readonly string[] {
    checkLimit("list expired episodes", limit);
    return this.#read(tenant, (tenantRow) => {
      const sql =
        "SELECT episode_id FROM journal_entry WHERE tenant = ? AND expires_at <= ? " +
        "ORDER BY expires_at, episode_id LIMIT ?";
      return this.#file.all<IdRow>(sql, tenantRow, now, limit).map(({ episode_id }) => episode_id);
    });
  }

  episodesOf(
    tenant: Tenant,
    { agentId, runId }: { readonly agentId: string | null; readonly runId: string | null },
  ): readonly string[] {
    return this.#read(tenant, (tenantRow) => {
      const sql =
        "SELECT episode_id FROM journal_entry WHERE tenant = ? AND (? IS NULL OR agent_id = ?) " +
        "AND (? IS NULL OR run_id = ?) ORDER BY episode_id";
      return this.#file
        .all<IdRow>(sql, tenantRow, agentId, agentId, runId, runId)
        .map(({ episode_id }) => episode_id);
    });
  }

  forget(
    tenant: Tenant,
    request: { readonly episodeIds: readonly string[]; readonly ids: readonly string[] },
  ): ForgottenEntries {
    return this.#forgetting(tenant, (tenantRow) => forgetEntries(this.#file, tenantRow, request));
  }

  forgetTenant(tenant: Tenant): ForgottenEntries {
    return this.#forgetting(tenant, (tenantRow) => forgetAllEntries(this.#file, tenantRow));
  }

  tenantOf(id: string): Tenant | undefined {
    const found = this.#file.get<{ name: Tenant }>(
      "SELECT name FROM tenant WHERE id = COALESCE((SELECT tenant FROM journal_id WHERE id = ? ORDER BY tenant LIMIT 1), " +
        "(SELECT tenant FROM journal_entry WHERE episode_id = ? ORDER BY tenant LIMIT 1))",
      id,
      id,
    );
    return found?.name;
  }

  tenants(options: PageOptions & { readonly isPending?: boolean | undefined }): Page<Tenant> {
    checkLimit("list tenants", options.limit);
    const isPending = options.isPending === true ? " AND is_done = 0" : "";
    const entry = `SELECT 1 FROM journal_entry WHERE tenant = tenant.id${isPending}`;
    return tenantPage(this.#file, `EXISTS (${entry})`, options);
  }

  #update(tenant: Tenant, episodeId: string, change: string, ...values: string[]): void {
    this.#file.transaction(() => {
      const tenantRow = this.#file.tenantId(tenant);
      if (tenantRow === undefined) return;
      const sql = `UPDATE journal_entry SET ${change} AND tenant = ? AND episode_id = ?`;
      this.#file.run(sql, ...values, tenantRow, episodeId);
    });
  }

  #forgetting(tenant: Tenant, work: (tenantRow: number) => ForgottenEntries): ForgottenEntries {
    return this.#file.transaction(() => {
      const tenantRow = this.#file.tenantId(tenant);
      return tenantRow === undefined ? { episodeCount: 0, idCount: 0 } : work(tenantRow);
    });
  }

  #own(tenantRow: number, ids: readonly string[]): void {
    for (const id of ids) {
      this.#file.run("INSERT OR IGNORE INTO journal_id (id, tenant) VALUES (?, ?)", id, tenantRow);
    }
  }

  /** Runs `work` on one view of the file; nothing is found if nothing was ever written of the tenant. */
  #read<T>(tenant: Tenant, work: (tenantRow: number) => T[]): T[] {
    return this.#file.snapshot(() => {
      const tenantRow = this.#file.tenantId(tenant);
      return tenantRow === undefined ? [] : work(tenantRow);
    });
  }
}

function toEntry(row: EntryRow): JournalEntry {
  return {
    episodeId: row.episode_id,
    status: row.is_done === 0 ? "pending" : "done",
    plan: row.plan,
    // Written by `begin` and `finish`, and by nobody else.
    outcome: row.outcome === null ? null : (JSON.parse(row.outcome) as EpisodeOutcome),
    recordedAt: row.recorded_at,
    turnCount: row.turn_count,
    agentId: row.agent_id,
    runId: row.run_id,
    expiresAt: row.expires_at,
    leaseUntil: row.lease_until,
    unread: row.unread,
  };
}

function checkLimit(action: string, limit: number): void {
  if (!(Number.isInteger(limit) && limit >= 0)) {
    throw new InvalidArgumentError(action, "limit", "an integer >= 0", limit);
  }
}
