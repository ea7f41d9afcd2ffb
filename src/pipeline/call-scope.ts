/** The scope of calls that can do without one: by id, or over every tenant. */
import { z } from "zod";

import { InvalidArgumentError } from "../core/errors.ts";
import { resolveScope, type ResolvedScope, type Scope } from "../core/scope.ts";
import { check, scopeFields, signal } from "./check.ts";

interface CallScope extends Scope {
  readonly signal?: AbortSignal | undefined;
}

const scopeSchema: z.ZodType<Scope> = z.strictObject(scopeFields);
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
  const checked = check(scopeSchema, scope ?? {}, action, "scope");
  const { userId, agentId, runId } = resolveScope(checked, action);
  return {
    ...(userId === null ? {} : { userId }),
    ...(agentId === null ? {} : { agentId }),
    ...(runId === null ? {} : { runId }),
  };
}

/** Every name that an id of a scope goes by in a call. */
const SCOPE_NAMES = [...Object.keys(scopeFields), "sessionId", "session_id"];

/**
 * Refuses an id that is there but not set: what is done to a whole scope would be done to more than was meant.
 *
 * @throws {InvalidArgumentError} If there is one, by the name that it goes by.
 */
export function refuseUnsetIds(options: unknown, action: string): void {
  const given = Object.entries({ ...(options as object | null) });
  for (const [name, value] of given) {
    if (!SCOPE_NAMES.includes(name) || (value ?? null) !== null) continue;
    const requirement = "an id; leave it out to mean all that the other ids stand for";
    throw new InvalidArgumentError(action, name, requirement, value);
  }
}

/**
 * Options of a call, with the scope of the handle that it is made on.
 *
 * @throws {InvalidArgumentError} If the options name a scope: a userId beside a handle's agentId would leave its tenant.
 */
export function withScope<T extends object>(options: T, scope: Scope): T & Scope {
  for (const name of SCOPE_NAMES) {
    if (!Object.hasOwn({ ...options }, name)) continue;
    const requirement = "left out, as the handle has its scope";
    throw new InvalidArgumentError(
      "call a handle of one scope",
      name,
      requirement,
      Reflect.get(options, name),
    );
  }
  return { ...options, ...scope };
}
