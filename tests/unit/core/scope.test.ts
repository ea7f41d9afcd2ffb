import { describe, expect, test } from "vitest";
import { InvalidArgumentError } from "../../../src/core/errors.ts";
import {
  MAX_SCOPE_ID_LENGTH,
  resolveScope,
  type Scope,
  scopeOfTenant,
  tenantDigest,
} from "../../../src/core/scope.ts";

describe("resolveScope()", () => {
  test("takes the user as the tenant, and narrows by agent and run", () => {
    const scope = { userId: "kirk", agentId: "spock", runId: "r1" };
    expect(resolveScope(scope, "search")).toEqual({ tenant: "user:kirk", ...scope });
    expect(resolveScope({ userId: "kirk" }, "search")).toEqual({
      tenant: "user:kirk",
      userId: "kirk",
      agentId: null,
      runId: null,
    });
  });

  test("takes the agent, then the run, when there is no user", () => {
    expect(resolveScope({ agentId: "spock", runId: "r1" }, "add").tenant).toBe("agent:spock");
    expect(resolveScope({ runId: "r1" }, "add").tenant).toBe("run:r1");
  });

  test("keeps tenants of equal ids and different kinds apart", () => {
    const tenants = [{ userId: "a" }, { agentId: "a" }, { runId: "a" }, { userId: "agent:a" }];
    const names = tenants.map((scope) => resolveScope(scope, "add").tenant);
    expect(new Set(names).size).toBe(tenants.length);
    expect(new Set(names.map(tenantDigest)).size).toBe(tenants.length);
  });

  test("treats what narrows as absent where it is undefined or null", () => {
    const scope = { userId: "kirk", agentId: undefined, runId: null } as unknown as Scope;
    expect(resolveScope(scope, "add")).toMatchObject({
      tenant: "user:kirk",
      agentId: null,
      runId: null,
    });
    const ofAgent = { agentId: "spock", runId: undefined };
    expect(resolveScope(ofAgent, "add").tenant).toBe("agent:spock");
  });

  test.each([
    [{ userId: undefined, agentId: "spock" }, "userId", "agentId"],
    [{ userId: undefined, runId: "r1" }, "userId", "runId"],
    [{ userId: undefined, agentId: "spock", runId: "r1" }, "userId", "agentId"],
    [{ agentId: undefined, runId: "r1" }, "agentId", "runId"],
    [{ userId: null, agentId: "spock" }, "userId", "agentId"],
  ])("refuses %o, as it would be another tenant's", (scope, unset, given) => {
    const value = String(Reflect.get(scope, unset));
    expect(() => resolveScope(scope as Scope, "add")).toThrow(
      `Cannot add as '${unset}' must be an id; leave it out only where ${given} alone is the scope: current value is ${value}`,
    );
  });

  test("refuses a scope without any id", () => {
    expect(() => resolveScope({}, "add")).toThrow(InvalidArgumentError);
    expect(() => resolveScope({}, "add")).toThrow(/Cannot add as 'scope' must be/);
  });

  test.each([
    ["empty", ""],
    ["blank", " \t\n"],
    ["a number", 7],
    ["an object", {}],
    ["the wildcard", "*"],
    ["too long", "x".repeat(MAX_SCOPE_ID_LENGTH + 1)],
    ["half a character", "kirk\uD800"],
  ])("refuses an id that is %s, wherever it stands", (_, id) => {
    for (const name of ["userId", "agentId", "runId"]) {
      const scope = { userId: "kirk", [name]: id } as Scope;
      expect(() => resolveScope(scope, "add")).toThrow(InvalidArgumentError);
    }
  });

  test("takes the longest id, and text of any script", () => {
    const long = "x".repeat(MAX_SCOPE_ID_LENGTH);
    expect(resolveScope({ userId: long }, "add").userId).toBe(long);
    expect(resolveScope({ userId: "张伟 👋" }, "add").tenant).toBe("user:张伟 👋");
    expect(resolveScope({ userId: "**" }, "add").userId).toBe("**");
  });
});

describe("scopeOfTenant()", () => {
  test("takes a tenant back to the scope it stands for", () => {
    for (const scope of [{ userId: "a:b" }, { agentId: "user:x" }, { runId: "run:1" }]) {
      expect(scopeOfTenant(resolveScope(scope, "add").tenant)).toEqual(scope);
    }
  });
});

describe("tenantDigest()", () => {
  test("is 16 hexadecimal digits, always the same", () => {
    const { tenant } = resolveScope({ userId: "kirk" }, "add");
    expect(tenantDigest(tenant)).toMatch(/^[0-9a-f]{16}$/);
    expect(tenantDigest(tenant)).toBe(tenantDigest(tenant));
  });
});
