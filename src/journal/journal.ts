/**
 * The port for the journal: which episodes were accepted, what became of them, and whose each id is.
 *
 * Across two servers it is written first and marked done last; a pending entry whose lease has run out is finished by
 * whoever finds it. On the embedded file a commit is one transaction, so an entry is only ever seen done.
 */
import type { Awaitable } from "../core/awaitable.ts";
import type { Page, PageOptions } from "../core/page.ts";
import type { Tenant } from "../core/scope.ts";

/** What an add came to, without any text: texts are looked up when it is asked for again. */
export interface EpisodeOutcome {
  readonly results: readonly {
    readonly id: string;
    readonly event: "ADD" | "UPDATE" | "DELETE" | "NONE";
    readonly previousId: string | null;
  }[];
  readonly relations: {
    readonly added: readonly string[];
    readonly closed: readonly string[];
    readonly retracted: readonly string[];
  };
}

/** An episode in the journal. */
export interface JournalEntry {
  readonly episodeId: string;
  readonly status: "pending" | "done";
  /** The plan as JSON while pending; null once done: it holds text. */
  readonly plan: string | null;
  readonly outcome: EpisodeOutcome | null;
  readonly recordedAt: number;
  /** How many turns it has: their ids follow from the episode's and their index (`turnIdOf`). */
  readonly turnCount: number;
  /** The agent and run it was told to; null for none. */
  readonly agentId: string | null;
  readonly runId: string | null;
  /** When it is to be forgotten, epoch ms; null for never. */
  readonly expiresAt: number | null;
  /** Until when its writer or reader may be at work, epoch ms. */
  readonly leaseUntil: number;
  /** What a model has still to read of it, as JSON for the pipeline; null if nothing: its turns are kept already. */
  readonly unread: string | null;
}

/** What reading an episode later came to. */
export interface Amendment {
  readonly outcome: EpisodeOutcome;
  /** What is still to be read; null if nothing. */
  readonly unread: string | null;
  /** Ids that belong to the tenant from now on. */
  readonly ids: readonly string[];
}

/** What a journal was rid of. */
export interface ForgottenEntries {
  /** Entries. */
  readonly episodeCount: number;
  /** Ids that were known to be the tenant's and are no more, without those of the episodes. */
  readonly idCount: number;
}

/** The port. Adapters implement it; `tests/contracts/journal.ts` holds them to it. */
export interface Journal {
  /** The entry of an episode; undefined if there is none. */
  get(tenant: Tenant, episodeId: string): Awaitable<JournalEntry | undefined>;
  /** All entries, done or not, by episode id. */
  entries(
    tenant: Tenant,
    options: { readonly cursor: string | null; readonly limit: number },
  ): Awaitable<Page<JournalEntry>>;
  /**
   * Writes an entry, as it is, unless there is one. Returns whether it was written.
   *
   * @param options.isOwnId - Whether its id was made for this call, so that nobody else can be writing an entry of it: then
   * a server need not be asked who did.
   */
  begin(
    tenant: Tenant,
    entry: JournalEntry,
    options?: { readonly isOwnId: boolean },
  ): Awaitable<boolean>;
  /** Marks an entry done, drops its plan, ends its lease, and notes the ids that belong to the tenant. */
  finish(
    tenant: Tenant,
    episodeId: string,
    outcome: EpisodeOutcome,
    ids: readonly string[],
  ): Awaitable<void>;
  /** Done entries with something to read whose lease ended before `now`, oldest first. */
  unread(
    tenant: Tenant,
    options: { readonly now: number; readonly limit: number },
  ): Awaitable<readonly JournalEntry[]>;
  /** Takes the lease of a pending or unread entry, unless somebody has it. Returns whether it was taken. */
  claim(
    tenant: Tenant,
    episodeId: string,
    options: { readonly now: number; readonly leaseUntil: number },
  ): Awaitable<boolean>;
  /** Ends the lease of a pending or unread entry: whoever finds it may go on with it. */
  release(tenant: Tenant, episodeId: string): Awaitable<void>;
  /** Puts another plan in place of a pending entry's. */
  replan(tenant: Tenant, episodeId: string, plan: string): Awaitable<void>;
  /** Puts an outcome in place of that of an unread entry, and ends its lease. Returns whether there was one. */
  amend(tenant: Tenant, episodeId: string, amendment: Amendment): Awaitable<boolean>;
  /** Notes that these ids belong to the tenant. */
  own(tenant: Tenant, ids: readonly string[]): Awaitable<void>;
  /** Pending entries whose lease ended before `now`, oldest first. */
  pending(
    tenant: Tenant,
    options: { readonly now: number; readonly limit: number },
  ): Awaitable<readonly JournalEntry[]>;
  /** Whether a pending entry's lease ended before `leaseBefore`, or one was recorded before `recordedBefore`. */
  hasPending(
    tenant: Tenant,
    options: { readonly leaseBefore: number; readonly recordedBefore: number },
  ): Awaitable<boolean>;
  /** Episodes to be forgotten by `now`, oldest first, done or not. */
  expired(
    tenant: Tenant,
    options: { readonly now: number; readonly limit: number },
  ): Awaitable<readonly string[]>;
  /** Episodes told to an agent, or in a run (both, if both are given), by id order. */
  episodesOf(
    tenant: Tenant,
    narrow: { readonly agentId: string | null; readonly runId: string | null },
  ): Awaitable<readonly string[]>;
  /** Erases entries and ids. Unknown ones are passed over. */
  forget(
    tenant: Tenant,
    request: { readonly episodeIds: readonly string[]; readonly ids: readonly string[] },
  ): Awaitable<ForgottenEntries>;
  forgetTenant(tenant: Tenant): Awaitable<ForgottenEntries>;
  /** Whose id this is (a memory, relation, turn or episode); undefined if nobody's. The one call without a tenant. */
  tenantOf(id: string): Awaitable<Tenant | undefined>;
  /** Tenants with an entry, by name; with `isPending`, those with a pending one. */
  tenants(
    options: PageOptions & { readonly isPending?: boolean | undefined },
  ): Awaitable<Page<Tenant>>;
}
