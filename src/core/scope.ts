import { createHash } from "node:crypto";

import { InvalidArgumentError } from "./errors.ts";

/** Longest accepted `userId`, `agentId` or `runId`, in UTF-16 code units: long enough for any id, short enough to index. */
export const MAX_SCOPE_ID_LENGTH = 256;

/** Whose memory a call is about. At least one id; each a non-empty string of at most {@link MAX_SCOPE_ID_LENGTH}. */
export interface Scope {
  /** The person remembered for. With it the tenant is the user's. */
  readonly userId?: string | undefined;
  /** The agent. Beside a `userId` it narrows to that agent's records plus those of no agent; alone it is its own tenant. */
  readonly agentId?: string | undefined;
  /** One run or session. It narrows memories to those that some evidence of the run attests. */
  readonly runId?: string | undefined;
}

/** The isolation unit, derived from a {@link Scope}: `user:<id>`, else `agent:<id>`, else `run:<id>`. */
export type Tenant = string & { readonly __brand: "Tenant" };

/** A checked scope: its tenant, and what narrows inside it. */
export interface ResolvedScope {
  readonly tenant: Tenant;
  readonly userId: string | null;
  /** Narrows inside the tenant; null when it is the tenant itself or absent. */
  readonly agentId: string | null;
  readonly runId: string | null;
}

/**
 * Derives the tenant of a scope.
 *
 * @throws {InvalidArgumentError} If no id is given, or one is empty, blank, too long, `*`, or holds a lone surrogate; or if
 * one is there but undefined that would be the tenant: the id beside it would stand for another tenant in silence.
 */
export function resolveScope(scope: Scope, action: string): ResolvedScope {
  const userId = checkedId(scope.userId, "userId", action);
  const agentId = checkedId(scope.agentId, "agentId", action);
  const runId = checkedId(scope.runId, "runId", action);
  refuseUnset(scope, action);
  if (userId !== null) return { tenant: `user:${userId}` as Tenant, userId, agentId, runId };
  if (agentId !== null) return { tenant: `agent:${agentId}` as Tenant, userId, agentId, runId };
  if (runId !== null) return { tenant: `run:${runId}` as Tenant, userId, agentId, runId };
  throw new InvalidArgumentError(
    action,
    "scope",
    "given among the options by userId, agentId or runId, as in { userId }",
    "none of them",
  );
}

/** The ids of a scope; the first that is given is the tenant. */
const IDS = ["userId", "agentId", "runId"] as const;

function refuseUnset(scope: Scope, action: string): void {
  const given = IDS.findIndex((name) => (scope[name] ?? null) !== null);
  const unset = IDS.slice(0, Math.max(0, given)).find((name) => Object.hasOwn(scope, name));
  if (unset === undefined) return;
  const requirement = `an id; leave it out only where ${IDS[given]} alone is the scope`;
  throw new InvalidArgumentError(action, unset, requirement, scope[unset]);
}

/** Takes a tenant's text, as {@link ResolvedScope.tenant} gives it, back into the scope it stands for. */
export function scopeOfTenant(tenant: Tenant): Scope {
  const separator = tenant.indexOf(":");
  const id = tenant.slice(separator + 1);
  if (tenant.startsWith("user:")) return { userId: id };
  return tenant.startsWith("agent:") ? { agentId: id } : { runId: id };
}

/** A short stable digest of a tenant, for places that want a fixed width: 16 hexadecimal digits. */
export function tenantDigest(tenant: Tenant): string {
  return createHash("sha256").update(tenant).digest("hex").slice(0, 16);
}

function checkedId(value: unknown, argument: string, action: string): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== "string" || value.trim() === "" || value.length > MAX_SCOPE_ID_LENGTH) {
    const requirement = `a non-empty string of at most ${MAX_SCOPE_ID_LENGTH} characters`;
    const isLong = typeof value === "string" && value.length > MAX_SCOPE_ID_LENGTH;
    const shown = isLong ? `${value.length} characters` : value;
    throw new InvalidArgumentError(action, argument, requirement, shown);
  }
  if (value === "*") {
    throw new InvalidArgumentError(action, argument, "one id, as there is no wildcard", value);
  }
  if (!isPlain(value)) {
    throw new InvalidArgumentError(action, argument, "well-formed Unicode without U+0000", value);
  }
  return value;
}

/** Whether `text` is a tenant that some scope derives. */
export function isTenant(text: string): text is Tenant {
  const separator = text.indexOf(":");
  const kind = text.slice(0, separator);
  const id = text.slice(separator + 1);
  if (kind !== "user" && kind !== "agent" && kind !== "run") return false;
  return id.trim() !== "" && id.length <= MAX_SCOPE_ID_LENGTH && id !== "*" && isPlain(id);
}

function isPlain(id: string): boolean {
  return id.isWellFormed() && !id.includes("\0");
}
