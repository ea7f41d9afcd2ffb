import { InvariantError } from "./errors.ts";

/** The value, which our own logic has made sure is there. @throws {InvariantError} If it is not: a bug of ours. */
export function must<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new InvariantError(`${what} is missing`);
  return value;
}
