/** Moving records between memories: memories that random operations filled, and what must be the same elsewhere. */
import { type Memory, MnemographError, type Scope } from "../../src/index.ts";
import { openMemory, SettableClock, stating } from "./behaviour.ts";
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

/** The values of lines: how a line was written, and when the export began, does not count. */
export async function valuesOf(memory: Memory): Promise<unknown[]> {
  const values = (await linesOf(memory)).map((line): unknown => JSON.parse(line));
  return values.slice(1);
}

const KIRK = { userId: "kirk" };
const SPOCK = { userId: "spock" };

/** A memory with something of everything; what it holds is told by its clock. */
export async function openFull(clock: SettableClock = new SettableClock()): Promise<Memory> {
  const memory = await openMemory({ clock });
  const at = (day: number): string =>
    clock.set(`2024-01-${String(day).padStart(2, "0")}T10:00:00Z`);
  const told = (day: number, key: string) => ({ ...KIRK, at: at(day), idempotencyKey: key });
  await memory.add("I live in Lisbon", {
    ...told(1, "lisbon"),
    ...stating("I live in Lisbon", ["I", "lives_in", "Lisbon"]),
    metadata: { source: "chat 😀", deep: [1, { none: null }] },
  });
  await memory.add("I live in Porto", {
    ...told(2, "porto"),
    ...stating("I live in Porto", ["I", "lives_in", "Porto"]),
    agentId: "guide",
    runId: "run 1",
  });
  await memory.add("我喜欢咖啡。 My sister Ana works at Feedzai.", told(3, "zh"));
  await memory.add("The secret word is xyzzy", {
    ...told(4, "secret"),
    facts: [{ text: "The secret word is xyzzy" }],
  });
  await memory.add("Nothing to read here", {
    ...told(5, "note"),
    infer: false,
    expiresAt: "2099-01-01",
  });
  const { results } = await memory.getAll(KIRK);
  const secret = results.find(({ memory: text }) => text.includes("xyzzy"));
  const lisbon = results.find(({ memory: text }) => text.includes("Ana"));
  at(6);
  if (lisbon) await memory.update(lisbon.id, "My sister Ana works at Norwind", KIRK);
  at(7);
  if (secret) await memory.delete(secret.id, KIRK);
  at(8);
  await memory.graph.merge("Feedzai", "Norwind", KIRK);
  await memory.add("Spock is told apart", { ...SPOCK, at: at(9), infer: false });
  at(10);
  return memory;
}
