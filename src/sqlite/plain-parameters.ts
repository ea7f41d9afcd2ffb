import { InvariantError } from "../core/errors.ts";

/** A statement as every Node can bind it. */
export interface PlainStatement {
  readonly sql: string;
  /** Which of the values given each of its parameters takes; null if they are taken one after the other. */
  readonly order: readonly number[] | null;
}

/**
 * The statement with `?` for `?1`, `?2` and so on: Node's SQLite before 22.20, and before 24.7, cannot bind numbered
 * parameters by position.
 */
export function plainParameters(sql: string): PlainStatement {
  const order: number[] = [];
  const plain = sql.replaceAll(/\?(\d*)/gu, (_, number: string) => {
    if (number !== "") order.push(Number(number) - 1);
    return "?";
  });
  if (order.length === 0) return { sql, order: null };
  if (plain.split("?").length - 1 !== order.length) {
    throw new InvariantError(`A statement has numbered parameters beside others: ${sql}`);
  }
  return { sql: plain, order };
}
