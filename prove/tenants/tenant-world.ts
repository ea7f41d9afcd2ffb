/** Several tenants in one memory, side by side, against each alone in a memory of its own: nobody can tell the difference. */
import { isDeepStrictEqual } from "node:util";

import { type Memory, MnemographError } from "../../src/index.ts";
import { differenceBetween } from "../../tests/support/answer-differences.ts";
import { CountingModel, type ToldStatement } from "../../tests/support/counting-model.ts";
import { stateOf, withoutFields } from "../../tests/support/memory-state.ts";
import {
  CANARIES,
  FACTS,
  type Operation,
  perform,
  SCOPES,
  SENTENCES,
} from "../../tests/support/tenant-operations.ts";
import { TimedClock } from "../../tests/support/timed-clock.ts";
import { openIn, type House, type StoreChange } from "../places.ts";

const NOW = Date.UTC(2025, 0, 1);
const MINUTE_MS = 60_000;
const NOBODY = "00000000-0000-4000-8000-000000000000";
/** What may differ between two memories that hold the same. */
const INCIDENTAL: ReadonlySet<string> = new Set(["milliseconds", "path", "sizeBytes", "servers"]);
/** Characters of an answer that are shown. */
const MAX_SHOWN = 600;
const IN_MEMORY = { options: { path: ":memory:" } };

/** What the patterns make of each sentence. */
export async function readSentences(): Promise<readonly (readonly ToldStatement[])[]> {
  const read: (readonly ToldStatement[])[] = [];
  for (const sentence of SENTENCES) {
    const memory = await openIn(IN_MEMORY);
    await memory.add(sentence, { userId: "reader" });
    const { results } = await memory.getAll({ userId: "reader", includeClosed: true });
    read.push(results.map(({ kind, memory: text }) => ({ kind, text }) as ToldStatement));
    await memory.close();
  }
  return read;
}

/** Where the shared memory is, and what is wrong with it. */
export interface WorldOptions {
  /** @defaultValue in memory */
  readonly house?: Pick<House, "options">;
  readonly change?: StoreChange | undefined;
  /** What {@link readSentences} gives. */
  readonly read: readonly (readonly ToldStatement[])[];
}

/** One memory that all share, and one for each alone. */
export class TenantWorld {
  readonly shared: Memory;
  readonly #alone: readonly Memory[];
  readonly #clock: TimedClock;
  readonly #read: WorldOptions["read"];
  readonly #models = SCOPES.map(() => new CountingModel());
  #time = NOW;

  private constructor(
    shared: Memory,
    alone: readonly Memory[],
    { clock, read }: { readonly clock: TimedClock; readonly read: WorldOptions["read"] },
  ) {
    this.shared = shared;
    this.#alone = alone;
    this.#clock = clock;
    this.#read = read;
  }

  /** Opens all of them. */
  static async create({ house = IN_MEMORY, change, read }: WorldOptions): Promise<TenantWorld> {
    const clock = new TimedClock(NOW);
    const alone: Memory[] = [];
    for (const _ of SCOPES) alone.push(await openIn(IN_MEMORY, { clock }));
    return new TenantWorld(await openIn(house, { clock }, change), alone, { clock, read });
  }

