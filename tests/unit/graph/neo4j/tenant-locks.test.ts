import { setTimeout as pause } from "node:timers/promises";

import { expect, test } from "vitest";
import { StoreUnavailableError } from "../../../../src/core/errors.ts";
import type { Tenant } from "../../../../src/core/scope.ts";
import { TenantLocks } from "../../../../src/graph/neo4j/tenant-locks.ts";

const KIRK = "user:kirk" as Tenant;

test("writers run one after the other, whatever became of those before", async () => {
  const locks = new TenantLocks(1_000);
  const order: string[] = [];
  const write = async (name: string): Promise<void> => {
    order.push(`${name} begins`);
    await pause(1);
    order.push(`${name} ends`);
    if (name === "b") throw new Error("b fails");
  };
  const all = ["a", "b", "c"].map(async (name) => locks.run(KIRK, async () => write(name)));
  const settled = await Promise.allSettled(all);
  expect(settled.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  const inTurn = ["a", "b", "c"].flatMap((name) => [`${name} begins`, `${name} ends`]);
  expect(order).toEqual(inTurn);
});

test("who waited long behind one who found the server down does not try it again", async () => {
  const locks = new TenantLocks(30);
  let triedCount = 0;
  const write = async (): Promise<void> => {
    triedCount += 1;
    await pause(40);
    throw new StoreUnavailableError("write the graph", "Neo4j", { reason: "it did not answer" });
  };
  const all = Array.from({ length: 20 }, async () => locks.run(KIRK, write));
  const settled = await Promise.allSettled(all);
  expect(settled.every(({ status }) => status === "rejected")).toBe(true);
  expect(triedCount).toBe(1);
  await expect(locks.run(KIRK, async () => Promise.resolve("up"))).resolves.toBe("up");
});
