/** How many memories a tenant has, by simple book-keeping: which statement rests on which turns. */
import { statementKey } from "../../src/core/names.ts";

/** What was told: its kind and its words. */
export interface ToldStatement {
  readonly kind: "event" | "trait" | "note";
  readonly text: string;
}

interface Statement {
  readonly kind: string;
  key: string;
  readonly turnIds: Set<string>;
}

/** A tenant's memories, as far as counting goes. */
export class CountingModel {
  readonly #statements: Statement[] = [];
  /** The turns of each episode that is there. */
  readonly #episodes = new Map<string, readonly string[]>();

  get memoryCount(): number {
    return this.#statements.length;
  }

  hasEpisode(episodeId: string): boolean {
    return this.#episodes.has(episodeId);
  }

  /** @param turnId - The one turn that tells it all. */
  add(
    episodeId: string,
    turnIds: readonly string[],
    turnId: string,
    told: readonly ToldStatement[],
  ): void {
    if (this.#episodes.has(episodeId)) return;
    this.#episodes.set(episodeId, turnIds);
    for (const { kind, text } of told) {
      const key = statementKey(text);
      let statement = this.#statements.find((one) => one.kind === kind && one.key === key);
      if (!statement) {
        statement = { kind, key, turnIds: new Set() };
        this.#statements.push(statement);
      }
      statement.turnIds.add(turnId);
    }
  }

  update(previous: string, text: string): void {
    const statement = this.#statements.find(({ key }) => key === statementKey(previous));
    if (statement) statement.key = statementKey(text);
  }

  deleteMemory(kind: string, text: string): void {
    const key = statementKey(text);
    this.#keep((statement) => statement.kind !== kind || statement.key !== key);
  }

  deleteTurn(turnId: string): void {
    for (const { turnIds } of this.#statements) turnIds.delete(turnId);
    this.#keep(({ turnIds }) => turnIds.size > 0);
  }

  deleteEpisode(episodeId: string): void {
    for (const turnId of this.#episodes.get(episodeId) ?? []) this.deleteTurn(turnId);
    this.#episodes.delete(episodeId);
  }

  deleteAll(): void {
    this.#episodes.clear();
    this.#keep(() => false);
  }

  #keep(isKept: (statement: Statement) => boolean): void {
    this.#statements.splice(0, Infinity, ...this.#statements.filter((one) => isKept(one)));
  }
}
