import { InvalidArgumentError } from "../../core/errors.ts";

/** @throws {InvalidArgumentError} If it is no count. */
export function checkLimit(action: string, limit: number): void {
  if (!(Number.isInteger(limit) && limit >= 0)) {
    throw new InvalidArgumentError(action, "limit", "an integer >= 0", limit);
  }
}
