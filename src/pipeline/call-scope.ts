/** The scope of calls that can do without one: by id, or over every tenant. */
import { z } from "zod";

import { resolveScope, type ResolvedScope, type Scope } from "../core/scope.ts";
import { check, scopeFields, signal } from "./check.ts";

interface CallScope extends Scope {
  readonly signal?: AbortSignal | undefined;
}

const schema: z.ZodType<CallScope> = z.strictObject({ ...scopeFields, signal: signal.optional() });

/**
 * The scope that a call names; null if it names none.
 *
 * An id that is there but undefined is a mistake of the caller's, not a call without a scope: it would reach every tenant.
 *
 * @throws {InvalidArgumentError} If the scope is none, or an option is unknown. @throws The signal's reason, if aborted.
 */
export function checkCallScope(options: unknown, action: string): ResolvedScope | null {
  const { signal: given, ...scope } = check(schema, options ?? {}, action);
  given?.throwIfAborted();
  return Object.keys(scope).length === 0 ? null : resolveScope(scope, action);
}

/**
 * A scope to be kept for later calls, under the names that they take.
 *
 * @throws {InvalidArgumentError} If the scope is none, or an id is unknown.
 */
export function checkScope(scope: unknown, action: string): Scope {
  const { userId, agentId, runId } = checkCallScope(scope, action) ?? resolveScope({}, action);
  return {
    ...(userId === null ? {} : { userId }),
    ...(agentId === null ? {} : { agentId }),
    ...(runId === null ? {} : { runId }),
  };
}
