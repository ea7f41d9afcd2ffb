/** Replays a world through the library: what a perfect extractor would hand over, and never an id from an answer. */
import type {
  ApiAddOptions,
  ApiAddResult,
  ApiEntity,
  ApiFact,
  ApiMessage,
  ApiRelation,
  MemoryApi,
} from "../memory-api.ts";
import type { Delivery, GoldItem, Tenant, WorldSession } from "./types.ts";

/** One call of `add`. */
interface Ingest {
  readonly messages: readonly ApiMessage[];
  readonly options: ApiAddOptions;
}

/** What a replay did, in numbers. */
export interface ReplayReport {
  /** Milliseconds of each add, in order. */
  readonly addMs: readonly number[];
  /** How often each event was answered. */
  readonly events: Readonly<Record<string, number>>;
  readonly failedCount: number;
  readonly pendingCount: number;
}

/** The call that ingests a session. */
function ingestOf(tenant: Tenant, session: WorldSession, idempotencyKey: string): Ingest {
  return {
    messages: session.messages,
    options: {
      userId: tenant.id,
      at: session.date,
      idempotencyKey,
      facts: session.gold.map(factOf),
      relations: session.gold
        .filter(({ relationship }) => relationship !== "alias")
        .map(relationOf),
      entities: session.gold.filter(({ relationship }) => relationship === "alias").map(entityOf),
    },
  };
}

/**
 * Delivers sessions one after another, or `parallelCount` at a time.
 *
 * Every delivery is made whatever the others do; the first error is thrown at the end.
 */
export async function replayTenant(
  memory: MemoryApi,
  tenant: Tenant,
  deliveries: readonly Delivery[] = tenant.deliveries,
  parallelCount = 1,
): Promise<ReplayReport> {
  const sessions = new Map(tenant.sessions.map((session) => [session.id, session]));
  const answers: { readonly result: ApiAddResult; readonly ms: number }[] = [];
  for (let start = 0; start < deliveries.length; start += parallelCount) {
    const batch = deliveries.slice(start, start + parallelCount).map(async (delivery) => {
      const session = sessions.get(delivery.sessionId);
      if (!session) {
        throw new Error(`No session ${delivery.sessionId} in ${tenant.id}`);
      }
      return addTimed(memory, ingestOf(tenant, session, delivery.idempotencyKey));
    });
    const settled = await Promise.allSettled(batch);
    for (const outcome of settled) {
      if (outcome.status === "rejected") {
        throw outcome.reason;
      }
      answers.push(outcome.value);
    }
  }
  return reportOf(answers);
}

/** Adds up the reports of several tenants. */
export function mergeReports(reports: readonly ReplayReport[]): ReplayReport {
  const events: Record<string, number> = {};
  for (const report of reports) {
    for (const [event, count] of Object.entries(report.events)) {
      events[event] = (events[event] ?? 0) + count;
    }
  }
  return {
    addMs: reports.flatMap(({ addMs }) => addMs),
    events,
    failedCount: reports.reduce((sum, { failedCount }) => sum + failedCount, 0),
    pendingCount: reports.reduce((sum, { pendingCount }) => sum + pendingCount, 0),
  };
}

async function addTimed(
  memory: MemoryApi,
  { messages, options }: Ingest,
): Promise<{ result: ApiAddResult; ms: number }> {
  const begun = performance.now();
  const result = await memory.add(messages, options);
  return { result, ms: performance.now() - begun };
}

function reportOf(
  answers: readonly { readonly result: ApiAddResult; readonly ms: number }[],
): ReplayReport {
  const events: Record<string, number> = {};
  for (const { event } of answers.flatMap(({ result }) => result.results)) {
    events[event] = (events[event] ?? 0) + 1;
  }
  return {
    addMs: answers.map(({ ms }) => ms),
    events,
    failedCount: answers.reduce((sum, { result }) => sum + result.failed.length, 0),
    pendingCount: answers.reduce((sum, { result }) => sum + result.pending.length, 0),
  };
}

function factOf(gold: GoldItem): ApiFact {
  const { text, messageId, subject, relationship, object, cardinality, operation } = gold;
  return {
    text,
    kind: "trait",
    sources: [messageId],
    ...(cardinality === "one" ? { slot: { subject, relationship, value: object } } : {}),
    ...(gold.validFrom === undefined ? {} : { validFrom: gold.validFrom }),
    ...(operation === "CORRECT" ? { corrects: true } : {}),
  };
}

function relationOf(gold: GoldItem): ApiRelation {
  const { text, messageId, subject, relationship, object, cardinality, operation } = gold;
  return {
    source: subject,
    relationship,
    destination: object,
    fact: text,
    sources: [messageId],
    cardinality,
    ...(gold.validFrom === undefined ? {} : { validFrom: gold.validFrom }),
    ...(operation === "CORRECT" ? { corrects: true } : {}),
  };
}

function entityOf({ subject, object, messageId }: GoldItem): ApiEntity {
  return { ...subject, aliases: [object.name], sources: [messageId] };
}