  /** Each tenant does its operations in order, all tenants at once. */
  async run(round: readonly Operation[]): Promise<void> {
    const timed = await Promise.all(
      round.map(async (operation) => {
        this.#time += MINUTE_MS;
        return { operation, time: this.#time, id: await this.#targetOf(operation) };
      }),
    );
    const byTenant = Map.groupBy(timed, ({ operation }) => operation.tenant);
    const outcomes = await Promise.all(
      Array.from(byTenant.values(), async (own) => {
        const answers: unknown[] = [];
        for (const one of own) answers.push(await this.#perform(this.shared, one));
        return answers;
      }),
    );
    for (const [index, [tenant, own]] of [...byTenant].entries()) {
      for (const [at, one] of own.entries()) {
        const answer = outcomes[index]?.[at];
        this.#expectOwn(answer, tenant);
        await this.#note(one);
        const expected = await this.#perform(this.#memoryOf(tenant), one);
        expectSame(answer, expected, `tenant ${tenant}: ${JSON.stringify(one.operation)}`);
        expectMissing(one.operation, answer);
        await this.#learn(one.operation, answer);
      }
      const { memories } = await this.shared.stats(SCOPES[tenant]);
      expectSame(memories, this.#models[tenant]?.memoryCount, `memories of tenant ${tenant}`);
    }
  }

  /** Compares all that is there, and looks for canaries in what is exported. */
  async compareAll(): Promise<void> {
    let tenantCount = 0;
    for (const [tenant, scope] of SCOPES.entries()) {
      const state = await stateOf(this.shared, scope);
      this.#expectOwn(state, tenant);
      for await (const line of this.shared.export(scope)) this.#expectOwn(line, tenant);
      expectSame(state, await stateOf(this.#memoryOf(tenant), scope), `all of tenant ${tenant}`);
      if (state.counts["turns"] !== 0) tenantCount += 1;
    }
    if ((await this.shared.tenants()).length < tenantCount) throw new Error("A tenant is missing");
    const { faults } = await this.shared.verify();
    expectSame(faults, [], "verify()");
  }

  /** Closes all of them. */
  async close(): Promise<void> {
    for (const memory of [this.shared, ...this.#alone]) await memory.close();
  }

  async #perform(memory: Memory, { operation, time, id }: Timed): Promise<unknown> {
    return this.#clock.at(time, async () => {
      try {
        const answer = await perform(memory, operation, { id, text: `Revised at ${time}` });
        return withoutFields(answer, INCIDENTAL);
      } catch (error) {
        if (!(error instanceof MnemographError)) throw error;
        return { error: error.name, message: error.message };
      }
    });
  }

  /** The record that an operation by id means, as it is before its round. */
  async #targetOf(operation: Operation): Promise<string> {
    if (!("target" in operation) || operation.target.whose === "nobody") return NOBODY;
    const { whose, nth } = operation.target;
    const tenant =
      whose === "own" ? operation.tenant : (operation.tenant + 1 + (nth % 3)) % SCOPES.length;
    const ids = await this.#idsOf(tenant);
    return ids[nth % Math.max(1, ids.length)] ?? NOBODY;
  }

  async #idsOf(tenant: number): Promise<string[]> {
    const scope = SCOPES[tenant] ?? {};
    const memory = this.#memoryOf(tenant);
    const kinds = ["event", "trait", "note", "turn"] as const;
    const memories = (await memory.getAll({ ...scope, kinds, includeClosed: true })).results;
    const relations = (await memory.graph.relations({ ...scope, includeClosed: true })).results;
    const episodes = memories.flatMap(({ evidence }) => evidence.map(({ episodeId }) => episodeId));
    return [...new Set([...memories, ...relations].map(({ id }) => id)), ...new Set(episodes)];
  }

  #expectOwn(answer: unknown, tenant: number): void {
    const text = JSON.stringify(answer) ?? "";
    for (const [other, canary] of CANARIES.entries()) {
      if (other !== tenant && text.includes(canary)) {
        throw new Error(`Tenant ${tenant} was told ${canary}: ${text}`);
      }
    }
  }

  /** What a deletion takes is known only before it. */
  async #note({ operation, id }: Timed): Promise<void> {
    if (operation.does !== "delete" || operation.target.whose !== "own") return;
    const model = this.#models[operation.tenant];
    const point = await this.#memoryOf(operation.tenant).get(id);
    if (model?.hasEpisode(id) === true) model.deleteEpisode(id);
    else if (point?.kind === "turn") model?.deleteTurn(id);
    else if (point) model?.deleteMemory(point.kind, point.memory);
  }

  async #learn(operation: Operation, answer: unknown): Promise<void> {
    const model = this.#models[operation.tenant];
    if (operation.does === "delete all") model?.deleteAll();
    if (operation.does === "update" && isUpdated(answer)) {
      model?.update(answer.previousMemory, answer.memory);
    }
    if (!operation.does.startsWith("add") || !isAdded(answer) || answer.isRepeat) return;
    const memory = this.#memoryOf(operation.tenant);
    const kinds = ["turn"] as const;
    const { results } = await memory.getAll({
      ...SCOPES[operation.tenant],
      kinds,
      includeClosed: true,
    });
    const turns = results.filter(({ evidence }) => evidence[0]?.episodeId === answer.episodeId);
    const first = turns.find(({ attributedTo }) => attributedTo === "user");
    if (!first) throw new Error("An add left no turn");
    model?.add(
      answer.episodeId,
      turns.map((turn) => turn.id),
      first.id,
      this.#toldBy(operation),
    );
  }

  #toldBy(operation: Operation): readonly ToldStatement[] {
    const canary = CANARIES[operation.tenant] ?? "";
    switch (operation.does) {
      case "add":
        return operation.facts.flatMap((index): ToldStatement[] => {
          const fact = FACTS[index];
          return fact ? [{ kind: fact.kind ?? "trait", text: fact.text }] : [];
        });
      case "add sentence":
        return this.#read[operation.sentence] ?? [];
      case "add note":
        return [{ kind: "note", text: `${canary} in a note of day ${operation.day}` }];
      default:
        return [];
    }
  }

  #memoryOf(tenant: number): Memory {
    const memory = this.#alone[tenant];
    if (!memory) throw new Error("There is no such tenant");
    return memory;
  }
}

interface Timed {
  readonly operation: Operation;
  readonly time: number;
  readonly id: string;
}

/** What is another's, or nobody's, is missing. */
function expectMissing(operation: Operation, answer: unknown): void {
  if (!("target" in operation) || operation.target.whose === "own") return;
  const isMissing =
    operation.does === "get"
      ? answer === undefined
      : isDeepStrictEqual(withoutFields(answer, new Set(["message"])), { error: "NotFoundError" });
  if (isMissing) return;
  throw new Error(`${JSON.stringify(operation)} gave ${JSON.stringify(answer)}`);
}

function isAdded(
  answer: unknown,
): answer is { readonly episodeId: string; readonly isRepeat: boolean } {
  return typeof answer === "object" && answer !== null && "episodeId" in answer;
}

function isUpdated(
  answer: unknown,
): answer is { readonly memory: string; readonly previousMemory: string } {
  return typeof answer === "object" && answer !== null && "previousMemory" in answer;
}

function expectSame(own: unknown, expected: unknown, what: string): void {
  const at = differenceBetween(own, expected);
  if (at === null) return;
  throw new Error(
    `${what}: differs at '${at}' from what it is alone: ${shown(own)} and ${shown(expected)}`,
  );
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? "nothing").slice(0, MAX_SHOWN);
}
