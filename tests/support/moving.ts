/** Moving records between memories: memories that random operations filled, and what must be the same elsewhere. */
import type { Clock } from "../../src/core/clock.ts";
import { must } from "../../src/core/must.ts";
import { SqliteGraphStore } from "../../src/graph/sqlite/sqlite-graph-store.ts";
import { type Memory, MnemographError, type Scope } from "../../src/index.ts";
import { SqliteJournal } from "../../src/journal/sqlite/sqlite-journal.ts";
import { embeddingModelOf } from "../../src/open-stores.ts";
import type { Engine } from "../../src/pipeline/engine.ts";
import type { Stores } from "../../src/pipeline/stores.ts";
import { SqliteFile } from "../../src/sqlite/sqlite-file.ts";
import { recordCalls } from "../../src/testing/testing.ts";
import { SqliteVectorStore } from "../../src/vector/sqlite/sqlite-vector-store.ts";
import { stateOf, type TenantState, withoutFields } from "./memory-state.ts";
import { type Operation, perform, SCOPES } from "./tenant-operations.ts";
import type { TimedClock } from "./timed-clock.ts";

/** When the operations begin. */
export const NOW: number = Date.UTC(2025, 0, 1);
const MINUTE_MS = 60_000;
const NOBODY = "00000000-0000-4000-8000-000000000000";
/** What may differ between two memories that hold the same. */
const INCIDENTAL: ReadonlySet<string> = new Set(["milliseconds", "path", "sizeBytes"]);
const QUERIES = ["Where does Ana live?", "tea", "张伟喜欢什么", "Who knows Bruno?"];
const KINDS = ["event", "trait", "note", "turn"] as const;

/** Does operations one after the other, a minute apart. Returns the time after the last. */
export async function performAll(
  memory: Memory,
  operations: readonly Operation[],
  { clock, from = NOW }: { readonly clock: TimedClock; readonly from?: number },
): Promise<number> {
  let time = from;
  for (const operation of operations) {
    time += MINUTE_MS;
    const id = await targetOf(memory, operation);
    await clock.at(time, async () => {
      try {
        await perform(memory, operation, { id, text: `Revised at ${time}` });
      } catch (error) {
        if (!(error instanceof MnemographError)) throw error;
      }
    });
  }
  return time;
}

async function targetOf(memory: Memory, operation: Operation): Promise<string> {
  if (!("target" in operation) || operation.target.whose === "nobody") return NOBODY;
  const scope = SCOPES[operation.tenant] ?? {};
  const { results } = await memory.getAll({ ...scope, kinds: KINDS, includeClosed: true });
  const relations = (await memory.graph.relations({ ...scope, includeClosed: true })).results;
  const episodes = results.flatMap(({ evidence }) => evidence.map(({ episodeId }) => episodeId));
  const ids = [
    ...results.map(({ id }) => id),
    ...relations.map(({ id }) => id),
    ...new Set(episodes),
  ];
  return ids[operation.target.nth % Math.max(1, ids.length)] ?? NOBODY;
}

/** Every line of an export. */
export async function linesOf(memory: Memory, scope: Scope = {}): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of memory.export(scope)) lines.push(line);
  return lines;
}

/** What a scope shows now, at an earlier state of knowledge, and to questions. */
export async function everythingOf(
  memory: Memory,
  scope: Scope,
  { knownAt }: { readonly knownAt: number },
): Promise<{ readonly state: TenantState; readonly searches: unknown }> {
  const searches: unknown[] = [];
  for (const query of QUERIES) {
    const asked = { ...scope, explain: true, includeClosed: true };
    searches.push(
      await memory.search(query, asked),
      await memory.search(query, { ...asked, knownAt }),
    );
  }
  return { state: await stateOf(memory, scope), searches: withoutFields(searches, INCIDENTAL) };
}

/** An embedded file behind stores that answer later and share no transaction, as servers do. */
export function servedFile(
  path: string,
  clock: Clock,
): { readonly engine: Engine; readonly close: () => void } {
  const retry = { maxAttempts: 1, initialDelayMs: 1, maxDelayMs: 1, maxTotalMs: 1 };
  const embeddingModel = embeddingModelOf(null, retry);
  const { id, dimensions } = embeddingModel;
  const file = SqliteFile.open({
    path,
    embedding: { id, dimensions: must(dimensions, "dimensions") },
  });
  const stores: Stores = {
    vector: recordCalls(new SqliteVectorStore(file), { isAsync: true }).port,
    graph: recordCalls(new SqliteGraphStore(file), { isAsync: true }).port,
    journal: recordCalls(new SqliteJournal(file), { isAsync: true }).port,
    transactor: null,
  };
  // All that exports and imports ask of an engine.
  const engine = {
    stores,
    embeddingModel,
    clock,
    file,
    observer: () => undefined,
  } as unknown as Engine;
  const close = (): void => {
    file.close();
  };
  return { engine, close };
}
